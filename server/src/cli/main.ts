import { version } from '../../../package.json';
import { nearest } from '../text/nearest';
import { guess } from './arguments';
import { Failure } from './failure';
import { processTerminal, type Terminal } from './terminal';

/** A command: what `headroom --help` says of it, and its run, which gives the exit code. */
export interface Command {
  readonly usage: string;
  readonly help: () => string;
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}

interface Entry {
  readonly summary: string;
  /** A command is loaded when it is asked for. */
  readonly load: () => Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  check: {
    summary: 'judge the configuration in files and folders',
    load: async () => (await import('./check')).checkCommand,
  },
  explain: { summary: 'tell what a rule is about', load: async () => (await import('./explain')).explainCommand },
  rules: { summary: 'list the rules', load: async () => (await import('./rules')).rulesCommand },
  checklist: {
    summary: 'hold a stack against the guide’s tuning checklist',
    load: async () => (await import('./checklist')).checklistCommand,
  },
  capacity: {
    summary: 'tell how much fits through each hop of a stack',
    load: async () => (await import('./capacity')).capacityCommand,
  },
  alerts: {
    summary: 'print Prometheus alert rules for a stack',
    load: async () => (await import('./alerts')).alertsCommand,
  },
  loadtest: {
    summary: 'load an address step by step until it breaks',
    load: async () => (await import('./loadtest')).loadtestCommand,
  },
  snippets: {
    summary: 'list the snippets, or print one',
    load: async () => (await import('./snippets')).snippetsCommand,
  },
  init: { summary: 'write a headroom.yaml for a folder', load: async () => (await import('./init')).initCommand },
};

/** Runs the command line. Exit codes: 0 nothing found, 1 findings, 2 bad usage or something that can’t be read. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal = processTerminal();
  try {
    process.exitCode = await run(args, terminal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.note(error.message);
    process.exitCode = 2;
  }
}

async function run([name, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  if (name === undefined) {
    process.stderr.write(help());
    return 2;
  }
  if (name === '--version' || name === '-V') return print(`${version}\n`, terminal);
  if (name === '--help' || name === '-h') return print(help(), terminal);
  if (name === 'help') return rest[0] === undefined ? print(help(), terminal) : run([rest[0], '--help'], terminal);
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    const hint = guess(nearest(name, Object.keys(COMMANDS))) || '; headroom --help lists them all';
    throw new Failure(`there is no command "${name}"${hint}`);
  }
  const command = await entry.load();
  const options = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (options.includes('--version')) return print(`${version}\n`, terminal);
  if (options.includes('--help') || options.includes('-h'))
    return print(`usage: headroom ${command.usage}\n\n${command.help()}`, terminal);
  return command.run(rest, terminal);
}

function print(text: string, terminal: Terminal): number {
  terminal.print(text);
  return 0;
}

function help(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}\n`);
  return `Headroom ${version}: finds the values that make a stack freeze under load.

usage: headroom COMMAND [OPTION…] [PATH…]

${rows.join('')}
  headroom COMMAND --help tells more; headroom --version prints the version.
  Exit codes: 0 nothing to report, 1 findings, 2 bad usage or a path that can’t be read.
`;
}
