import { completion } from '../../server/src/features/completion';
import { hover } from '../../server/src/features/hover';
import { inlayHints } from '../../server/src/features/inlay-hints';
import type { ConfigFile } from '../../server/src/settings/file';
import type { Stack } from '../../server/src/stack/stack';
import { readFixture, stackOf } from '../support/fixture';

/** A small workspace whose files are told by their names, with the file and the offset at which `<|>` stands. */
export function atByName(source: string): { stack: Stack; file: ConfigFile; offset: number } {
  const fixture = readFixture(source);
  if (!fixture.cursor) throw new Error('the case has no cursor');
  const stack = stackOf(fixture.files);
  return { stack, file: stack.file(fixture.cursor.path)!, offset: fixture.cursor.offset };
}

/** The card at the cursor, and the text that it covers. */
export function cardAt(source: string): { markdown: string; covers: string } | undefined {
  const { stack, file, offset } = atByName(source);
  const found = hover(stack, file, offset);
  return found && { markdown: found.markdown, covers: file.text.slice(found.span.start, found.span.end) };
}

/** What is offered at the cursor, in the order in which it is shown. */
export function offersAt(source: string) {
  const { stack, file, offset } = atByName(source);
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return completion(stack, file, offset).sort((a, b) => compare(a.sortText, b.sortText));
}

/** The file of the cursor with its hints written behind the values as `⟨…⟩`. */
export function withHints(source: string): string {
  const { stack, file } = atByName(source);
  const hints = inlayHints(stack, file, { start: 0, end: file.text.length });
  let text = file.text;
  for (const { offset, label } of hints.reverse()) text = `${text.slice(0, offset)}⟨${label}⟩${text.slice(offset)}`;
  return text;
}
