/**
 * Whether a version of Redis is at least another. An unknown version counts as the newest; of a version that names
 * fewer parts, the newest with these parts counts.
 */
export function atLeast(version: string | undefined, wanted: string): boolean {
  if (version === undefined) return true;
  const have = version.split('.').map(Number);
  const want = wanted.split('.').map(Number);
  for (let i = 0; i < want.length; i++) {
    const part = have[i];
    if (part === undefined || Number.isNaN(part)) return true;
    if (part !== want[i]) return part > want[i]!;
  }
  return true;
}

/** Whether a version is known to be older: of one that names fewer parts, every version with these parts. */
export function isBefore(version: string | undefined, wanted: string): version is string {
  return !atLeast(version, wanted);
}

/** Whether a version is known to be at least another: of one that names fewer parts, every version with these parts. */
export function isCertainlyAtLeast(version: string | undefined, wanted: string): version is string {
  if (version === undefined) return false;
  const missing = wanted.split('.').length - version.split('.').length;
  return atLeast(missing > 0 ? version + '.0'.repeat(missing) : version, wanted);
}
