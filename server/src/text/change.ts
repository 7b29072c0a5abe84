/** What differs between two texts: the span of the old one that became the span of the new one. */
export interface Change {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** The one change between two texts, found from both ends; undefined where they are the same. */
export function changeBetween(before: string, after: string): Change | undefined {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  if (start === before.length && start === after.length) return undefined;
  let end = 0;
  while (end < most - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end))
    end++;
  return { fromA: start, toA: before.length - end, fromB: start, toB: after.length - end };
}
