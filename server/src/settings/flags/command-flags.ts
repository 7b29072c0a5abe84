import type { Flag, FlagGrammar } from '../../knowledge/flags/grammar';
import type { FileEdit } from '../../text/edit';
import type { CommandLine, CommandWord } from '../command/command-line';
import { FlagSetting } from './flag-setting';
import { type FlagProblem, problemsOf } from './problems';
import { type FlagReading, readFlags } from './read';

/** A stretch of a command line with the flags that stand there: of celery, those before the subcommand and behind it. */
export interface FlagSection {
  readonly grammar: FlagGrammar;
  readonly args: readonly CommandWord[];
  /** The word behind which a first flag goes. */
  readonly anchor: CommandWord;
}

/** What a command line says of a setting. */
export type EffectiveFlag =
  | { readonly state: 'known'; readonly value: string; readonly setting: FlagSetting }
  | { readonly state: 'unknown'; readonly reason: string; readonly setting?: FlagSetting }
  | { readonly state: 'absent' };

interface Part extends FlagSection {
  readonly reading: FlagReading;
}

/** The settings that the command line of one program carries. Immutable. */
export class CommandFlags {
  readonly #parts: readonly Part[];
  /** Every flag that stands for a setting, in the order of the command line. */
  readonly settings: readonly FlagSetting[];
  #problems: readonly FlagProblem[] | undefined;

  /**
   * @param kind the program, with its subcommand: `celery worker`, `gunicorn`
   * @param program the word that names the program
   */
  constructor(
    readonly kind: string,
    readonly line: CommandLine,
    readonly program: CommandWord,
    sections: readonly FlagSection[],
  ) {
    this.#parts = sections.map((section) => ({ ...section, reading: readFlags(section.args, section.grammar) }));
    this.settings = this.#parts.flatMap(({ reading }) =>
      reading.uses.filter(({ flag }) => flag.setting !== undefined).map((use) => new FlagSetting(line, use)),
    );
  }

  /** The stretches of the command line, in their order. */
  get sections(): readonly FlagSection[] {
    return this.#parts;
  }

  /** What the program takes besides its flags: the application, a configuration file. */
  get positionals(): readonly CommandWord[] {
    return this.#parts.flatMap(({ reading }) => reading.positionals);
  }

  /** What the program refuses on this command line. */
  get problems(): readonly FlagProblem[] {
    this.#problems ??= this.#parts.flatMap((part, i) =>
      problemsOf(this, part.grammar, part.reading, this.#parts.slice(0, i)),
    );
    return this.#problems;
  }

  all(name: string): readonly FlagSetting[] {
    return this.settings.filter((setting) => setting.name === name);
  }

  /** The value in force: of several flags the last holds. Unknown where a word may hold flags of any kind. */
  get(name: string): EffectiveFlag {
    const last = this.all(name).at(-1);
    const part = this.#parts.findLast(({ grammar }) => hasSetting(grammar, name));
    const unseen = part?.reading.unseen.at(-1);
    if (unseen && (!last || part!.args.indexOf(unseen) > part!.args.indexOf(last.use.name.word))) {
      const reason = unseen.value.state === 'unknown' ? unseen.value.reason : 'it may be more than one argument';
      return { state: 'unknown', reason, ...(last ? { setting: last } : {}) };
    }
    if (!last) return { state: 'absent' };
    const { value } = last;
    return value.state === 'known'
      ? { state: 'known', value: value.value, setting: last }
      : { state: 'unknown', reason: value.reason, setting: last };
  }

  /** A flag that stands for no setting, by one of its spellings: `--app`. Of several the last counts. */
  option(spelling: string): FlagSetting | undefined {
    const uses = this.#parts.flatMap(({ reading }) => reading.uses);
    const last = uses.findLast(({ flag }) => flag.spellings.includes(spelling));
    return last && new FlagSetting(this.line, last);
  }

  /** Edits that put a value into force: in the flag that is there, else in a new one in the style of the others. */
  set(name: string, value: string): FileEdit[] {
    const present = this.all(name).at(-1);
    if (present) return present.set(value);
    const part = this.#parts.findLast(({ grammar }) => hasSetting(grammar, name));
    const flag = part?.grammar.flags.find(({ setting }) => setting === name);
    if (!part || !flag) return [];
    return this.line.insertAfter(this.#placeIn(part), this.#written(part, flag, value));
  }

  remove(name: string): FileEdit[] {
    return this.all(name).flatMap((setting) => setting.remove());
  }

  /** Behind the last flag, else behind what the program takes besides, else behind its name. */
  #placeIn({ reading, anchor }: Part): CommandWord {
    const last = reading.uses.at(-1);
    return (last?.value ?? last?.name)?.word ?? reading.positionals.at(-1) ?? anchor;
  }

  #written({ reading, grammar }: Part, flag: Flag, value: string): string[] {
    const spelling = flag.spellings.find((one) => one.startsWith('--')) ?? flag.spellings[0]!;
    if (flag.type === 'none') return value === 'true' ? [spelling] : flag.negative ? [flag.negative] : [];
    const valued = reading.uses.filter((use) => use.value && use.spelling.startsWith('--'));
    const joined = valued.filter((use) => use.value!.word === use.name.word).length;
    const equals = spelling.startsWith('--') && (flag.type === 'optional' || joined * 2 > valued.length);
    return equals && grammar.reading !== 'plain' ? [`${spelling}=${value}`] : [spelling, value];
  }
}

function hasSetting(grammar: FlagGrammar, name: string): boolean {
  return grammar.flags.some(({ setting }) => setting === name);
}
