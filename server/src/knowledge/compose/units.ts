const BYTES = /^(\d+(?:\.\d+)?)\s?([kmgtpe]?)(i?b)?$/i;
const POWERS = 'kmgtpe';

/**
 * A size as Compose reads it, in bytes: every unit is a power of 1024, however it is spelt. Undefined where Compose
 * refuses it; -1 and other negative whole numbers mean "no limit".
 *
 * @see https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values
 * @see https://github.com/docker/go-units/blob/master/size.go
 */
export function composeBytes(text: string): number | undefined {
  if (/^-?\d+$/.test(text)) return Number(text);
  const parts = BYTES.exec(text);
  if (!parts) return undefined;
  const unit = parts[2]!.toLowerCase();
  const suffix = (parts[3] ?? '').toLowerCase();
  // "ib" needs a letter in front of it; a bare "b" is bytes.
  if (unit === '' && suffix === 'ib') return undefined;
  return Math.trunc(Number(parts[1]) * 1024 ** (POWERS.indexOf(unit) + 1));
}

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * A time as Compose reads it, in milliseconds: `1m30s`, `2h`, `500ms`, also days and weeks. Undefined where Compose
 * refuses it: a number needs a unit.
 *
 * @see https://docs.docker.com/reference/compose-file/extension/#specifying-durations
 */
export function composeDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[-+]?0$/.test(trimmed)) return 0;
  const parts = /^([-+]?)((?:\d+(?:\.\d*)?(?:ns|us|µs|μs|ms|s|m|h|d|w))+)$/.exec(trimmed);
  if (!parts) return undefined;
  let milliseconds = 0;
  for (const [, number, unit] of parts[2]!.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|μs|ms|s|m|h|d|w)/g))
    milliseconds += Number(number) * DURATION_UNITS[unit!]!;
  return parts[1] === '-' ? -milliseconds : milliseconds;
}
