import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';

export interface DocumentLink {
  readonly span: Span;
  /** A workspace path. */
  readonly target: string;
  readonly tooltip: string;
}

export function documentLinks(stack: Stack, file: ConfigFile): DocumentLink[] {
  void stack, file;
  return [];
}
