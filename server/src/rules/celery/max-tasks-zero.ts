import { tasksPerChild } from '../../knowledge/tiers';
import { isPrefork, numberIn, settingFix } from '../celery-app';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'worker_max_tasks_per_child below 1 ends the worker at its start',
  severity: 'error',
  from: 'development',
  settings: ['worker_max_tasks_per_child'],
  why: 'The pool wants at least one task for each process and ends with an AssertionError. None, the default, is what sets no limit.',
  unless: 'The worker’s pool is not prefork and leaves the setting alone.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-worker_max_tasks_per_child'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_max_tasks_per_child=0,
                               ^ error: does not start
)
`,
      good: goodApp(),
    },
  ],
  *check(app, view) {
    const most = app.effective('worker_max_tasks_per_child');
    if (most.state !== 'known' || most.value.type !== 'int' || !isPrefork(app)) return;
    const number = numberIn(most);
    if (number === undefined || number >= 1) return;
    const wanted = String(tasksPerChild[view.policyOf(most.setting.file).workerMemory]);
    yield {
      at: most.setting.atValue,
      setting: 'worker_max_tasks_per_child',
      value: most.setting.text,
      message: `A worker does not start with ${number}: its pool wants 1 at least. None is what sets no limit.`,
      fixes: settingFix(app, `Set worker_max_tasks_per_child to ${wanted}`, 'safe', [
        ['worker_max_tasks_per_child', wanted],
      ]),
    };
  },
});
