import { known, unknown } from '../../settings/value';
import type { ComposeService } from '../../stack/compose/service';
import type { Fact } from '../../stack/model/fact';
import { workersOf } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';

/** How many tasks one container of a service of Celery workers does at once; undefined where it is none. */
export function taskConcurrency(service: ComposeService, stack: Stack): Fact | undefined {
  if (service.role !== 'celery-worker') return undefined;
  const noun = 'task';
  const worker = workersOf(stack).find((one) => one.service === service);
  if (!worker) {
    const reason = `the command line of ${service.name} can’t be read`;
    return { amount: unknown(reason), noun, source: 'concurrency', at: service.place };
  }
  const count = worker.concurrency(stack.settings.host.cpus);
  return count.state === 'known'
    ? { amount: known(count.value), noun, source: count.source, at: count.at }
    : { amount: unknown(count.reason), noun, source: 'concurrency', at: count.at };
}
