import { formatDuration } from '../../knowledge/nginx/units';
import type { RedisDirective, RedisUnit } from '../../knowledge/redis/directives';
import { describeMemory, parseMemory } from '../../knowledge/redis/units';
import { grouped } from '../../text/numbers';

/** Milliseconds of one of a directive's own units of time. */
const TIME: Partial<Record<RedisUnit, number>> = {
  milliseconds: 1,
  microseconds: 0.001,
  seconds: 1000,
  minutes: 60_000,
};

/**
 * A value of a directive in a form that people read easily: `536,870,912 bytes`, `15 s`. Undefined where its own form
 * is as easy.
 */
export function easierForm(known: RedisDirective, value: string): string | undefined {
  if (known.type === 'memory' || known.type === 'memory-or-percent') return easierMemory(value);
  const factor = known.unit && TIME[known.unit];
  if (factor === undefined || !/^\d+$/.test(value)) return undefined;
  const number = Number(value);
  if (known.unit === 'milliseconds' && number < 1000) return undefined;
  if (known.unit === 'microseconds' && number < 1000) return undefined;
  if (known.unit === 'seconds' && number < 120) return undefined;
  if (known.unit === 'minutes' && number < 120) return undefined;
  return formatDuration(number * factor);
}

/** `536,870,912 bytes` of a size with a unit, `512 MiB` of a plain number. */
export function easierMemory(value: string): string | undefined {
  const bytes = parseMemory(value);
  if (bytes === undefined || !Number.isSafeInteger(bytes) || bytes < 10_000) return undefined;
  return /^\d+$/.test(value) ? describeMemory(bytes) : `${grouped(bytes)} bytes`;
}
