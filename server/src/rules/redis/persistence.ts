import type { Fix } from '../../stack/finding';
import { insertAll, turnSnapshotsOff } from '../../stack/redis/edits';
import { isSentinel, placeOfAbsent } from '../../stack/redis/judged';
import { roleOf } from '../../stack/redis/role';
import type { RedisServer } from '../../stack/redis/server';
import { turnLogOn } from '../redis-volume';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'Persistence does not fit what this Redis is for',
  severity: 'warning',
  guide: 'Redis › Persistence',
  settings: ['appendonly', 'save'],
  why: 'With neither an append-only file nor snapshots, a restart loses everything: of a broker all queued tasks. On a cache they only cost: for each snapshot Redis forks, may take up to twice the memory, and writes data to the disk that nobody misses.',
  price:
    'The append-only file makes each write go to the disk as well, at most a second later by default, and needs a volume where Redis runs in a container. A cache without persistence starts empty.',
  unless: 'Queued tasks may be lost, or a cache has to be warm right after a restart.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  examples: [
    {
      bad: `
//- redis/redis-broker.conf
maxmemory 1gb
appendonly no
           ^^ warning: loses all queued tasks
save ""
`,
      good: `
//- redis/redis-broker.conf
maxmemory 1gb
appendonly yes
save ""
`,
    },
    {
      bad: `
//- redis/redis-cache.conf
maxmemory 1gb
maxmemory-policy allkeys-lru
save 900 1
     ^^^^^ hint: snapshots
save 300 10
`,
      good: `
//- redis/redis-cache.conf
maxmemory 1gb
maxmemory-policy allkeys-lru
save ""
`,
    },
    {
      bad: `
//- redis/redis-cache.conf
appendonly no
^^^^^^^^^^ hint: Redis takes snapshots by default
maxmemory 1gb
maxmemory-policy allkeys-lru
`,
      good: `
//- redis/redis-cache.conf
appendonly no
save ""
maxmemory 1gb
maxmemory-policy allkeys-lru
`,
    },
  ],
  *check(server) {
    if (isSentinel(server)) return;
    const log = server.setting('appendonly');
    const points = server.savePoints;
    const at =
      server.inForce('appendonly').at(-1)?.atValue ??
      server.inForce('save')[0]?.atValue ??
      placeOfAbsent(server, 'appendonly', ['save']);
    if (!at) return;
    if (log.state !== 'known' || points.state === 'unknown') {
      const reason = log.state === 'unknown' ? log.reason : points.state === 'unknown' ? points.reason : undefined;
      if (reason !== undefined) yield { at, unknown: reason };
      return;
    }
    const logs = log.value.toLowerCase();
    if (logs !== 'yes' && logs !== 'no') return;
    const off = logs === 'no' && points.value.length === 0;
    const role = roleOf(server);
    if (role === undefined) {
      if (off) yield { at, unknown: 'nothing says whether this Redis is a cache or keeps data' };
      return;
    }
    if (role !== 'cache') {
      if (!off) return;
      yield {
        at,
        setting: 'appendonly',
        message: `Neither the append-only file nor snapshots are on: a restart ${role === 'broker' ? 'loses all queued tasks' : 'loses all data'}. Turn the append-only file on.`,
        fixes: [{ ...turnLogOn(server), safety: 'review' }],
      };
      return;
    }
    yield* onCache(server, logs === 'yes', points.value.length > 0);
  },
});

function* onCache(server: RedisServer, logs: boolean, saves: boolean) {
  if (!logs && !saves) return;
  const [save] = server.inForce('save');
  const log = server.inForce('appendonly').at(-1);
  const at = (logs ? log?.atValue : (save?.atValue ?? log?.atName)) ?? placeOfAbsent(server, 'save');
  if (!at) return;
  const what = logs && saves ? 'an append-only file and snapshots' : logs ? 'an append-only file' : 'snapshots';
  const byDefault = saves && !save;
  yield {
    at,
    severity: 'hint' as const,
    setting: logs ? 'appendonly' : 'save',
    message:
      byDefault && !logs
        ? 'Redis takes snapshots by default, with appendonly no as well: a cache does not need them, and for each one it forks and may take twice the memory. Set save "" to take none.'
        : `This cache keeps ${what}${byDefault ? ' (these by default)' : ''}: it needs none, and to write them Redis forks and may take twice the memory. Turn that off unless the cache has to be warm after a restart.`,
    fixes: [turnOff(server, logs, saves)],
  };
}

function turnOff(server: RedisServer, logs: boolean, saves: boolean): Fix {
  if (logs && saves && server.inForce('save').length === 0) {
    return {
      title: 'Set appendonly to no and save to ""',
      safety: 'review',
      edits: insertAll(server, [
        ['appendonly', 'no'],
        ['save', '""'],
      ]),
    };
  }
  const edits = [...(logs ? server.insert('appendonly', 'no') : []), ...(saves ? turnSnapshotsOff(server) : [])];
  return {
    title: logs && saves ? 'Set appendonly to no and save to ""' : logs ? 'Set appendonly to no' : 'Set save to ""',
    safety: 'review',
    edits,
  };
}
