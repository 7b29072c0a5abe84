import { describeMemory } from '../../knowledge/redis/units';
import type { LocatedKnown } from '../../stack/compose/located';
import type { ComposeService } from '../../stack/compose/service';
import type { Fix } from '../../stack/finding';
import { mongodVersion } from '../../stack/mongodb/judged';
import type { MongodServer } from '../../stack/mongodb/server';
import type { Stack } from '../../stack/stack';
import { fixWith, memoryLimitFix } from '../fixes';
import { CACHE_SIZE, cacheByDefault, GIBIBYTE } from '../mongod-cache';
import { stackRule, type Verdicts } from '../rule';

const MEBIBYTE = 1024 ** 2;

/** The first version that finds the limit of its container wherever it runs. */
const SEES_LIMITS = [4, 4] as const;

const example = (command: string, image = 'mongo:7.0', mark = '') => `
//- compose.yml
services:
  mongo:
    image: ${image}
    command: ${command}
${mark}    mem_limit: 4g
    volumes: ["data:/data/db"]
    restart: unless-stopped
    logging: {driver: local}
volumes:
  data:
`;

export default stackRule({
  summary: 'The cache of mongod does not fit into the memory of its container',
  severity: 'warning',
  settings: [CACHE_SIZE, 'wiredTigerCacheSizeGB', 'mem_limit'],
  why: 'The cache holds data only. Connections (about 1 MB each), sorts, indexes being built and the file system’s own cache come on top. Where the cache may grow to the container’s limit, the kernel kills mongod under load. By itself mongod takes half of the memory beyond one gigabyte.',
  price: 'A smaller cache reads more from the disk.',
  unless: 'The data is smaller than the cache.',
  sources: [
    'https://www.mongodb.com/docs/manual/reference/configuration-options/#mongodb-setting-storage.wiredTiger.engineConfig.cacheSizeGB',
    'https://www.mongodb.com/docs/manual/administration/production-notes/#allocate-sufficient-ram-and-cpu',
  ],
  examples: [
    {
      bad: example(
        'mongod --wiredTigerCacheSizeGB 4',
        'mongo:7.0',
        '                                            ^ warning: 4 GiB of data\n',
      ),
      good: example('mongod --wiredTigerCacheSizeGB 1.5'),
    },
    {
      bad: example(
        'mongod --wiredTigerCacheSizeGB 2.5',
        'mongo:7.0',
        '                                            ^^^ information: more than half\n',
      ),
      good: example('mongod --wiredTigerCacheSizeGB 1.5'),
    },
    {
      bad: example('mongod --slowms 200', 'mongo:4.2', '             ^^^^^^ warning: MongoDB 4.2\n'),
      good: example('mongod --slowms 200 --wiredTigerCacheSizeGB 1.5'),
    },
  ],
  *check(stack) {
    for (const server of stack.mongodServers)
      if (server.service) yield* judge(server, server.service, server.service.memoryLimit, stack);
  },
});

function* judge(
  server: MongodServer,
  service: ComposeService,
  limit: ComposeService['memoryLimit'],
  stack: Stack,
): Verdicts {
  const inForce = server.setting(CACHE_SIZE);
  const setting = inForce.state === 'absent' ? undefined : inForce.setting;
  if (inForce.state === 'unknown' || limit.state === 'unknown') {
    const reason = limit.state === 'unknown' ? limit.reason : inForce.state === 'unknown' ? inForce.reason : '';
    if (setting) yield { at: setting.atValue, unknown: reason };
    return;
  }
  if (limit.state !== 'known' || limit.value <= 0) return;
  if (!setting || inForce.state !== 'known') yield* withoutSize(server, service, limit, stack);
  else if (/^\d{1,5}(\.\d+)?$/.test(inForce.value))
    yield* withSize(server, service, limit, {
      text: setting.text,
      at: setting.atValue,
      bytes: Number(inForce.value) * GIBIBYTE,
    });
}

interface Cache {
  readonly text: string;
  readonly at: {
    readonly file: ComposeService['file'];
    readonly span: { readonly start: number; readonly end: number };
  };
  readonly bytes: number;
}

function* withSize(
  server: MongodServer,
  service: ComposeService,
  limit: LocatedKnown<number>,
  { text, at, bytes }: Cache,
): Verdicts {
  if (bytes <= limit.value / 2) return;
  const all = describeMemory(limit.value);
  const fits = bytes <= limit.value * 0.8;
  yield {
    at,
    ...(fits ? { severity: 'information' as const } : {}),
    setting: CACHE_SIZE,
    value: text,
    message: fits
      ? `mongod may cache ${describeMemory(bytes)} of data, more than half of the container’s ${all}: connections, sorts and the file system’s cache share the rest.`
      : `mongod may cache ${describeMemory(bytes)} of data in a container of ${all}, where connections and sorts come on top: the kernel kills it before the cache is full.`,
    related: [{ ...limit.place, message: `${service.name} may take ${all}.` }],
    fixes: fixes(server, service, limit, bytes),
  };
}

/** Old versions may take half of the host’s memory. */
function* withoutSize(
  server: MongodServer,
  service: ComposeService,
  limit: LocatedKnown<number>,
  stack: Stack,
): Verdicts {
  const version = mongodVersion(server, stack);
  if (version === undefined || !isBefore(version, SEES_LIMITS)) return;
  const { memory } = stack.settings.host;
  // Half of a host that small fits all the same.
  if (memory !== undefined && cacheByDefault(memory) <= limit.value / 2) return;
  const at = server.command!.place;
  yield {
    at,
    setting: CACHE_SIZE,
    message: `MongoDB ${version} may not see that its container has ${describeMemory(limit.value)}, and takes half of the host’s memory for its cache: set the size of the cache.`,
    related: [{ ...limit.place, message: `${service.name} may take ${describeMemory(limit.value)}.` }],
    fixes: sizeFix(server, limit.value),
  };
}

function isBefore(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = Number.NaN, second] = version.split('.').map(Number);
  if (first !== major) return first < major;
  return second !== undefined && second < minor;
}

function sizeFix(server: MongodServer, limit: number): Fix[] {
  // What mongod would take of a machine of this size.
  const fitting = Math.floor((cacheByDefault(limit) / GIBIBYTE) * 100) / 100;
  if (fitting * GIBIBYTE > limit / 2) return [];
  return fixWith(`Set the cache to ${fitting} GB`, 'review', server.insert(CACHE_SIZE, String(fitting)));
}

function fixes(server: MongodServer, service: ComposeService, limit: LocatedKnown<number>, bytes: number): Fix[] {
  const higher = Math.ceil((2 * bytes) / MEBIBYTE);
  return [...sizeFix(server, limit.value), ...memoryLimitFix(service, higher)];
}
