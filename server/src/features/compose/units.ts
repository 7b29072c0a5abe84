import { composeBytes, composeDuration } from '../../knowledge/compose/units';
import { formatBytes, formatDuration } from '../../knowledge/nginx/units';
import { easierQuantity } from '../../knowledge/quantities';

/** A size or time of Compose in easier units; undefined where it is easy enough. */
export function easierCompose(unit: 'bytes' | 'duration' | undefined, value: string): string | undefined {
  if (unit === 'bytes') {
    const bytes = composeBytes(value);
    return bytes !== undefined && bytes >= 1024 && /^\d{4,}(\.\d+)?[kmgb]?b?$/i.test(value)
      ? formatBytes(bytes)
      : undefined;
  }
  const time = unit === 'duration' ? composeDuration(value) : undefined;
  return time !== undefined && (/^\d{3,}s$/.test(value) || /^\d{4,}ms$/.test(value)) && time >= 1000
    ? formatDuration(time)
    : undefined;
}

/** The same of a setting of a server. */
export function easierServer(unit: string | undefined, value: string): string | undefined {
  if (!/^\d{1,12}(\.\d+)?$/.test(value)) return undefined;
  return unit === 'seconds' || unit === 'milliseconds' || unit === 'KiB'
    ? easierQuantity(Number(value), unit)
    : undefined;
}
