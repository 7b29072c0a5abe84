import type { Span } from '../../text/span';
import type { Word } from '../word';

/** `NAME=value` in front of a command, or alone. */
export interface ShellAssignment {
  readonly name: string;
  /** The whole word: `NAME=value`. Its value begins behind the sign. */
  readonly word: Word;
}

/** One simple command of a script. */
export interface ShellCommand {
  /** From its first word to its last one; redirections may lie between. */
  readonly span: Span;
  readonly assignments: readonly ShellAssignment[];
  /** The command and its arguments, without redirections. */
  readonly words: readonly Word[];
  /** Stands inside `if`, a loop, `case`, a function, or behind `||` or `&&`: whether it runs is not certain. */
  readonly conditional: boolean;
  /** The shell goes on at once, without waiting for it. */
  readonly background: boolean;
  /** Part of a pipeline. */
  readonly piped: boolean;
}

/** A text read as a POSIX shell reads it, as far as commands go. Belongs to that one text. */
export interface ShellScript {
  readonly text: string;
  readonly commands: readonly ShellCommand[];
  readonly comments: readonly Span[];
  /** Quotes that are not closed; the shell refuses the whole text. */
  readonly problem?: { readonly span: Span; readonly message: string };
}
