const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
};

/**
 * Bytes of a memory value as Redis reads it: `512mb` is 536870912, but `512m` is 512000000, and a missing number is 0.
 * Undefined where Redis refuses it.
 *
 * @see memtoull in https://github.com/redis/redis/blob/unstable/src/util.c
 */
export function parseMemory(text: string): number | undefined {
  const found = /^(\d*)([a-z]*)$/i.exec(text);
  const factor = found && FACTORS[found[2]!.toLowerCase()];
  return factor ? Number(found[1]) * factor : undefined;
}

/** Bytes as one writes them in redis.conf: the largest unit of 1024 that leaves a whole number. */
export function formatMemory(bytes: number): string {
  for (const unit of ['gb', 'mb', 'kb']) {
    const factor = FACTORS[unit]!;
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}

/** Bytes as people read them: `1.5 GiB`. */
export function describeMemory(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(value < 10 && unit > 0 ? 1 : 0))} ${units[unit]}`;
}
