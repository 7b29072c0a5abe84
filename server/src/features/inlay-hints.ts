import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';

/** What can be turned off on its own: `headroom.inlayHints.<kind>`. */
export const INLAY_HINT_KINDS = ['totals', 'units'] as const;
export type InlayHintKind = (typeof INLAY_HINT_KINDS)[number];

export interface InlayHint {
  /** Behind this offset. */
  readonly offset: number;
  readonly label: string;
  readonly kind: InlayHintKind;
  /** Markdown. */
  readonly tooltip?: string;
}

/** @param kinds those that are `false` are left out */
export function inlayHints(stack: Stack, file: ConfigFile, range: Span, kinds: Readonly<Partial<Record<string, boolean>>> = {}): InlayHint[] {
  void stack, file, range, kinds;
  return [];
}
