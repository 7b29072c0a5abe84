import { isJudged, isOn, secondsIn, settingFix } from '../celery-app';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'A task that times out is never acknowledged',
  severity: 'warning',
  settings: ['task_acks_on_failure_or_timeout'],
  why: 'With task_acks_late and task_acks_on_failure_or_timeout off, a task that runs into its time limit is not acknowledged. Up to 5.6 its message stays with the worker until the connection ends or visibility_timeout passes, and takes up a place of what may be prefetched; from 5.7 on it goes back to the queue at once, runs into its limit again, and so on for ever.',
  unless: 'A dead-letter queue or a delivery limit takes such messages away.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-task_acks_on_failure_or_timeout',
    'https://docs.celeryq.dev/en/latest/userguide/configuration.html#std-setting-task_acks_on_timeout',
  ],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_acks_late=True,
    task_acks_on_failure_or_timeout=False,
                                    ^^^^^ warning: times out
    task_time_limit=300,
)
`,
      good: goodApp(),
    },
  ],
  *check(app) {
    if (!isJudged(app) || !isOn(app.effective('task_acks_late'))) return;
    const acks = app.effective('task_acks_on_failure_or_timeout');
    if (acks.state !== 'known' || acks.value.type !== 'bool' || acks.value.value) return;
    const limit = app.effective('task_time_limit');
    const seconds = secondsIn(limit);
    if (limit.state !== 'known' || !seconds || app.effective('task_acks_on_timeout').state !== 'absent') return;
    yield {
      at: acks.setting.atValue,
      setting: 'task_acks_on_failure_or_timeout',
      value: acks.setting.text,
      message: `A task that times out after ${seconds} s is never acknowledged: its message stays stuck with the worker, and from Celery 5.7 on it runs again and again.`,
      related: [{ ...limit.setting.atValue, message: 'The time limit is set here.' }],
      fixes: settingFix(app, 'Set task_acks_on_failure_or_timeout to True', 'review', [
        ['task_acks_on_failure_or_timeout', 'True'],
      ]),
    };
  },
});
