// @ts-check
// Bundles everything that runs into dist/: the extension for desktop and browser, the language server for Node.js and
// for a web worker, and the command line.
//
//   node scripts/build.mjs            minified, as it is shipped
//   node scripts/build.mjs --watch    readable, with source maps, again after every change

import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { root } from './vscode.mjs';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */

const output = join(root, 'dist');

/** The programs that are started by their own path. */
const executables = ['dist/server.js', 'dist/cli.js'];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--watch')) await watch();
  else await bundle();
}

/** Builds what is shipped. */
export async function bundle() {
  rmSync(output, { recursive: true, force: true });
  await Promise.all(bundles({ minify: true, legalComments: 'none' }).map((options) => build(options)));
  for (const file of executables) chmodSync(join(root, file), 0o755);
}

async function watch() {
  const contexts = await Promise.all(bundles({ sourcemap: 'linked' }).map((options) => context(options)));
  await Promise.all(contexts.map((each) => each.watch()));
  console.error('Watching. Ctrl-C ends it.');
}

/**
 * @param {BuildOptions} mode
 * @returns {BuildOptions[]}
 */
function bundles(mode) {
  /** @type {BuildOptions} */
  const common = { absWorkingDir: root, bundle: true, target: 'es2022', logLevel: 'warning', ...mode };
  // `module` comes first because only ES modules can be shaken: a bundle then holds what it uses of a library.
  /** @type {BuildOptions} */
  const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };
  /** @type {BuildOptions} */
  const web = { ...common, platform: 'browser', mainFields: ['browser', 'module', 'main'], conditions: ['browser'] };
  const banner = { js: '#!/usr/bin/env node' };
  return [
    { ...node, entryPoints: ['client/src/extension.ts'], outfile: 'dist/client.js', external: ['vscode'] },
    { ...node, entryPoints: ['server/src/main.ts'], outfile: 'dist/server.js', banner },
    { ...node, entryPoints: ['server/src/cli.ts'], outfile: 'dist/cli.js', banner },
    {
      ...web,
      entryPoints: ['client/src/browser.ts'],
      outfile: 'dist/web/client.js',
      format: 'cjs',
      external: ['vscode'],
    },
    { ...web, entryPoints: ['server/src/browser.ts'], outfile: 'dist/web/server.js', format: 'iife' },
  ];
}
