import { REDIS_DIRECTIVES, REMOVED_DIRECTIVES, VALKEY_DIRECTIVES } from './table';
import { atLeast } from './versions';

/** What the arguments of a directive are. */
export type RedisType =
  | 'bool'
  | 'int'
  | 'memory'
  | 'memory-or-percent'
  | 'octal'
  | 'enum'
  /** Several words of an enumeration. */
  | 'flags'
  | 'string'
  | 'path'
  /** Two arguments. */
  | 'pair'
  | 'integers3'
  | 'save'
  | 'buffers'
  | 'percentiles'
  | 'events'
  /** One or more arguments of any kind. */
  | 'words';

export interface RedisDirective {
  /** The present name. */
  readonly name: string;
  readonly olderName: string | undefined;
  readonly type: RedisType;
  /** The words of an enumeration, with the version that brought them where it is newer than 7.0. */
  readonly words: readonly { readonly word: string; readonly since?: string }[];
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly unit: RedisUnit | undefined;
  readonly since: string | undefined;
  /** As one writes it; undefined where there is none. */
  readonly default: string | undefined;
  /** Several lines add up; of any other directive the last line holds. */
  readonly accumulates: boolean;
  /** Only Valkey has it. */
  readonly valkey: boolean;
  /** What it does, in one sentence without a full stop. */
  readonly what: string;
  /** The vendor's page. */
  readonly page: string;
}

export type RedisUnit =
  | 'milliseconds'
  | 'microseconds'
  | 'seconds'
  | 'minutes'
  | 'percent'
  | 'connections'
  | 'threads'
  | 'bytes';

const UNITS: Readonly<Record<string, RedisUnit>> = {
  ms: 'milliseconds',
  us: 'microseconds',
  s: 'seconds',
  min: 'minutes',
  '%': 'percent',
  connections: 'connections',
  threads: 'threads',
};

const PAGES: readonly (readonly [RegExp, string])[] = [
  [
    /^(maxmemory(-policy|-samples|-eviction-tenacity)?|lfu-)/,
    'https://redis.io/docs/latest/develop/reference/eviction/',
  ],
  [
    /^(save$|appendonly|appendf|append|aof-|auto-aof|rdb|no-appendfsync|stop-writes|dbfilename)/,
    'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
  ],
  [
    /^(maxclients|maxmemory-clients|timeout|tcp-keepalive|client-)/,
    'https://redis.io/docs/latest/develop/reference/clients/',
  ],
  [
    /^(repl|min-replicas|masterauth|masteruser)/,
    'https://redis.io/docs/latest/operate/oss_and_stack/management/replication/',
  ],
  [/^(user$|acl|requirepass)/, 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/'],
  [/^tls-/, 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/'],
  [
    /^(latency-|slowlog)/,
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/',
  ],
  [/^cluster-/, 'https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
];

const CONFIG_PAGE = 'https://redis.io/docs/latest/operate/oss_and_stack/management/config/';
const VALKEY_PAGE = 'https://valkey.io/topics/valkey.conf/';

interface Catalogue {
  readonly all: readonly RedisDirective[];
  readonly byName: ReadonlyMap<string, RedisDirective>;
}

let loaded: Catalogue | undefined;

/** What is known of a directive, by its present or an older name, in any case. */
export function directive(name: string): RedisDirective | undefined {
  return catalogue().byName.get(name.toLowerCase());
}

/** The present name of a directive; a name of which nothing is known in lower case. */
export function canonicalDirective(name: string): string {
  const lower = name.toLowerCase();
  return catalogue().byName.get(lower)?.name ?? lower;
}

/** Every directive that Redis has, then those that only Valkey has. */
export function directives(): readonly RedisDirective[] {
  return catalogue().all;
}

/** Whether lines of a directive add up; where not, the last one holds. */
export function accumulates(name: string): boolean {
  return directive(name)?.accumulates ?? false;
}

/** The default of a directive in a version of Redis (undefined: the newest), as one writes it. */
export function defaultOf(name: string, version?: string): string | undefined {
  const known = directive(name);
  if (!known || (known.since !== undefined && !atLeast(version, known.since))) return undefined;
  return known.default;
}

/** The version from which on Redis refuses a directive that it once had. */
export function removedIn(name: string): string | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(REMOVED_DIRECTIVES, lower) ? REMOVED_DIRECTIVES[lower] : undefined;
}

/** Names that begin so belong to modules, which bring their own directives. */
export function mayBelongToModule(name: string): boolean {
  return name.includes('.') || /^(search|ts|bf|cf|cms|topk|tdigest|json|redisearch|vset)-/i.test(name);
}

function catalogue(): Catalogue {
  loaded ??= load();
  return loaded;
}

function load(): Catalogue {
  const redis = readTable(REDIS_DIRECTIVES, false);
  const valkey = readTable(VALKEY_DIRECTIVES, true);
  const byName = new Map<string, RedisDirective>();
  for (const one of [...redis, ...valkey]) {
    if (!byName.has(one.name)) byName.set(one.name, one);
    if (one.olderName !== undefined && !byName.has(one.olderName)) byName.set(one.olderName, one);
  }
  return { all: [...redis, ...valkey], byName };
}

const ROW = /^(\S+) ([\w-]+)(?:\[(\S+)\])?(?: (-?\d+):(\d*))?((?: [><@+]\S*)*)(?: = (.*?))? \| (.*)$/;

function readTable(table: string, valkey: boolean): RedisDirective[] {
  return table.split('\n').flatMap((line) => {
    const row = ROW.exec(line);
    if (!row) return [];
    const [, names, type, words, least, most, marks, value, what] = row;
    const [name, olderName] = names!.split('/');
    const mark = (sign: string) =>
      marks!
        .split(' ')
        .find((one) => one.startsWith(sign))
        ?.slice(1);
    const unit = mark('@');
    return [
      {
        name: name!,
        olderName,
        type: type as RedisType,
        words: (words ?? '')
          .split(',')
          .filter((word) => word !== '')
          .map(readWord),
        least: least === undefined ? undefined : Number(least),
        most: most === undefined || most === '' ? (type === 'int' ? 2 ** 63 : undefined) : Number(most),
        unit: unit === undefined ? (type === 'memory' ? 'bytes' : undefined) : UNITS[unit],
        since: mark('>'),
        default: value === '""' ? '' : value,
        accumulates: mark('+') !== undefined,
        valkey,
        what: what!,
        page: valkey ? VALKEY_PAGE : (PAGES.find(([match]) => match.test(name!))?.[1] ?? CONFIG_PAGE),
      },
    ];
  });
}

function readWord(text: string): { word: string; since?: string } {
  const [word, since] = text.split('>');
  return since === undefined ? { word: word! } : { word: word!, since };
}
