import { pools as guide } from '../../knowledge/tiers';
import { withNoun } from '../../stack/model/fact';
import { type Pool, poolsOf } from '../../stack/model/pools';
import type { ClientUse } from '../../stack/python/clients';
import { mongoPools } from '../pool-examples';
import { optionFix } from '../python-clients';
import { stackRule, type Verdicts } from '../rule';

export default stackRule({
  summary: 'A process works on more at once than its pool has connections',
  severity: 'information',
  guide: 'MongoDB › Connection pooling',
  settings: ['maxPoolSize'],
  why: 'Each operation takes a connection of its process’s pool and gives it back when it has its answer. Where more threads or tasks run in the process than the pool may have connections, the others wait, without an error and, unless waitQueueTimeoutMS or timeoutMS says otherwise, for ever.',
  price: 'Each connection may take about 1 MB on the server, in every process.',
  unless: 'Few of the threads or tasks use the database at the same time.',
  sources: [
    'https://www.mongodb.com/docs/manual/administration/connection-pool-overview/',
    'https://www.mongodb.com/docs/manual/tutorial/connection-pool-performance-tuning/',
  ],
  examples: [
    {
      bad: mongoPools({
        size: 20,
        api: 'gunicorn -w 4 --threads 32 app.main:app',
        server: 'mongod --maxConns 2000',
        marks: {
          client: '                                                    ^^ information: 32 threads',
        },
      }),
      good: mongoPools({
        size: 32,
        api: 'gunicorn -w 4 --threads 32 app.main:app',
        server: 'mongod --maxConns 2000',
      }),
    },
  ],
  *check(stack) {
    const worst = new Map<ClientUse, Pool>();
    for (const pool of poolsOf(stack).pools) {
      if (pool.server !== 'MongoDB' || !isShort(pool)) continue;
      const before = worst.get(pool.client);
      if (!before || numberOf(pool.atOnce) > numberOf(before.atOnce)) worst.set(pool.client, pool);
    }
    for (const pool of worst.values()) yield* tell(pool);
  },
});

function numberOf({ amount }: Pool['size']): number {
  return amount.state === 'known' ? amount.value : 0;
}

function isShort({ atOnce, size }: Pool): boolean {
  return size.amount.state === 'known' && atOnce.amount.state === 'known' && atOnce.amount.value > size.amount.value;
}

function* tell({ client, service, atOnce, size, setting }: Pool): Verdicts {
  const wanted = numberOf(atOnce);
  const at = size.at ?? client.place;
  const writable = setting !== undefined || at === client.place;
  yield {
    at,
    setting: 'maxPoolSize',
    ...(setting ? { value: setting.text } : {}),
    message: `Each process of ${service.name} works on ${withNoun(atOnce)} at once, but its pool has ${withNoun(size)}: the others wait for one.`,
    related: atOnce.at ? [{ ...atOnce.at, message: `${atOnce.source}.` }] : [],
    fixes:
      writable && wanted <= guide.mongo.most
        ? optionFix(client, `Set maxPoolSize to ${wanted}`, 'review', [['maxPoolSize', wanted]])
        : [],
  };
}
