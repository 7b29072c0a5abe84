import { parseMemory } from '../../knowledge/redis/units';
import { type CeleryRedis, celeryRedisOf } from '../../stack/model/brokers';
import { type Pool, poolsTo } from '../../stack/model/pools';
import { RedisClientUse } from '../../stack/python/redis-clients';
import type { RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import { stackRule, type Verdicts } from '../rule';
import { workerWithRedis } from '../worker-examples';

const CACHES = `//- shop/celery_app.py
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": "redis://HOST:6379/1",
        "OPTIONS": {"CONNECTION_POOL_KWARGS": {"max_connections": 20, "socket_timeout": 5}},
    }
}
`;

const example = (host: string, mark = '') =>
  workerWithRedis('--appendonly yes --maxmemory-policy noeviction').replace(
    '//- shop/celery_app.py\n',
    CACHES.replace('HOST', host).replace('1",\n', `1",\n${mark}`),
  );

export default stackRule({
  summary: 'A cache fills the Redis in which tasks wait',
  severity: 'information',
  guide: 'Redis › Memory management',
  settings: ['maxmemory', 'maxmemory-policy', 'broker_url', 'CACHES'],
  why: 'maxmemory and its policy hold for the whole server, whatever the number of the database. Where nothing is evicted, as queues need it, cached values fill the memory, and then Redis refuses new tasks as well. Where keys are evicted, as a cache needs it, tasks go.',
  price: 'A second Redis, which costs a few megabytes.',
  unless: 'All that is cached expires soon enough, or fits easily.',
  sources: [
    'https://redis.io/docs/latest/develop/reference/eviction/',
    'https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html',
  ],
  examples: [
    {
      bad: example('redis', '                             ^^^^^^^^^^ information: refuses new tasks\n'),
      good: example('cache.example.com'),
    },
  ],
  *check(stack) {
    const tasks = celeryRedisOf(stack).filter(({ keeps }) => keeps === 'tasks');
    const seen = new Set<RedisServer>();
    for (const use of tasks) {
      if (seen.has(use.server)) continue;
      seen.add(use.server);
      yield* judge(use, stack);
    }
  },
});

function* judge({ server, worker, place }: CeleryRedis, stack: Stack): Verdicts {
  const ceiling = server.setting('maxmemory');
  const policy = server.setting('maxmemory-policy');
  // Of one that evicts speaks stack/redis-broker-eviction.
  if (ceiling.state !== 'known' || policy.state !== 'known' || policy.value.toLowerCase() !== 'noeviction') return;
  if (!parseMemory(ceiling.value)) return;
  for (const pool of poolsTo(server, stack)) {
    const target = pool.targets.find((one) => one.server === server);
    if (!target || !isCache(pool)) continue;
    yield {
      at: target.place,
      setting: 'maxmemory',
      message: `The cache of ${pool.service.name} fills the Redis in which the tasks of ${worker.name} wait: at ${ceiling.value} it refuses new tasks too, for it evicts nothing. Give the cache a Redis of its own.`,
      related: [
        { ...place, message: 'Tasks wait in this Redis.' },
        ...(ceiling.setting ? [{ ...ceiling.setting.atValue, message: `It holds ${ceiling.value} at most.` }] : []),
      ],
      fixes: [
        {
          title: 'Start a second Redis with an eviction policy for the cache, and name it here',
          safety: 'advice',
          edits: [],
        },
      ],
    };
    return;
  }
}

/** A cache of Django, or a client that is called one. */
function isCache({ client }: Pool): boolean {
  if (!(client instanceof RedisClientUse)) return false;
  if (client.kind === 'django cache') return true;
  const begin = client.call?.span.start ?? 0;
  return /(^|\n)[ \t]*\w*cache\w*\s*(:[^=\n]+)?=\s*$/i.test(client.file.text.slice(Math.max(0, begin - 100), begin));
}
