// @ts-check
// Leaves out of the bundles what no line of ours reaches in the libraries they are made of. The libraries are CommonJS
// or keep everything in one object, so that a bundler can't tell by itself.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './vscode.mjs';

/** @typedef {import('esbuild').Plugin} Plugin */

/**
 * Features of the language client for which our server announces nothing: none of them is ever begun, and a client that
 * lacks them tells the server so.
 */
const UNUSED_FEATURES = [
  'callHierarchy',
  'colorProvider',
  'declaration',
  'documentHighlight',
  'fileOperations',
  'formatting',
  'implementation',
  'inlineCompletion',
  'inlineValue',
  'linkedEditingRange',
  'rename',
  'selectionRange',
  'semanticTokens',
  'signatureHelp',
  'textDocumentContent',
  'typeDefinition',
  'typeHierarchy',
  'workspaceSymbol',
];

/** The same of the language server's library: what its connection can be asked for, and nothing of ours asks. */
const UNUSED_REQUESTS = [
  'callHierarchy',
  'fileOperations',
  'inlineCompletion',
  'inlineValue',
  'linkedEditingRange',
  'moniker',
  'notebook',
  'semanticTokens',
  'textDocumentContent',
  'typeHierarchy',
];

/** What the protocol says of them; and what nothing of ours names. */
const UNUSED_MESSAGES = [
  'callHierarchy',
  'colorProvider',
  'declaration',
  'fileOperations',
  'implementation',
  'inlineCompletion',
  'inlineValue',
  'linkedEditingRange',
  'moniker',
  'selectionRange',
  'semanticTokens',
  'textDocumentContent',
  'typeDefinition',
  'typeHierarchy',
];

/** What stands in for a feature: it announces nothing and does nothing. */
const NO_FEATURE = `class NoFeature {
  fillClientCapabilities() {}
  initialize() {}
  getState() { return { kind: 'static' }; }
  clear() {}
}
`;

/** Whole modules, by the name under which they are imported, and the file that stands in for each. */
const REPLACED = {
  // A parser's rules for highlighting, which nothing of ours colours by.
  '@lezer/highlight': 'scripts/bundled/highlight.js',
  // Globs of document selectors; what we match globs with understands the same ones.
  minimatch: 'scripts/bundled/minimatch.ts',
  // Whether VS Code is new enough: it installs no extension whose manifest asks for a newer one.
  'semver/functions/parse': 'scripts/bundled/semver-parse.cjs',
  'semver/functions/satisfies': 'scripts/bundled/semver-satisfies.cjs',
};

/** Libraries that are evaluated late, by a `require`: what of them is asked for. */
const PARTS = {
  yaml: [
    ['Composer', 'node_modules/yaml/browser/dist/compose/composer.js'],
    ['Parser', 'node_modules/yaml/browser/dist/parse/parser.js'],
    ['isAlias, isMap, isNode, isScalar, isSeq', 'node_modules/yaml/browser/dist/nodes/identity.js'],
  ],
  '@lezer/python': [['parser', 'node_modules/@lezer/python/dist/index.js']],
};

/** What the YAML library writes and makes values with. We read its nodes, and write edits of our own. */
const YAML_WRITING = [
  'doc/applyReviver',
  'doc/createNode',
  'nodes/addPairToJSMap',
  'nodes/toJS',
  'parse/cst-visit',
  'stringify/\\w+',
  'visit',
];

/** @type {Plugin} */
export const narrow = {
  name: 'narrow',
  setup(build) {
    for (const [name, file] of Object.entries(REPLACED)) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: join(root, file) }));
    }
    for (const name of Object.keys(PARTS)) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind }) =>
        kind === 'require-call' ? { path: name, namespace: 'parts' } : undefined,
      );
    }
    build.onLoad({ filter: /./, namespace: 'parts' }, ({ path }) => ({ contents: partsOf(path), resolveDir: root }));
    const unused = new RegExp(`vscode-languageclient/lib/common/(${UNUSED_FEATURES.join('|')})\\.js$`);
    build.onLoad({ filter: unused }, ({ path }) => ({ contents: withoutFeatures(path) }));
    const requests = new RegExp(`vscode-languageserver/lib/common/(${UNUSED_REQUESTS.join('|')})\\.js$`);
    build.onLoad({ filter: requests }, ({ path }) => ({ contents: withoutRequests(path) }));
    build.onResolve({ filter: /^\.\/notebook$/ }, ({ importer }) =>
      importer.includes('vscode-languageclient') ? { path: join(root, 'scripts/bundled/notebook.cjs') } : undefined,
    );
    const messages = new RegExp(
      `vscode-languageserver-protocol/lib/common/protocol\\.(${UNUSED_MESSAGES.join('|')})\\.js$`,
    );
    build.onLoad({ filter: messages }, ({ path }) => ({ contents: withoutMessages(path) }));
    build.onLoad({ filter: /vscode-languageserver\/lib\/node\/files\.js$/ }, () => ({ contents: '' }));
    const writing = new RegExp(`yaml/browser/dist/(${YAML_WRITING.join('|')})\\.js$`);
    build.onLoad({ filter: writing }, ({ path }) => ({ contents: withoutFunctions(path) }));
  },
};

/** @param {string} name */
function partsOf(name) {
  const parts = PARTS[/** @type {keyof typeof PARTS} */ (name)];
  return parts.map(([names, file]) => `export { ${names} } from './${file}';`).join('\n');
}

/** The module with nothing in the place of each class that it exports. @param {string} path */
function withoutFeatures(path) {
  const names = exportsOf(path, /^exports\.(\w+Feature) = \1;$/gm);
  return NO_FEATURE + names.map((name) => `exports.${name} = NoFeature;`).join('\n');
}

/** The module with nothing in the place of each message that it exports. @param {string} path */
function withoutMessages(path) {
  const names = exportsOf(path, /\bexports\.(\w+) = (?=exports\.|void 0;)/g);
  return names.map((name) => `exports.${name} = {};`).join('\n');
}

/** The module with nothing that is added to a connection, and empty classes. @param {string} path */
function withoutRequests(path) {
  const names = exportsOf(path, /^exports\.(\w+) = \1;$/gm);
  return names
    .map((name) => `exports.${name} = ${name.endsWith('Feature') ? '(Base) => Base' : 'class {}'};`)
    .join('\n');
}

/**
 * @param {string} path
 * @param {RegExp} pattern with the name as its first group
 * @returns {string[]}
 * @throws where the module exports nothing of that form
 */
function exportsOf(path, pattern) {
  const names = [...readFileSync(path, 'utf8').matchAll(pattern)].map((match) => match[1] ?? '');
  if (names.length === 0) throw new Error(`${path} exports nothing any more.`);
  return names;
}

/** The module with functions that do nothing in the place of all that it exports. @param {string} path */
function withoutFunctions(path) {
  const names = /^export \{ (.+) \};$/m.exec(readFileSync(path, 'utf8'))?.[1]?.split(', ');
  if (!names) throw new Error(`${path} exports nothing any more.`);
  return names.map((name) => `export const ${name} = () => {};`).join('\n');
}
