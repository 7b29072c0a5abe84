import { scaling, system } from '../../knowledge/tiers';
import type { ComposeService } from '../../stack/compose/service';
import { runningWorkerOf, type Worker } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';
import { GUIDE, type GuideValue } from '../guide-values';

const SERVERS: ReadonlySet<string> = new Set(['nginx', 'api', 'redis', 'mongodb']);

/** Whether the service opens a file or more for each of its clients. */
export function servesConnections(service: ComposeService): boolean {
  return SERVERS.has(service.role);
}

/** A first limit for a service of a kind that takes what it gets; rules and snippets start from the same. */
const FIRST_MEMORY: Readonly<Record<string, readonly [string, string]>> = {
  mongodb: ['2g', 'MongoDB’s cache takes half of it'],
  redis: ['1g', 'more than maxmemory: buffers and forks come on top'],
  'celery-worker': ['1g', 'a first limit'],
  api: ['1g', 'a first limit'],
};

/** The guide's values of a key in a service of its kind. */
export function composeGuide(stack: Stack, service: ComposeService, path: readonly string[]): GuideValue[] {
  const { role } = service;
  switch (path.join('.')) {
    case 'scale':
    case 'deploy.replicas': {
      const most = role === 'api' ? scaling.apiReplicas : role === 'celery-worker' ? scaling.workerReplicas : undefined;
      return most === undefined
        ? []
        : [{ value: String(most), label: 'next step', detail: 'the guide’s next step up' }];
    }
    case 'ulimits.nofile':
    case 'ulimits.nofile.soft':
    case 'ulimits.nofile.hard':
      return [{ value: String(system.nofile), label: GUIDE, detail: 'open files, connections included' }];
    case 'stop_grace_period': {
      const grace = graceOf(stack, service);
      return grace === undefined
        ? []
        : [{ value: grace, label: 'lets every task end', detail: 'the time limit and 5 s' }];
    }
    default:
      return [];
  }
}

/** Values to start from, where the guide has no number. */
export function composeStarts({ role }: ComposeService, path: readonly string[]): GuideValue[] {
  switch (path.join('.')) {
    case 'mem_limit':
    case 'deploy.resources.limits.memory': {
      const first = Object.hasOwn(FIRST_MEMORY, role) ? FIRST_MEMORY[role] : undefined;
      return first ? [{ value: first[0], label: 'first limit', detail: first[1] }] : [];
    }
    case 'logging.options.max-size':
      return [{ value: '10m', label: 'rotation', detail: 'with max-file 3: 30 MB at the most' }];
    case 'logging.options.max-file':
      return [{ value: '"3"', label: 'rotation', detail: 'the newest three' }];
    default:
      return [];
  }
}

/** Seconds after which every task of a worker has ended by its limits. */
export function longestTask(worker: Worker): number | undefined {
  for (const name of ['task_time_limit', 'task_soft_time_limit'] as const) {
    const limit = worker.seconds(name);
    if (limit.state === 'unknown') return undefined;
    if (limit.state === 'known' && limit.value > 0) return limit.value;
  }
  return undefined;
}

/** The stop_grace_period in which every task of the service ends. */
export function graceOf(stack: Stack, service: ComposeService): string | undefined {
  const worker = runningWorkerOf(service, stack);
  const longest = worker && longestTask(worker);
  return longest === undefined ? undefined : `${Math.ceil(longest) + 5}s`;
}
