import { formatBytes, formatDuration } from '../../knowledge/nginx/units';
import type { SysctlKey, SysctlUnit } from '../../knowledge/system/sysctl';
import { kernelNumbers } from '../../knowledge/system/sysctl-values';
import { grouped } from '../../text/numbers';

const BYTES: Partial<Record<SysctlUnit, number>> = { bytes: 1, KiB: 1024 };

/** Milliseconds of a unit of time, and the number from which another unit reads more easily. */
const TIME: Partial<Record<SysctlUnit, { readonly each: number; readonly from: number }>> = {
  seconds: { each: 1000, from: 120 },
  milliseconds: { each: 1, from: 2000 },
  centiseconds: { each: 10, from: 1 },
};

/** A value of a key in a form that people read easily: `16 MiB`, `2 h`. Undefined where its own form is as easy. */
export function easierForm(known: SysctlKey, value: string): string | undefined {
  const numbers = kernelNumbers(value);
  const [first, second] = numbers;
  if (first === undefined) return undefined;
  if (known.type === 'ports')
    return second !== undefined && second >= first ? `${grouped(second - first + 1)} ports` : undefined;
  const bytes = known.unit && BYTES[known.unit];
  if (bytes !== undefined) {
    const shown = numbers.slice(0, known.type === 'triple' ? 3 : 1).map((number) => number * bytes);
    // The largest value of the type stands for no limit.
    const isPlain =
      shown.every((number) => number < 10_000) || shown.some((number) => number < 0 || number >= 0xffff_ffff);
    return isPlain ? undefined : shown.map(formatBytes).join(', ');
  }
  const time = known.unit && TIME[known.unit];
  return time && first >= time.from ? formatDuration(first * time.each) : undefined;
}
