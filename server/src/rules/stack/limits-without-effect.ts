import { celeryPool, POOL_ABILITY_OF_SETTING, poolCan } from '../../knowledge/celery/pools';
import { type Worker, workersOf } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';
import { workerStack } from '../worker-examples';

export default stackRule({
  summary: 'A worker’s command line names a pool that knows no limits',
  severity: 'warning',
  from: 'development',
  settings: Object.keys(POOL_ABILITY_OF_SETTING),
  why: 'Only prefork can kill a process or raise an exception inside a task. With threads, solo and eventlet time limits do nothing, with gevent the hard one ends only tasks that yield, and none of them replaces processes after a number of tasks. Celery says nothing of it.',
  unless: 'Each task bounds by itself where it waits.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/concurrency/index.html',
    'https://docs.celeryq.dev/en/stable/userguide/workers.html#time-limits',
  ],
  examples: [
    {
      bad: workerStack(
        { command: 'celery -A shop.celery_app worker --pool=threads --concurrency=9 --time-limit=300' },
        {},
        { command: `${' '.repeat(90)}^^^ warning: threads` },
      ),
      good: workerStack(),
    },
  ],
  *check(stack) {
    for (const worker of workersOf(stack)) yield* judge(worker, stack);
  },
});

function* judge(worker: Worker, stack: Stack): Verdicts {
  const given = worker.get('worker_pool');
  // A pool that the app's settings name is judged with them.
  if (given.state !== 'known' || given.at.file.kind === 'python' || stack.ignores(given.at.file.path)) return;
  const pool = celeryPool(given.value);
  if (pool === undefined || pool === 'prefork') return;
  const idle = Object.entries(POOL_ABILITY_OF_SETTING).flatMap(([name, ability]) => {
    const limit = worker.get(name);
    // What the app's settings say is for its other workers too.
    const own = limit.state === 'known' && limit.at.file.kind !== 'python';
    return own && Number(limit.value) > 0 && poolCan(pool, ability) === 'no' ? [{ name, limit }] : [];
  });
  const [first, ...others] = idle;
  if (!first) return;
  yield {
    at: first.limit.at,
    setting: first.name,
    value: first.limit.value,
    message: `This does nothing with the pool ${pool}${others.length > 0 ? `, nor ${others.length > 1 ? 'do' : 'does'} ${others.map(({ limit }) => limit.source).join(' and ')}` : ''}: only prefork can stop a task or replace a process.`,
    related: [
      { ...given.at, message: 'The pool is named here.' },
      ...others.map(({ limit }) => ({ ...limit.at, message: 'Without effect as well.' })),
    ],
    fixes: fixWith(
      `Leave ${idle.length === 1 ? 'it' : 'them'} out`,
      'review',
      idle.flatMap(({ name }) => worker.settings.flags?.remove(name) ?? []),
    ),
  };
}
