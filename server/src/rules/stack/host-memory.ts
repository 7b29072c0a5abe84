import { describeMemory, parseMemory } from '../../knowledge/redis/units';
import type { ComposeService } from '../../stack/compose/service';
import type { Fix, Place } from '../../stack/finding';
import { startedServices } from '../../stack/model/services';
import type { MongodServer } from '../../stack/mongodb/server';
import { isSentinel } from '../../stack/redis/judged';
import type { RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import { fixWith } from '../fixes';
import { CACHE_SIZE, cacheByDefault, GIBIBYTE, LEAST_CACHE } from '../mongod-cache';
import { stackRule } from '../rule';

/** What of the host databases may fill when they are given sizes; the rest is for all other programs. */
const SHARE = 0.75;

const example = (cache: number, mark = '') => `
//- headroom.yaml
host:
  memory: 16g
//- compose.yml
services:
${[1, 2, 3]
  .map(
    (i) => `  mongo${i}:
    image: mongo:7.0
    command: mongod --replSet shop --wiredTigerCacheSizeGB ${cache}
${i === 1 ? mark : ''}    mem_limit: 8g
    volumes: ["data${i}:/data/db"]
    restart: unless-stopped
    logging: {driver: local}
`,
  )
  .join('')}volumes: {data1: , data2: , data3: }
`;

export default stackRule({
  summary: 'Databases may fill more memory than the host has',
  severity: 'information',
  settings: [CACHE_SIZE, 'maxmemory'],
  why: 'Redis fills its maxmemory and mongod its cache: that is what they are for. Each sizes itself as if it were alone, mongod by half of the memory beyond one gigabyte. Where the sum is more than the host has, it swaps, or the kernel ends one of them, when the data has grown and all are busy.',
  price: 'Less data is kept in memory.',
  unless: 'They run on several hosts, or their data is known to stay small.',
  sources: [
    'https://www.mongodb.com/docs/manual/reference/configuration-options/#mongodb-setting-storage.wiredTiger.engineConfig.cacheSizeGB',
    'https://redis.io/docs/latest/develop/reference/eviction/',
  ],
  examples: [
    {
      bad: example(
        6,
        `${' '.repeat(59)}^ information: mongo1 6 GiB + mongo2 6 GiB + mongo3 6 GiB = 18 GiB, but the host has 16 GiB\n`,
      ),
      good: example(4),
    },
  ],
  *check(stack) {
    const { memory } = stack.settings.host;
    if (memory === undefined) return;
    for (const terms of termsOf(stack, memory).values()) {
      const sum = terms.reduce((all, { bytes, replicas }) => all + bytes * replicas, 0);
      const [first, ...others] = terms.sort((a, b) => b.bytes - a.bytes);
      if (!first || sum <= memory) continue;
      const alone = terms.filter(({ own }) => own).length > 1;
      yield {
        at: first.at,
        setting: first.mongod ? CACHE_SIZE : 'maxmemory',
        message: `${terms.map(text).join(' + ')}${others.length > 0 ? ` = ${describeMemory(sum)}` : ''}, but the host has ${describeMemory(memory)} (host.memory of headroom.yaml)${alone ? ', for each mongod sizes its cache as if it were alone' : ''}: it swaps, or the kernel ends one of them.`,
        related: others.map((term) => ({ ...term.at, message: `${text(term)}.` })),
        fixes: smallerCaches(terms, memory * SHARE),
      };
    }
  },
});

/** What one database fills in each of its containers. */
interface Term {
  readonly service: ComposeService;
  readonly replicas: number;
  readonly bytes: number;
  readonly at: Place;
  readonly mongod: MongodServer | undefined;
  /** mongod chose the size itself. */
  readonly own?: boolean;
}

function text({ service, replicas, bytes }: Term): string {
  return `${service.name} ${replicas > 1 ? `${replicas} × ` : ''}${describeMemory(bytes)}`;
}

/** By project: what can be told of its databases. */
function termsOf(stack: Stack, memory: number): ReadonlyMap<unknown, Term[]> {
  const terms = new Map<unknown, Term[]>();
  const started = new Set(startedServices(stack));
  const add = (
    service: ComposeService | undefined,
    read: (limit: number) => Omit<Term, 'service' | 'replicas'> | undefined,
  ) => {
    if (!service || !started.has(service)) return;
    const { memoryLimit: limit, replicas } = service;
    if (limit.state === 'unknown' || replicas.state === 'unknown') return;
    const term = read(limit.state === 'known' && limit.value > 0 ? limit.value : Number.POSITIVE_INFINITY);
    if (!term) return;
    const list = terms.get(service.project) ?? [];
    terms.set(service.project, list);
    list.push({ service, replicas: replicas.state === 'known' ? replicas.value : 1, ...term });
  };
  for (const server of stack.redisServers) add(server.service, (limit) => ofRedis(server, limit));
  for (const server of stack.mongodServers) add(server.service, (limit) => ofMongod(server, limit, memory));
  return terms;
}

function ofRedis(server: RedisServer, limit: number) {
  const inForce = server.setting('maxmemory');
  const bytes = inForce.state === 'known' && !isSentinel(server) ? parseMemory(inForce.value) : undefined;
  if (inForce.state !== 'known' || !inForce.setting || !bytes) return undefined;
  return { bytes: Math.min(bytes, limit), at: inForce.setting.atValue, mongod: undefined };
}

function ofMongod(server: MongodServer, limit: number, memory: number) {
  const inForce = server.setting(CACHE_SIZE);
  if (inForce.state === 'unknown') return undefined;
  const setting = inForce.state === 'known' ? inForce.setting : undefined;
  const size = inForce.state === 'known' && setting ? Number(inForce.value) * GIBIBYTE : undefined;
  if (size !== undefined && !(size > 0)) return undefined;
  const byDefault = cacheByDefault(Math.min(memory, limit));
  const at = setting?.atValue ?? server.command!.place;
  return { bytes: Math.min(size ?? byDefault, limit), at, mongod: server, own: size === undefined };
}

/** One size of the cache for every mongod, with which all databases fit; none where that leaves too little. */
function smallerCaches(terms: readonly Term[], most: number): Fix[] {
  const caches = terms.filter(({ mongod }) => mongod);
  const rest = terms.reduce((left, { mongod, bytes, replicas }) => left - (mongod ? 0 : bytes * replicas), most);
  const each = Math.floor((rest / caches.reduce((sum, { replicas }) => sum + replicas, 0) / GIBIBYTE) * 4) / 4;
  if (!(each * GIBIBYTE >= LEAST_CACHE) || caches.some(({ bytes }) => bytes < each * GIBIBYTE)) return [];
  const edits = caches.flatMap(({ mongod }) => mongod!.insert(CACHE_SIZE, String(each)));
  return fixWith(`Set the cache of each mongod to ${each} GB`, 'review', edits);
}
