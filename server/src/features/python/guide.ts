import { retryPolicy } from '../../knowledge/snippets/celery';
import {
  concurrency,
  pools,
  prefetch,
  TASK_BOUNDS,
  TASK_SPEEDS,
  taskLimits,
  tasksPerChild,
  WORKER_MEMORY,
  WRITES,
  writeConcerns,
} from '../../knowledge/tiers';
import type { Policy } from '../../settings/project';
import { GUIDE, type GuideValue } from '../guide-values';

/** What a value depends on besides the setting. */
export interface GuideContext {
  readonly policy: Policy;
  /** CPUs of the host; undefined where nobody says. */
  readonly cpus: number | undefined;
  /** The process runs tasks, and does not serve requests. */
  readonly servesTasks: boolean;
}

type Row = readonly [value: number | string, tier: string];

const { mongo, redis } = pools;

/** The guide's values of a setting of Celery or of a task, as Python writes them; that of the tier in force first. */
export function celeryGuide(name: string, { policy, cpus }: GuideContext): GuideValue[] {
  const speed = policy.tasks === 'unset' ? 'normal' : policy.tasks;
  switch (name) {
    case 'task_time_limit':
    case 'time_limit':
      return tiers(
        TASK_SPEEDS.map((tier) => [taskLimits[tier].hard, tier]),
        speed,
        'tasks',
      );
    case 'task_soft_time_limit':
    case 'soft_time_limit':
      return tiers(
        TASK_SPEEDS.map((tier) => [taskLimits[tier].soft, tier]),
        speed,
        'tasks',
      );
    case 'worker_prefetch_multiplier': {
      const rows = tiers(
        TASK_SPEEDS.map((tier) => [prefetch[tier], tier]),
        policy.tasks,
        'tasks',
      );
      return policy.tasks === 'unset'
        ? [{ value: String(prefetch.unset), label: GUIDE, detail: 'a free process takes the next task' }, ...rows]
        : rows;
    }
    case 'worker_max_tasks_per_child':
      return tiers(
        WORKER_MEMORY.map((tier) => [tasksPerChild[tier], tier]),
        policy.workerMemory,
        'memory',
      );
    case 'worker_concurrency':
      return (cpus === undefined ? [2, 4, 8] : [cpus]).flatMap((count) =>
        tiers(
          TASK_BOUNDS.map((tier) => [concurrency(tier, count), tier]),
          policy.taskBound,
          `tasks on ${count} CPUs`,
        ).filter((row) => cpus !== undefined || row.tier === policy.taskBound),
      );
    case 'task_acks_late':
    case 'acks_late':
      return [plain('True', 'a task whose worker dies runs again: it must bear that')];
    case 'task_reject_on_worker_lost':
    case 'reject_on_worker_lost':
      return [plain('True', 'with late acknowledgment: also where only its process is killed')];
    case 'max_retries':
      return [plain(retryPolicy.maxRetries, 'tries after the first')];
    case 'retry_backoff':
      return [plain(retryPolicy.backoff, 'waits of 60, 120 and 240 s; True would begin at 1 s')];
    case 'retry_backoff_max':
      return [plain(retryPolicy.backoffMax, 'the longest wait')];
    case 'default_retry_delay':
      return [plain(retryPolicy.backoff, 'where no backoff says otherwise')];
    case 'broker_transport_options':
      return [
        {
          value: `{'visibility_timeout': ${2 * taskLimits.long.hard}}`,
          label: 'long tasks',
          detail: 'Redis: longer than the longest task',
          tier: 'long',
        },
      ];
    case 'visibility_timeout':
      return [
        {
          value: String(2 * taskLimits.long.hard),
          label: 'long tasks',
          detail: 'longer than the longest task',
          tier: 'long',
        },
      ];
    default:
      return [];
  }
}

/** The guide's values of an option of MongoClient; texts in double quotes for Python. */
export function mongoGuide(name: string, { policy }: GuideContext): GuideValue[] {
  switch (name) {
    case 'maxPoolSize':
      return [
        plain(mongo.recommended, 'enough for most'),
        { value: String(mongo.most), label: 'most', detail: 'the upper end of the guide' },
        { value: String(mongo.least), label: 'least', detail: 'the lower end of the guide' },
      ];
    case 'minPoolSize':
      return [plain(mongo.minimum, 'kept open')];
    case 'serverSelectionTimeoutMS':
      return [plain(mongo.serverSelectionMs, '5 s')];
    case 'waitQueueTimeoutMS':
      return [plain(mongo.serverSelectionMs, '5 s, and then an error instead of a queue')];
    case 'connectTimeoutMS':
      return [plain(mongo.connectMs, '10 s')];
    case 'socketTimeoutMS':
      return [plain(mongo.socketMs, '10 s')];
    case 'w':
      return tiers(
        WRITES.map((tier) => [typeof writeConcerns[tier].w === 'string' ? `"${writeConcerns[tier].w}"` : 1, tier]),
        policy.writes,
        'writes',
      );
    case 'journal':
      return tiers(
        WRITES.map((tier) => [writeConcerns[tier].journal ? 'True' : 'False', tier]),
        policy.writes,
        'writes',
      );
    default:
      return [];
  }
}

/** The guide's values of a keyword of redis-py. */
export function redisGuide(name: string, { servesTasks }: GuideContext): GuideValue[] {
  switch (name) {
    case 'max_connections': {
      const rows: GuideValue[] = [
        { value: String(redis.api.most), label: 'API', detail: 'for a process that serves requests' },
        { value: String(redis.worker.most), label: 'worker', detail: 'for a process that runs tasks' },
      ];
      return servesTasks ? rows.reverse() : rows;
    }
    case 'socket_timeout':
    case 'socket_connect_timeout':
    case 'timeout':
      return [{ value: '5', label: 'bounded', detail: 'seconds; without it a lost server holds the process' }];
    default:
      return [];
  }
}

function plain(value: number | string, detail: string): GuideValue {
  return { value: String(value), label: GUIDE, detail };
}

function tiers(rows: readonly Row[], active: string, noun: string): GuideValue[] {
  const sorted = [...rows.filter(([, tier]) => tier === active), ...rows.filter(([, tier]) => tier !== active)];
  return sorted.map(([value, tier]) => ({
    value: String(value),
    label: `${tier} ${noun}`,
    detail: tier === active ? 'the tier in force' : 'another tier of the guide',
    tier,
  }));
}
