import type { ConfigFile } from '../settings/file';
import type { Span } from '../text/span';

export type SymbolKind = 'block' | 'server' | 'location' | 'upstream' | 'member' | 'zone' | 'variable' | 'format' | 'include';

/** An entry of a file's outline. */
export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly span: Span;
  /** Lies within `span`. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineSymbol[];
}

export function documentSymbols(file: ConfigFile): OutlineSymbol[] {
  void file;
  return [];
}
