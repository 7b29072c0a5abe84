import { directive, mayBelongToModule, type RedisDirective, removedIn } from './directives';
import { parseMemory } from './units';
import { atLeast } from './versions';

/** Why Redis refuses a line. */
export interface RedisRefusal {
  /** The argument at fault; undefined where it is the name or the number of arguments. */
  readonly argument: number | undefined;
  readonly kind: 'name' | 'count' | 'value';
  /** One sentence. */
  readonly message: string;
  /** What was certainly meant for the argument. */
  readonly meant?: string;
}

/**
 * Why Redis refuses a directive and does not start; undefined where it takes it, or where that depends on the machine.
 *
 * @param args the arguments without quotes
 * @param version the version of Redis; undefined for the newest
 * @see loadServerConfigFromString in https://github.com/redis/redis/blob/unstable/src/config.c
 */
export function redisRefusal(name: string, args: readonly string[], version?: string): RedisRefusal | undefined {
  const known = directive(name);
  if (!known) {
    if (mayBelongToModule(name)) return undefined;
    const removed = removedIn(name);
    if (removed !== undefined && !atLeast(version, removed)) return undefined;
    const message =
      removed === undefined
        ? `Redis has no directive "${name}" and refuses to start.`
        : `Redis has no directive "${name}" since version ${removed} and refuses to start.`;
    return { argument: undefined, kind: 'name', message };
  }
  if (known.what.startsWith('Ignored')) return undefined;
  if (known.since !== undefined && !atLeast(version, known.since)) {
    return {
      argument: undefined,
      kind: 'name',
      message: `${known.name} is new in Redis ${known.since}: Redis ${version} refuses to start.`,
    };
  }
  return CHECKS[known.type](known, args, version);
}

type Check = (known: RedisDirective, args: readonly string[], version: string | undefined) => RedisRefusal | undefined;

const CHECKS: Readonly<Record<RedisDirective['type'], Check>> = {
  bool: single((known, value) =>
    /^(yes|no)$/i.test(value) ? undefined : refuse(known, value, 'yes or no', booleanMeant(value)),
  ),
  int: single((known, value) => {
    if (!/^-?(0|[1-9]\d*)$/.test(value))
      return refuse(
        known,
        value,
        known.unit === undefined || known.unit === 'bytes' ? 'a plain whole number' : `a plain number of ${known.unit}`,
        numberMeant(known, value),
      );
    return rangeRefusal(known, Number(value), value);
  }),
  octal: single((known, value) =>
    /^[0-7]+$/.test(value) && Number.parseInt(value, 8) <= 0o777
      ? undefined
      : refuse(known, value, 'file rights, as in 700'),
  ),
  memory: single((known, value) => memoryRefusal(known, value)),
  'memory-or-percent': single((known, value) =>
    /^\d+%$/.test(value) && Number.parseInt(value, 10) <= 100 ? undefined : memoryRefusal(known, value),
  ),
  enum: single((known, value, version) => wordRefusal(known, value, version)),
  flags: (known, args, version) => {
    if (args.length === 0) return count(known, 'at least one word');
    const words = args.length === 1 ? args[0]!.split(' ').filter((word) => word !== '') : args;
    for (const word of words) {
      const refusal = wordRefusal(known, word, version);
      if (refusal) return { ...refusal, argument: args.length === 1 ? 0 : words.indexOf(word) };
    }
    return undefined;
  },
  string: single((known, value) => fileNameRefusal(known, value)),
  path: (known, args) => (args.length === 1 ? undefined : count(known, 'one path')),
  events: single((known, value) =>
    /^[KEg$lshzxeAtmdnoc]*$/.test(value) ? undefined : refuse(known, value, 'letters of events, as in KEA'),
  ),
  pair: (known, args) => {
    if (args.length !== 2) return count(known, 'two arguments');
    if (known.name !== 'replicaof' || /^no$/i.test(args[0]!)) return undefined;
    const port = Number(args[1]);
    return /^\d+$/.test(args[1]!) && port <= 65_535
      ? undefined
      : { argument: 1, kind: 'value', message: `"${args[1]}" is no port: Redis refuses to start.` };
  },
  integers3: (known, args) => {
    const words = args.length === 1 ? args[0]!.split(' ').filter((word) => word !== '') : args;
    if (words.length !== 3) return count(known, 'three numbers');
    const wrong = words.findIndex((word) => !/^-?\d+$/.test(word) || outside(known, Number(word)));
    return wrong < 0
      ? undefined
      : {
          argument: Math.min(wrong, args.length - 1),
          kind: 'value',
          message: `${known.name} takes numbers from ${known.least} to ${known.most}: Redis refuses to start with "${words[wrong]}".`,
        };
  },
  save: (known, args) => saveRefusal(known, args),
  buffers: (known, args) => buffersRefusal(known, args),
  percentiles: (known, args) => {
    const words = args.length === 1 ? args[0]!.split(' ').filter((word) => word !== '') : args;
    const wrong = words.findIndex((word) => !/^\d+(\.\d+)?$/.test(word) || Number(word) > 100);
    return wrong < 0
      ? undefined
      : {
          argument: Math.min(wrong, args.length - 1),
          kind: 'value',
          message: `${known.name} takes percentages up to 100: Redis refuses to start with "${words[wrong]}".`,
        };
  },
  words: (known, args) => {
    if (args.length === 0) return known.name === 'bind' ? undefined : count(known, 'at least one argument');
    return undefined;
  },
};

function single(
  check: (known: RedisDirective, value: string, version: string | undefined) => RedisRefusal | undefined,
): Check {
  return (known, args, version) =>
    args.length === 1 ? check(known, args[0]!, version) : count(known, 'one argument', args.length);
}

function count(known: RedisDirective, wanted: string, got?: number): RedisRefusal {
  return {
    argument: undefined,
    kind: 'count',
    message: `${known.name} takes ${wanted}${got === undefined ? '' : `, not ${got === 0 ? 'none' : got}`}: Redis refuses to start.`,
  };
}

function refuse(known: RedisDirective, value: string, wanted: string, meant?: string): RedisRefusal {
  return {
    argument: 0,
    kind: 'value',
    message: `${known.name} takes ${wanted}: Redis refuses to start with "${value}".`,
    ...(meant === undefined ? {} : { meant }),
  };
}

function outside(known: RedisDirective, n: number): boolean {
  return (known.least !== undefined && n < known.least) || (known.most !== undefined && n > known.most);
}

function rangeRefusal(known: RedisDirective, n: number, value: string): RedisRefusal | undefined {
  if (!outside(known, n)) return undefined;
  const most = known.most !== undefined && known.most < 9e15 ? ` to ${known.most}` : ' on';
  return refuse(known, value, `a number from ${known.least}${most}`);
}

function memoryRefusal(known: RedisDirective, value: string): RedisRefusal | undefined {
  const bytes = parseMemory(value);
  if (bytes === undefined)
    return refuse(known, value, 'bytes, or a whole number with kb, mb or gb', memoryMeant(value));
  return rangeRefusal(known, bytes, value);
}

function booleanMeant(value: string): string | undefined {
  if (/^(true|on|1|enabled?)$/i.test(value)) return 'yes';
  return /^(false|off|0|disabled?)$/i.test(value) ? 'no' : undefined;
}

const SECONDS: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3_600,
  d: 86_400,
};
const UNIT_SECONDS: Readonly<Record<string, number>> = {
  microseconds: 1e-6,
  milliseconds: 1e-3,
  seconds: 1,
  minutes: 60,
};

/** `030` and `+30` mean 30, and so does `30s` where the directive counts seconds. */
function numberMeant(known: RedisDirective, value: string): string | undefined {
  const fits = (n: number) => (Number.isSafeInteger(n) && !outside(known, n) ? String(n) : undefined);
  if (/^\+?\d+;?$/.test(value)) return fits(Number.parseInt(value, 10));
  if (known.unit === 'percent' && /^\d+%$/.test(value)) return fits(Number.parseInt(value, 10));
  const timed = /^([1-9]\d*)(us|ms|s|sec|m|min|h|d)$/i.exec(value);
  const own = known.unit === undefined ? undefined : UNIT_SECONDS[known.unit];
  if (!timed || own === undefined) return undefined;
  const n = (Number(timed[1]) * SECONDS[timed[2]!.toLowerCase()]!) / own;
  return Math.abs(n - Math.round(n)) < 1e-6 ? fits(Math.round(n)) : undefined;
}

/** Redis keeps its files in `dir`: their own names are no paths. */
function fileNameRefusal(known: RedisDirective, value: string): RedisRefusal | undefined {
  if (!/^(dbfilename|appendfilename|appenddirname)$/.test(known.name)) return undefined;
  if (value === '') return known.name === 'dbfilename' ? undefined : refuse(known, value, 'a name');
  return value.includes('/') ? refuse(known, value, 'a name without its folder, which is dir') : undefined;
}

/** `512mib` and `512 MB` mean what `512mb` says; a part of a unit is written in the next smaller one. */
function memoryMeant(value: string): string | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*([kmgt])(?:i?b)?;?$/i.exec(value);
  if (!found) return undefined;
  const unit = found[2]!.toLowerCase();
  const amount = Number(found[1]);
  if (unit === 't') return Number.isInteger(amount * 1024) ? `${amount * 1024}gb` : undefined;
  if (Number.isInteger(amount)) return /i/i.test(value) || value.endsWith(';') ? `${amount}${unit}b` : undefined;
  const smaller = { g: 'mb', m: 'kb', k: '' }[unit as 'g' | 'm' | 'k'];
  return Number.isInteger(amount * 1024) ? `${amount * 1024}${smaller}` : undefined;
}

function wordRefusal(known: RedisDirective, value: string, version: string | undefined): RedisRefusal | undefined {
  const lower = value.toLowerCase();
  const found = known.words.find(({ word }) => word === lower);
  if (found && (found.since === undefined || atLeast(version, found.since))) return undefined;
  if (found)
    return {
      argument: 0,
      kind: 'value',
      message: `${known.name} ${value} is new in Redis ${found.since}: Redis ${version} refuses to start.`,
    };
  const words = known.words
    .filter(({ since }) => since === undefined || atLeast(version, since))
    .map(({ word }) => word);
  const boolean = booleanMeant(value);
  const meant =
    words.find((word) => word.replaceAll('-', '') === lower.replace(/[-_ ]/g, '')) ??
    words.find((word) => word === boolean);
  return refuse(known, value, `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`, meant);
}

function saveRefusal(known: RedisDirective, args: readonly string[]): RedisRefusal | undefined {
  const words = args.length === 1 ? args[0]!.split(' ').filter((word) => word !== '') : args;
  if (words.length === 0) return undefined;
  if (words.length % 2 !== 0) return count(known, 'seconds and changes in pairs');
  const wrong = words.findIndex((word, i) => !/^\d+$/.test(word) || (i % 2 === 0 && Number(word) < 1));
  if (wrong < 0) return undefined;
  return {
    argument: Math.min(wrong, args.length - 1),
    kind: 'value',
    message: `save takes whole numbers of seconds and changes: Redis refuses to start with "${words[wrong]}".`,
  };
}

function buffersRefusal(known: RedisDirective, args: readonly string[]): RedisRefusal | undefined {
  const words = args.length === 1 ? args[0]!.split(' ').filter((word) => word !== '') : args;
  if (words.length === 0 || words.length % 4 !== 0)
    return count(known, 'a class, a hard limit, a soft limit and seconds');
  for (const [i, word] of words.entries()) {
    const fine =
      i % 4 === 0
        ? /^(normal|replica|slave|pubsub)$/i.test(word)
        : i % 4 === 3
          ? /^\d+$/.test(word)
          : parseMemory(word) !== undefined;
    if (fine) continue;
    const wanted = i % 4 === 0 ? 'a class: normal, replica or pubsub' : i % 4 === 3 ? 'seconds here' : 'a size here';
    return {
      argument: args.length === 1 ? 0 : i,
      kind: 'value',
      message: `${known.name} takes ${wanted}: Redis refuses to start with "${word}".`,
    };
  }
  return undefined;
}
