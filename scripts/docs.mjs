// @ts-check
// Writes what is generated: the index of rules, their pages and the table of them, the snippet files, and the schema
// of `headroom.rules` in package.json. Files that are as they should be are left alone.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { writeRuleIndex } from './generate-index.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes the given files where they are stale, and removes pages of rules that are gone.
 *
 * @param {Record<string, string>} files path from the project's root → text
 * @param {string} pages the folder that holds generated pages alone
 * @returns {string[]} what was stale
 */
export function writeGenerated(files, pages) {
  const stale = Object.keys(files).filter((path) => textOf(path) !== files[path]);
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), /** @type {string} */ (files[path]));
  }
  const gone = pagesIn(pages).filter((path) => !(path in files));
  for (const path of gone) rmSync(join(root, path));
  return [...stale, ...gone];
}

/** @param {string} path @returns {string | undefined} */
function textOf(path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {string} folder @returns {string[]} */
function pagesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'));
}

async function main() {
  writeRuleIndex();
  const folder = mkdtempSync(join(tmpdir(), 'headroom-docs-'));
  try {
    const outfile = join(folder, 'generate.mjs');
    // A library of CommonJS inside of the bundle asks for `require`, which a module has to make for itself.
    const banner = {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    };
    await build({
      entryPoints: [join(root, 'scripts/generate.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'warning',
      banner,
      outfile,
    });
    const { generatedFiles, RULE_PAGES } = await import(pathToFileURL(outfile).href);
    const stale = writeGenerated(generatedFiles(readFileSync(join(root, 'package.json'), 'utf8')), RULE_PAGES);
    console.log(stale.length === 0 ? 'Everything generated is up to date.' : `Written: ${stale.join(', ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
