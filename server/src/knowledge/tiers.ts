/**
 * The numbers of every tier, once. Rules, snippets, completion, hovers, documentation and tests read them from here.
 * They are the figures of the performance tuning guide; the first entry of each axis is its default.
 */

export const PROFILES = ['production', 'development', 'high-traffic'] as const;
export type Profile = (typeof PROFILES)[number];

/** How much load each profile stands for: a rule that starts at `production` also holds at `high-traffic`. */
export const PROFILE_RANK: Readonly<Record<Profile, number>> = { development: 0, production: 1, 'high-traffic': 2 };

export const RATE_LIMITS = ['normal', 'strict', 'permissive'] as const;
export type RateLimitTier = (typeof RATE_LIMITS)[number];

export const API_SPEEDS = ['normal', 'fast', 'long'] as const;
export type ApiTier = (typeof API_SPEEDS)[number];

export const TASK_SPEEDS = ['normal', 'fast', 'long'] as const;
export type TaskTier = (typeof TASK_SPEEDS)[number];

export const TASK_BOUNDS = ['mixed', 'cpu', 'io'] as const;
export type TaskBoundTier = (typeof TASK_BOUNDS)[number];

export const WORKER_MEMORY = ['normal', 'intensive', 'lightweight'] as const;
export type WorkerMemoryTier = (typeof WORKER_MEMORY)[number];

export const WRITES = ['durable', 'throughput'] as const;
export type WritesTier = (typeof WRITES)[number];

/** nginx connections of one worker process, by profile. */
export const workerConnections: Readonly<Record<Profile, number>> = {
  production: 10_000,
  development: 1_024,
  'high-traffic': 20_000,
};

/** Requests per second of one client, and how many may come at once. */
export const rateLimits: Readonly<Record<RateLimitTier, { readonly rate: number; readonly burst: number }>> = {
  normal: { rate: 100, burst: 200 },
  strict: { rate: 10, burst: 20 },
  permissive: { rate: 500, burst: 1_000 },
};

/** Proxy timeouts in seconds. Reading and sending may be anything from `least` to `send`/`read` without a remark. */
export const apiTimeouts: Readonly<
  Record<ApiTier, { readonly connect: number; readonly send: number; readonly read: number; readonly least: number }>
> = {
  normal: { connect: 60, send: 120, read: 120, least: 60 },
  fast: { connect: 30, send: 30, read: 30, least: 30 },
  long: { connect: 60, send: 300, read: 300, least: 300 },
};

/** Hard and soft task time limits in seconds. */
export const taskLimits: Readonly<Record<TaskTier, { readonly hard: number; readonly soft: number }>> = {
  normal: { hard: 300, soft: 270 },
  fast: { hard: 60, soft: 50 },
  long: { hard: 3_600, soft: 3_540 },
};

/** Messages that a worker process may reserve ahead; `unset` holds where the workload is not stated. */
export const prefetch: Readonly<Record<TaskTier | 'unset', number>> = { unset: 1, fast: 4, normal: 2, long: 1 };

/** Concurrent tasks of one worker on a machine with that many CPUs. */
export function concurrency(bound: TaskBoundTier, cpus: number): number {
  if (bound === 'cpu') return cpus;
  if (bound === 'io') return Math.max(20, 2 * cpus + 1);
  return 2 * cpus + 1;
}

/** Tasks after which a worker process is replaced. */
export const tasksPerChild: Readonly<Record<WorkerMemoryTier, number>> = {
  normal: 1_000,
  intensive: 100,
  lightweight: 10_000,
};

/** Write concern of each durability tier. */
export const writeConcerns: Readonly<Record<WritesTier, { readonly w: 'majority' | 1; readonly journal: boolean }>> = {
  durable: { w: 'majority', journal: true },
  throughput: { w: 1, journal: false },
};

/** What the guide asks of the host. The port range leaves the ports alone on which stacks listen (below 10240). */
export const system = {
  nofile: 65_535,
  somaxconn: 65_535,
  portRange: [10_240, 65_535],
  tcpFastopen: 3,
  tcpBufferMaximum: 16_777_216,
} as const;

/** Clients and servers of MongoDB and Redis. */
export const pools = {
  mongo: {
    minimum: 10,
    least: 20,
    most: 100,
    recommended: 50,
    serverSelectionMs: 5_000,
    connectMs: 10_000,
    socketMs: 10_000,
  },
  redis: { api: { least: 20, most: 50 }, worker: { least: 10, most: 20 } },
} as const;

/** The first size of each service, and the guide's next step up. */
export const scaling = {
  mongodMaxConns: [1_000, 2_000],
  redisMaxmemory: ['512mb', '1gb'],
  apiReplicas: 5,
  workerReplicas: 5,
  workerConcurrency: 8,
} as const;

/** Size of a shared memory zone that holds about 80,000 clients of a rate limit, in bytes. */
export const rateLimitZoneBytes = 10 * 1024 * 1024;
