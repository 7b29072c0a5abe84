// @ts-check
// Bundles everything that runs into dist/: the extension and the language server, each for Node.js and for web workers
// alike, and the command line.
//
//   node scripts/build.mjs            minified, as it is shipped
//   node scripts/build.mjs --watch    readable, with source maps, again after every change

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { root } from './vscode.mjs';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */

/** The programs that are started by their own path. */
const executables = ['dist/server.js', 'dist/cli.js'];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--watch')) await watch();
  else await bundle();
}

/** Builds what is shipped. */
export async function bundle() {
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
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // `module` comes first because only ES modules can be shaken: a bundle then holds what it uses of a library.
    mainFields: ['module', 'main'],
    conditions: ['node', 'browser'],
    // The build of this library for browsers consists of ES modules and needs nothing of Node.js.
    alias: { yaml: './node_modules/yaml/browser/index.js' },
    external: ['vscode'],
    logLevel: 'warning',
    ...mode,
  };
  /** What runs in a page of VS Code's: the browser's language, and a style beside the script. @type {BuildOptions} */
  const page = { platform: 'browser', format: 'iife', target: 'es2022', external: [] };
  const banner = { js: '#!/usr/bin/env node' };
  return [
    { ...common, stdin: either('client/src/extension', 'client/src/browser'), outfile: 'dist/client.js' },
    { ...common, stdin: either('server/src/main', 'server/src/browser'), outfile: 'dist/server.js', banner },
    { ...common, entryPoints: ['server/src/cli.ts'], outfile: 'dist/cli.js', banner },
    { ...common, ...page, entryPoints: ['client/webview/capacity.ts'], outfile: 'dist/capacity.js' },
  ];
}

/**
 * An entry point for both worlds. Nearly all code is the same in both, and a file for each would double the package.
 * Only the chosen module is ever evaluated.
 *
 * @param {string} node the module that runs where there is Node.js
 * @param {string} browser the module that runs in a web worker
 */
function either(node, browser) {
  return {
    contents: `
    const hasNode = globalThis.process?.versions?.node !== undefined;
    const entry = hasNode ? require('./${node}') : require('./${browser}');
    if (typeof module === 'object') module.exports = entry;
  `,
    resolveDir: root,
    sourcefile: 'entry.js',
  };
}
