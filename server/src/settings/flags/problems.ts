import { OLD_CELERY_FLAGS } from '../../knowledge/flags/celery';
import { type Flag, type FlagGrammar, flagOf } from '../../knowledge/flags/grammar';
import type { FileEdit } from '../../text/edit';
import { nearest } from '../../text/nearest';
import type { SettingPlace } from '../setting';
import type { CommandFlags } from './command-flags';
import { FlagSetting, partSpan } from './flag-setting';
import type { FlagReading, FlagTrouble } from './read';

/** Something on a command line that the program refuses. */
export interface FlagProblem {
  /**
   * - unknown: no such flag
   * - renamed: an older name of one
   * - misplaced: belongs before the subcommand
   * - missing-value, needless-value
   * - invalid-value: not of the flag's kind
   */
  readonly kind: 'unknown' | 'renamed' | 'misplaced' | 'missing-value' | 'needless-value' | 'invalid-value';
  readonly at: SettingPlace;
  readonly flag: string;
  /** One sentence: what is, and what it leads to. */
  readonly message: string;
  readonly fix?: { readonly title: string; readonly edits: readonly FileEdit[] };
}

/** @param before the sections that come first on the command line */
export function problemsOf(
  flags: CommandFlags,
  grammar: FlagGrammar,
  reading: FlagReading,
  before: readonly { readonly grammar: FlagGrammar }[],
): FlagProblem[] {
  const problems = reading.troubles.map((trouble) => troubleOf(flags, grammar, trouble, before));
  for (const use of reading.uses) {
    const setting = new FlagSetting(flags.line, use);
    const wrong = use.value && setting.value.state === 'known' ? refusal(use.flag, setting.value.value) : undefined;
    if (wrong !== undefined)
      problems.push({
        kind: 'invalid-value',
        at: setting.atValue,
        flag: use.spelling,
        message: `${grammar.program} takes ${wrong} for ${use.spelling} and refuses "${setting.text}".`,
      });
  }
  return problems.filter((problem) => problem !== undefined);
}

function troubleOf(
  flags: CommandFlags,
  grammar: FlagGrammar,
  trouble: FlagTrouble,
  before: readonly { readonly grammar: FlagGrammar }[],
): FlagProblem | undefined {
  const { name, spelling, use } = trouble;
  const at = { file: name.word.file, span: partSpan(name) };
  const { program } = grammar;
  if (trouble.kind === 'missing-value')
    return {
      kind: 'missing-value',
      at,
      flag: spelling,
      message: `${spelling} has no value: ${program} does not start.`,
    };
  if (trouble.kind === 'needless-value') {
    const edits = use ? flags.line.replace(name.word, spelling) : [];
    const message = `${spelling} takes no value: ${program} does not start.`;
    return { kind: 'needless-value', at, flag: spelling, message, fix: { title: `Write ${spelling} alone`, edits } };
  }
  const earlier = before.find((one) => flagOf(one.grammar, spelling) ?? flagOf(one.grammar, spelling.slice(0, 2)));
  if (earlier && !spelling.startsWith('--h')) return misplaced(flags, grammar, earlier.grammar, trouble);
  const old = program.startsWith('celery') ? OLD_CELERY_FLAGS.get(spelling) : undefined;
  if (old) {
    return {
      kind: 'renamed',
      at,
      flag: spelling,
      message: `${program} has no ${spelling} since version 5 and does not start: it is ${old}.`,
      fix: { title: `Write ${old}`, edits: flags.line.replacePart(name.word, name.from, name.to, old) },
    };
  }
  const near = grammar.excerpt ? undefined : nearestFlag(grammar, spelling);
  if (near === undefined && !grammar.complete) return undefined;
  return {
    kind: 'unknown',
    at,
    flag: spelling,
    message: `${program} has no ${spelling} and does not start${near === undefined ? '' : `; ${near} is meant, it seems`}.`,
    ...(near === undefined
      ? {}
      : { fix: { title: `Write ${near}`, edits: flags.line.replacePart(name.word, name.from, name.to, near) } }),
  };
}

/** `celery worker -A app`: the option goes before the subcommand. */
function misplaced(
  flags: CommandFlags,
  grammar: FlagGrammar,
  earlier: FlagGrammar,
  { name, spelling }: FlagTrouble,
): FlagProblem {
  const { word } = name;
  const flag = flagOf(earlier, spelling) ?? flagOf(earlier, spelling.slice(0, 2))!;
  const { words } = flags.line;
  const joined = word.text.length > name.to || (!spelling.startsWith('--') && spelling.length > 2);
  const next = flag.type === 'none' || joined ? undefined : words[words.indexOf(word) + 1];
  const moved = next ? [word, next] : [word];
  const known = moved.every(({ value }) => value.state === 'known');
  const texts = moved.map(({ text }) => text);
  const edits = known ? [...flags.line.insertAfter(flags.program, texts), ...flags.line.remove(moved)] : [];
  const subcommand = grammar.program.split(' ').at(-1);
  const written = spelling.startsWith('--') ? spelling : spelling.slice(0, 2);
  return {
    kind: 'misplaced',
    at: { file: word.file, span: partSpan({ word, from: name.from, to: spelling.startsWith('--') ? name.to : 2 }) },
    flag: written,
    message: `${written} belongs before ${subcommand}: behind it, Celery 5 does not start.`,
    ...(edits.length > 1 ? { fix: { title: `Move ${written} before ${subcommand}`, edits } } : {}),
  };
}

function nearestFlag(grammar: FlagGrammar, spelling: string): string | undefined {
  if (!spelling.startsWith('--')) return undefined;
  return nearest(
    spelling,
    grammar.flags.flatMap(({ spellings }) => spellings.filter((one) => one.startsWith('--'))),
  );
}

/** What the flag takes, where it does not take this. */
function refusal(flag: Flag, value: string): string | undefined {
  const number = /^\s*[+-]?\d+(_\d+)*\s*$/;
  switch (flag.type) {
    case 'int':
      return number.test(value) ? undefined : 'a whole number';
    case 'positive':
      return number.test(value) && !/^\s*-\s*0*[1-9]/.test(value) ? undefined : 'a whole number from 0';
    case 'float':
      return /^\s*[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ||
        /^\s*[+-]?(inf|infinity|nan)\s*$/i.test(value)
        ? undefined
        : 'a number';
    case 'autoscale':
      return value.split(',').every((part) => number.test(part)) ? undefined : 'MAX,MIN';
    case 'enum': {
      const words = flag.words.map((word) => word.toLowerCase());
      return words.includes(value) ? undefined : `one of ${flag.words.join(', ')}`;
    }
    default:
      return undefined;
  }
}
