/**
 * Orders two versions of nginx such as '1.29.7', the older one first. One that names fewer parts, such as an image's tag
 * 1.29, is the newest with these parts.
 */
export function compareVersions(left: string, right: string): number {
  return compareParts(numbers(left), numbers(right));
}

/** Tells whether a version is `minimum` or newer; undefined stands for the newest version there is. */
export function atLeast(version: string | undefined, minimum: string): boolean {
  if (version === undefined) return true;
  const wanted = numbers(minimum);
  return compareParts(numbers(version).slice(0, wanted.length), wanted) >= 0;
}

function compareParts(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const leftPart = left[index] ?? Number.POSITIVE_INFINITY;
    const rightPart = right[index] ?? Number.POSITIVE_INFINITY;
    if (leftPart !== rightPart) return leftPart < rightPart ? -1 : 1;
  }
  return 0;
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
