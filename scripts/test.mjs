// @ts-check
// npm test: everything that holds the project to its word, one suite after another. The last line is the sum.
//
//   node scripts/test.mjs              all suites
//   node scripts/test.mjs types unit   these only
//   … --no-skip, or CI=true            a test that can't run here counts as failed

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './prerequisites.mjs';
import { describeTally, skipped } from './suite.mjs';
import { root } from './vscode.mjs';

/** @typedef {import('./suite.mjs').Tally} Tally */

installPackages();
// These need the packages.
const { packageExtension } = await import('./package.mjs');
const { testInVSCode } = await import('./test-vscode.mjs');
const { findChromium } = await import('./workbench.mjs');

/** @type {Record<string, { title: string, run: () => Promise<Tally> }>} */
const suites = {
  types: { title: 'types', run: () => succeed('node_modules/typescript/bin/tsc') },
  pages: { title: 'types of pages', run: () => succeed('node_modules/typescript/bin/tsc', '-p', 'client/webview') },
  lint: { title: 'lint', run: () => succeed('node_modules/@biomejs/biome/bin/biome', 'check') },
  package: { title: 'build and package', run: buildPackage },
  unit: { title: 'unit, protocol, command line, real programs', run: runVitest },
  vscode: { title: 'VS Code', run: () => testInVSCode('stable', 'node') },
  minimum: { title: 'VS Code, oldest supported', run: () => testInVSCode('minimum', 'node') },
  web: { title: 'VS Code, web worker', run: () => testInVSCode('stable', 'web') },
  ui: { title: 'VS Code, as seen by its user', run: runPlaywright },
};

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = names.find((name) => !(name in suites));
if (unknown) {
  console.error(`There is no suite ${unknown}. There are ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}
const maySkip = process.env.CI !== 'true' && !process.argv.includes('--no-skip');
const sum = await runSuites(names.length > 0 ? names : Object.keys(suites));
console.log(`\n${describeTally(sum)}`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** @param {string[]} chosen */
async function runSuites(chosen) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const lines = [];
  for (const name of chosen) {
    const suite = suites[name];
    if (!suite) continue;
    console.log(`\n— ${suite.title}`);
    const { note, ...tally } = await suite.run().catch(toFailure);
    if (!maySkip) {
      tally.failed += tally.skipped;
      tally.skipped = 0;
    }
    sum.passed += tally.passed;
    sum.failed += tally.failed;
    sum.skipped += tally.skipped;
    lines.push(`${suite.title}: ${describeTally(tally)}${note ? ` (${note})` : ''}`);
    console.log(lines.at(-1));
  }
  console.log(`\n${lines.join('\n')}`);
  return sum;
}

/**
 * A suite that broke before it could count its tests.
 *
 * @param {unknown} error
 * @returns {Tally}
 */
function toFailure(error) {
  console.error(error);
  return { passed: 0, failed: 1, skipped: 0 };
}

/** @returns {Promise<Tally>} */
async function buildPackage() {
  const { bytes } = await packageExtension();
  return { passed: 1, failed: 0, skipped: 0, note: `${Math.ceil(bytes / 1024)} KB` };
}

/**
 * One test: the program ends without an error.
 *
 * @param {...string} command a script for Node.js and its arguments
 * @returns {Promise<Tally>}
 */
async function succeed(...command) {
  const code = await run(command);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** @returns {Promise<Tally>} */
async function runVitest() {
  const report = emptyReport('vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run(['node_modules/vitest/vitest.mjs', 'run', ...reporters]);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = readJson(report);
  // A file that can't be loaded has no tests to fail.
  const broken = testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = numFailedTests + broken;
  return {
    passed: numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  };
}

/** @returns {Promise<Tally>} */
async function runPlaywright() {
  if (!findChromium()) return skipped('Chromium is not installed');
  const report = emptyReport('ui-results.json');
  const code = await run(['node_modules/@playwright/test/cli.js', 'test']);
  const { expected, unexpected, flaky, skipped: left } = readJson(report).stats;
  const failed = unexpected + flaky;
  return { passed: expected, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: left };
}

/**
 * @param {string} name
 * @returns {string} the path of a report that is yet to be written
 */
function emptyReport(name) {
  const report = join(root, 'out', name);
  mkdirSync(join(root, 'out'), { recursive: true });
  rmSync(report, { force: true });
  return report;
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * @param {string[]} command
 * @returns {Promise<number>} its exit code
 */
function run(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
