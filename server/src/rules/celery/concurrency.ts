import { concurrency, TASK_BOUNDS, type TaskBoundTier } from '../../knowledge/tiers';
import type { Place, Undecided } from '../../stack/finding';
import { type Worker, workersOf } from '../../stack/model/workers';
import type { CeleryApp } from '../../stack/python/celery';
import type { Stack } from '../../stack/stack';
import { numberIn, settingFix, undecided } from '../celery-app';
import { goodApp } from '../celery-examples';
import { isToldElsewhere, judgedApps, zeroOnCommandLines } from '../celery-workers';
import { stackRule, type Verdicts } from '../rule';
import { unlessEnvironment } from '../unless-environment';

export default stackRule({
  summary: 'The number of worker processes does not fit the CPUs',
  severity: 'information',
  guide: 'Celery › Worker concurrency',
  settings: ['worker_concurrency'],
  checklist: 'Set Celery concurrency based on CPU cores',
  why: 'Each process runs one task at a time. With fewer processes than CPUs some CPUs idle; with many more, tasks that compute only take turns, and each process takes memory of its own. Left unset, Celery counts the machine’s CPUs, also inside a container that may use only some of them.',
  price:
    'Celery’s documentation asks for about as many processes as CPUs; 2 × CPUs + 1, the guide’s number, is gunicorn’s, and fits tasks that wait as much as they compute. For tasks that only wait, threads or gevent cost less than processes.',
  unless: 'It was measured under load.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-worker_concurrency'],
  tiers: TASK_BOUNDS.map((tier) => ({
    axis: 'taskBound',
    tier,
    value: { mixed: '2 × CPUs + 1', cpu: 'CPUs', io: '20, or 2 × CPUs + 1 where that is more' }[tier],
  })),
  examples: [
    {
      bad: `
//- headroom.yaml
host:
  cpus: 4
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_concurrency=16,
                       ^^ warning: 16 processes for 4 CPUs
)
`,
      good: `
//- headroom.yaml
host:
  cpus: 4
${goodApp({ worker_concurrency: '9' }).trim()}`,
    },
    {
      bad: `
//- headroom.yaml
host:
  cpus: 8
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_concurrency=2,
                       ^ information: 6 of 8 CPUs idle
)
`,
      good: `
//- headroom.yaml
host:
  cpus: 8
${goodApp({ worker_concurrency: '17' }).trim()}`,
    },
  ],
  *check(stack) {
    for (const app of judgedApps(stack)) yield* ofApp(app, stack);
    for (const worker of workersOf(stack)) yield* ofWorker(worker, stack);
    yield* zeroOnCommandLines(stack, 'worker_concurrency', 'one process for each CPU');
  },
});

/** What the settings of an app say, for workers that are not told otherwise. */
function* ofApp(app: CeleryApp, stack: Stack): Verdicts {
  const inUse = app.effective('worker_concurrency');
  if (inUse.state === 'absent' || isToldElsewhere(stack, app, 'worker_concurrency')) return;
  const cpus = cpusOf(app, stack);
  const read = app.valueOf('worker_concurrency');
  const formula = read?.state === 'unknown' ? read.forCpus : undefined;
  // A formula counts the host's CPUs, whatever the container may use.
  const { host } = stack.settings;
  const number = numberIn(inUse) ?? (host.cpus === undefined ? undefined : formula?.(host.cpus));
  const { setting } = inUse;
  if (inUse.state === 'unknown' && number === undefined) yield undecided(app, inUse);
  if (!setting || number === undefined) return;
  const verdict = judge(
    number,
    cpus,
    sharing(stack, (worker) => worker.app === app),
    setting.atValue,
    setting.text,
    stack,
    unlessEnvironment(inUse),
  );
  if (!verdict || 'unknown' in verdict) {
    if (verdict) yield verdict;
    return;
  }
  const { wanted, bound, ...rest } = verdict;
  yield {
    ...rest,
    fixes: settingFix(
      app,
      `Set worker_concurrency to ${wanted} (${bound} tasks, ${cpus} CPUs)`,
      'safe',
      [['worker_concurrency', String(wanted)]],
      bound,
    ),
  };
}

/** What a worker's command line says, or leaves out although its container may not use every CPU. */
function* ofWorker(worker: Worker, stack: Stack): Verdicts {
  const { flags } = worker.settings;
  const cpus = limitOf(worker) ?? stack.settings.host.cpus;
  const given = worker.get('worker_concurrency');
  const set = (number: number, bound: string) =>
    flags
      ? [
          {
            title: `Set the concurrency of ${worker.name} to ${number} (${bound} tasks, ${cpus} CPUs)`,
            tier: bound,
            safety: 'safe' as const,
            edits: flags.set('worker_concurrency', String(number)),
          },
        ].filter(({ edits }) => edits.length > 0)
      : [];
  if (given.state === 'known') {
    if (given.at.file.kind === 'python' || stack.ignores(given.at.file.path)) return;
    const shares = limitOf(worker) === undefined ? sharing(stack, () => true) : 1;
    const verdict = judge(Number(given.value), cpus, shares, given.at, given.value, stack);
    if (!verdict || 'unknown' in verdict) {
      if (verdict) yield verdict;
      return;
    }
    const { wanted, bound, ...rest } = verdict;
    yield { ...rest, fixes: given.source.startsWith('-') ? set(wanted, bound) : [] };
    return;
  }
  const limit = limitOf(worker);
  if (given.state !== 'absent' || given.unless !== undefined || limit === undefined || !worker.app) return;
  if (worker.pool !== 'prefork' || flags?.get('autoscale').state !== 'absent' || stack.ignores(worker.place.file.path))
    return;
  const bound = stack.policyOf(worker.place.file).taskBound;
  const wanted = concurrency(bound, limit);
  yield {
    at: worker.place,
    setting: 'worker_concurrency',
    message: `${worker.name} may use ${limit} CPU${limit > 1 ? 's' : ''}, but Celery starts a process for each CPU of the host. State the concurrency: ${wanted} for ${bound} tasks.`,
    fixes: set(wanted, bound),
  };
}

interface Misfit {
  readonly at: Place;
  readonly severity: 'information' | 'warning';
  readonly setting: string;
  readonly value: string;
  readonly message: string;
  readonly wanted: number;
  readonly bound: TaskBoundTier;
}

/**
 * A number of processes against the CPUs. 0 counts the CPUs; what lies below, and a fraction, is refused.
 *
 * @param shares how many workers with as many processes share the CPUs
 */
function judge(
  number: number,
  cpus: number | undefined,
  shares: number,
  at: Place,
  value: string,
  stack: Stack,
  unless = '',
): Misfit | Undecided | undefined {
  if (number < 1 || !Number.isInteger(number)) return undefined;
  if (cpus === undefined)
    return { at, unknown: 'no file tells how many CPUs the worker has; headroom.yaml can (host.cpus)' };
  const bound = stack.policyOf(at.file).taskBound;
  const wanted = concurrency(bound, cpus);
  const few = number * shares < cpus;
  if (!few && (bound === 'io' || number <= wanted)) return undefined;
  return {
    at,
    severity: few ? 'information' : 'warning',
    setting: 'worker_concurrency',
    value,
    message: `${count(number)} for ${cpus} CPU${cpus > 1 ? 's' : ''}${unless}: ${few ? `${cpus - number} of ${cpus} CPUs idle while tasks wait` : 'tasks only take turns, and each process takes memory of its own'}. ${because(bound, cpus)}`,
    wanted,
    bound,
  };
}

/** The CPUs that the app's workers may use: the least of their containers, else the host's. */
function cpusOf(app: CeleryApp, stack: Stack): number | undefined {
  const limits = workersOf(stack).flatMap((worker) => (worker.app === app ? (limitOf(worker) ?? []) : []));
  return limits.length > 0 ? Math.min(...limits) : stack.settings.host.cpus;
}

/** How many containers of workers share the host's CPUs; one where no service runs them, endless where it is unknown. */
function sharing(stack: Stack, counts: (worker: Worker) => boolean): number {
  const replicas = workersOf(stack)
    .filter(counts)
    .map(({ service }) => service.replicas)
    .map((count) => (count.state === 'known' ? count.value : count.state === 'absent' ? 1 : Number.POSITIVE_INFINITY));
  return Math.max(
    1,
    replicas.reduce((sum, count) => sum + count, 0),
  );
}

/** Whole CPUs that a worker's container may use; undefined where no limit is known. */
function limitOf({ service }: Worker): number | undefined {
  const limit = service.cpuLimit;
  return limit.state === 'known' && limit.value > 0 ? Math.max(1, Math.ceil(limit.value)) : undefined;
}

function count(number: number): string {
  return number === 1 ? '1 process' : `${number} processes`;
}

function because(bound: TaskBoundTier, cpus: number): string {
  const number = concurrency(bound, cpus);
  if (bound === 'cpu') return `Tasks that compute want one for each CPU, ${number}.`;
  if (bound === 'io') return `Tasks that wait can take ${number}.`;
  return `The guide takes 2 × ${cpus} + 1 = ${number} for mixed tasks.`;
}
