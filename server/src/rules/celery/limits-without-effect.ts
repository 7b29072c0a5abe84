import { celeryPool, POOL_ABILITY_OF_SETTING, poolCan } from '../../knowledge/celery/pools';
import { isExample } from '../../stack/python/example-paths';
import { textOf } from '../../stack/python/value';
import { isNone } from '../celery-app';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'Limits that the worker’s pool does not know',
  severity: 'warning',
  from: 'development',
  settings: Object.keys(POOL_ABILITY_OF_SETTING),
  why: 'Only prefork can kill a process or raise an exception inside a task. With threads, solo and eventlet time limits do nothing, with gevent the hard one ends only tasks that yield, and none of them replaces processes after a number of tasks. Celery says nothing of it.',
  unless: 'Another worker of the same app runs with prefork.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/concurrency/index.html',
    'https://docs.celeryq.dev/en/stable/userguide/workers.html#time-limits',
  ],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_pool="threads",
    task_time_limit=300,
    ^^^^^^^^^^^^^^^ warning: threads
)
`,
      good: goodApp(),
    },
  ],
  *check(app) {
    const inUse = app.effective('worker_pool');
    if (inUse.state !== 'known' || isExample(inUse.setting.file.path)) return;
    const pool = celeryPool(textOf(inUse.value) ?? '');
    if (pool === undefined || pool === 'prefork') return;
    const idle = Object.entries(POOL_ABILITY_OF_SETTING).flatMap(([name, ability]) => {
      const limit = app.effective(name);
      return limit.state === 'known' && !isNone(limit) && poolCan(pool, ability) === 'no' ? [limit.setting] : [];
    });
    const [first, ...others] = idle;
    if (!first) return;
    yield {
      at: first.atName,
      setting: first.name,
      value: first.text,
      message: `This does nothing with the pool ${pool}${others.length > 0 ? `, nor ${others.length > 1 ? 'do' : 'does'} ${others.map(({ written }) => written).join(' and ')}` : ''}: only prefork can stop a task or replace a process.`,
      related: [
        { ...inUse.setting.atValue, message: 'The pool is named here.' },
        ...others.map((other) => ({ ...other.atName, message: 'Without effect as well.' })),
      ],
      fixes: [
        {
          title: 'Bound each task where it waits: timeouts of its own connections and calls',
          safety: 'advice',
          edits: [],
        },
      ],
    };
  },
});
