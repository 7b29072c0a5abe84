import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import type { ConfigFile } from '../file';
import type { Known, Unknown } from '../value';
import type { SourceText } from './source-text';

/** One argument as the program gets it. */
export interface CommandWord {
  readonly file: ConfigFile;
  /** Where it is written, its quotes included. */
  readonly span: Span;
  /** The argument; unknown where some of it can't be told. */
  readonly value: Known<string> | Unknown;
  /**
   * The argument with UNKNOWN_CHARACTER in place of what can't be told: `--workers=` is known of
   * `--workers=${WORKERS}`.
   */
  readonly text: string;
  /** Where the characters `from` to `to` of `text` are written; the whole word where they can't be told apart. */
  part(from: number, to: number): Span;
  /** Whether a variable here may give more than one argument, so that what follows may not be what it seems. */
  readonly mayBeSeveral: boolean;
  /** The variables of which the written default was taken: `WORKERS` of `${WORKERS:-4}`. */
  readonly assumed: readonly string[];
}

/**
 * A command line wherever it stands: a string or a list of a Compose file, CMD of a Dockerfile, a unit's ExecStart, a
 * line of a Procfile, a supervisord program or a shell script, or the text behind `sh -c`. It knows how it is written
 * and writes arguments in the same way: quoted as they need it, on one line or one a line, in a flow or block list.
 * Where something can't be written without touching what it does not stand for (half of a variable's value), there are
 * no edits.
 */
export interface CommandLine {
  readonly file: ConfigFile;
  /** All of what is written. */
  readonly span: Span;
  /** The arguments, the program first. */
  readonly words: readonly CommandWord[];
  /** The text of an argument as one to read and write in: the script behind `sh -c`. */
  inner(word: CommandWord): SourceText | undefined;
  /** Edits that make `text` the whole argument. None where it is that already. */
  replace(word: CommandWord, text: string): FileEdit[];
  /** Edits that replace a part of an argument: the value behind `--workers=`. */
  replacePart(word: CommandWord, from: number, to: number, text: string): FileEdit[];
  /** Edits that put arguments behind a word, each as an argument of its own. */
  insertAfter(word: CommandWord, texts: readonly string[]): FileEdit[];
  /** Edits that take out words that follow one another. */
  remove(words: readonly CommandWord[]): FileEdit[];
}
