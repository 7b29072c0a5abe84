import type { MappedText } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import type { SyntaxProblem } from '../problem';

export interface DotenvEntry {
  /** From the name to the value's end, quotes included. */
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  /** Undefined where the name stands alone: then the shell's variable of that name is taken. */
  readonly value: DotenvValue | undefined;
}

export interface DotenvValue {
  /** Quotes included; empty where nothing stands behind the sign. */
  readonly span: Span;
  readonly quote: '' | '"' | "'";
  /**
   * The value with its escapes resolved. Variables in it are filled in where it `expands`; a dollar sign that stands
   * for itself is doubled there, as in a Compose file.
   */
  readonly text: MappedText;
  readonly expands: boolean;
}

/** A text read as Compose reads `.env`. Belongs to that one text. */
export interface DotenvTree {
  readonly text: string;
  readonly entries: readonly DotenvEntry[];
  readonly comments: readonly Span[];
  /** Each of them makes Compose refuse the whole file. */
  readonly problems: readonly SyntaxProblem[];
}
