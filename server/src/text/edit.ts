import type { Span } from './span';

/** Replaces the span of one text by other text. An empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A text edit in one file of a workspace. */
export interface FileEdit extends TextEdit {
  readonly path: string;
}

/**
 * The text after all edits. Edits speak of the old text and may come in any order.
 *
 * @throws RangeError when two edits overlap or one lies outside the text: such a set has no meaning.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = '';
  let done = 0;
  for (const edit of ordered) {
    if (edit.span.start < done || edit.span.end < edit.span.start || edit.span.end > text.length) {
      throw new RangeError(`edit ${edit.span.start}–${edit.span.end} overlaps another or leaves the text`);
    }
    result += text.slice(done, edit.span.start) + edit.newText;
    done = edit.span.end;
  }
  return result + text.slice(done);
}
