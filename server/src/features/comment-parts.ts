import type { Suppression } from '../settings/comments';
import type { ConfigFile } from '../settings/file';
import { type Span, touches } from '../text/span';

/** A suppression comment under the cursor, and the rule in it that the cursor touches. */
export interface SuppressionAtCursor {
  readonly suppression: Suppression;
  readonly rule: string | undefined;
  readonly ruleSpan: Span | undefined;
}

export function suppressionAt(file: ConfigFile, offset: number): SuppressionAtCursor | undefined {
  const suppression = file.comments.suppressions.find(({ span }) => touches(span, offset));
  if (!suppression) return undefined;
  const index = suppression.ruleSpans.findIndex((span) => touches(span, offset));
  return { suppression, rule: suppression.rules[index], ruleSpan: suppression.ruleSpans[index] };
}
