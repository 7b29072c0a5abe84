import { parseShell } from '../../syntax/shell/parse';
import type { ShellCommand } from '../../syntax/shell/tree';
import type { CommandLine, CommandWord } from './command-line';
import type { SourceText } from './source-text';
import { TextCommandLine } from './text-command';
import { POSIX_SHELL, SHLEX } from './word-language';
import { SHELL_PREFIXES, SHELLS, WRAPPERS, type Wrapper } from './wrappers';

/** `NAME=value` on the way to a program. */
export interface AssignedVariable {
  readonly name: string;
  readonly word: CommandWord;
  /** Where the value begins in the word's text. */
  readonly from: number;
  /** The line in which the word stands, and which can change it. */
  readonly line: CommandLine;
}

/** A shell that stays in front of a program, so that signals end at the shell. */
export interface ShellInFront {
  /** Its name without a folder: `sh`, `bash`. */
  readonly name: string;
  /** Whether the program is all that the shell runs: some shells replace themselves then. */
  readonly alone: boolean;
}

/** A program that a command line starts. */
export interface StartedProgram {
  /** Without its folder; of `python -m celery` it is `celery`. */
  readonly name: string;
  /** The command line in which it is named: the innermost, where a shell stands in between. */
  readonly line: CommandLine;
  readonly word: CommandWord;
  /** Everything behind its name. */
  readonly args: readonly CommandWord[];
  /** Undefined where no shell stands between, or `exec` replaces it. */
  readonly shell: ShellInFront | undefined;
  readonly environment: readonly AssignedVariable[];
  /** Whether it runs is not certain: it stands in an `if`, a loop, a function, behind `||`. */
  readonly conditional: boolean;
  readonly background: boolean;
}

/**
 * The programs that a command line really starts, through wrappers, interpreters and shells: several where a shell's
 * text has several commands. A name that nothing is known of is the program itself.
 */
export function startedPrograms(line: CommandLine): readonly StartedProgram[] {
  return read(line, { environment: [], shell: undefined, conditional: false, background: false, depth: 0 });
}

/** The programs that a script starts, in its order. */
export function programsOfScript(source: SourceText): readonly StartedProgram[] {
  return readScript(source, 'sh', {
    environment: [],
    shell: undefined,
    conditional: false,
    background: false,
    depth: 0,
  });
}

/** Shells within shells. */
const DEEPEST = 5;
const MOST_EXPORTED = 200;

interface Way {
  readonly environment: readonly AssignedVariable[];
  readonly shell: ShellInFront | undefined;
  readonly conditional: boolean;
  readonly background: boolean;
  readonly depth: number;
}

function read(line: CommandLine, start: Way): readonly StartedProgram[] {
  const { words } = line;
  let way = start;
  let at = 0;
  let inShell = start.shell !== undefined;
  // Each step passes at least one word.
  while (at < words.length) {
    const word = words[at]!;
    if (word.value.state === 'unknown' || word.mayBeSeveral) return [];
    const name = programName(word.value.value);
    if (inShell && SHELL_PREFIXES.has(name)) {
      at = behindOptions(words, at + 1, { valued: ['-a'] });
      if (name === 'exec') way = { ...way, shell: undefined };
      continue;
    }
    inShell = false;
    if (SHELLS.has(name)) {
      const script = scriptOf(words, at + 1);
      if (script === undefined) return [];
      if (!script.text) {
        at = script.at;
        continue;
      }
      const inner = way.depth < DEEPEST ? line.inner(words[script.at]!) : undefined;
      return inner ? readScript(inner, name, { ...way, depth: way.depth + 1 }) : [];
    }
    const module = /^python[\d.]*$/.test(name) ? pythonModule(words, at + 1) : undefined;
    if (module !== undefined) return module === 'unknown' ? [] : [program(line, module.at, module.name, way)];
    const wrapper = WRAPPERS[name];
    if (!wrapper) return [program(line, at, name, way)];
    const next = behindWrapper(words, at + 1, wrapper);
    if (next === undefined) return [];
    if (wrapper.assigns) {
      const assigned = assignments(line, next);
      way = { ...way, environment: [...way.environment, ...assigned] };
      at = next + assigned.length;
    } else if (wrapper.text && words[next]) return readText(line, words[next], way);
    else if (name === 'uv' && words[next]?.text === '-m') return moduleAt(line, next + 1, way);
    else at = next;
  }
  return [];
}

function program(line: CommandLine, at: number, name: string, way: Way): StartedProgram {
  const { environment, shell, conditional, background } = way;
  const word = line.words[at]!;
  return { name, line, word, args: line.words.slice(at + 1), shell, environment, conditional, background };
}

/** `/usr/local/bin/celery` is `celery`. */
function programName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The word behind a program's own options. */
function behindOptions(words: readonly CommandWord[], at: number, { valued = [] }: Pick<Wrapper, 'valued'>): number {
  for (; at < words.length; at++) {
    const { text } = words[at]!;
    if (text === '--') return at + 1;
    if (!text.startsWith('-') || text === '-m') return at;
    if (valued.includes(text)) at++;
  }
  return at;
}

function behindWrapper(words: readonly CommandWord[], at: number, wrapper: Wrapper): number | undefined {
  const { subcommand } = wrapper;
  if (subcommand !== undefined) {
    at = behindOptions(words, at, wrapper);
    if (words[at]?.text !== subcommand) return undefined;
    at++;
  }
  if (wrapper.behindDashes) {
    const dashes = words.findIndex((word, i) => i >= at && word.text === '--');
    return dashes < 0 ? undefined : dashes + 1;
  }
  return behindOptions(words, at, wrapper) + (wrapper.words ?? 0);
}

function assignments(line: CommandLine, at: number): AssignedVariable[] {
  const found: AssignedVariable[] = [];
  for (; at < line.words.length; at++) {
    const word = line.words[at]!;
    const name = /^([A-Za-z_]\w*)=/.exec(word.text)?.[1];
    if (name === undefined) break;
    found.push({ name, word, from: name.length + 1, line });
  }
  return found;
}

/** What a shell is started with: the text behind `-c`, or a script's path. */
function scriptOf(words: readonly CommandWord[], at: number): { at: number; text: boolean } | undefined {
  let text = false;
  for (; at < words.length; at++) {
    const option = words[at]!.text;
    if (!/^[-+]./.test(option) || option === '--') return { at: option === '--' ? at + 1 : at, text };
    if (/^-[a-zA-Z]*c/.test(option) && !option.startsWith('--')) text = true;
    if (/^[-+][a-zA-Z]*[oO]$/.test(option)) at++;
  }
  return undefined;
}

/** What `python -m` runs; undefined where it runs a file of its own, unknown where that can't be told. */
function pythonModule(words: readonly CommandWord[], at: number): { at: number; name: string } | 'unknown' | undefined {
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word.value.state === 'unknown') return 'unknown';
    const { text } = word;
    const glued = /^-[a-zA-Z]*m(.*)$/.exec(text);
    if (glued && !text.startsWith('--')) {
      const module = glued[1] === '' ? words[++at]?.value : undefined;
      if (module?.state !== 'known') return 'unknown';
      return { at, name: module.value.split('.')[0]! };
    }
    if (text === '-W' || text === '-X') at++;
    else if (text === '-c') return undefined;
    else if (!text.startsWith('-')) {
      const name = programName(text);
      return name.includes('.') ? undefined : { at, name };
    }
  }
  return undefined;
}

function moduleAt(line: CommandLine, at: number, way: Way): readonly StartedProgram[] {
  const value = line.words[at]?.value;
  return value?.state === 'known' ? [program(line, at, value.value.split('.')[0]!, way)] : [];
}

/** A command that is one argument of another one, which splits it without a shell. */
function readText(line: CommandLine, word: CommandWord, way: Way): readonly StartedProgram[] {
  const source = way.depth < DEEPEST ? line.inner(word) : undefined;
  if (!source) return [];
  const { words, problem } = SHLEX.split(source.text.text);
  if (problem) return [];
  return read(new TextCommandLine(source, SHLEX, words), { ...way, shell: undefined, depth: way.depth + 1 });
}

function readScript(source: SourceText, shell: string, way: Way): readonly StartedProgram[] {
  const { commands, problem } = parseShell(source.text.text);
  if (problem) return [];
  let exported = way.environment;
  return commands.flatMap((command) => {
    const { words, conditional, background } = command;
    const line = new TextCommandLine(source, POSIX_SHELL, words);
    const assigned = prefixed(source, command);
    const programs = read(line, {
      environment: assigned.length === 0 ? exported : [...exported, ...assigned],
      shell: { name: shell, alone: commands.length === 1 },
      conditional: way.conditional || conditional,
      background: way.background || background,
      depth: way.depth,
    });
    if (words[0]?.value.text === 'export' && !conditional && exported.length < MOST_EXPORTED)
      exported = [...exported, ...assignments(line, 1)];
    return programs;
  });
}

/** `NAME=value` before a command, which is no argument of it. */
function prefixed(source: SourceText, command: ShellCommand): AssignedVariable[] {
  const { assignments: assigned } = command;
  if (assigned.length === 0) return [];
  const line = new TextCommandLine(source, POSIX_SHELL, [...assigned.map(({ word }) => word), ...command.words]);
  return assigned.map(({ name }, i) => ({ name, word: line.words[i]!, from: name.length + 1, line }));
}
