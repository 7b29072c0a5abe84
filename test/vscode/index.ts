// The entry point that VS Code calls inside its extension host, in Node.js and in a web worker alike.

import mocha from 'mocha/mocha';
import { Uri, workspace } from 'vscode';

type Result = { title: string; state: string; milliseconds: number; error?: string };

/** Runs every suite and leaves a report in the workspace. Rejects where a test failed. */
export async function run(): Promise<void> {
  const results: Result[] = [];
  class Collector {
    constructor(runner: Mocha.Runner) {
      const errors = new Map<unknown, unknown>();
      runner.on('fail', (test, error) => {
        errors.set(test, error);
        // A hook that fails is not a test, and has no end of its own.
        if ((test as { type: string }).type === 'hook') results.push(describeResult(test, error));
      });
      runner.on('test end', (test) => results.push(describeResult(test, errors.get(test))));
    }
  }
  // Mocha's build for browsers looks for options in the page's address; the extension host of Node.js has none.
  if (!('location' in globalThis)) Object.assign(globalThis, { location: { search: '' } });
  mocha.setup({ ui: 'bdd', timeout: 20_000, reporter: Collector });
  // Only now are `describe` and `it` there.
  await import('./suites');
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  const report = Uri.joinPath(workspace.workspaceFolders![0]!.uri, '.headroom-test-report.json');
  await workspace.fs.writeFile(report, new TextEncoder().encode(JSON.stringify(results)));
  if (failures > 0) throw new Error(`${failures} failed`);
}

function describeResult(test: Mocha.Runnable, error: unknown): Result {
  return {
    title: test.fullTitle(),
    state: error ? 'failed' : (test.state ?? 'pending'),
    milliseconds: test.duration ?? 0,
    ...(error !== undefined && { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  };
}
