import { formatDuration } from '../../knowledge/nginx/units';

/** A size or time of an option in easier units; undefined where it is easy enough. The name says the unit. */
export function easierMongod(name: string, value: string): string | undefined {
  if (!/^\d{1,12}$/.test(value)) return undefined;
  const number = Number(value);
  if (name.endsWith('MB') && number >= 1024) return `${round(number / 1024)} GB`;
  if (name.endsWith('Ms') && number >= 1000) return formatDuration(number);
  if (name.endsWith('Secs') && number >= 120) return formatDuration(number * 1000);
  return undefined;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
