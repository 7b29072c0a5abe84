import type { TextPieces } from './text-pieces';

/** `|` or `>` with what stands behind it. */
export interface BlockHeader {
  readonly folded: boolean;
  /** `-` drops line ends at the end, `+` keeps them all, nothing keeps one. */
  readonly chomp: '' | '-' | '+';
  /** How far the text is indented beyond what holds it; 0 where its first line tells. */
  readonly indent: number;
  /** Where the indicators end. */
  readonly end: number;
}

/** The indicators of a block scalar at the offset; undefined where they are none. */
export function blockHeader(text: string, start: number): BlockHeader | undefined {
  const found = /[|>](?:([-+])([1-9])?|([1-9])([-+])?)?(?=[ \t\r\n]|$)/y;
  found.lastIndex = start;
  const match = found.exec(text);
  if (!match) return undefined;
  return {
    folded: match[0].startsWith('>'),
    chomp: (match[1] ?? match[4] ?? '') as BlockHeader['chomp'],
    indent: Number(match[2] ?? match[3] ?? 0),
    end: start + match[0].length,
  };
}

/** A line of a block scalar: `start` ≤ `content` ≤ `end` ≤ `next`, around indentation, text and line break. */
interface BodyLine {
  readonly start: number;
  readonly content: number;
  readonly end: number;
  readonly next: number;
}

/**
 * The text of a block scalar whose lines stand from `start` to `end`, `margin` columns of each taken off.
 * https://yaml.org/spec/1.2.2/#81-block-scalar-styles
 */
export function takeBlock(
  text: string,
  start: number,
  end: number,
  { folded, chomp }: BlockHeader,
  margin: number,
  out: TextPieces,
): void {
  const lines = bodyLines(text, start, end);
  let count = lines.length;
  // Empty lines at the end are no part of the text, but what is indented beyond its margin is.
  while (count > 0 && lines[count - 1]!.content === lines[count - 1]!.end) {
    const { start, end } = lines[count - 1]!;
    if (end - start > margin) break;
    count--;
  }
  if (folded) takeFoldedLines(text, lines, count, margin, out);
  else
    for (let i = 0; i < count; i++) {
      if (i > 0) takeBreak(text, lines[i - 1]!, out);
      takeLine(lines[i]!, margin, out);
    }
  if (chomp === '-') return;
  const last = lines[count - 1];
  if (last) takeBreak(text, last, out);
  if (chomp === '+')
    for (let i = count; i < lines.length; i++) if (lines[i]!.next > lines[i]!.end) takeBreak(text, lines[i]!, out);
}

function takeFoldedLines(
  text: string,
  lines: readonly BodyLine[],
  count: number,
  margin: number,
  out: TextPieces,
): void {
  /** The last line that holds text, and whether its own line ends stay because it is indented further. */
  let before: BodyLine | undefined;
  let beforeKept = false;
  let empty: BodyLine[] = [];
  for (let i = 0; i < count; i++) {
    const line = lines[i]!;
    const kept = line.content - line.start > margin || text.charCodeAt(line.content) === 9;
    if (line.content === line.end && !kept) {
      empty.push(line);
      continue;
    }
    if (before) {
      if (kept || beforeKept) takeBreak(text, before, out);
      else if (empty.length === 0) out.make(' ', before.end, Math.min(line.content, line.start + margin));
    }
    for (const one of empty) takeBreak(text, one, out);
    takeLine(line, margin, out);
    before = line;
    beforeKept = kept;
    empty = [];
  }
}

function takeLine({ start, content, end }: BodyLine, margin: number, out: TextPieces): void {
  out.take(Math.min(start + margin, Math.max(content, start)), end);
}

function takeBreak(text: string, { end, next }: BodyLine, out: TextPieces): void {
  if (next === end + 1 && text.charCodeAt(end) === 10) out.take(end, next);
  else out.make('\n', end, next);
}

function bodyLines(text: string, start: number, end: number): BodyLine[] {
  const lines: BodyLine[] = [];
  for (let at = start; at < end; ) {
    const lineFeed = text.indexOf('\n', at);
    const next = lineFeed < 0 || lineFeed >= end ? end : lineFeed + 1;
    let to = next;
    if (to > at && text.charCodeAt(to - 1) === 10) to--;
    if (to > at && to < next && text.charCodeAt(to - 1) === 13) to--;
    let content = at;
    while (content < to && text.charCodeAt(content) === 32) content++;
    lines.push({ start: at, content, end: to, next });
    at = next;
  }
  return lines;
}
