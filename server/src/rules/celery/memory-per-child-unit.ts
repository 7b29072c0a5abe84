import { describeMemory } from '../../knowledge/redis/units';
import { isPrefork, numberIn, settingFix } from '../celery-app';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

/** A process of Python with Celery takes more than that before it has run a task. */
const LEAST_KIB = 32 * 1024;
/** Nobody means so much for one process: it counts bytes. */
const MOST_KIB = 64 * 1024 * 1024;

export default celeryRule({
  summary: 'worker_max_memory_per_child counts KiB, not MiB or bytes',
  severity: 'warning',
  from: 'development',
  settings: ['worker_max_memory_per_child'],
  why: 'A number that is meant in megabytes is a thousand times too small: each process is above it from the start and is replaced after every task, which takes seconds. One that is meant in bytes is never reached.',
  unless: 'Each process is meant to run one task only; worker_max_tasks_per_child=1 says so.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-worker_max_memory_per_child'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_max_memory_per_child=512,
                                ^^^ warning: 512 KiB
)
`,
      good: goodApp({ worker_max_memory_per_child: '524288' }),
    },
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_max_memory_per_child=209715200,
                                ^^^^^^^^^ warning: 200 GiB
)
`,
      good: goodApp({ worker_max_memory_per_child: '204800' }),
    },
  ],
  *check(app) {
    const most = app.effective('worker_max_memory_per_child');
    const number = numberIn(most);
    if (most.state !== 'known' || number === undefined || number <= 0 || !isPrefork(app)) return;
    if (number >= LEAST_KIB && number < MOST_KIB) return;
    const small = number < LEAST_KIB;
    const meant = Math.round(small ? number * 1024 : number / 1024);
    const sensible = meant >= LEAST_KIB && meant < MOST_KIB;
    yield {
      at: most.setting.atValue,
      setting: 'worker_max_memory_per_child',
      value: most.setting.text,
      message: small
        ? `This is ${describeMemory(number * 1024)}: the number counts KiB. Each process takes more from the start, and is replaced after every task.`
        : `This is ${describeMemory(number * 1024)}: the number counts KiB, not bytes. No process is ever replaced.`,
      fixes: sensible
        ? settingFix(app, `Set worker_max_memory_per_child to ${meant} (${describeMemory(meant * 1024)})`, 'review', [
            ['worker_max_memory_per_child', String(meant)],
          ])
        : [],
    };
  },
});
