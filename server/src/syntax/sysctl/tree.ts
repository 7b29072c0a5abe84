import type { Span } from '../../text/span';
import type { Piece } from '../piece';
import type { SyntaxProblem } from '../problem';

/** One assignment, or the exclusion of a key from patterns. */
export interface SysctlEntry {
  readonly span: Span;
  /** As it is written, without the dash. */
  readonly key: Piece;
  /** A dash stands before the key: errors are ignored; without a value it excludes the key from patterns. */
  readonly dash: Span | undefined;
  /** Offset of `=`; -1 for an exclusion. */
  readonly equals: number;
  /** Everything behind `=`, without blanks at its ends; undefined for an exclusion. */
  readonly value: Piece | undefined;
  /** What looks like a comment at the end of the value, with the blanks before it: it is part of the value. */
  readonly remark: Span | undefined;
  /** Stands inside a template's condition or loop. */
  readonly conditional: boolean;
}

/** A text read as procps and systemd read sysctl.conf. Belongs to that one text. */
export interface SysctlTree {
  readonly text: string;
  readonly entries: readonly SysctlEntry[];
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
  readonly template: boolean;
  /** Places where a template writes lines of its own: what they set is not known. */
  readonly unseen: readonly Span[];
}
