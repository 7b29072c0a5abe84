import type { TextEdit } from '../text/edit';
import { Lines } from '../text/lines';

/** With more differing parts than this, what lies between the first and the last of them is one edit. */
const MOST_DIFFERENCES = 1_000;

/**
 * Small edits that make one text the other: lines that stay are left alone, and within changed lines the words that
 * stay, so that cursors and markers in an editor keep their places and a preview shows whole words.
 */
export function diffEdits(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const a = new Lines(before);
  const b = new Lines(after);
  return changedLines(linesOf(a), linesOf(b)).flatMap((lines) => {
    const start = a.startOf(lines.aStart);
    const old = wordsOf(before.slice(start, a.startOf(lines.aEnd)));
    const fresh = wordsOf(after.slice(b.startOf(lines.bStart), b.startOf(lines.bEnd)));
    const offsets = offsetsOf(old, start);
    return changedLines(old, fresh).map((words) => ({
      span: { start: offsets[words.aStart]!, end: offsets[words.aEnd]! },
      newText: fresh.slice(words.bStart, words.bEnd).join(''),
    }));
  });
}

/** Parts (lines or words) of one text that stand in the place of parts of another: both half-open, counted from 0. */
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

/** Words, white space and single signs: an edit never cuts through one of them, nor through a line end. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_.]+|[ \t]+|\r?\n|[\s\S]/gu) ?? [];
}

/** Where each part begins, and behind them where the last one ends. */
function offsetsOf(parts: readonly string[], start: number): number[] {
  const offsets = [start];
  for (const part of parts) offsets.push((start += part.length));
  return offsets;
}

/** The runs of lines, or of other parts, that differ: by Myers' algorithm on what lies between the common start and the common end. */
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
