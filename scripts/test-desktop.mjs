// @ts-check
// Runs the suite of test/vscode/ in a desktop VS Code: the one that VSCODE_EXECUTABLE_PATH names, or else one that
// @vscode/test-electron downloads (VSCODE_VERSION, by default the stable one). A machine without a screen needs
// `xvfb-run -a` before it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundle } from './build.mjs';
import { compiledSuite, compileSuite, printResults, readReport, tallyResults } from './integration-suite.mjs';
import { describeTally } from './suite.mjs';
import { root } from './vscode.mjs';
import { copySamples } from './workbench.mjs';

await Promise.all([bundle(), compileSuite()]);
const samples = copySamples();
const profile = mkdtempSync(join(tmpdir(), 'headroom-vscode-'));
try {
  const executable = process.env.VSCODE_EXECUTABLE_PATH;
  const launchArgs = [samples.folder, '--user-data-dir', join(profile, 'data')];
  launchArgs.push('--extensions-dir', join(profile, 'extensions'));
  launchArgs.push('--disable-workspace-trust', '--skip-welcome', '--skip-release-notes');
  if (process.getuid?.() === 0) launchArgs.push('--no-sandbox');
  const code = await runTests({
    ...(executable ? { vscodeExecutablePath: executable } : { version: process.env.VSCODE_VERSION ?? 'stable' }),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, compiledSuite),
    launchArgs,
  }).catch((error) => {
    // It rejects where a test failed, too; the report says which.
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
  const results = readReport(samples.folder);
  if (results) printResults(results);
  const tally = tallyResults(results);
  console.log(describeTally(tally));
  process.exitCode = tally.failed === 0 ? code : 1;
} finally {
  samples.dispose();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
