import type { FileEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { ConfigFile } from './file';

/** Writes formats that have one statement on a line: minimal edits in the file's own line ends. */

/** Takes out the lines of a statement; what else stands on its first or last line, a comment perhaps, stays. */
export function removeLines(file: ConfigFile, span: Span): FileEdit {
  const { lines, text } = file;
  const first = lines.lineAt(span.start);
  const last = lines.lineAt(span.end);
  const before = text.slice(lines.startOf(first), span.start);
  const after = text.slice(span.end, lines.endOf(last));
  if (before.trim() !== '' || after.trim() !== '') {
    const blanks = /^[ \t]*/.exec(after)![0].length;
    return file.edit(span.start, span.end + (before.trim() === '' ? blanks : 0), '');
  }
  const start = lines.startOf(first);
  // The last line of a text without a final line break takes the break before it along.
  if (last + 1 >= lines.count && start > 0) return file.edit(lines.endOf(first - 1), lines.endOf(last), '');
  return file.edit(start, lines.startOf(last + 1), '');
}

/** Inserts lines behind the line that holds the offset. */
export function insertAfter(file: ConfigFile, offset: number, written: readonly string[]): FileEdit {
  const { lines } = file;
  const end = lines.endOf(lines.lineAt(offset));
  return file.edit(end, end, written.map((line) => lines.lineBreak + line).join(''));
}

/** Adds lines at the end of the file. */
export function append(file: ConfigFile, written: readonly string[]): FileEdit {
  const { text, lines } = file;
  const end = text.length;
  const glue = text === '' || /[\r\n]$/.test(text) ? '' : lines.lineBreak;
  return file.edit(end, end, glue + written.map((line) => line + lines.lineBreak).join(''));
}
