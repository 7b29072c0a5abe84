import { changedLines, type Hunk, linesOf } from '../features/diff';
import { Lines } from '../text/lines';

/** Lines that stay are shown around each change. */
const CONTEXT = 3;

/**
 * The change of one file in the unified format, as `git apply` and `patch -p1` read it; nothing where there is none.
 * https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 *
 * @param path as it is shown, with forward slashes
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  const a = contentLines(before);
  const b = contentLines(after);
  const groups = grouped(changedLines(a, b));
  if (groups.length === 0) return '';
  return `--- a/${path}\n+++ b/${path}\n${groups.map((hunks) => written(hunks, a, b)).join('')}`;
}

/** The lines of a text, the empty one behind a final line end left out. */
function contentLines(text: string): string[] {
  const lines = linesOf(new Lines(text));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Changes whose context touches are shown together. */
function grouped(hunks: readonly Hunk[]): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1)?.at(-1);
    if (last && hunk.aStart - last.aEnd <= 2 * CONTEXT) groups.at(-1)!.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function written(hunks: readonly Hunk[], a: readonly string[], b: readonly string[]): string {
  const first = hunks[0]!;
  const last = hunks.at(-1)!;
  const lead = Math.min(CONTEXT, first.aStart);
  const aFrom = first.aStart - lead;
  const aTo = Math.min(a.length, last.aEnd + CONTEXT);
  const bFrom = first.bStart - lead;
  const bTo = last.bEnd + (aTo - last.aEnd);
  const rows = [`@@ -${range(aFrom, aTo)} +${range(bFrom, bTo)} @@\n`];
  let at = aFrom;
  for (const hunk of hunks) {
    rows.push(...a.slice(at, hunk.aStart).map((line) => row(' ', line)));
    rows.push(...a.slice(hunk.aStart, hunk.aEnd).map((line) => row('-', line)));
    rows.push(...b.slice(hunk.bStart, hunk.bEnd).map((line) => row('+', line)));
    at = hunk.aEnd;
  }
  rows.push(...a.slice(at, aTo).map((line) => row(' ', line)));
  return rows.join('');
}

/** Lines from 1 and their number; of no lines at all, the line before them. */
function range(from: number, to: number): string {
  const count = to - from;
  return count === 1 ? `${from + 1}` : `${count === 0 ? from : from + 1},${count}`;
}

function row(sign: string, line: string): string {
  return line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
}
