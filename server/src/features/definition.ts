import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';

export interface DefinitionTarget {
  readonly file: ConfigFile;
  /** The whole definition. */
  readonly span: Span;
  /** The name in it. */
  readonly nameSpan: Span;
}

export interface Definition {
  /** What under the cursor names it. */
  readonly origin: Span;
  readonly targets: readonly DefinitionTarget[];
}

export function definition(stack: Stack, file: ConfigFile, offset: number): Definition | undefined {
  void stack, file, offset;
  return undefined;
}
