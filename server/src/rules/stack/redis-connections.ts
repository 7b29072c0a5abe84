import { WORKER_REDIS_CONNECTIONS } from '../../knowledge/celery/pools';
import { REDIS_OWN_FILES } from '../../knowledge/open-files';
import { pools as guide } from '../../knowledge/tiers';
import { known } from '../../settings/value';
import type { Fix, Place, RelatedPlace } from '../../stack/finding';
import { celeryUsesOf } from '../../stack/model/brokers';
import { type Limit, numberText, product } from '../../stack/model/fact';
import { type Pool, poolsTo } from '../../stack/model/pools';
import { replicasOf } from '../../stack/model/processes';
import type { Service } from '../../stack/model/service';
import { startedServices } from '../../stack/model/services';
import { isSentinel, placeOfAbsent } from '../../stack/redis/judged';
import type { RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import { serviceOpenFiles } from '../../stack/system/open-files';
import { grouped } from '../../text/numbers';
import { fixWith } from '../fixes';
import {
  countedPools,
  overlaidTerms,
  POOL_SHARE,
  poolPlaces,
  poolSum,
  poolTerms,
  smallerPools,
  termsText,
} from '../pool-budget';
import { redisPools } from '../pool-examples';
import { stackRule, type Verdicts } from '../rule';

export default stackRule({
  summary: 'All clients together may open more connections than Redis accepts',
  severity: 'warning',
  guide: 'Redis › Connection pooling',
  settings: ['maxclients', 'max_connections'],
  why: 'max_connections counts for each process of each replica, and a worker of Celery takes eleven connections and one for each task that it works on. Beyond maxclients Redis answers "max number of clients reached" and closes the connection: requests fail, and workers that restart can’t come back.',
  price: 'With smaller pools a command fails, or waits in a blocking pool, where all connections are busy.',
  unless: 'The processes never use their pools at the same time.',
  sources: [
    'https://redis.io/docs/latest/develop/reference/clients/',
    'https://redis.readthedocs.io/en/stable/connections.html',
  ],
  examples: [
    {
      bad: redisPools({
        size: 50,
        server: 'redis-server --maxmemory 512mb --maxclients 500',
        marks: {
          server:
            '                                                         ^^^ warning: api 3 replicas × 4 processes × 50 connections = 600',
        },
      }),
      good: redisPools({ size: 33, server: 'redis-server --maxmemory 512mb --maxclients 500' }),
    },
  ],
  *check(stack) {
    for (const server of stack.redisServers) {
      const { service } = server;
      if (isSentinel(server) || (service && !startedServices(stack).includes(service))) continue;
      yield* judge(server, service?.name ?? 'Redis', countedPools(poolsTo(server, stack)), stack);
    }
  },
});

/** What one worker's broker takes, with the place that says how many tasks it works on. */
interface WorkerShare {
  readonly service: Service;
  readonly limit: Limit;
  readonly at: Place;
}

function* judge(server: RedisServer, name: string, pools: readonly Pool[], stack: Stack): Verdicts {
  const workers = workerShares(server, stack);
  const maximum = maximumOf(server);
  const fixed = workers.reduce((sum, { limit }) => sum + (limit.amount.state === 'known' ? limit.amount.value : 0), 0);
  const sum = poolSum(pools) + fixed;
  if (!maximum || sum <= maximum.most) return;
  const { most, value } = maximum;
  // Where nobody has set a maximum, the largest pool is what is to be mended.
  const [largest] = [...pools].sort((a, b) => poolSum([b]) - poolSum([a]));
  const at = maximum.at ?? largest?.size.at ?? workers[0]?.at;
  if (!at) return;
  const terms = termsText(poolTerms([...pools, ...workers]));
  const places: RelatedPlace[] = [
    ...poolPlaces(pools),
    ...workers.flatMap((worker) => [
      { ...worker.at, message: `${worker.service.name}: ${worker.limit.sum}.` },
      ...overlaidTerms(worker.service, worker.limit.terms),
    ]),
    ...(maximum.at
      ? []
      : [
          {
            ...(placeOfAbsent(server, 'maxclients') ?? server.place),
            message: `${name} accepts ${grouped(most)} by default.`,
          },
        ]),
  ];
  yield {
    at,
    setting: maximum.at ? 'maxclients' : 'max_connections',
    ...(value === undefined ? {} : { value }),
    message: `Clients may open ${grouped(sum)} connections (${terms}), but ${name} accepts ${grouped(most)}: beyond that it refuses them.`,
    related: places.filter((place) => place.file !== at.file || place.span.start !== at.span.start),
    fixes: fixes(server, pools, { sum, fixed, ...maximum }),
  };
}

function workerShares(server: RedisServer, stack: Stack): readonly WorkerShare[] {
  return celeryUsesOf(server, stack).flatMap(({ worker, keeps }): WorkerShare[] => {
    if (keeps !== 'tasks') return [];
    const count = worker.concurrency(stack.settings.host.cpus);
    const replicas = replicasOf(worker.service);
    if (count.state !== 'known' || replicas.amount.state !== 'known') return [];
    const each = WORKER_REDIS_CONNECTIONS + count.value;
    const fact = {
      amount: known(each),
      noun: `connection (${WORKER_REDIS_CONNECTIONS} + ${count.value})`,
      source: count.source,
    };
    const { amount } = product([replicas, fact]);
    const sum = `${numberText(replicas.amount)} × (${WORKER_REDIS_CONNECTIONS} + ${count.value} tasks) = ${numberText(amount)}`;
    return [{ service: worker.service, limit: { amount, sum, terms: [replicas, fact] }, at: count.at }];
  });
}

interface Maximum {
  readonly most: number;
  /** Undefined where the default holds. */
  readonly at: Place | undefined;
  readonly value: string | undefined;
  /** What the open files allow; infinity where no file tells. */
  readonly byFiles: number;
}

/** What Redis accepts; undefined where it can’t be told, or is more than its open files allow. */
function maximumOf(server: RedisServer): Maximum | undefined {
  const inForce = server.setting('maxclients');
  if (inForce.state !== 'known' || !/^[1-9]\d{0,8}$/.test(inForce.value)) return undefined;
  const most = Number(inForce.value);
  const files = server.service && serviceOpenFiles(server.service);
  const byFiles = files ? files.hard - REDIS_OWN_FILES : Number.POSITIVE_INFINITY;
  if (byFiles < most) return undefined;
  return { most, at: inForce.setting?.atValue, value: inForce.setting?.text, byFiles };
}

interface Budget extends Maximum {
  readonly sum: number;
  /** What the workers take, whatever the pools do. */
  readonly fixed: number;
}

function fixes(server: RedisServer, pools: readonly Pool[], { sum, fixed, most, byFiles }: Budget): Fix[] {
  const wanted = Math.ceil(sum / POOL_SHARE / 100) * 100;
  return [
    ...smallerPools(pools, Math.floor(most * POOL_SHARE) - fixed, guide.redis.api.least),
    ...(wanted <= byFiles
      ? fixWith(`Set maxclients to ${wanted}`, 'review', server.insert('maxclients', String(wanted)))
      : []),
  ];
}
