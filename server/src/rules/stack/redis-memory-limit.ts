import { describeMemory, parseMemory } from '../../knowledge/redis/units';
import type { LocatedKnown } from '../../stack/compose/located';
import type { ComposeService } from '../../stack/compose/service';
import type { Fix, Place } from '../../stack/finding';
import { isSentinel } from '../../stack/redis/judged';
import type { RedisServer } from '../../stack/redis/server';
import { fixWith, memoryLimitFix } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

const MEBIBYTE = 1024 ** 2;

/** What of the container’s memory Redis may fill with data; the rest is for buffers, and for the copy while it saves. */
const SHARE = 0.75;

export default stackRule({
  summary: 'Redis may fill all the memory of its container',
  severity: 'warning',
  guide: 'Redis › Memory management',
  settings: ['maxmemory', 'mem_limit', 'memory'],
  why: 'maxmemory counts the data. The buffers of clients, replicas and the append-only file come on top, and so does fragmentation. Where the container’s limit is no higher, the kernel kills Redis before it evicts a key or refuses a write. While it saves or rewrites its log, a forked copy may take as much again as is written meanwhile.',
  price: 'Less data fits, or the container needs more memory.',
  unless: 'Little is ever stored, or nothing is written while Redis saves.',
  sources: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/admin/',
    'https://redis.io/docs/latest/develop/reference/eviction/',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  cache:
    image: redis:7.4
    command: redis-server --maxmemory 512mb --maxmemory-policy allkeys-lru --save ""
                                      ^^^^^ warning: 512 MiB
    mem_limit: 512m
    restart: unless-stopped
    logging: {driver: local}
`,
      good: `
//- compose.yml
services:
  cache:
    image: redis:7.4
    command: redis-server --maxmemory 384mb --maxmemory-policy allkeys-lru --save ""
    mem_limit: 512m
    restart: unless-stopped
    logging: {driver: local}
`,
    },
    {
      bad: `
//- compose.yml
services:
  store:
    image: redis:7.4
    command: redis-server /etc/redis/redis.conf
    volumes:
      - ./redis.conf:/etc/redis/redis.conf:ro
      - data:/data
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
volumes:
  data:
//- redis.conf
maxmemory 900mb
          ^^^^^ information: three quarters
appendonly yes
`,
      good: `
//- compose.yml
services:
  store:
    image: redis:7.4
    command: redis-server /etc/redis/redis.conf
    volumes:
      - ./redis.conf:/etc/redis/redis.conf:ro
      - data:/data
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
volumes:
  data:
//- redis.conf
maxmemory 768mb
appendonly yes
`,
    },
  ],
  *check(stack) {
    for (const server of stack.redisServers) {
      const { service } = server;
      if (service && !isSentinel(server)) yield* judge(server, service);
    }
  },
});

function* judge(server: RedisServer, service: ComposeService): Verdicts {
  const limit = service.memoryLimit;
  const inForce = server.setting('maxmemory');
  if (inForce.state !== 'known' || !inForce.setting) return;
  const { setting } = inForce;
  const most = parseMemory(inForce.value);
  if (limit.state === 'unknown') {
    yield { at: setting.atValue, unknown: limit.reason };
    return;
  }
  if (limit.state !== 'known' || limit.value <= 0 || most === undefined || most === 0) return;
  const full = most >= limit.value;
  if (!full && (most <= limit.value * SHARE || saves(server) === undefined)) return;
  const how = saves(server);
  yield {
    at: setting.atValue,
    ...(full ? {} : { severity: 'information' as const }),
    setting: 'maxmemory',
    value: setting.text,
    message: full
      ? `Redis may store ${describeMemory(most)} of data in a container of ${describeMemory(limit.value)}, which has to hold its buffers too: the kernel kills it before it reaches its ceiling. ${describeMemory(ceilingIn(limit.value))} leaves a quarter free.`
      : `Redis may store ${describeMemory(most)} of the container’s ${describeMemory(limit.value)}, more than three quarters: while ${how}, the copy of what changes meanwhile may not fit, and the kernel kills it.`,
    related: [{ ...placeOf(limit), message: `${service.name} may take ${describeMemory(limit.value)}.` }],
    fixes: fixes(server, service, most, limit),
  };
}

function placeOf({ place }: LocatedKnown<number>): Place {
  return place;
}

/** What makes Redis fork, completing "while …"; undefined where nothing is known to. */
function saves(server: RedisServer): string | undefined {
  const appendOnly = server.setting('appendonly');
  if (appendOnly.state === 'known' && appendOnly.value.toLowerCase() === 'yes') return 'it rewrites its log';
  const points = server.savePoints;
  return points.state === 'known' && points.value.length > 0 ? 'it saves a snapshot' : undefined;
}

function ceilingIn(limit: number): number {
  return Math.max(MEBIBYTE, Math.floor((limit * SHARE) / MEBIBYTE) * MEBIBYTE);
}

function fixes(server: RedisServer, service: ComposeService, most: number, limit: LocatedKnown<number>): Fix[] {
  const lower = `${ceilingIn(limit.value) / MEBIBYTE}mb`;
  const higher = Math.ceil(most / SHARE / MEBIBYTE);
  return [
    ...(ceilingIn(limit.value) < limit.value
      ? fixWith(`Set maxmemory to ${lower}`, 'review', server.insert('maxmemory', lower))
      : []),
    ...memoryLimitFix(service, higher),
  ];
}
