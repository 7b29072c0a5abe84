import { describeMemory } from '../../knowledge/redis/units';
import { known } from '../../settings/value';
import type { Fact, Limit } from '../../stack/model/fact';
import { taskConcurrency } from '../../stack/model/processes';
import type { Service } from '../../stack/model/service';
import { runningWorkerOf } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';
import { memoryLimitOf, runningOf } from './home';
import type { Hop } from './hop';
import { memory, taskSlots } from './hops';
import { poolHops } from './pools';

/** What a service of Celery workers works on at once, and the memory that it may take for it. */
export function workerHops(service: Service, stack: Stack): readonly Hop[] {
  const concurrency = taskConcurrency(service, stack);
  if (!concurrency) return [];
  const slots = taskSlots(service.name, runningOf(service), concurrency, queuesOf(service, stack));
  const hops = [slots, ...poolHops(service, stack)];
  const limit = memoryLimitOf(service);
  return limit
    ? [...hops, memory(service.name, [limit], 'other', { load: processMemory(service, concurrency, stack) })]
    : hops;
}

/** What the processes of one worker may take before they are replaced; undefined where nothing bounds them. */
function processMemory(service: Service, concurrency: Fact, stack: Stack): Limit | undefined {
  // It counts KiB.
  const given = runningWorkerOf(service, stack)?.number('worker_max_memory_per_child');
  if (given?.state !== 'known' || !(given.value > 0) || concurrency.amount.state !== 'known') return undefined;
  const bytes = given.value * 1024;
  const amount = known(concurrency.amount.value * bytes);
  const each: Fact = { amount: known(bytes), noun: 'byte', source: given.source, at: given.at };
  return {
    amount,
    sum: `${concurrency.amount.value} processes × ${describeMemory(bytes)} = ${describeMemory(amount.value)}`,
    terms: [concurrency, each],
  };
}

/** The queues from which a worker takes tasks: those of `-Q`, else the app's default one; undefined where it is unknown. */
function queuesOf(service: Service, stack: Stack): readonly string[] | undefined {
  const worker = runningWorkerOf(service, stack);
  if (!worker) return undefined;
  const chosen = worker.get('queues');
  if (chosen.state === 'known') return chosen.value.split(',').map((name) => name.trim());
  const standard = worker.get('task_default_queue');
  if (chosen.state === 'unknown' || standard.state === 'unknown' || worker.get('task_queues').state !== 'absent')
    return undefined;
  return [standard.state === 'known' ? standard.value : 'celery'];
}
