import type { Span } from '../../text/span';
import type { Piece } from '../piece';
import type { SyntaxProblem } from '../problem';

/** One word of a line; quotes are part of its span. */
export interface RedisWord extends Piece {
  readonly quote: '' | '"' | "'";
}

/** One directive: a line of words. */
export interface RedisEntry {
  readonly span: Span;
  /** `value` is in lower case, as Redis compares it. */
  readonly keyword: RedisWord;
  readonly args: readonly RedisWord[];
  /** Redis can't split the line into words and refuses to start. */
  readonly broken: boolean;
  /** Stands inside a template's condition or loop. */
  readonly conditional: boolean;
}

/** A text read as Redis reads redis.conf. Belongs to that one text. */
export interface RedisTree {
  readonly text: string;
  readonly entries: readonly RedisEntry[];
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
  readonly template: boolean;
  /** Places where a template writes lines of its own. */
  readonly unseen: readonly Span[];
}
