import { formatDuration } from './nginx/units';
import { describeMemory } from './redis/units';

/** Units in which Python settings count. */
export type QuantityUnit = 'seconds' | 'milliseconds' | 'KiB';

/**
 * A number in a form that people read easily: 300 seconds are `5 min`, 5000 milliseconds `5 s`, 204800 KiB `200 MiB`.
 * Undefined where the number itself is as easy.
 */
export function easierQuantity(value: number, unit: QuantityUnit): string | undefined {
  if (!Number.isFinite(value) || value <= 0) return undefined;
  if (unit === 'KiB') return value < 1024 ? undefined : describeMemory(value * 1024);
  if (unit === 'seconds') return value < 120 ? undefined : formatDuration(value * 1000);
  return value < 1000 ? undefined : formatDuration(value);
}
