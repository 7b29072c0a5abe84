import { celeryPool } from '../../knowledge/celery/pools';
import { known, unknown } from '../../settings/value';
import type { Stack } from '../stack';
import { serverFacts } from './app-servers';
import type { Amount, Fact } from './fact';
import type { Service, Told } from './service';
import { runningWorkerOf, type Worker } from './workers';

/** How many containers of a service run. */
export function replicasOf(service: Service): Fact {
  const noun = 'replica';
  const written = service.replicas;
  if (written.state === 'absent') return { amount: known(1), noun, source: `one ${service.name}`, at: service.place };
  return locatedFact(written, noun, `replicas of ${service.name}`, (value) => `${value} replicas of ${service.name}`);
}

/** A value of a Compose file as a fact. */
export function locatedFact(value: Told<number>, noun: string, name: string, say: (value: number) => string): Fact {
  if (value.state === 'absent') return { amount: unknown(`${name} is not set`), noun, source: name };
  const at = value.place ? { at: value.place } : {};
  if (value.state === 'unknown') return { amount: unknown(value.reason), noun, source: name, ...at };
  return { amount: finite(value.value), noun, source: say(value.value), ...at };
}

/** -1 and infinity stand for no limit. */
export function finite(value: number): Amount {
  return Number.isFinite(value) && value >= 0 ? known(value) : { state: 'unlimited' };
}

/** How many tasks one container of a service of Celery workers does at once; undefined where it is none. */
export function taskConcurrency(service: Service, stack: Stack): Fact | undefined {
  if (service.role !== 'celery-worker') return undefined;
  const noun = 'task';
  const worker = runningWorkerOf(service, stack);
  if (!worker) {
    const reason = `the command line of ${service.name} can’t be read`;
    return { amount: unknown(reason), noun, source: 'concurrency', at: service.place };
  }
  const count = worker.concurrency(stack.settings.host.cpus);
  return count.state === 'known'
    ? { amount: known(count.value), noun, source: count.source, at: count.at }
    : { amount: unknown(count.reason), noun, source: 'concurrency', at: count.at };
}

/** What one container of a service runs, as far as each process has clients of its own. */
export interface Processes {
  readonly count: Fact;
  /** What each of them works on at once: requests, threads or tasks. */
  readonly atOnce: Fact;
}

/**
 * The processes of one container of a service. A worker's main process counts where it runs the tasks itself, in
 * threads or greenlets; before a pool of processes it only hands them out. Undefined for a service that is neither an
 * application nor a worker.
 */
export function processesOf(service: Service, stack: Stack): Processes | undefined {
  if (service.role === 'api') {
    const { processes, perProcess } = serverFacts(service, stack);
    return { count: processes, atOnce: perProcess };
  }
  const tasks = taskConcurrency(service, stack);
  if (!tasks) return undefined;
  const pool = poolOf(runningWorkerOf(service, stack));
  if (pool === undefined) {
    const reason = `the pool of ${service.name} is not known`;
    const open: Fact = { amount: unknown(reason), noun: 'process', source: 'pool', at: service.place };
    return { count: open, atOnce: { ...open, noun: 'task' } };
  }
  if (pool === 'prefork')
    return {
      count: { ...tasks, noun: 'process' },
      atOnce: { amount: known(1), noun: 'task', source: 'one task in each process' },
    };
  const one: Fact = { amount: known(1), noun: 'process', source: `the pool ${pool} is one process`, at: service.place };
  return { count: one, atOnce: tasks };
}

function poolOf(worker: Worker | undefined) {
  return worker?.pool === undefined ? undefined : celeryPool(worker.pool);
}
