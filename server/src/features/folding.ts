import type { ConfigFile } from '../settings/file';
import type { Span } from '../text/span';

/** From the line of the span's start to the line of its end, both inclusive; the first stays visible. */
export interface FoldingRange {
  readonly span: Span;
  readonly kind: 'block' | 'comment';
}

export function foldingRanges(file: ConfigFile): FoldingRange[] {
  void file;
  return [];
}
