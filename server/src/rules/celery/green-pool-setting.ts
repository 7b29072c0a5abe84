import { isExample } from '../../stack/python/example-paths';
import { textOf } from '../../stack/python/value';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'worker_pool names a pool that has to come from the command line',
  severity: 'warning',
  from: 'development',
  settings: ['worker_pool'],
  why: 'eventlet and gevent replace parts of Python’s library. That has to happen before anything else is imported, which -P on the command line sees to; when the settings name the pool, it is too late, and things break in odd ways.',
  unless: 'The command line names the pool as well.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-worker_pool'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_pool="gevent",
                ^^^^^^^^ warning: -P gevent
)
`,
      good: goodApp(),
    },
  ],
  *check(app) {
    const pool = app.effective('worker_pool');
    if (pool.state !== 'known' || isExample(pool.setting.file.path)) return;
    const name = textOf(pool.value);
    if (name !== 'gevent' && name !== 'eventlet') return;
    yield {
      at: pool.setting.atValue,
      setting: 'worker_pool',
      value: pool.setting.text,
      message: `${name} chosen here replaces Python’s library too late. Start the worker with -P ${name} instead.`,
      fixes: [
        {
          title: `Take worker_pool out and start the worker with -P ${name}`,
          safety: 'review',
          edits: pool.setting.remove(),
        },
      ],
    };
  },
});
