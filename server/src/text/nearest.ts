/**
 * The candidate that somebody most likely meant: the same but for case, one that it begins or that begins it, or the
 * one with the fewest slips of the finger. Undefined where none is near enough to be worth a suggestion.
 */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  const word = written.toLowerCase();
  const limit = word.length < 3 ? 0 : word.length < 6 ? 1 : word.length < 12 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const shortened = word.length >= 3 && (other.startsWith(word) || word.startsWith(other));
    const distance = shortened ? 0.5 : editDistance(word, other, limit);
    if (distance < bestDistance && distance <= limit) {
      best = candidate;
      bestDistance = distance;
    }
    if (distance === 0) break;
  }
  return best;
}

/** Insertions, removals, replacements and swaps of neighbours between two words; past the limit, more than the limit. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (swapped) least = Math.min(least, beforeLast[j - 2]! + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[right.length]!;
}
