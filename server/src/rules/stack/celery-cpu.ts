import { type Count, type Worker, workersOf } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';
import { stackRule, type Verdicts } from '../rule';
import { workerStack } from '../worker-examples';

export default stackRule({
  summary: 'The workers of a host have more processes than it has CPUs for',
  severity: 'information',
  guide: 'Celery › Worker concurrency',
  settings: ['worker_concurrency', 'replicas', 'scale'],
  why: 'Each replica of a worker starts its own processes, and all of them share the CPUs of the host. What is right for one replica is too much for three: tasks take turns on the CPUs, each takes longer, and limits of time are reached that would not be otherwise.',
  price: 'Fewer tasks run at once.',
  unless: 'The tasks mostly wait (taskBound: io), or the replicas run on several hosts.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/workers.html#concurrency'],
  examples: [
    {
      bad: `
//- headroom.yaml
host:
  cpus: 8
${workerStack(
  { cpus: '', scale: '3' },
  {},
  {
    command: '                                                            ^ information: 3 replicas × 9 processes = 27',
  },
).trim()}
`,
      good: `
//- headroom.yaml
host:
  cpus: 8
${workerStack({ cpus: '', command: 'celery -A shop.celery_app worker --concurrency=9' }).trim()}
`,
    },
  ],
  *check(stack) {
    for (const worker of workersOf(stack)) yield* judge(worker, stack);
  },
});

function* judge(worker: Worker, stack: Stack): Verdicts {
  const { cpus } = stack.settings.host;
  const { replicas, cpuLimit } = worker.service;
  if (cpus === undefined || replicas.state !== 'known' || replicas.value < 2) return;
  // Where the container has its own CPUs, its processes are held against these.
  if (cpuLimit.state !== 'absent' || worker.pool !== 'prefork') return;
  const each: Count = worker.concurrency(cpus);
  if (each.state === 'unknown') {
    yield { at: each.at, unknown: each.reason };
    return;
  }
  const bound = stack.policyOf(each.at.file).taskBound;
  const most = bound === 'cpu' ? cpus : 2 * cpus + 1;
  const sum = each.value * replicas.value;
  // One replica alone is judged by itself.
  if (bound === 'io' || sum <= most || each.value > most) return;
  const fitting = Math.max(1, Math.floor(most / replicas.value));
  const edits = worker.set('worker_concurrency', String(fitting));
  yield {
    at: each.at,
    setting: 'worker_concurrency',
    value: String(each.value),
    message: `${replicas.value} replicas × ${each.value} processes = ${sum} for the host’s ${cpus} CPUs: tasks take turns and each takes longer. ${most} in all are enough for ${bound} tasks, ${fitting} in each replica.`,
    related: [{ ...replicas.place, message: `${replicas.value} replicas of ${worker.name} run.` }],
    fixes:
      edits.length > 0
        ? [{ title: `Set the concurrency of ${worker.name} to ${fitting}`, safety: 'review', edits }]
        : [],
  };
}
