/**
 * Compares two versions of nginx such as '1.29.7'. A part that is missing or isn't a number counts as 0.
 * @returns a negative number when `left` is older, 0 when both are the same, a positive number when it is newer.
 */
export function compareVersions(left: string, right: string): number {
  const leftParts = numbers(left);
  const rightParts = numbers(right);
  for (let index = 0; index < Math.max(leftParts.length, rightParts.length); index++) {
    const difference = (leftParts[index] ?? 0) - (rightParts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Tells whether a version is `minimum` or newer; undefined stands for the newest version there is. */
export function atLeast(version: string | undefined, minimum: string): boolean {
  return version === undefined || compareVersions(version, minimum) >= 0;
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
