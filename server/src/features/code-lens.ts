import type { Report } from '../rules/run';
import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';

export interface CodeLens {
  readonly span: Span;
  readonly title: string;
  /** The edge puts the file's address first: `headroom.applyTier(uri)`. */
  readonly command: 'headroom.applyTier';
}

export function codeLenses(stack: Stack, report: Report, file: ConfigFile): CodeLens[] {
  void stack, report, file;
  return [];
}
