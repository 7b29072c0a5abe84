import type { Span } from '../../text/span';
import type { Piece } from '../piece';
import type { SyntaxProblem } from '../problem';

/** `Key=value`, with its continuation lines. */
export interface UnitEntry {
  readonly span: Span;
  readonly key: Piece;
  /** `value` has continuation lines joined by a blank, as systemd joins them. */
  readonly value: Piece;
  readonly equals: number;
  readonly conditional: boolean;
}

export interface UnitSection {
  readonly name: string;
  /** Brackets included; empty at the start of the text for assignments before the first section. */
  readonly header: Span;
  /** From the header to where the next section begins. */
  readonly span: Span;
  readonly entries: readonly UnitEntry[];
  readonly conditional: boolean;
}

/** A text read as systemd reads unit files. Belongs to that one text. */
export interface UnitTree {
  readonly text: string;
  readonly sections: readonly UnitSection[];
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
  readonly template: boolean;
  /** Places where a template writes lines of its own. */
  readonly unseen: readonly Span[];
}
