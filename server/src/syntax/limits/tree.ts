import type { Span } from '../../text/span';
import type { Piece } from '../piece';
import type { SyntaxProblem } from '../problem';

/** A line with four fields: what PAM takes for an entry. */
export interface LimitsEntry {
  readonly span: Span;
  readonly domain: Piece;
  /** `value` is in lower case, as PAM compares it. */
  readonly type: Piece;
  /** `value` is in lower case. */
  readonly item: Piece;
  readonly value: Piece;
  /** Stands inside a template's condition or loop. */
  readonly conditional: boolean;
}

/** `domain -`: no limits at all for the domain. */
export interface LimitsExemption {
  readonly span: Span;
  readonly domain: Piece;
  readonly conditional: boolean;
}

/** A text read as pam_limits reads limits.conf. Belongs to that one text. */
export interface LimitsTree {
  readonly text: string;
  /** Every line of four fields, those included that PAM skips for a reason that `problems` tells. */
  readonly entries: readonly LimitsEntry[];
  readonly exemptions: readonly LimitsExemption[];
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
  readonly template: boolean;
  /** Places where a template writes lines of its own. */
  readonly unseen: readonly Span[];
}
