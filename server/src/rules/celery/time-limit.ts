import { TASK_SPEEDS, type TaskTier, taskLimits } from '../../knowledge/tiers';
import type { ConfigFile } from '../../settings/file';
import type { Fix } from '../../stack/finding';
import type { CeleryApp } from '../../stack/python/celery';
import type { Stack } from '../../stack/stack';
import { durationText, eachTaskGives, isNone, secondsIn, settingFix, undecided } from '../celery-app';
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
  summary: 'A task may run for ever, or longer than its tier allows',
  severity: 'warning',
  guide: 'Celery › Time limits',
  settings: ['task_time_limit'],
  why: 'A task that hangs, on a connection without timeout for instance, keeps its process for ever. When as many hang as there are processes, the worker does nothing any more, and says nothing. task_time_limit kills the process of such a task and starts a new one; task_soft_time_limit raises an exception shortly before, so that the task can clean up.',
  price:
    'A task that needs longer is killed in the middle: measure first, and give long tasks a limit of their own (time_limit in their decorator). A killed task counts as failed and is not run again, even with task_acks_late. With Redis as the broker and late acknowledgment, keep the limit below visibility_timeout (3600 s).',
  unless:
    'The worker’s pool is not prefork: threads, solo and eventlet know no limits, gevent only where a task yields.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-task_time_limit',
    'https://docs.celeryq.dev/en/stable/userguide/workers.html#time-limits',
  ],
  tiers: TASK_SPEEDS.map((tier) => ({
    axis: 'tasks',
    tier,
    value: `${taskLimits[tier].hard} s, soft ${taskLimits[tier].soft} s`,
  })),
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_acks_late=True,
    ^^^^^^^^^^^^^^ warning: task_time_limit is not set
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
    task_time_limit=60 * 30,
                    ^^^^^^^ information: 30 min
    task_soft_time_limit=60 * 25,
)
`,
      good: goodApp(),
    },
  ],
  *check(stack) {
    for (const app of judgedApps(stack)) yield* ofApp(app, stack);
    for (const told of onCommandLines(stack, 'task_time_limit')) yield* ofWorker(told, stack);
  },
});

function* ofApp(app: CeleryApp, stack: Stack): Verdicts {
  const limit = app.effective('task_time_limit');
  if (limit.state === 'unknown') {
    yield undecided(app, limit);
    return;
  }
  if (!runsPrefork(stack, app) || isToldElsewhere(stack, app, 'task_time_limit')) return;
  const set = limit.state === 'known' ? limit.setting : undefined;
  const seconds = isNone(limit) ? 0 : secondsIn(limit);
  if (set && seconds === undefined) return;
  const at = set ? set.atValue : app.settingsPlace;
  const tier = tierOf(stack, at.file);
  if (!seconds) {
    if (eachTaskGives(app, 'time_limit')) return;
    const soft = app.effective('task_soft_time_limit').state === 'known';
    yield {
      at,
      severity: soft ? 'information' : 'warning',
      setting: 'task_time_limit',
      ...(set ? { value: set.text } : {}),
      message: `${set ? `${set.text} sets no limit` : 'task_time_limit is not set'}: a task that hangs${soft ? ' and does not heed its soft limit' : ''} keeps its process for ever, and when as many hang as there are processes, the worker stands still.`,
      fixes: fixes(app, tier),
    };
    return;
  }
  if (seconds <= taskLimits[tier].hard) return;
  yield {
    at,
    severity: 'information',
    setting: 'task_time_limit',
    value: set!.text,
    message: tooLong(seconds, tier, unlessEnvironment(limit)),
    fixes: fixes(app, tier),
  };
}

function* ofWorker(told: WorkerSetting, stack: Stack): Verdicts {
  const { given, worker } = told;
  const seconds = Number(given.value);
  const tier = tierOf(stack, given.at.file);
  const { hard } = taskLimits[tier];
  if (!Number.isFinite(seconds) || seconds <= hard || worker.pool !== 'prefork') return;
  const soft = worker.number('task_soft_time_limit');
  // A soft limit that is no longer below the hard one would hold it up.
  const fits = soft.state === 'absent' || (soft.state === 'known' && soft.value < hard);
  yield {
    at: given.at,
    severity: 'information',
    setting: 'task_time_limit',
    value: given.value,
    message: tooLong(seconds, tier),
    fixes: fits
      ? commandFix(
          told,
          `Set the time limit of ${worker.name} to ${hard} (${tier} tasks)`,
          'safe',
          'task_time_limit',
          String(hard),
          tier,
        )
      : [],
  };
}

function tierOf(stack: Stack, file: ConfigFile): TaskTier {
  const { tasks } = stack.policyOf(file);
  return tasks === 'unset' ? 'normal' : tasks;
}

function tooLong(seconds: number, tier: TaskTier, unless = ''): string {
  return `A task that hangs keeps its process for ${durationText(seconds)}${unless}; the guide allows ${tier} tasks ${durationText(taskLimits[tier].hard)}. Those that need longer can have a time_limit of their own.`;
}

/** The active tier first, then the shorter ones. */
function fixes(app: CeleryApp, active: TaskTier): Fix[] {
  const shorter = TASK_SPEEDS.filter((tier) => taskLimits[tier].hard < taskLimits[active].hard);
  return [active, ...shorter].flatMap((tier) => {
    const { hard, soft } = taskLimits[tier];
    return settingFix(
      app,
      `Set task_time_limit to ${hard} and task_soft_time_limit to ${soft} (${tier} tasks)`,
      'safe',
      [
        ['task_time_limit', String(hard)],
        ['task_soft_time_limit', String(soft)],
      ],
      tier,
    );
  });
}
