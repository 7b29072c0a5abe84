import { eachTaskGives, isJudged, isOn, settingFix, undecided } from '../celery-app';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'Tasks are acknowledged before they run',
  severity: 'information',
  guide: 'Celery › Task acknowledgment',
  settings: ['task_acks_late'],
  checklist: 'Enable `task_acks_late=True`',
  why: 'By default a worker acknowledges a message before it runs the task. When the machine or container goes down then, the task is lost. With task_acks_late the message stays with the broker until the task has ended, and comes again: at once from RabbitMQ, after visibility_timeout (one hour) from Redis.',
  price:
    'A task may run twice, so it has to bear a second run. It is not tried again for an exception or a time limit: that is what retries are for. With Redis no task may take longer than visibility_timeout, or it starts a second time while it still runs.',
  unless: 'A second run does harm, as with sending mail or taking money, or losing a task costs nothing.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-task_acks_late',
    'https://docs.celeryq.dev/en/stable/faq.html#should-i-use-retry-or-acks-late',
  ],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_time_limit=300,
    ^^^^^^^^^^^^^^^ information: task_acks_late is not set
)
`,
      good: goodApp(),
    },
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_acks_late=False,
                   ^^^^^ information: acknowledged before it runs
)
`,
      good: goodApp(),
    },
  ],
  *check(app) {
    if (!isJudged(app)) return;
    const late = app.effective('task_acks_late');
    if (late.state === 'unknown') {
      yield undecided(app, late);
      return;
    }
    if (isOn(late) || (late.state === 'absent' && eachTaskGives(app, 'acks_late'))) return;
    const set = late.state === 'known' ? late.setting : undefined;
    yield {
      at: set ? set.atValue : app.settingsPlace,
      setting: 'task_acks_late',
      ...(set ? { value: set.text } : {}),
      message: `${set ? 'A' : 'task_acks_late is not set: a'} task is acknowledged before it runs, so it is lost when its worker goes down. Acknowledge late where tasks bear a second run.`,
      fixes: settingFix(
        app,
        'Set task_acks_late and task_reject_on_worker_lost to True; every task must bear a second run',
        'review',
        [
          ['task_acks_late', 'True'],
          ['task_reject_on_worker_lost', 'True'],
        ],
      ),
    };
  },
});
