import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import {
  abArguments,
  breakage,
  firstBroken,
  isLoopback,
  LOAD_STEPS,
  loadTestAddress,
  loadTestScript,
  type Measured,
  readReport,
} from '../features/load-test';
import { grouped } from '../text/numbers';
import { describeOptions, type Options, readArguments } from './arguments';
import { Failure } from './failure';
import type { Command } from './main';
import { plain, type Terminal } from './terminal';

const OPTIONS: Options = {
  plan: { type: 'boolean', help: 'print the runs as a shell script, run nothing' },
  host: { type: 'string', placeholder: 'NAME', help: 'the host that may be loaded, where it is not this machine' },
};

/** How wide the longest bar of the picture is, in characters. */
const BAR = 30;

export const loadtestCommand: Command = {
  usage: 'loadtest [OPTION…] URL',
  help: () => `Loads an address with ab, the guide’s baseline first and then 10, 50, 100 and 200 requests at once, and
tells the step at which it breaks. Another machine than this one is loaded only where --host names it, or after a question.

${describeOptions(OPTIONS)}
Exit codes: 0 it held or the plan was printed, 1 it broke, 2 bad usage, no ab, or nobody answers.
`,
  async run(args, terminal) {
    const options = readArguments(args, OPTIONS);
    const [text, ...more] = options.positionals;
    if (text === undefined || more.length > 0) throw new Failure('loadtest takes one URL');
    const target = loadTestAddress(text);
    if (!target) throw new Failure(`${text} is no http or https address`);
    const { address, host } = target;
    if (options.flag('plan')) {
      terminal.print(loadTestScript(address));
      return 0;
    }
    const named = options.text('host');
    if (!isLoopback(host) && named !== host && !(await isAllowed(host, named)))
      throw new Failure(`${host} is not this machine: name it with --host ${host} if it may be loaded`);
    return loadAll(address, terminal);
  },
};

/** Asks whoever sits at a terminal. */
async function isAllowed(host: string, named: string | undefined): Promise<boolean> {
  if (named !== undefined || !process.stdin.isTTY || !process.stderr.isTTY) return false;
  const dialog = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `A load test can take ${plain(host)} down. Type its name to load it: `;
    return (await dialog.question(question)).trim() === host;
  } finally {
    dialog.close();
  }
}

async function loadAll(address: string, terminal: Terminal): Promise<number> {
  // With `-r` it would take it for an answer that nobody listens.
  const first = await runAb(['-l', '-n', '1', address]);
  if (!readReport({ requests: 1, atOnce: 1 }, first)) throw new Failure(lastLine(first) || 'ab told nothing');
  const runs: Measured[] = [];
  for (const step of LOAD_STEPS) {
    terminal.note(`${grouped(step.requests)} requests, ${step.atOnce} at once …`);
    const report = await runAb(abArguments(step, address));
    const measured = readReport(step, report);
    if (!measured) throw new Failure(lastLine(report) || 'ab told nothing');
    runs.push(measured);
  }
  terminal.print(table(runs));
  const broken = firstBroken(runs);
  terminal.print(
    broken
      ? `\nIt breaks at ${broken.atOnce} at once: ${breakage(broken)}.\n${hint(broken)}`
      : `\nIt holds up to ${Math.max(...runs.map(({ atOnce }) => atOnce))} at once.\n`,
  );
  return broken ? 1 : 0;
}

/** Everything comes from one address, and so all of it falls under one limit. */
function hint({ refused }: Measured): string {
  return refused > 0 ? 'A limit_req for each client’s address refuses most of a load test: all comes from one.\n' : '';
}

function table(runs: readonly Measured[]): string {
  const most = Math.max(...runs.map(({ perSecond }) => perSecond));
  const rows = runs.map(({ requests, atOnce, perSecond, mean, slowest, failed, refused }) => [
    grouped(requests),
    `${atOnce}`,
    perSecond.toFixed(0),
    `${mean.toFixed(0)} ms`,
    slowest === undefined ? '' : `${slowest} ms`,
    grouped(failed),
    grouped(refused),
    '█'.repeat(Math.round((BAR * perSecond) / most)),
  ]);
  const head = ['requests', 'at once', 'a second', 'mean', '95 % within', 'failed', 'not 2xx', ''];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === cells.length - 1 ? cell : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map(line).join('\n')}\n`;
}

/** @returns all that ab prints, whether it goes well or not */
function runAb(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('ab', ['-q', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new Failure('ab is not installed: Debian has it in apache2-utils, Red Hat in httpd-tools')
          : error,
      ),
    );
    child.on('close', () => resolve(printed));
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
