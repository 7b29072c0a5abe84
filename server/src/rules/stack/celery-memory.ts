import { describeMemory } from '../../knowledge/redis/units';
import { type Worker, workersOf } from '../../stack/model/workers';
import { goodModule } from '../celery-examples';
import { fixWith, memoryLimitFix } from '../fixes';
import { stackRule, type Verdicts } from '../rule';
import { workerStack } from '../worker-examples';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 ** 2;

const inUnit = (each: string, mark = '') => `
//- worker.service
[Service]
ExecStart=/srv/venv/bin/celery -A shop.celery_app worker --concurrency=9 --max-memory-per-child=${each}
${mark}MemoryMax=2G
TimeoutStopSec=310
${goodModule({}).trim()}
`;

export default stackRule({
  summary: 'The processes of a worker may take more memory than its limit allows',
  severity: 'warning',
  guide: 'Celery › Max tasks per child',
  settings: ['worker_max_memory_per_child', 'worker_concurrency', 'mem_limit'],
  why: 'worker_max_memory_per_child replaces a process that has grown beyond it, but only after its task has ended, and each process may grow that far. Where all of them together exceed the limit of the container or the unit, the kernel kills processes in the middle of tasks before Celery replaces any.',
  price: 'Fewer tasks run at once, processes are replaced more often, or the worker takes more memory.',
  unless: 'The processes never grow at the same time.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-worker_max_memory_per_child',
    'https://docs.docker.com/engine/containers/resource_constraints/',
  ],
  examples: [
    {
      bad: workerStack(
        { command: 'celery -A shop.celery_app worker --concurrency=9 --max-memory-per-child=400000' },
        {},
        {
          command:
            '                                                                                     ^^^^^^ warning: 9 processes × 391 MiB',
        },
      ),
      good: workerStack({ command: 'celery -A shop.celery_app worker --concurrency=9 --max-memory-per-child=200000' }),
    },
    {
      bad: inUnit(
        '400000',
        '                                                                                                ^^^^^^ warning: worker.service may take 2 GiB\n',
      ),
      good: inUnit('200000'),
    },
  ],
  *check(stack) {
    for (const worker of workersOf(stack)) yield* judge(worker, stack.settings.host.cpus);
  },
});

function* judge(worker: Worker, hostCpus: number | undefined): Verdicts {
  const { service } = worker;
  if (worker.pool !== 'prefork') return;
  const each = worker.number('worker_max_memory_per_child');
  const limit = service.memoryLimit;
  if (each.state !== 'known' || each.value <= 0 || limit.state === 'absent') return;
  const count = worker.concurrency(hostCpus);
  if (limit.state === 'unknown' || count.state === 'unknown') {
    yield { at: each.at, unknown: limit.state === 'unknown' ? limit.reason : (count as { reason: string }).reason };
    return;
  }
  const bytes = each.value * KIBIBYTE;
  const sum = count.value * bytes;
  if (limit.value <= 0 || sum <= limit.value) return;
  const fitting = Math.floor(limit.value / bytes);
  const share = Math.floor(limit.value / count.value / KIBIBYTE / 1000) * 1000;
  const higher = Math.ceil((sum * 1.1) / MEBIBYTE);
  yield {
    at: each.at,
    setting: 'worker_max_memory_per_child',
    value: String(each.value),
    message: `${count.value} processes × ${describeMemory(bytes)} = ${describeMemory(sum)}, but ${service.name} may take ${describeMemory(limit.value)}: the kernel kills processes in the middle of tasks before Celery replaces them.`,
    related: [
      { ...limit.place, message: `${service.name} may take ${describeMemory(limit.value)}.` },
      { ...count.at, message: `${count.value} processes: ${count.source}.` },
    ],
    fixes: [
      ...(share >= 50_000
        ? fixWith(
            `Replace processes at ${describeMemory(share * KIBIBYTE)} (${share} KiB)`,
            'review',
            worker.set('worker_max_memory_per_child', String(share)),
          )
        : []),
      ...(fitting >= 1
        ? fixWith(
            `Run ${fitting} ${fitting === 1 ? 'process' : 'processes'} at once`,
            'review',
            worker.set('worker_concurrency', String(fitting)),
          )
        : []),
      ...memoryLimitFix(service, higher),
    ],
  };
}
