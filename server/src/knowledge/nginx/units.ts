import type { ValueType } from './variant';

/*
 * How nginx reads numbers, sizes, times and rates. The rules are those of its own parser, which is stricter than the
 * page about units tells: https://nginx.org/en/docs/syntax.html
 * A text is a value without its quotes. Every function answers undefined for what nginx refuses.
 */

/** What is wrong with a value, in one plain sentence, and what it was probably meant to be. */
export interface InvalidValue {
  readonly message: string;
  readonly suggestion?: string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

/** The largest number that nginx's parser holds (64 bits, signed), as near as a number here comes to it. */
const MAX_NUMBER = 2 ** 63 - 1;

/** Units of time: their rank, for a longer unit must come before a shorter one, and their length in milliseconds. */
const TIME_UNITS: Readonly<Record<string, { rank: number; length: number }>> = {
  y: { rank: 1, length: YEAR * 1000 },
  M: { rank: 2, length: MONTH * 1000 },
  w: { rank: 3, length: WEEK * 1000 },
  d: { rank: 4, length: DAY * 1000 },
  h: { rank: 5, length: HOUR * 1000 },
  m: { rank: 6, length: MINUTE * 1000 },
  s: { rank: 7, length: 1000 },
  ms: { rank: 8, length: 1 },
};

/** Where a time of each resolution starts in the ranks: a setting in milliseconds knows no months and no years. */
const START_RANK = { milliseconds: 2, seconds: 0 } as const;

const SECOND_RANK = 7;

const SCALES: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/**
 * A time in a setting with the resolution of milliseconds, e.g. `proxy_read_timeout`.
 * A number without unit counts seconds. Months and years don't exist here.
 * @returns milliseconds.
 */
export function parseMilliseconds(text: string): number | undefined {
  return parseTime(text, 'milliseconds');
}

/**
 * A time in a setting with the resolution of seconds, e.g. `open_file_cache_valid` or `fail_timeout=`.
 * @returns seconds.
 */
export function parseSeconds(text: string): number | undefined {
  const milliseconds = parseTime(text, 'seconds');
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** A size, e.g. of a buffer or a shared zone: bytes, or k or m in either case, never g. @returns bytes. */
export function parseSize(text: string): number | undefined {
  return parseScaled(text, /^(\d+)([km]?)$/i);
}

/** A size that may exceed memory, e.g. `client_max_body_size`: bytes, k, m or g. @returns bytes. */
export function parseOffset(text: string): number | undefined {
  return parseScaled(text, /^(\d+)([kmg]?)$/i);
}

/** A whole number without sign, unit or variable. */
export function parseNumber(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value <= MAX_NUMBER ? value : undefined;
}

/**
 * The rate of `limit_req_zone`, with or without `rate=` in front: `10r/s`, `30r/m`, or a bare number.
 * @returns requests per second, and the unit that was written (a bare number counts per second).
 */
export function parseRate(text: string): { perSecond: number; unit: 'r/s' | 'r/m' } | undefined {
  const match = /^(?:rate=)?(\d+)(r\/[sm])?$/.exec(text);
  const count = match && parseNumber(match[1]!);
  if (!count) return undefined;
  return match[2] === 'r/m' ? { perSecond: count / 60, unit: 'r/m' } : { perSecond: count, unit: 'r/s' };
}

/** `on` or `off`, in any case. */
export function parseFlag(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'on' ? true : lower === 'off' ? false : undefined;
}

/**
 * Says why nginx refuses a value, and what was probably meant.
 * @returns undefined when the value is valid, when the type isn't one with a fixed syntax, or when nothing certain can
 * be said (placeholders of a template are for the caller to leave out).
 */
export function explainInvalid(type: ValueType | 'rate', text: string): InvalidValue | undefined {
  switch (type) {
    case 'milliseconds':
      return parseMilliseconds(text) === undefined ? explainTime(text, 'milliseconds') : undefined;
    case 'seconds':
      return parseSeconds(text) === undefined ? explainTime(text, 'seconds') : undefined;
    case 'size':
      return parseSize(text) === undefined ? explainSize(text, 'size') : undefined;
    case 'size-or-variable':
      return text.includes('$') || parseSize(text) !== undefined ? undefined : explainSize(text, 'size');
    case 'offset':
      return parseOffset(text) === undefined ? explainSize(text, 'offset') : undefined;
    case 'number':
      return parseNumber(text) === undefined ? explainNumber(text) : undefined;
    case 'flag':
      return parseFlag(text) === undefined ? explainFlag(text) : undefined;
    case 'rate':
      return parseRate(text) === undefined ? explainRate(text) : undefined;
    default:
      return undefined;
  }
}

/** Bytes for people and for nginx: `16 KiB`, `1.5 GiB`, `700 bytes`. */
export function formatBytes(bytes: number): string {
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  let value = bytes / 1024;
  let index = 0;
  while (Math.round(value * 10) / 10 >= 1024 && index < units.length - 1) {
    value /= 1024;
    index++;
  }
  return `${Math.round(value * 10) / 10} ${units[index]}`;
}

/** A duration for people: `2 s`, `1 h 30 min`, `500 ms`. @param milliseconds the duration. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < MINUTE * 1000) return `${Math.round(milliseconds / 100) / 10} s`;
  const parts: string[] = [];
  let rest = Math.round(milliseconds / 1000);
  for (const [seconds, name] of [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [1, 's'],
  ] as const) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/**
 * Reads a time as nginx does, which is laxer than its documentation: a unit may follow no digits, and a last number
 * without unit counts seconds whatever came before it.
 * @returns milliseconds.
 */
function parseTime(text: string, resolution: 'milliseconds' | 'seconds'): number | undefined {
  const part = /(\d*)(ms|[yMwdhms ])( *)/y;
  let rank: number = START_RANK[resolution];
  let total = 0;
  let end = 0;
  for (let match = part.exec(text); match; match = part.exec(text)) {
    const [whole, digits = '', unit = ''] = match;
    const known = TIME_UNITS[unit];
    if (rank >= (known?.rank ?? SECOND_RANK) || (unit === 'ms' && resolution === 'seconds')) return undefined;
    rank = known?.rank ?? TIME_UNITS.ms!.rank + 1;
    total += Number(digits) * (known?.length ?? 1000);
    end += whole.length;
  }
  const last = text.slice(end);
  if (!/^\d*$/.test(last) || !/\d/.test(text)) return undefined;
  total += Number(last) * 1000;
  return total / (resolution === 'seconds' ? 1000 : 1) > MAX_NUMBER ? undefined : total;
}

function parseScaled(text: string, pattern: RegExp): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const value = Number(match[1]) * SCALES[match[2]!.toLowerCase()]!;
  return value <= MAX_NUMBER ? value : undefined;
}

function explainTime(text: string, resolution: 'milliseconds' | 'seconds'): InvalidValue {
  const parses = (candidate: string): boolean => parseTime(candidate, resolution) !== undefined;
  if (text === '') return { message: 'a time is missing here' };
  if (text.includes('$')) return { message: 'nginx reads no variables here: it takes a fixed time such as 60s' };
  if (text.startsWith('-')) return { message: 'a time can’t be negative' };
  if (/^(off|none|unlimited|infinity|never)$/i.test(text)) {
    return { message: `nginx takes a time here, such as 60s; "${text}" is no time` };
  }
  const decimal = /^(\d+[.,]\d+) ?(ms|s|sec|seconds?|m|min|minutes?|h|hours?|d)?$/i.exec(text);
  if (decimal) {
    const scale = { m: MINUTE, h: HOUR, d: DAY }[(decimal[2] ?? 's').charAt(0).toLowerCase()] ?? 1;
    const inMilliseconds = decimal[2]?.toLowerCase() === 'ms';
    const milliseconds = Number(decimal[1]!.replace(',', '.')) * (inMilliseconds ? 1 : scale * 1000);
    return suggest('nginx takes no decimals in a time', writeTime(milliseconds, resolution));
  }
  const small = /^(\d+) ?ms$/i.exec(text);
  if (small && resolution === 'seconds') {
    return suggest(
      'this time is counted in whole seconds, so nginx takes no ms here',
      writeTime(Number(small[1]), resolution),
    );
  }
  const worded = /^(\d+) ?([a-z]+)$/i.exec(text);
  if (worded) {
    const [, count = '', unit = ''] = worded;
    if (resolution === 'milliseconds' && unit === 'M') {
      return suggest('nginx knows no months (M) in this setting; minutes are a small m', `${count}m`);
    }
    if (resolution === 'milliseconds' && /^(y|years?|mo|months?)$/i.test(unit)) {
      return suggest(
        'nginx knows no months and years in this setting',
        `${Number(count) * (/^y/i.test(unit) ? 365 : 30)}d`,
      );
    }
    const short = SPELT_UNITS.find(({ words }) => words.test(unit))?.unit;
    if (short && parses(count + short)) {
      return suggest(
        `nginx doesn’t know the unit "${unit}"; it writes ${UNIT_NAMES[short]} as ${short}`,
        count + short,
      );
    }
    return { message: `nginx doesn’t know the unit "${unit}"; a time is written such as 30s, 5m, 1h or 1d` };
  }
  const parts = [...text.matchAll(/(\d+)(ms|[yMwdhms])/g)];
  if (parts.length > 1 && parts.map(([whole]) => whole).join('') === text) {
    const sorted = [...parts].sort((left, right) => TIME_UNITS[left[2]!]!.rank - TIME_UNITS[right[2]!]!.rank);
    const candidate = sorted.map(([whole]) => whole).join('');
    if (parses(candidate)) return suggest('longer units must come before shorter ones in a time', candidate);
  }
  return { message: 'nginx can’t read this time; it is written such as 30s, 5m, 1h or 1h30m' };
}

/** Unit names that people write and nginx doesn't take, by the one it takes. */
const SPELT_UNITS: readonly { words: RegExp; unit: string }[] = [
  { words: /^(ms|msecs?|millis|milliseconds?)$/i, unit: 'ms' },
  { words: /^(s|secs?|seconds?)$/i, unit: 's' },
  { words: /^(mins?|minutes?)$/i, unit: 'm' },
  { words: /^(h|hrs?|hours?)$/i, unit: 'h' },
  { words: /^(d|days?)$/i, unit: 'd' },
  { words: /^(w|wks?|weeks?)$/i, unit: 'w' },
  { words: /^(mo|mon|months?)$/i, unit: 'M' },
  { words: /^(y|yrs?|years?)$/i, unit: 'y' },
];

const UNIT_NAMES: Readonly<Record<string, string>> = {
  ms: 'milliseconds',
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
  M: 'months',
  y: 'years',
};

function explainSize(text: string, slot: 'size' | 'offset'): InvalidValue {
  const units = slot === 'size' ? 'k or m' : 'k, m or g';
  if (text === '') return { message: 'a size is missing here' };
  if (text.includes('$'))
    return { message: `nginx reads no variables here: it takes a fixed size in bytes, or with ${units}` };
  if (text.startsWith('-')) return { message: 'a size can’t be negative' };
  if (/^(off|none|unlimited|infinity)$/i.test(text)) {
    return slot === 'offset'
      ? { message: `nginx takes a size here; "${text}" is none` }
      : { message: `nginx takes a size here, in bytes or with ${units}; "${text}" is none` };
  }
  const match = /^(\d+(?:[.,]\d+)?) ?([kmgt]?)(i?b|bytes?)?$/i.exec(text);
  if (!match) return { message: `nginx can’t read this size; it takes a whole number of bytes, or with ${units}` };
  const [, count = '', letter = '', tail] = match;
  const unit = letter.toLowerCase();
  const value = Number(count.replace(',', '.'));
  const candidate = writeSize(value * ({ ...SCALES, t: 1024 ** 4 }[unit] ?? 1), slot);
  if (/[.,]/.test(count)) return suggest('nginx takes no decimals in a size', candidate);
  if (unit === 't' || (unit === 'g' && slot === 'size')) {
    return suggest(`nginx sizes take ${units} here, not ${letter}`, candidate);
  }
  if (tail) return suggest(`nginx writes sizes with ${units} alone, without "${tail}"`, candidate);
  return suggest(`nginx can’t read this size; it takes a whole number of bytes, or with ${units}`, candidate);
}

function explainNumber(text: string): InvalidValue {
  if (text === '') return { message: 'a number is missing here' };
  if (text.includes('$')) return { message: 'nginx reads no variables here: it takes a plain number' };
  if (text.startsWith('-')) return { message: 'nginx takes no negative number here' };
  const scaled = /^(\d+)([km])$/i.exec(text);
  if (scaled) {
    const thousands = scaled[2]!.toLowerCase() === 'k' ? 1000 : 1_000_000;
    return suggest('nginx takes a plain number here, without a unit', String(Number(scaled[1]) * thousands));
  }
  const grouped = /^\d{1,3}(?:[_,]\d{3})+$/.test(text);
  if (grouped) return suggest('nginx takes a plain number here, without separators', text.replaceAll(/[_,]/g, ''));
  if (/^(unlimited|infinity|max)$/i.test(text)) {
    return { message: `nginx takes a plain number here; it doesn’t know "${text}"` };
  }
  return { message: 'nginx takes a whole number here, digits only' };
}

function explainFlag(text: string): InvalidValue {
  const message = 'nginx takes on or off here';
  if (/^(true|yes|1|enabled?|y)$/i.test(text)) return { message, suggestion: 'on' };
  if (/^(false|no|0|disabled?|n|none)$/i.test(text)) return { message, suggestion: 'off' };
  return { message };
}

function explainRate(text: string): InvalidValue {
  const prefix = text.startsWith('rate=') ? 'rate=' : '';
  const value = text.slice(prefix.length);
  const match =
    /^(\d+(?:[.,]\d+)?) ?(?:r|req|reqs|requests?)? ?(?:\/|p|per)? ?(s|secs?|seconds?|m|mins?|minutes?|h|hours?)?$/i.exec(
      value,
    );
  if (!match) return { message: 'a rate is a whole number of requests with r/s or r/m, such as 10r/s' };
  const count = Number(match[1]!.replace(',', '.'));
  if (count === 0) return { message: 'the rate must be at least 1r/m: nginx refuses 0' };
  const unit = (match[2] ?? 's').charAt(0).toLowerCase();
  const perMinute = unit === 'h' ? count / 60 : unit === 'm' ? count : count * 60;
  const candidate = Number.isInteger(count) && unit !== 'h' ? `${prefix}${count}r/${unit}` : `${prefix}${perMinute}r/m`;
  const message = !Number.isInteger(count)
    ? 'a rate is a whole number; a fraction of a request per second is written per minute'
    : unit === 'h'
      ? 'nginx counts a rate per second (r/s) or per minute (r/m), not per hour'
      : 'a rate is written as a number with r/s or r/m, such as 10r/s';
  return parseRate(candidate) ? suggest(message, candidate) : { message };
}

function suggest(message: string, suggestion: string | undefined): InvalidValue {
  return suggestion === undefined ? { message } : { message, suggestion };
}

/** A time as nginx reads it, exact; undefined when the resolution can't express it. */
function writeTime(milliseconds: number, resolution: 'milliseconds' | 'seconds'): string | undefined {
  const whole = Math.round(milliseconds);
  if (Math.abs(whole - milliseconds) > 1e-6) return undefined;
  if (whole % 1000 === 0) return `${whole / 1000}s`;
  return resolution === 'milliseconds' ? `${whole}ms` : undefined;
}

/** A size as nginx reads it, with the largest unit that gives a whole number; undefined for a part of a byte. */
function writeSize(bytes: number, slot: 'size' | 'offset'): string | undefined {
  if (!Number.isInteger(bytes)) return undefined;
  const units = slot === 'size' ? ['m', 'k'] : ['g', 'm', 'k'];
  const unit = units.find((letter) => bytes > 0 && bytes % SCALES[letter]! === 0);
  return unit ? `${bytes / SCALES[unit]!}${unit}` : String(bytes);
}
