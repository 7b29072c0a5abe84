import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';
import { type Links, RELATIVE_LINKS } from './links';

/** What is told of the thing under the cursor. */
export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export function hover(stack: Stack, file: ConfigFile, offset: number, links: Links = RELATIVE_LINKS): Hover | undefined {
  void stack, file, offset, links;
  return undefined;
}
