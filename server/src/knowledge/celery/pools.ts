/** How a worker runs several tasks at once: `celery worker --pool`. */
export const CELERY_POOLS = ['prefork', 'threads', 'solo', 'gevent', 'eventlet'] as const;
export type CeleryPool = (typeof CELERY_POOLS)[number];

/** What only some pools can do. */
export type PoolAbility =
  | 'time limit'
  | 'soft time limit'
  | 'max tasks per child'
  | 'max memory per child'
  | 'autoscale';

/**
 * Which pool can do what; `partly` is the hard limit of gevent, which ends only tasks that yield.
 *
 * @see https://docs.celeryq.dev/en/stable/userguide/workers.html#time-limits
 * @see https://docs.celeryq.dev/en/stable/userguide/concurrency/index.html
 */
const ABILITIES: Readonly<Record<CeleryPool, Readonly<Partial<Record<PoolAbility, 'yes' | 'partly'>>>>> = {
  prefork: {
    'time limit': 'yes',
    'soft time limit': 'yes',
    'max tasks per child': 'yes',
    'max memory per child': 'yes',
    autoscale: 'yes',
  },
  threads: {},
  solo: {},
  gevent: { 'time limit': 'partly', autoscale: 'yes' },
  eventlet: { autoscale: 'yes' },
};

/** Whether a pool can do something. */
export function poolCan(pool: CeleryPool, ability: PoolAbility): 'yes' | 'partly' | 'no' {
  return ABILITIES[pool][ability] ?? 'no';
}

/** The pool that a name means; `processes` is prefork. Undefined for a pool of one's own. */
export function celeryPool(name: string): CeleryPool | undefined {
  if (name === 'processes') return 'prefork';
  return CELERY_POOLS.find((pool) => pool === name);
}

/** Which ability a setting asks of the pool. */
export const POOL_ABILITY_OF_SETTING: Readonly<Record<string, PoolAbility>> = {
  task_time_limit: 'time limit',
  task_soft_time_limit: 'soft time limit',
  worker_max_tasks_per_child: 'max tasks per child',
  worker_max_memory_per_child: 'max memory per child',
};

/** Connections to a Redis broker of one worker, before its busy processes: measured on kombu 5.2. */
export const WORKER_REDIS_CONNECTIONS = 11;
