import { prefetch, TASK_SPEEDS, type TaskTier } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import type { CeleryApp } from '../../stack/python/celery';
import type { Stack } from '../../stack/stack';
import { isOn, numberIn, settingFix, undecided } from '../celery-app';
import { goodApp } from '../celery-examples';
import {
  commandFix,
  isToldElsewhere,
  judgedApps,
  onCommandLines,
  type WorkerSetting,
  zeroOnCommandLines,
} from '../celery-workers';
import { stackRule, type Verdicts } from '../rule';
import { unlessEnvironment } from '../unless-environment';

export default stackRule({
  summary: 'Each process reserves tasks that others could run',
  severity: 'information',
  guide: 'Celery › Prefetch multiplier',
  settings: ['worker_prefetch_multiplier'],
  checklist: 'Set `worker_prefetch_multiplier=1` for fair distribution',
  why: 'A worker reserves concurrency × worker_prefetch_multiplier messages, four for each process by default. What it has reserved waits for it, even while other workers are idle. With late acknowledgment all of them come again when the worker is lost, and with Redis the time that they wait counts towards visibility_timeout. 1 hands tasks out most evenly.',
  price:
    'One trip to the broker for each task. Many short tasks (well under a second) are faster with more: Celery’s documentation tries 50 to 150 there; give them a worker of their own.',
  unless: 'The tasks are short and alike; state tasks=fast then.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/optimizing.html#prefetch-limits',
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-worker_prefetch_multiplier',
  ],
  tiers: TASK_SPEEDS.map((tier) => ({ axis: 'tasks', tier, value: String(prefetch[tier]) })),
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_prefetch_multiplier=4,
                               ^ information: reserves 4 tasks
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
    worker_prefetch_multiplier=0,
                               ^ warning: as many tasks as the queue holds
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
    task_time_limit=300,
    ^^^^^^^^^^^^^^^ information: is not set
)
`,
      good: goodApp(),
    },
  ],
  *check(stack) {
    for (const app of judgedApps(stack)) yield* ofApp(app, stack);
    for (const told of onCommandLines(stack, 'worker_prefetch_multiplier')) yield* ofWorker(told, stack);
    yield* zeroOnCommandLines(stack, 'worker_prefetch_multiplier', 'the default of 4');
  },
});

function* ofApp(app: CeleryApp, stack: Stack): Verdicts {
  const multiplier = app.effective('worker_prefetch_multiplier');
  if (multiplier.state === 'unknown') {
    yield undecided(app, multiplier);
    return;
  }
  // Without prefetching, which Celery 5.6 has for Redis, the number does nothing.
  if (isOn(app.effective('worker_disable_prefetch'))) return;
  if (isToldElsewhere(stack, app, 'worker_prefetch_multiplier')) return;
  const set = multiplier.state === 'known' ? multiplier.setting : undefined;
  const number = set ? numberIn(multiplier) : 4;
  if (number === undefined || number < 0) return;
  const at = set ? set.atValue : app.settingsPlace;
  const { tasks } = stack.policyOf(at.file);
  const wanted = prefetch[tasks];
  if (number !== 0 && number <= wanted) return;
  const late = isOn(app.effective('task_acks_late'));
  yield {
    at,
    severity: number === 0 || late ? 'warning' : 'information',
    setting: 'worker_prefetch_multiplier',
    ...(set ? { value: set.text } : {}),
    message: sentence(number, set !== undefined, late, wanted, unlessEnvironment(multiplier)),
    fixes: fixes(app, tasks),
  };
}

function* ofWorker(told: WorkerSetting, stack: Stack): Verdicts {
  const { given, worker } = told;
  const number = Number(given.value);
  const wanted = prefetch[stack.policyOf(given.at.file).tasks];
  if (!Number.isInteger(number) || number <= wanted) return;
  const late = isOn(worker.inApp('task_acks_late'));
  yield {
    at: given.at,
    severity: late ? 'warning' : 'information',
    setting: 'worker_prefetch_multiplier',
    value: given.value,
    message: sentence(number, true, late, wanted),
    fixes: commandFix(
      told,
      `Set the prefetch multiplier of ${worker.name} to ${wanted}`,
      'safe',
      'worker_prefetch_multiplier',
      String(wanted),
    ),
  };
}

function sentence(number: number, set: boolean, late: boolean, wanted: number, unless = ''): string {
  const lost = late ? ', and all of them come again when it is lost' : '';
  const wish = wanted === 1 ? '1 hands them out most evenly' : `${wanted} hands them out more evenly`;
  if (number === 0)
    return `0 sets no limit${unless}: a worker reserves as many tasks as the queue holds, while others stand idle${lost}. Set it to ${wanted}.`;
  const each = `a worker reserves ${number} tasks for each of its processes${unless}, which others could run${lost}`;
  return set
    ? `${each[0]!.toUpperCase()}${each.slice(1)}. ${wish[0]!.toUpperCase()}${wish.slice(1)}.`
    : `worker_prefetch_multiplier is not set: ${each}. ${wish[0]!.toUpperCase()}${wish.slice(1)}.`;
}

/** The active number first, then the lower ones of other tiers. */
function fixes(app: CeleryApp, active: TaskTier | 'unset'): Fix[] {
  const wanted = prefetch[active];
  const lower = TASK_SPEEDS.filter((tier) => prefetch[tier] < wanted);
  return [active, ...lower].flatMap((tier) => {
    const number = String(prefetch[tier]);
    const title = `Set worker_prefetch_multiplier to ${number}${tier === 'unset' ? '' : ` (${tier} tasks)`}`;
    const values = [['worker_prefetch_multiplier', number]] as const;
    return settingFix(app, title, 'safe', values, tier === 'unset' ? undefined : tier);
  });
}
