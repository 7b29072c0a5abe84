import { tasksPerChild, WORKER_MEMORY, type WorkerMemoryTier } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import type { CeleryApp } from '../../stack/python/celery';
import type { Stack } from '../../stack/stack';
import { isNone, numberIn, settingFix, undecided } from '../celery-app';
import { goodApp } from '../celery-examples';
import {
  commandFix,
  isToldElsewhere,
  judgedApps,
  onCommandLines,
  runsPrefork,
  type WorkerSetting,
} from '../celery-workers';
import { stackRule, type Verdicts } from '../rule';
import { unlessEnvironment } from '../unless-environment';

export default stackRule({
  summary: 'Worker processes keep what their tasks leak',
  severity: 'information',
  guide: 'Celery › Max tasks per child',
  settings: ['worker_max_tasks_per_child'],
  why: 'A process of the pool lives as long as the worker. What tasks leak, and what Python or a C library never gives back, adds up until memory runs out. worker_max_tasks_per_child replaces the process (not the worker) after so many tasks.',
  price:
    'A new process takes up to five seconds until it takes work, so a low number slows short tasks down: count in thousands there.',
  unless: 'The pool is not prefork, where this does nothing, or worker_max_memory_per_child bounds the memory itself.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-worker_max_tasks_per_child',
    'https://docs.celeryq.dev/en/stable/userguide/workers.html#max-tasks-per-child-setting',
  ],
  tiers: WORKER_MEMORY.map((tier) => ({ axis: 'workerMemory', tier, value: String(tasksPerChild[tier]) })),
  examples: [
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
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_max_tasks_per_child=50000,
                               ^^^^^ information: 50000 tasks
)
`,
      good: goodApp(),
    },
  ],
  *check(stack) {
    for (const app of judgedApps(stack)) yield* ofApp(app, stack);
    for (const told of onCommandLines(stack, 'worker_max_tasks_per_child')) yield* ofWorker(told, stack);
  },
});

function* ofApp(app: CeleryApp, stack: Stack): Verdicts {
  const most = app.effective('worker_max_tasks_per_child');
  const memory = app.effective('worker_max_memory_per_child');
  for (const one of [most, memory]) {
    if (one.state !== 'unknown') continue;
    yield undecided(app, one);
    return;
  }
  if ((memory.state === 'known' && !isNone(memory)) || !runsPrefork(stack, app)) return;
  if (BOUNDS.some((name) => isToldElsewhere(stack, app, name))) return;
  const set = most.state === 'known' ? most.setting : undefined;
  const number = isNone(most) ? undefined : numberIn(most);
  if (set && !isNone(most) && number === undefined) return;
  const at = set ? set.atValue : app.settingsPlace;
  const tier = stack.policyOf(at.file).workerMemory;
  const wanted = tasksPerChild[tier];
  if (number !== undefined && number <= wanted) return;
  yield {
    at,
    setting: 'worker_max_tasks_per_child',
    ...(set ? { value: set.text } : {}),
    message:
      number === undefined
        ? `${set ? 'None never replaces a worker process' : 'worker_max_tasks_per_child is not set'}: what tasks leak adds up for as long as the worker runs. The guide replaces a process after ${wanted} tasks.`
        : tooMany(number, tier, unlessEnvironment(most)),
    fixes: fixes(app, tier),
  };
}

const BOUNDS = ['worker_max_tasks_per_child', 'worker_max_memory_per_child'];

function* ofWorker(told: WorkerSetting, stack: Stack): Verdicts {
  const { given, worker } = told;
  const number = Number(given.value);
  const tier = stack.policyOf(given.at.file).workerMemory;
  const wanted = tasksPerChild[tier];
  if (!Number.isInteger(number) || number <= wanted || worker.pool !== 'prefork') return;
  if (worker.get('worker_max_memory_per_child').state !== 'absent') return;
  yield {
    at: given.at,
    setting: 'worker_max_tasks_per_child',
    value: given.value,
    message: tooMany(number, tier),
    fixes: commandFix(
      told,
      `Set the tasks per child of ${worker.name} to ${wanted} (${tier})`,
      'safe',
      'worker_max_tasks_per_child',
      String(wanted),
      tier,
    ),
  };
}

function tooMany(number: number, tier: WorkerMemoryTier, unless = ''): string {
  return `A worker process keeps what ${number} tasks leak until it is replaced${unless}; the guide replaces it after ${tasksPerChild[tier]} ${tier === 'normal' ? '' : `${tier} `}tasks.`;
}

/** The active tier first, then the lower ones. */
function fixes(app: CeleryApp, active: WorkerMemoryTier): Fix[] {
  const lower = WORKER_MEMORY.filter((tier) => tasksPerChild[tier] < tasksPerChild[active]);
  return [active, ...lower].flatMap((tier) => {
    const number = String(tasksPerChild[tier]);
    const title = `Set worker_max_tasks_per_child to ${number} (${tier})`;
    return settingFix(app, title, 'safe', [['worker_max_tasks_per_child', number]], tier);
  });
}
