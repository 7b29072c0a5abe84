import { parseMemory } from '../../knowledge/redis/units';
import { type CeleryRedis, celeryRedisOf } from '../../stack/model/brokers';
import type { RedisServer } from '../../stack/redis/server';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';
import { workerWithRedis } from '../worker-examples';

export default stackRule({
  summary: 'A Redis that keeps tasks or results may throw them away',
  severity: 'warning',
  guide: 'Redis › Memory management',
  settings: ['maxmemory-policy', 'broker_url', 'result_backend'],
  why: 'Celery’s queues are keys of Redis. With an allkeys policy a full Redis evicts them like any other key: every waiting task is gone, no error is raised, nothing is logged. A volatile policy keeps the queues and evicts results, for they expire; whoever waits for one then waits for ever. maxmemory and its policy hold for the whole server, so another database number protects nothing. With noeviction a full Redis refuses new tasks, which is noticed.',
  price: 'At the ceiling, new tasks and results are refused with an error until there is room.',
  unless: 'Every task may be lost, or the memory can never fill up. A cache beside it wants a Redis of its own.',
  sources: [
    'https://redis.io/docs/latest/develop/reference/eviction/',
    'https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html',
  ],
  examples: [
    {
      bad: workerWithRedis(
        '--appendonly yes --maxmemory-policy allkeys-lru',
        '                                                                                ^^^^^^^^^^^ warning: tasks',
      ),
      good: workerWithRedis('--appendonly yes --maxmemory-policy noeviction'),
    },
  ],
  *check(stack) {
    const uses = celeryRedisOf(stack);
    for (const server of new Set(uses.map((use) => use.server)))
      yield* judge(
        server,
        uses.filter((use) => use.server === server),
      );
  },
});

function* judge(server: RedisServer, uses: readonly CeleryRedis[]): Verdicts {
  const policy = server.setting('maxmemory-policy');
  const ceiling = server.setting('maxmemory');
  const setting = policy.state === 'absent' ? undefined : policy.setting;
  if (!setting) return;
  const open = [policy, ceiling].find(({ state }) => state === 'unknown');
  if (open?.state === 'unknown') {
    yield { at: setting.atValue, unknown: open.reason };
    return;
  }
  if (policy.state !== 'known' || ceiling.state !== 'known') return;
  const name = policy.value.toLowerCase();
  const most = parseMemory(ceiling.value);
  // Without a ceiling the policy does nothing.
  if (!most || !/^(allkeys|volatile)-/.test(name)) return;
  const tasks = uses.find(({ keeps }) => keeps === 'tasks');
  const results = uses.find(({ keeps }) => keeps === 'results');
  const all = name.startsWith('allkeys');
  if (!all && !results) return;
  const use = all ? (tasks ?? results!) : results!;
  const full = `When ${ceiling.value} are full`;
  yield {
    at: setting.atValue,
    ...(all ? {} : { severity: 'information' as const }),
    setting: 'maxmemory-policy',
    value: setting.text,
    message: !all
      ? `${full}, ${name} evicts results of ${use.worker.name} before their time, and whoever waits for one waits for ever. With noeviction Redis refuses new ones instead.`
      : tasks
        ? `${full}, ${name} evicts Celery’s queues: the waiting tasks of ${use.worker.name} are gone without an error. With noeviction new tasks are refused, which is noticed.`
        : `${full}, ${name} evicts results of ${use.worker.name}, and whoever waits for one waits for ever. With noeviction Redis refuses new ones instead.`,
    related: [tasks, results].flatMap((one) =>
      one
        ? [
            {
              ...one.place,
              message: one.keeps === 'tasks' ? 'Tasks wait in this Redis.' : 'Results are kept in this Redis.',
            },
          ]
        : [],
    ),
    fixes: fixWith('Set maxmemory-policy to noeviction', 'review', server.insert('maxmemory-policy', 'noeviction')),
  };
}
