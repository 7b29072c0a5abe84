import type { TextEdit } from '../text/edit';
import { Lines } from '../text/lines';

/** With more differing lines than this, what lies between the first and the last of them is one edit. */
const MOST_DIFFERENCES = 1_000;

/**
 * Small edits that make one text the other: lines that stay are left alone, and within a changed line what stays at
 * its ends, so that cursors and markers in an editor keep their places.
 */
export function diffEdits(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const a = new Lines(before);
  const b = new Lines(after);
  return changedLines(linesOf(a), linesOf(b)).flatMap((hunk) => {
    const sameCount = hunk.aEnd - hunk.aStart === hunk.bEnd - hunk.bStart;
    if (!sameCount) return trimmed(before, after, a.startOf(hunk.aStart), a.startOf(hunk.aEnd), b.startOf(hunk.bStart), b.startOf(hunk.bEnd));
    return Array.from({ length: hunk.aEnd - hunk.aStart }, (_, i) =>
      trimmed(before, after, a.startOf(hunk.aStart + i), a.startOf(hunk.aStart + i + 1), b.startOf(hunk.bStart + i), b.startOf(hunk.bStart + i + 1)),
    ).flat();
  });
}

/** Lines of one text that stand in the place of lines of another: both half-open, counted from 0. */
export interface Hunk {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** The lines of a text with their line ends. */
export function linesOf(lines: Lines): string[] {
  return Array.from({ length: lines.count }, (_, i) => lines.text.slice(lines.startOf(i), lines.startOf(i + 1)));
}

/** The runs of lines that differ, by Myers' algorithm on what lies between the common start and the common end. */
export function changedLines(a: readonly string[], b: readonly string[]): Hunk[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let aEnd = a.length;
  let bEnd = b.length;
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  const whole = [{ aStart: start, aEnd, bStart: start, bEnd }];
  const trace = shortestScript(a.slice(start, aEnd), b.slice(start, bEnd));
  if (!trace) return whole;
  const hunks: Hunk[] = [];
  let x = aEnd - start;
  let y = bEnd - start;
  let open: { aEnd: number; bEnd: number } | undefined;
  const close = () => {
    if (open) hunks.push({ aStart: start + x, aEnd: open.aEnd, bStart: start + y, bEnd: open.bEnd });
    open = undefined;
  };
  for (let d = trace.length - 1; d >= 0; d--) {
    const ends = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && reach(ends, k - 1) < reach(ends, k + 1));
    const previousX = d === 0 ? 0 : down ? reach(ends, k + 1) : reach(ends, k - 1);
    const previousY = d === 0 ? 0 : previousX - (down ? k + 1 : k - 1);
    const stepX = d === 0 ? 0 : down ? previousX : previousX + 1;
    if (x > stepX) {
      close();
      const diagonal = x - stepX;
      x -= diagonal;
      y -= diagonal;
    }
    if (d === 0) break;
    open ??= { aEnd: start + x, bEnd: start + y };
    x = previousX;
    y = previousY;
  }
  close();
  return hunks.reverse();
}

/** For each number of differences, how far along each diagonal one came before; undefined when there are too many. */
function shortestScript(a: readonly string[], b: readonly string[]): Map<number, number>[] | undefined {
  const trace: Map<number, number>[] = [];
  let ends = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(MOST_DIFFERENCES, a.length + b.length); d++) {
    trace.push(ends);
    const next = new Map<number, number>();
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach(ends, k - 1) < reach(ends, k + 1));
      let x = down ? reach(ends, k + 1) : reach(ends, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
    ends = next;
  }
  return undefined;
}

function reach(ends: ReadonlyMap<number, number>, diagonal: number): number {
  return ends.get(diagonal) ?? -1;
}

function trimmed(before: string, after: string, aStart: number, aEnd: number, bStart: number, bEnd: number): TextEdit[] {
  while (aStart < aEnd && bStart < bEnd && before[aStart] === after[bStart]) {
    aStart++;
    bStart++;
  }
  while (aEnd > aStart && bEnd > bStart && before[aEnd - 1] === after[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  if (aStart === aEnd && bStart === bEnd) return [];
  // Neither a line end of two characters nor a character of two units is cut in half.
  if (splits(before, aStart) || splits(after, bStart)) {
    aStart--;
    bStart--;
  }
  if (splits(before, aEnd) || splits(after, bEnd)) {
    aEnd++;
    bEnd++;
  }
  return [{ span: { start: aStart, end: aEnd }, newText: after.slice(bStart, bEnd) }];
}

function splits(text: string, at: number): boolean {
  const left = text.charCodeAt(at - 1);
  const right = text.charCodeAt(at);
  return (left === 13 && right === 10) || (left >= 0xd800 && left < 0xdc00 && right >= 0xdc00 && right < 0xe000);
}
