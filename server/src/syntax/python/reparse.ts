import { changeBetween } from '../../text/change';
import type { Span } from '../../text/span';
import { countReads, type Part, type ReadParts, readParts } from './parts';
import type { PyScope } from './tree';
import { bodiesOf } from './walk';

/** So many spans have more words than the library looks ahead behind a mistake before it settles for one way on. */
const SETTLED = 16;

/**
 * Reads a text of which an earlier version has been read: only the statements around the change are read again. The
 * others are taken over and moved to where they are now, so the earlier reading is used up.
 *
 * @returns what `readParts` gives of the whole text; undefined where that has to read it
 */
export function reparseParts(
  old: ReadParts,
  before: string,
  text: string,
  module: PyScope,
  milliseconds: number,
): ReadParts | undefined {
  const change = changeBetween(before, text);
  if (!change) return old;
  const { parts } = old;
  const by = text.length - before.length;
  let from = parts.findIndex(({ span }) => span.end >= change.fromA);
  if (from < 0) from = parts.length;
  let to = from;
  while (to < parts.length && parts[to]!.span.start <= change.toA) to++;
  // What the library makes of a mistake depends on those before it.
  const broken = parts.findIndex(({ problem }) => problem);
  if (broken >= 0) {
    from = Math.min(from, broken);
    to = Math.max(to, parts.findLastIndex(({ problem }) => problem) + 1);
  }
  const read = (first: number, end: number, most: number): ReadParts => {
    const start = first === 0 ? 0 : parts[first]!.span.start;
    const stop = end === parts.length ? text.length : parts[end]!.span.start + by;
    // Behind a line break the part becomes a text of its own, so that its words do not keep the whole text alive.
    const fresh = readParts(`\n${text.slice(start, stop)}`, module, most);
    move(fresh, start - 1);
    return fresh;
  };
  const join = (fresh: ReadParts, first: number, end: number) => joined(old, fresh, first, end, by);
  const few = milliseconds / 10;
  const behind = lineBefore(parts, from, before);
  const inside =
    from < to && parts[from]!.span.start < change.fromA && beginsLine(parts[from]!, before) ? from : behind;
  if (to < parts.length && beginsLine(parts[to]!, before)) {
    const fresh = read(inside, to, few);
    if (isWhole(fresh, text, parts[to]!.span.start + by)) return join(fresh, inside, to);
  }
  const end = settledBehind(parts, to, before);
  if (end < parts.length) {
    const fresh = read(behind, end, few);
    if (!fresh.unread && isSettled(fresh.parts, parts, to, end, by)) return join(fresh, behind, end);
  }
  return behind === 0 ? undefined : join(read(behind, parts.length, milliseconds), behind, parts.length);
}

/** Whether nothing is missing in what was read, which no backslash joins with the line behind it. */
function isWhole({ parts, unread }: ReadParts, text: string, end: number): boolean {
  return !unread && parts.every(({ problem }) => !problem) && text[text.slice(0, end).trimEnd().length - 1] !== '\\';
}

/** The statement in front of another, which what is written behind it may go on with; the first of its line. */
function lineBefore(parts: readonly Part[], at: number, text: string): number {
  let i = at - 1;
  while (i > 0 && !beginsLine(parts[i]!, text)) i--;
  return Math.max(0, i);
}

/** The end of the statements behind some that show whether those further on are read as before. */
function settledBehind(parts: readonly Part[], at: number, text: string): number {
  let count = 0;
  let block = false;
  // An open bracket takes the next statement in.
  for (let i = at + 1; i < parts.length; i++) {
    const part = parts[i]!;
    if (count >= SETTLED && block && beginsLine(part, text)) return i;
    count = part.problem ? 0 : count + part.spans.length;
    block = !part.problem && (block || isBlock(part));
  }
  return parts.length;
}

function isBlock({ statements: [first] }: Part): boolean {
  return first !== undefined && bodiesOf(first).length > 0;
}

function beginsLine({ span }: Part, text: string): boolean {
  return /[\r\n]/.test(text[span.start - 1] ?? '\n');
}

/** Whether the last statements of a reading are what they were. */
function isSettled(fresh: readonly Part[], parts: readonly Part[], from: number, to: number, by: number): boolean {
  let count = 0;
  let block = false;
  for (let i = 1; (count < SETTLED || !block) && to - i >= from; i++) {
    const now = fresh[fresh.length - i];
    const old = parts[to - i]!;
    if (!now || now.problem || old.problem || now.spans.length !== old.spans.length) return false;
    if (now.span.start !== old.span.start + by || endOf(now) !== endOf(old) + by) return false;
    count += now.spans.length;
    block ||= isBlock(now);
  }
  return count >= SETTLED && block;
}

function endOf({ statements, span }: Part): number {
  return (statements[statements.length - 1]?.span ?? span).end;
}

/** The reading with others in place of some of its statements; what lies behind them moves. */
function joined(
  { parts, comments, reads, unread }: ReadParts,
  fresh: ReadParts,
  from: number,
  to: number,
  by: number,
): ReadParts {
  const start = from === 0 ? 0 : parts[from]!.span.start;
  const stop = parts[to]?.span.start ?? Number.POSITIVE_INFINITY;
  const behind = parts.slice(to);
  const commentsBehind = comments.filter((comment) => comment.start >= stop);
  const left = to < parts.length ? unread : undefined;
  if (by !== 0) move({ parts: behind, comments: commentsBehind, unread: left }, by);
  countReads(reads, parts.slice(from, to), -1);
  countReads(reads, fresh.parts, 1);
  return {
    reads,
    parts: [...parts.slice(0, from), ...fresh.parts, ...behind],
    comments: [...comments.filter(({ end }) => end <= start), ...fresh.comments, ...commentsBehind],
    unread: fresh.unread ?? left,
  };
}

function move({ parts, comments, unread }: Omit<ReadParts, 'reads'>, by: number): void {
  for (const { spans } of parts) moveAll(spans, by);
  moveAll(comments, by);
  if (unread) moveAll([unread], by);
}

function moveAll(spans: readonly { -readonly [Key in keyof Span]: Span[Key] }[], by: number): void {
  for (const span of spans) {
    span.start += by;
    span.end += by;
  }
}
