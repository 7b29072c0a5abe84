import { isJudged, isOn, settingFix } from '../celery-app';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'task_reject_on_worker_lost without task_acks_late does nothing',
  severity: 'warning',
  from: 'development',
  settings: ['task_reject_on_worker_lost'],
  why: 'A message can be given back to the queue only while it is not acknowledged. By default it is acknowledged before its task runs, so there is nothing left to give back when the process is killed.',
  price: 'With task_acks_late a task may run twice.',
  unless: 'Each task that matters sets acks_late itself.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-task_reject_on_worker_lost'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_reject_on_worker_lost=True,
                               ^^^^ warning: without task_acks_late
)
`,
      good: goodApp(),
    },
  ],
  *check(app) {
    if (!isJudged(app)) return;
    const reject = app.effective('task_reject_on_worker_lost');
    if (reject.state !== 'known' || !isOn(reject)) return;
    const late = app.effective('task_acks_late');
    if (late.state === 'unknown' || isOn(late)) return;
    if (app.tasks.some((task) => task.option('acks_late').state !== 'absent')) return;
    yield {
      at: reject.setting.atValue,
      setting: 'task_reject_on_worker_lost',
      value: reject.setting.text,
      message:
        'This does nothing without task_acks_late: a message is acknowledged before its task runs, so a killed task is lost all the same.',
      ...(late.state === 'known'
        ? { related: [{ ...late.setting.atValue, message: 'task_acks_late is off here.' }] }
        : {}),
      fixes: settingFix(app, 'Set task_acks_late to True; every task must bear a second run', 'review', [
        ['task_acks_late', 'True'],
      ]),
    };
  },
});
