import { isJudged, isOn, settingFix, undecided } from '../celery-app';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'A task whose process is killed is not run again',
  severity: 'information',
  guide: 'Celery › Task acknowledgment',
  settings: ['task_reject_on_worker_lost'],
  why: 'With task_acks_late a task comes again when the whole worker is gone. When only its process is killed, as the kernel does when memory runs out, the worker lives on and acknowledges the task as failed. task_reject_on_worker_lost gives it back to the queue instead.',
  price:
    'A task that kills its process each time comes back for ever: nothing counts the attempts. Bound what a task may take (worker_max_memory_per_child, a memory limit, a dead-letter queue) and watch for it.',
  unless: 'A task that was killed must not run again without somebody looking at it.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-task_reject_on_worker_lost',
    'https://docs.celeryq.dev/en/stable/userguide/tasks.html#Task.acks_late',
  ],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_acks_late=True,
                   ^^^^ information: task_reject_on_worker_lost
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
    task_acks_late=True,
    task_reject_on_worker_lost=False,
                               ^^^^^ information: killed
)
`,
      good: goodApp(),
    },
  ],
  *check(app) {
    if (!isJudged(app)) return;
    const late = app.effective('task_acks_late');
    if (late.state !== 'known' || !isOn(late)) return;
    const reject = app.effective('task_reject_on_worker_lost');
    if (reject.state === 'unknown') {
      yield undecided(app, reject);
      return;
    }
    if (isOn(reject)) return;
    const set = reject.state === 'known' ? reject.setting : undefined;
    yield {
      at: set ? set.atValue : late.setting.atValue,
      setting: 'task_reject_on_worker_lost',
      ...(set ? { value: set.text } : {}),
      message: set
        ? 'A task whose process is killed, as when memory runs out, counts as done although it acknowledges late. True gives it back to the queue; one that kills its process each time then comes back for ever.'
        : 'Without task_reject_on_worker_lost a task whose process is killed, as when memory runs out, counts as done although it acknowledges late. With it, one that kills its process each time comes back for ever.',
      fixes: settingFix(
        app,
        'Set task_reject_on_worker_lost to True; a task that always kills its process then comes back for ever',
        'review',
        [['task_reject_on_worker_lost', 'True']],
      ),
    };
  },
});
