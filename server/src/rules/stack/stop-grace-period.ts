import type { ComposeService } from '../../stack/compose/service';
import { isComposed } from '../../stack/model/service';
import { type Count, type Worker, workersOf } from '../../stack/model/workers';
import { durationText } from '../celery-app';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';
import { workerStack } from '../worker-examples';

/** What Docker waits after SIGTERM where nothing is said, in seconds. */
const DEFAULT_GRACE = 10;

/** What a worker needs besides, once its last task has ended, in seconds. */
const MARGIN = 5;

export default stackRule({
  summary: 'A deployment kills tasks that are still running',
  severity: 'information',
  guide: 'Celery › Time limits',
  settings: ['stop_grace_period', 'task_time_limit', 'task_soft_time_limit'],
  why: 'When Docker stops a worker, Celery takes no further task and waits for those that run, as long as they take. After stop_grace_period, ten seconds unless set, Docker kills what is left. A killed task is lost or, with late acknowledgment, runs again from its beginning: with Redis only after visibility_timeout, an hour unless set.',
  price: 'A deployment waits for the last task, at the most as long as the period.',
  unless: 'Every task ends within the period, or is soon and safely run again.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#stop_grace_period',
    'https://docs.celeryq.dev/en/stable/userguide/workers.html#stopping-the-worker',
  ],
  examples: [
    {
      bad: workerStack({ stop_grace_period: '' }, {}, { command: '             ^^^^^^ information: 5 min' }),
      good: workerStack({ stop_grace_period: '305s' }),
    },
    {
      bad: workerStack(
        { stop_grace_period: '1m' },
        {},
        { stop_grace_period: '                       ^^ information: 5 min' },
      ),
      good: workerStack({ stop_grace_period: '305s' }),
    },
  ],
  *check(stack) {
    for (const worker of workersOf(stack)) if (isComposed(worker.service)) yield* judge(worker, worker.service);
  },
});

function* judge(worker: Worker, service: ComposeService): Verdicts {
  const soft = softShutdown(worker, service);
  if (soft === 'unknown') return;
  // What the worker hands back needs no limit of its own.
  const needed = soft ?? limitOf(worker);
  if (!needed || needed.state === 'unknown') {
    if (needed) yield { at: worker.place, unknown: needed.reason };
    return;
  }
  const grace = service.stopGracePeriod;
  if (grace.state === 'unknown') {
    yield { at: worker.place, unknown: grace.reason };
    return;
  }
  const seconds = grace.state === 'known' ? grace.value / 1000 : DEFAULT_GRACE;
  if (soft ? seconds > soft.value : seconds >= needed.value) return;
  const wanted = `${needed.value + MARGIN}s`;
  const said =
    grace.state === 'known' ? `stop_grace_period is ${durationText(seconds)}` : `Docker’s own ${DEFAULT_GRACE} s hold`;
  yield {
    at: grace.state === 'known' ? grace.place : worker.place,
    setting: 'stop_grace_period',
    ...(grace.state === 'known' ? { value: grace.node.kind === 'scalar' ? grace.node.text.text : '' } : {}),
    message: soft
      ? `Celery hands running tasks back after ${durationText(soft.value)} (worker_soft_shutdown_timeout), but ${said}: Docker kills the worker before. ${wanted} leaves it the time.`
      : `A task may run for ${durationText(needed.value)}, but ${said}: a deployment kills what still runs then. ${wanted} lets every task end.`,
    related: [
      soft
        ? { ...soft.at, message: `A worker that stops waits ${durationText(soft.value)}: ${soft.source}.` }
        : { ...needed.at, message: `Tasks may run for ${durationText(needed.value)}: ${needed.source}.` },
    ],
    fixes: fixWith(`Set stop_grace_period of ${service.name} to ${wanted}`, 'review', write(service, wanted)),
  };
}

function write(service: ComposeService, wanted: string) {
  return service.set(['stop_grace_period'], wanted);
}

/** The time after which every task has ended: the hard limit or, without one, the soft one; undefined without limits. */
function limitOf(worker: Worker): Count | undefined {
  const { pool } = worker;
  // Other pools know no limits: how long a task takes is nobody's promise.
  if (pool !== undefined && pool !== 'prefork') return undefined;
  for (const name of ['task_time_limit', 'task_soft_time_limit'] as const) {
    const limit = worker.seconds(name);
    if (limit.state === 'unknown') return limit;
    if (limit.state === 'known' && limit.value > 0) return limit;
  }
  return undefined;
}

/**
 * How long the worker itself gives its tasks before it hands them back. It does so for SIGQUIT alone, or for the SIGTERM
 * that Docker sends where that is told to mean the same.
 *
 * @see https://docs.celeryq.dev/en/stable/userguide/workers.html#soft-shutdown
 */
function softShutdown(
  worker: Worker,
  service: ComposeService,
): (Count & { readonly state: 'known' }) | 'unknown' | undefined {
  const soft = worker.number('worker_soft_shutdown_timeout');
  if (soft.state === 'absent' || (soft.state === 'known' && soft.value <= 0)) return undefined;
  const remapped = service.environment.get('REMAP_SIGTERM')?.value;
  const doubt =
    soft.state === 'unknown' ||
    remapped?.state === 'unknown' ||
    service.environmentUnseen !== undefined ||
    service.get('stop_signal') !== undefined;
  if (doubt) return 'unknown';
  return remapped?.state === 'known' && remapped.value === 'SIGQUIT' ? soft : undefined;
}
