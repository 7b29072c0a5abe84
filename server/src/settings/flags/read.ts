import { type Flag, type FlagGrammar, flagOf } from '../../knowledge/flags/grammar';
import { UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { CommandWord } from '../command/command-line';

/** A part of an argument. */
export interface WordPart {
  readonly word: CommandWord;
  readonly from: number;
  readonly to: number;
}

/** One flag as a command line has it. */
export interface FlagUse {
  readonly flag: Flag;
  /** As it is spelt, or the whole of a name that was cut short. */
  readonly spelling: string;
  readonly name: WordPart;
  /** Undefined for a switch, and where the value is missing. */
  readonly value: WordPart | undefined;
}

/** Something that the program refuses, or that stands where it doesn't look. */
export interface FlagTrouble {
  readonly kind: 'unknown' | 'missing-value' | 'needless-value';
  /** Without a value: `--conc`. */
  readonly spelling: string;
  readonly name: WordPart;
  readonly use?: FlagUse;
}

export interface FlagReading {
  readonly uses: readonly FlagUse[];
  readonly positionals: readonly CommandWord[];
  readonly troubles: readonly FlagTrouble[];
  /** Words that may be flags of any kind. */
  readonly unseen: readonly CommandWord[];
}

/** Takes arguments apart into flags and the rest, as the program does. Total and linear. */
export function readFlags(args: readonly CommandWord[], grammar: FlagGrammar): FlagReading {
  return new Reader(args, grammar).run();
}

class Reader {
  readonly #uses: FlagUse[] = [];
  readonly #positionals: CommandWord[] = [];
  readonly #troubles: FlagTrouble[] = [];
  readonly #unseen: CommandWord[] = [];
  #at = 0;

  constructor(
    readonly args: readonly CommandWord[],
    readonly grammar: FlagGrammar,
  ) {}

  run(): FlagReading {
    while (this.#at < this.args.length) {
      const word = this.args[this.#at++]!;
      const { text } = word;
      if (text === '--') {
        this.#positionals.push(...this.args.slice(this.#at));
        break;
      }
      const name = /^--?[^=\uE000]*/.exec(text)?.[0] ?? '';
      const nameKnown = name !== '' && text[name.length] !== UNKNOWN_CHARACTER;
      if (word.mayBeSeveral && !(nameKnown && text[name.length] === '=')) this.#unseen.push(word);
      else if (word.value.state === 'unknown' && !nameKnown) this.#unseen.push(word);
      else if (this.grammar.reading === 'multi' && /^--?[\w-]+:/.test(text)) this.#forSome(word);
      else if (text.startsWith('--')) this.#long(word, name);
      else if (text.startsWith('-') && text.length > 1) this.#short(word);
      else this.#positionals.push(word);
    }
    return {
      uses: this.#uses,
      positionals: this.#positionals,
      troubles: this.#troubles,
      unseen: this.#unseen,
    };
  }

  /** `-c:1 8`: what holds for some workers alone tells nothing of the rest. */
  #forSome(word: CommandWord): void {
    this.#unseen.push(word);
    const flag = flagOf(this.grammar, /^--?[\w-]+/.exec(word.text)![0]);
    if (flag && flag.type !== 'none' && !word.text.includes('=')) this.#at++;
  }

  #long(word: CommandWord, written: string): void {
    const spelling = this.#whole(written);
    const flag = flagOf(this.grammar, spelling);
    const name = { word, from: 0, to: written.length };
    if (!flag) {
      this.#unknown(written, name);
      return;
    }
    const joined = word.text[written.length] === '=';
    const value = joined ? { word, from: written.length + 1, to: word.text.length } : undefined;
    if (flag.type === 'none') {
      const use = { flag, spelling, name, value: undefined };
      this.#uses.push(use);
      if (joined) this.#troubles.push({ kind: 'needless-value', spelling: written, name, use });
    } else if (joined || flag.type === 'optional') this.#uses.push({ flag, spelling, name, value });
    else this.#valued(flag, spelling, name);
  }

  /** A name that may be cut short, in whole. */
  #whole(written: string): string {
    if (this.grammar.reading !== 'argparse' || flagOf(this.grammar, written)) return written;
    const all = this.grammar.flags.flatMap(({ spellings }) => spellings.filter((one) => one.startsWith(written)));
    return all.length === 1 ? all[0]! : written;
  }

  /** The value is the next word. */
  #valued(flag: Flag, spelling: string, name: WordPart): void {
    const next = this.args[this.#at];
    const taken = next !== undefined && !(this.grammar.reading === 'argparse' && /^-[^\d.]/.test(next.text));
    const value = taken ? { word: next, from: 0, to: next.text.length } : undefined;
    const use = { flag, spelling, name, value };
    this.#uses.push(use);
    if (taken) this.#at++;
    else this.#troubles.push({ kind: 'missing-value', spelling, name, use });
  }

  /** `-c 4`, `-c4`, and switches in one word. */
  #short(word: CommandWord): void {
    const { text } = word;
    for (let at = 1; at < text.length; at++) {
      const spelling = `-${text[at]}`;
      const flag = flagOf(this.grammar, spelling);
      const name = { word, from: at === 1 ? 0 : at, to: at + 1 };
      if (!flag) {
        this.#unknown(at === 1 ? text : spelling, {
          word,
          from: at === 1 ? 0 : at,
          to: at === 1 ? text.length : at + 1,
        });
        return;
      }
      if (flag.type === 'none') {
        this.#uses.push({ flag, spelling, name, value: undefined });
        continue;
      }
      const from = at + 1 + (this.grammar.reading === 'argparse' && text[at + 1] === '=' ? 1 : 0);
      if (from < text.length) this.#uses.push({ flag, spelling, name, value: { word, from, to: text.length } });
      else this.#valued(flag, spelling, name);
      return;
    }
  }

  #unknown(spelling: string, name: WordPart): void {
    this.#troubles.push({ kind: 'unknown', spelling, name });
    // Whether the next word is its value can't be told.
    const next = this.args[this.#at];
    if (!this.grammar.complete && name.to === name.word.text.length && next && !next.text.startsWith('-')) this.#at++;
  }
}
