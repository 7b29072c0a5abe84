import { pools as guide } from '../../knowledge/tiers';
import { type Pool, poolsOf } from '../../stack/model/pools';
import type { Stack } from '../../stack/stack';
import { optionFix, servesTasks } from '../python-clients';
import { stackRule } from '../rule';
import { workerStack } from '../worker-examples';

/** From this size on the pool is meant for many operations at once. */
const LARGE = 50;

const ENOUGH = 10;

const OPTIONS = 'minPoolSize=1, serverSelectionTimeoutMS=5000, connectTimeoutMS=10000, socketTimeoutMS=10000';

const example = (size: number, mark = '') =>
  workerStack({ volumes: '["./shop:/srv/shop"]' }).replace(
    '//- shop/celery_app.py\n',
    `//- shop/celery_app.py\nfrom pymongo import MongoClient\n\nclient = MongoClient("mongodb://mongo.example.com", maxPoolSize=${size}, ${OPTIONS})\n${mark}`,
  );

export default stackRule({
  summary: 'A process that runs one task at a time has a large pool',
  severity: 'hint',
  guide: 'MongoDB › Connection pooling',
  settings: ['maxPoolSize'],
  why: 'Each process of a prefork worker has a client of its own and runs one task at a time, which needs one connection, or a few. A large pool does no harm while it is not used, but it is what the server has to reckon with: a task that starts threads may fill it, in every process.',
  price: 'A task with more threads than connections waits.',
  unless: 'Tasks use many threads.',
  sources: [
    'https://www.mongodb.com/docs/manual/administration/connection-pool-overview/',
    'https://docs.celeryq.dev/en/stable/userguide/workers.html#concurrency',
  ],
  examples: [
    {
      bad: example(50, '                                                                ^^ hint: one task at a time\n'),
      good: example(20),
    },
  ],
  *check(stack) {
    for (const pool of firstOfEach(stack)) {
      const { client, service, setting, size, processes } = pool;
      const number = size.amount.state === 'known' ? size.amount.value : 0;
      if (!setting || number < LARGE) continue;
      const few = servesTasks(client) ? ENOUGH : guide.mongo.least;
      const count =
        processes.amount.state === 'known' ? `Each of the ${processes.amount.value} processes` : 'Each process';
      yield {
        at: setting.atValue,
        setting: 'maxPoolSize',
        value: setting.text,
        message: `${count} of ${service.name} runs one task at a time and may open ${number} connections; ${few} are plenty.`,
        related: processes.at ? [{ ...processes.at, message: `${processes.source}.` }] : [],
        fixes: optionFix(client, `Set maxPoolSize to ${few}`, 'review', [['maxPoolSize', few]]),
      };
    }
  },
});

/** Of the clients that workers alone have, each with the first of its pools. */
function firstOfEach(stack: Stack): readonly Pool[] {
  const { pools, others } = poolsOf(stack);
  const first = new Map<Pool['client'], Pool>();
  const elsewhere = new Set(others.map(({ client }) => client));
  for (const pool of pools) {
    if (pool.server !== 'MongoDB') continue;
    if (!isPrefork(pool)) elsewhere.add(pool.client);
    else if (!first.has(pool.client)) first.set(pool.client, pool);
  }
  return [...first.values()].filter(({ client }) => !elsewhere.has(client));
}

function isPrefork({ service, atOnce }: Pool): boolean {
  return (
    service.role === 'celery-worker' &&
    atOnce.noun === 'task' &&
    atOnce.amount.state === 'known' &&
    atOnce.amount.value === 1
  );
}
