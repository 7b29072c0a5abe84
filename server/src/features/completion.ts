import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';

export type CompletionKind = 'directive' | 'block' | 'value' | 'parameter' | 'variable' | 'snippet' | 'name' | 'file';

/** One entry of the list that an editor shows while somebody types. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Stands beside the label, short. */
  readonly detail?: string;
  readonly insertText: string;
  /** The text has placeholders, `${1:…}` and `$0`. */
  readonly isSnippet: boolean;
  /** What it replaces. */
  readonly span: Span;
  readonly sortText: string;
  readonly filterText: string;
  readonly tier?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly deprecated?: boolean;
}

export function completion(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  void stack, file, offset;
  return [];
}
