import { sysctlKey } from './sysctl';

/**
 * The numbers that the kernel reads from a value, as long as they are ones: it stops at the first word that is none.
 * `0x` begins a hexadecimal number, `0` an octal one.
 */
export function kernelNumbers(value: string): readonly number[] {
  const numbers: number[] = [];
  for (const word of value.split(/\s+/)) {
    const number = kernelNumber(word);
    if (number === undefined) break;
    numbers.push(number);
  }
  return numbers;
}

function kernelNumber(word: string): number | undefined {
  if (/^-?0x[0-9a-f]+$/i.test(word)) return word.startsWith('-') ? -Number(word.slice(1)) : Number(word);
  if (/^-?0[0-7]+$/.test(word)) return Number.parseInt(word, 8);
  return /^-?(0|[1-9]\d*)$/.test(word) ? Number(word) : undefined;
}

/**
 * Why the kernel refuses a value, or takes less of it than it says, as a sentence; undefined where it doesn't or where
 * nothing is known of the key. A remark behind a number (`7 # seven`) is no reason: the kernel stops before it.
 */
export function sysctlRefusal(key: string, value: string): string | undefined {
  const known = sysctlKey(key);
  if (!known || known.type === 'string') return undefined;
  if (known.type === 'portlist') return portListRefusal(value);
  const numbers = kernelNumbers(value);
  const [first] = numbers;
  if (first === undefined)
    return value === '' ? undefined : `${key} takes ${COUNTS[known.type]}: the kernel refuses "${value}".`;
  const wrong = numbers
    .slice(0, known.type === 'triple' ? 3 : known.type === 'ports' ? 2 : 1)
    .find((n) => outOfRange(n, known.least, known.most));
  if (wrong !== undefined)
    return `${key} takes numbers ${rangeText(known.least, known.most)}: the kernel refuses ${wrong}.`;
  if (known.type === 'ports') return portRangeRefusal(key, numbers, value);
  if (known.type === 'triple' && numbers.length < 3 && /[^\s\d]/.test(value.replace(/\s[#;].*$/, ''))) {
    return `${key} takes three numbers between blanks: the kernel refuses "${value}".`;
  }
  return undefined;
}

const COUNTS = {
  int: 'a number',
  uint: 'a number',
  bits: 'a number',
  ports: 'two ports between blanks',
  triple: 'three numbers between blanks',
} as const;

function outOfRange(n: number, least: number | undefined, most: number | undefined): boolean {
  return (least !== undefined && n < least) || (most !== undefined && n > most);
}

function rangeText(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return `up to ${most}`;
  return most === undefined || most === 2_147_483_647 ? `from ${least} on` : `from ${least} to ${most}`;
}

function portRangeRefusal(key: string, numbers: readonly number[], value: string): string | undefined {
  const [low, high] = numbers;
  if (numbers.some((n) => n < 1 || n > 65_535)) return `${key} takes ports up to 65535: the kernel refuses ${value}.`;
  if (high === undefined)
    return /^\d+\s*[-,:]/.test(value)
      ? `${key} takes two ports between blanks: the kernel refuses "${value}".`
      : undefined;
  return low! > high ? `${key} takes the lower port first: the kernel refuses ${value}.` : undefined;
}

/** @see https://docs.kernel.org/networking/ip-sysctl.html ip_local_reserved_ports */
function portListRefusal(value: string): string | undefined {
  if (value === '') return undefined;
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*,?$/.test(value))
    return `Ports and ranges stand between commas without blanks, as in 8080,9000-9100: the kernel refuses "${value}".`;
  for (const part of value.split(',')) {
    const [low, high] = part.split('-').map(Number);
    if (low! > 65_535 || (high !== undefined && (high > 65_535 || high < low!)))
      return `The kernel refuses the ports ${part}.`;
  }
  return undefined;
}
