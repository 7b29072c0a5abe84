import { describeMemory } from '../../knowledge/redis/units';
import { known, unknown } from '../../settings/value';
import type { ComposeService } from '../../stack/compose/service';
import { type Worker, workersOf } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';
import { memoryLimit, replicas } from './home';
import type { Fact, Hop, Limit } from './hop';
import { memory, taskSlots } from './hops';
import { poolHops } from './pools';

/** What a service of Celery workers works on at once, and the memory that it may take for it. */
export function workerHops(service: ComposeService, stack: Stack): readonly Hop[] {
  const home = { kind: 'container' as const, service };
  const concurrency = taskConcurrency(service, stack);
  const slots = taskSlots(service.name, replicas(home), concurrency);
  const limit = memoryLimit(home);
  const pools = poolHops(service, concurrency, stack);
  if (!limit) return [slots, ...pools];
  return [slots, ...pools, memory(service.name, [limit], 'other', processMemory(service, concurrency, stack))];
}

/** What the processes of one worker may take before they are replaced; undefined where nothing bounds them. */
function processMemory(service: ComposeService, concurrency: Fact, stack: Stack): Limit | undefined {
  const given = workerIn(service, stack)?.get(PER_CHILD);
  if (given?.state !== 'known' || concurrency.amount.state !== 'known') return undefined;
  const bytes = Number(given.value) * 1024;
  if (!(bytes > 0)) return undefined;
  const amount = known(concurrency.amount.value * bytes);
  const each: Fact = { amount: known(bytes), noun: 'byte', source: given.source, at: given.at };
  return {
    amount,
    sum: `${concurrency.amount.value} processes × ${describeMemory(bytes)} = ${describeMemory(amount.value)}`,
    terms: [concurrency, each],
  };
}

/** Counted in KiB. */
const PER_CHILD = 'worker_max_memory_per_child';

/** How many tasks one worker does at once. */
function taskConcurrency(service: ComposeService, stack: Stack): Fact {
  const noun = 'task';
  const worker = workerIn(service, stack);
  if (!worker)
    return {
      amount: unknown(`the command line of ${service.name} can’t be read`),
      noun,
      source: 'concurrency',
      at: service.place,
    };
  const count = worker.concurrency(stack.settings.host.cpus);
  return count.state === 'known'
    ? { amount: known(count.value), noun, source: count.source, at: count.at }
    : { amount: unknown(count.reason), noun, source: 'concurrency', at: count.at };
}

function workerIn(service: ComposeService, stack: Stack): Worker | undefined {
  return workersOf(stack).find((worker) => worker.service === service);
}
