/** What differs between two texts: the span of the old one that became the span of the new one. */
export interface Change {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** How many characters are compared at a time, as long as they are the same. */
const STEP = 4096;

/** The one change between two texts, found from both ends; undefined where they are the same. */
export function changeBetween(before: string, after: string): Change | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start + STEP <= most && before.slice(start, start + STEP) === after.slice(start, start + STEP)) start += STEP;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  const left = most - start;
  let end = 0;
  const tail = (text: string) => text.slice(text.length - end - STEP, text.length - end);
  while (end + STEP <= left && tail(before) === tail(after)) end += STEP;
  while (end < left && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++;
  return { fromA: start, toA: before.length - end, fromB: start, toB: after.length - end };
}
