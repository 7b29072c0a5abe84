import type { RedisDirective, RedisUnit } from './directives';
import { formatMemory, parseMemory } from './units';

/** Why Redis refuses a value, and what was meant where that can be told. */
export interface InvalidRedisValue {
  /** Completes "…: " before "Redis refuses to start"; without a full stop. */
  readonly problem: string;
  readonly suggestion?: string;
  /** The suggestion says the very same in words that Redis takes. */
  readonly sure?: boolean;
}

const YES = new Set(['true', 'on', '1', 'enabled', 'enable', 'y', 't']);
const NO = new Set(['false', 'off', '0', 'disabled', 'disable', 'n', 'f', 'none']);

/**
 * Why Redis refuses one argument of a directive that takes one; undefined where it takes it, or where nobody can tell.
 *
 * @param strictNumbers versions before 6.0 read the digits of a number and leave out the rest
 * @see https://github.com/redis/redis/blob/unstable/src/config.c
 */
export function explainRedisValue(directive: RedisDirective, text: string, strictNumbers = true): InvalidRedisValue | undefined {
  const found = explain(directive, text, strictNumbers);
  if (!found || found.suggestion !== undefined) return found;
  // A semicolon or comma out of another format's habit.
  const bare = text.replace(/[;,]+$/, '');
  return bare !== text && bare !== '' && !explain(directive, bare, strictNumbers) ? { ...found, suggestion: bare, sure: true } : found;
}

function explain(directive: RedisDirective, text: string, strictNumbers: boolean): InvalidRedisValue | undefined {
  switch (directive.type) {
    case 'bool':
      return explainSwitch(text);
    case 'memory':
      return explainMemory(directive, text);
    case 'memory-or-percent':
      return /^\d+%$/.test(text) ? (Number.parseInt(text, 10) > 100 ? { problem: 'a share is at most 100%' } : undefined) : explainMemory(directive, text);
    case 'int':
      return strictNumbers ? explainNumber(directive, text) : undefined;
    case 'octal':
      return /^[0-7]+$/.test(text) && Number.parseInt(text, 8) <= 0o777 ? undefined : { problem: 'rights are an octal number up to 777' };
    case 'enum':
      return explainWord(directive, text);
    default:
      return explainName(directive.name, text);
  }
}

function explainSwitch(text: string): InvalidRedisValue | undefined {
  const lower = text.toLowerCase();
  if (lower === 'yes' || lower === 'no') return undefined;
  const problem = 'only yes and no are switches';
  if (YES.has(lower)) return { problem, suggestion: 'yes', sure: true };
  if (NO.has(lower)) return { problem, suggestion: 'no', sure: true };
  return { problem };
}

const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

function explainMemory(directive: RedisDirective, text: string): InvalidRedisValue | undefined {
  const bytes = parseMemory(text);
  if (bytes !== undefined) return outOfRange(directive, bytes, formatMemory);
  if (/%$/.test(text)) return { problem: 'it counts memory in bytes, not as a share of the machine' };
  if (text.startsWith('-')) return { problem: 'memory can’t be less than 0' };
  const found = /^(\d+(?:\.\d+)?|\.\d+)([kmgt]?)(i?b?|bytes)$/i.exec(text);
  const factor = found ? FACTORS[found[2]!.toLowerCase()] : undefined;
  if (!found || factor === undefined) return { problem: 'memory is a whole number with b, k, kb, m, mb, g or gb' };
  const size = Math.round(Number(found[1]) * factor);
  const suggestion = Number.isSafeInteger(size) ? formatMemory(size) : undefined;
  const [unit] = /i/i.test(found[3]!) ? ['it has no i in its units'] : found[1]!.includes('.') ? ['it takes no decimals'] : ['the largest unit is gb'];
  return { problem: unit!, ...(suggestion === undefined || outOfRange(directive, size, formatMemory) ? {} : { suggestion, sure: Number(found[1]) * factor === size && found[3] !== '' }) };
}

const SECONDS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, sec: 1, m: 60, min: 60, h: 3_600, d: 86_400 };
const UNIT_SECONDS: Readonly<Partial<Record<RedisUnit, number>>> = { microseconds: 1e-6, milliseconds: 1e-3, seconds: 1, minutes: 60 };

function explainNumber(directive: RedisDirective, text: string): InvalidRedisValue | undefined {
  if (/^(0|-?[1-9]\d*)$/.test(text)) return outOfRange(directive, Number(text), String);
  const problem = 'it takes a plain whole number';
  if (/^[+]?0*\d+$/.test(text)) {
    const plain = String(Number(text));
    return { problem: `${problem} without ${text.startsWith('+') ? 'a plus sign' : 'zeros in front'}`, ...(outOfRange(directive, Number(plain), String) ? {} : { suggestion: plain, sure: true }) };
  }
  const timed = /^(\d+)(us|ms|s|sec|m|min|h|d)$/i.exec(text);
  const own = directive.unit === undefined ? undefined : UNIT_SECONDS[directive.unit];
  if (timed && own !== undefined) {
    const value = Math.round((Number(timed[1]) * SECONDS[timed[2]!.toLowerCase()]!) / own);
    const fits = !outOfRange(directive, value, String) && value > 0;
    return { problem: `it takes a plain number of ${directive.unit}`, ...(fits ? { suggestion: String(value), sure: true } : {}) };
  }
  const share = directive.unit === 'percent' ? /^(\d+)%$/.exec(text) : null;
  if (share && !outOfRange(directive, Number(share[1]), String)) return { problem: 'it takes a plain number of percent', suggestion: String(Number(share[1])), sure: true };
  const thousands = /^(\d+)k$/i.exec(text);
  if (thousands && own === undefined && !outOfRange(directive, Number(thousands[1]) * 1000, String)) return { problem, suggestion: String(Number(thousands[1]) * 1000) };
  return { problem };
}

function outOfRange({ least, most }: RedisDirective, value: number, write: (value: number) => string): InvalidRedisValue | undefined {
  if (least !== undefined && value < least) return { problem: `${write(least)} is the least` };
  if (most !== undefined && value > most) return { problem: `${write(most)} is the most` };
  return undefined;
}

/** What people write for a word of an enumeration, out of the habits of other programs. */
const HABITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  loglevel: { info: 'notice', warn: 'warning', error: 'warning', err: 'warning', trace: 'debug' },
  appendfsync: { every_second: 'everysec', everysecond: 'everysec', second: 'everysec' },
};

function explainWord({ name, words }: RedisDirective, text: string): InvalidRedisValue | undefined {
  const lower = text.toLowerCase();
  if (words.some(({ word }) => word === lower)) return undefined;
  const list = words.map(({ word }) => word);
  const problem = `it takes ${list.slice(0, -1).join(', ')} or ${list.at(-1)}`;
  const dashed = lower.replaceAll('_', '-');
  if (list.includes(dashed)) return { problem, suggestion: dashed, sure: true };
  if (list.includes('yes') && YES.has(lower)) return { problem, suggestion: 'yes', sure: true };
  if (list.includes('no') && NO.has(lower)) return { problem, suggestion: 'no', sure: true };
  const habits = Object.hasOwn(HABITS, name) ? HABITS[name]! : {};
  const habit = Object.hasOwn(habits, lower) ? habits[lower] : undefined;
  return habit === undefined ? { problem } : { problem, suggestion: habit };
}

const FILE_NAMES: ReadonlySet<string> = new Set(['dbfilename', 'appendfilename', 'appenddirname']);

function explainName(name: string, text: string): InvalidRedisValue | undefined {
  if (name === 'notify-keyspace-events' && /[^A-Za-z$]/.test(text)) return { problem: 'the events are letters without blanks or commas between them' };
  if (!FILE_NAMES.has(name)) return undefined;
  if (text === '') return name === 'dbfilename' ? undefined : { problem: 'it can’t be empty' };
  if (!text.includes('/')) return undefined;
  const last = text.slice(text.lastIndexOf('/') + 1);
  return { problem: 'it is a plain name, and dir is its folder', ...(last === '' ? {} : { suggestion: last }) };
}

/** Why Redis refuses the arguments of `save`: pairs of seconds and changes. */
export function explainSave(texts: readonly string[]): InvalidRedisValue | undefined {
  const words = texts.length === 1 ? texts[0]!.split(/\s+/).filter((word) => word !== '') : texts;
  if (words.length === 0) return undefined;
  if (words.length % 2 !== 0) return { problem: 'save takes pairs of seconds and changes' };
  for (let i = 0; i < words.length; i += 2) {
    if (!/^\+?\d+$/.test(words[i]!) || Number(words[i]) < 1) return { problem: 'the seconds of save are a whole number from 1 on' };
    if (!/^\+?\d*$/.test(words[i + 1]!)) return { problem: 'the changes of save are a whole number' };
  }
  return undefined;
}

/** Client classes of client-output-buffer-limit. */
const CLASSES: ReadonlySet<string> = new Set(['normal', 'slave', 'replica', 'pubsub']);

/** The first argument of `client-output-buffer-limit` that Redis refuses, by its index. */
export function explainBuffers(texts: readonly string[]): (InvalidRedisValue & { readonly index: number }) | undefined {
  for (const [index, text] of texts.entries()) {
    const part = index % 4;
    if (part === 0 && !CLASSES.has(text.toLowerCase())) return { index, problem: 'the class of clients is normal, replica or pubsub' };
    if ((part === 1 || part === 2) && parseMemory(text) === undefined) return { index, problem: 'the limits are memory with b, k, kb, m, mb, g or gb, without decimals' };
    if (part === 3 && !/^\d+$/.test(text)) return { index, problem: 'the last one is a plain number of seconds', ...(/^\d+s$/i.test(text) ? { suggestion: text.slice(0, -1), sure: true } : {}) };
  }
  return undefined;
}
