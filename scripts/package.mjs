// @ts-check
// Builds and packages the extension into out/headroom.vsix.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { bundle } from './build.mjs';
import { shrink } from './shrink.mjs';
import { root } from './vscode.mjs';
import { packagedExtension } from './workbench.mjs';

/** What the package may weigh, in bytes: it is fetched again for every user and every version. */
const ceiling = 600 * 1024;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bytes } = await packageExtension();
  console.log(`out/headroom.vsix, ${Math.ceil(bytes / 1024)} KB`);
}

/**
 * @returns {Promise<{ bytes: number }>} how large the package is
 * @throws where the build fails or the package is larger than it may be
 */
export async function packageExtension() {
  await bundle();
  mkdirSync(dirname(packagedExtension), { recursive: true });
  // Everything is bundled, so no dependency goes along as a folder.
  const options = { cwd: root, packagePath: packagedExtension, dependencies: false, allowMissingRepository: true };
  await silently(() => createVSIX({ ...options, rewriteRelativeLinks: false }));
  const small = await shrink(readFileSync(packagedExtension));
  writeFileSync(packagedExtension, small);
  const bytes = small.length;
  if (bytes > ceiling) throw new Error(`out/headroom.vsix has ${bytes} bytes, more than the ${ceiling} it may have.`);
  return { bytes };
}

/**
 * vsce prints a list of all files; its warnings and errors still come through.
 *
 * @param {() => Promise<void>} action
 */
async function silently(action) {
  const log = console.log;
  console.log = () => {};
  try {
    await action();
  } finally {
    console.log = log;
  }
}
