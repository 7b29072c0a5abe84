// @ts-check
// Bundles everything that runs into dist/:
//
//   headroom.js   what speaks the protocol: the extension's side, and the server's up to the answer to `initialize`
//   engine.js     what the server does from then on
//   server.js     starts the server on Node.js
//   cli.js        the command line
//   capacity.js   the page of the capacity view
//
// The first two run on Node.js and in web workers alike.
//
//   node scripts/build.mjs            minified, as it is shipped
//   node scripts/build.mjs --watch    readable, with source maps, again after every change

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { minifySync } from 'rolldown/utils';
import { firstExample } from './first-example.mjs';
import { narrow } from './narrow.mjs';
import { root } from './vscode.mjs';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */
/** @typedef {import('esbuild').Plugin} Plugin */

/** The programs that are started by their own path. */
const executables = ['dist/server.js', 'dist/cli.js'];

const ENGINE = 'dist/engine.js';

/** The folders of server/src/ in the way of the data: see docs/architecture.md. */
const LAYERS = ['text', 'knowledge', 'syntax', 'settings', 'stack', 'rules', 'features', 'lsp'];

/** Nearly all is the same for all of them, and a file for each would double it. Only what is chosen is ever evaluated. */
const headroomEntry = `
  const hasNode = globalThis.process?.versions?.node !== undefined;
  if (typeof module === 'object') {
    const extension = () => (hasNode ? require('./client/src/extension') : require('./client/src/browser'));
    exports.activate = (context) => extension().activate(context);
    exports.deactivate = () => extension().deactivate();
    exports.serve = () => require('./server/src/main');
  } else require('./server/src/browser');
`;

/** Imported and not required: only what nothing waits for is laid out flat, which is smaller and faster. */
const engineEntry = `
  import { start } from './server/src/lsp/engine';
  globalThis.headroom.engine = { start };
`;

/** Leaves the engine to its own bundle. @type {Plugin} */
const engineApart = {
  name: 'engine-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/engine$/ }, () => ({ path: join(root, 'scripts/bundled/engine-loader.ts') }));
  },
};

/** The engine takes the libraries of the protocol from the bundle that loads it. @type {Plugin} */
const protocolGiven = {
  name: 'protocol-given',
  setup(build) {
    build.onResolve({ filter: /^vscode-languageserver(-protocol|-textdocument)?$/ }, ({ path }) => ({
      path,
      namespace: 'given',
    }));
    build.onLoad({ filter: /./, namespace: 'given' }, ({ path }) => ({
      contents: `module.exports = globalThis.headroom.libraries['${path}'];`,
    }));
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--watch')) await watch();
  else await bundle();
}

/** Builds what is shipped. */
export async function bundle() {
  const all = bundles({ minify: true, legalComments: 'none', write: false });
  await Promise.all(all.map(async (one) => buildSmall(one.outfile === ENGINE ? await layerByLayer(one) : one)));
  for (const file of executables) chmodSync(join(root, file), 0o755);
}

/**
 * Builds the server as it is shipped, but readable.
 *
 * @param {string} folder in which its `dist` is made
 */
export async function bundleServer(folder) {
  const files = ['dist/headroom.js', ENGINE, 'dist/server.js'];
  const own = bundles({}).filter(({ outfile }) => outfile !== undefined && files.includes(outfile));
  await Promise.all(own.map((one) => build({ ...one, outfile: join(folder, one.outfile ?? '') })));
}

/**
 * Builds a bundle, minified a second time: what one minifier leaves, another one finds.
 *
 * @param {BuildOptions} options
 */
async function buildSmall(options) {
  const { outputFiles = [] } = await build(options);
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, path.endsWith('.js') ? minified(path, text) : text);
  }
}

/**
 * The engine with its modules in the order of the layers and in each by their paths. What resembles each other comes to
 * stand near each other, and a package is smaller for it: deflate looks back over no more than 32 KB.
 *
 * @param {BuildOptions} options
 * @returns {Promise<BuildOptions>}
 */
async function layerByLayer(options) {
  const { metafile } = await build({ ...options, metafile: true });
  const used = Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => inputs[path]?.bytesInOutput !== 0 && path.startsWith('server/src/')),
  );
  const layer = (/** @type {string} */ path) => LAYERS.indexOf(path.split('/')[2] ?? '');
  used.sort((a, b) => layer(a) - layer(b) || (a < b ? -1 : 1));
  return { ...options, stdin: script(used.map((path) => `import './${path}';`).join('\n') + engineEntry) };
}

/** @param {string} path @param {string} text */
function minified(path, text) {
  const { code, errors } = minifySync(path, text, {
    compress: { target: 'es2022' },
    mangle: { toplevel: true },
    codegen: { removeWhitespace: true },
  });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  return inAscii(code);
}

/**
 * A script with every other character escaped: of one that is ASCII alone V8 keeps each character in one byte, of any
 * other in two. Such characters stand in texts and expressions only.
 *
 * @param {string} code
 */
function inAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
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
    external: ['vscode', './engine.js', './headroom.js'],
    plugins: [narrow],
    logLevel: 'warning',
    ...mode,
  };
  /** What runs in a page of VS Code's: the browser's language, and a style beside the script. @type {BuildOptions} */
  const page = { platform: 'browser', format: 'iife', target: 'es2022', external: [] };
  const banner = { js: '#!/usr/bin/env node' };
  const start = script("require('./headroom.js').serve();");
  return [
    { ...common, stdin: script(headroomEntry), plugins: [narrow, engineApart], outfile: 'dist/headroom.js' },
    {
      ...common,
      stdin: script(engineEntry),
      format: 'iife',
      plugins: [narrow, protocolGiven, firstExample],
      outfile: 'dist/engine.js',
    },
    { ...common, stdin: start, outfile: 'dist/server.js', banner },
    { ...common, entryPoints: ['server/src/cli.ts'], outfile: 'dist/cli.js', banner },
    { ...common, ...page, entryPoints: ['client/webview/capacity.ts'], outfile: 'dist/capacity.js' },
  ];
}

/** @param {string} contents */
function script(contents) {
  return { contents, resolveDir: root, sourcefile: 'entry.js' };
}
