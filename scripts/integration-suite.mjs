// @ts-check
// The suite of test/vscode/, which runs inside VS Code's extension host: its compiling, and the reading of its report.

import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { root } from './vscode.mjs';

/** The compiled suite, as a path inside the project: the same file for every kind of extension host. */
export const compiledSuite = '/out/vscode/index.js';

/** Where the suite leaves its report: a web worker can write into the workspace only. */
const reportName = '.headroom-test-report.json';

/** @typedef {{ title: string, state: 'passed' | 'failed' | 'pending', milliseconds: number, error?: string }} Result */

export async function compileSuite() {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/vscode/index.ts'],
    outfile: `.${compiledSuite}`,
    bundle: true,
    // Whatever runs in a web worker runs in Node.js too.
    platform: 'browser',
    format: 'cjs',
    external: ['vscode'],
    target: 'es2022',
    sourcemap: true,
    logLevel: 'warning',
  });
}

/**
 * @param {string} workspace the folder that was open
 * @returns {Result[] | undefined} undefined where the suite didn't come to its end
 */
export function readReport(workspace) {
  const file = join(workspace, reportName);
  if (!existsSync(file)) return undefined;
  /** @type {Result[]} */
  const results = JSON.parse(readFileSync(file, 'utf8'));
  return results.map((result) => ({ ...result, ...(result.error && { error: mapStack(result.error) }) }));
}

/** @param {Result[]} results */
export function printResults(results) {
  for (const { title, state, milliseconds, error } of results) {
    const mark = { passed: '✔', failed: '✘', pending: '–' }[state];
    console.log(`  ${mark} ${title} (${milliseconds} ms)`);
    if (error) console.log(error.replace(/^/gm, '      '));
  }
}

/**
 * @param {Result[] | undefined} results
 * @returns {import('./suite.mjs').Tally} a suite without a report counts as one failure
 */
export function tallyResults(results) {
  const count = (/** @type {string} */ state) => results?.filter((result) => result.state === state).length ?? 0;
  return { passed: count('passed'), failed: results?.length ? count('failed') : 1, skipped: count('pending') };
}

/**
 * Puts places in the sources where a stack names places in the compiled suite.
 *
 * @param {string} stack
 */
function mapStack(stack) {
  const map = new SourceMap(JSON.parse(readFileSync(join(root, `${compiledSuite}.map`), 'utf8')));
  return stack.replace(/[^\s(]*\/out\/vscode\/index\.js(?:#[\w-]+)?:(\d+):(\d+)/g, (place, line, column) => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return place;
    const source = relative(root, join(root, 'out/vscode', entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}
