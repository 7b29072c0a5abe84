import { type CeleryRedis, celeryRedisOf } from '../../stack/model/brokers';
import { placeOfAbsent } from '../../stack/redis/judged';
import { isPersistent } from '../../stack/redis/persistent';
import { roleOf } from '../../stack/redis/role';
import { turnLogOn } from '../redis-volume';
import { stackRule, type Verdicts } from '../rule';
import { workerWithRedis } from '../worker-examples';

export default stackRule({
  summary: 'A restart of Redis loses every task that waits in it',
  severity: 'information',
  guide: 'Redis › Persistence',
  settings: ['appendonly', 'save', 'broker_url'],
  why: 'The tasks that wait for a worker are in the memory of their broker. With the append-only file and snapshots both off, a restart, an update or a crash of Redis empties the queue: no task is run later, and nobody is told.',
  price: 'Each write also goes to a disk; with appendfsync everysec that hardly slows it. The data needs a volume.',
  unless: 'Tasks that get lost are sent again by somebody.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  examples: [
    {
      bad: workerWithRedis('--save ""', '                                                   ^^ information: neither'),
      good: workerWithRedis('--save "" --appendonly yes'),
    },
  ],
  *check(stack) {
    const seen = new Set<CeleryRedis['server']>();
    for (const use of celeryRedisOf(stack)) {
      // One that is named after its use is judged by that name already.
      if (use.keeps !== 'tasks' || seen.has(use.server) || roleOf(use.server) !== undefined) continue;
      seen.add(use.server);
      yield* judge(use);
    }
  },
});

function* judge({ server, worker, place }: CeleryRedis): Verdicts {
  const at = server.inForce('save').at(-1)?.atValue ?? placeOfAbsent(server, 'appendonly');
  if (!at) return;
  const persistent = isPersistent(server);
  if (persistent.state === 'unknown') yield { at, unknown: persistent.reason };
  if (persistent.state !== 'known' || persistent.value) return;
  yield {
    at,
    setting: 'appendonly',
    message: `This Redis is the queue of ${worker.name} and writes neither a log nor snapshots: a restart loses every task that waits.`,
    related: [{ ...place, message: 'Tasks wait in this Redis.' }],
    fixes: [{ ...turnLogOn(server), safety: 'review' }],
  };
}
