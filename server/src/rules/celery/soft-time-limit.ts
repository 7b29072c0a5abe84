import { isBefore, isCertainlyAtLeast } from '../../knowledge/redis/versions';
import { TASK_SPEEDS, taskLimits } from '../../knowledge/tiers';
import type { Fix, Verdict } from '../../stack/finding';
import type { CeleryApp } from '../../stack/python/celery';
import type { CeleryTask } from '../../stack/python/celery-tasks';
import type { Stack } from '../../stack/stack';
import { durationText, isNone, judgedTasks, secondsIn, setterOf, settingFix, undecided } from '../celery-app';
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

export default stackRule({
  summary: 'A task has no time to clean up before it is killed',
  severity: 'information',
  guide: 'Celery › Time limits',
  settings: ['task_soft_time_limit'],
  why: 'task_soft_time_limit raises SoftTimeLimitExceeded inside the task, which can then close files and give locks back; task_time_limit kills its process. Celery starts the soft clock first and the hard one when that has rung, so a soft limit above the hard one holds the hard one up: with soft 4 and hard 2 a task ran for 4 seconds. From 5.5 on Celery refuses to send such a task.',
  price: 'Code that catches every Exception swallows this one too.',
  unless: 'Tasks hold nothing that outlives their process.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-task_soft_time_limit',
    'https://docs.celeryq.dev/en/stable/userguide/workers.html#time-limits',
  ],
  tiers: TASK_SPEEDS.map((tier) => ({
    axis: 'tasks',
    tier,
    value: `${taskLimits[tier].soft} s, hard ${taskLimits[tier].hard} s`,
  })),
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_time_limit=300,
                    ^^^ information: without task_soft_time_limit
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
    task_soft_time_limit=600,
                         ^^^ error: holds up the hard one
)
`,
      good: goodApp(),
    },
  ],
  *check(stack) {
    for (const app of judgedApps(stack)) {
      if (!runsPrefork(stack, app)) continue;
      yield* ofApp(app, stack);
      for (const task of judgedTasks(app)) {
        const verdict = ofTask(app, task, stack);
        if (verdict) yield verdict;
      }
    }
    for (const name of LIMITS) for (const told of onCommandLines(stack, name)) yield* ofWorker(told, name);
  },
});

function* ofApp(app: CeleryApp, stack: Stack): Verdicts {
  if (LIMITS.some((name) => isToldElsewhere(stack, app, name))) return;
  const hard = app.effective('task_time_limit');
  const limit = secondsIn(hard);
  if (hard.state !== 'known' || !limit) return;
  const soft = app.effective('task_soft_time_limit');
  if (soft.state === 'unknown') {
    yield undecided(app, soft);
    return;
  }
  const wanted = softFor(limit);
  const fixes =
    wanted === undefined
      ? []
      : settingFix(app, `Set task_soft_time_limit to ${wanted}`, 'safe', [['task_soft_time_limit', String(wanted)]]);
  const set = soft.state === 'known' ? soft.setting : undefined;
  const value = isNone(soft) ? 0 : secondsIn(soft);
  if (set && value === undefined) return;
  if (!value) {
    yield {
      at: (set ?? hard.setting).atValue,
      setting: 'task_soft_time_limit',
      ...(set ? { value: set.text } : {}),
      message: `After ${durationText(limit)} a task is killed without warning: without task_soft_time_limit it cannot clean up first.`,
      fixes,
    };
    return;
  }
  if (value < limit) return;
  yield {
    at: set!.atValue,
    severity: value > limit ? 'error' : 'warning',
    setting: 'task_soft_time_limit',
    value: set!.text,
    message: above(value, limit, stack.packageVersion('celery', app.place.file)),
    related: [{ ...hard.setting.atValue, message: `The hard limit is ${durationText(limit)} here.` }],
    fixes,
  };
}

const LIMITS = ['task_time_limit', 'task_soft_time_limit'];

/** The soft limit where it is told: on the command line, else in the app's settings, which other workers may share. */
function softFix(told: WorkerSetting, isSoft: boolean, wanted: string): Fix[] {
  const { app, name } = told.worker;
  if (isSoft) return commandFix(told, `Set the soft time limit of ${name} to ${wanted}`, 'safe', LIMITS[1]!, wanted);
  return app ? settingFix(app, `Set task_soft_time_limit to ${wanted}`, 'review', [[LIMITS[1]!, wanted]]) : [];
}

/** A worker of which one limit is told where it is started, and the other there or by the app. */
function* ofWorker(told: WorkerSetting, name: string): Verdicts {
  const { given, worker } = told;
  const [hard, soft] = LIMITS.map((limit) => worker.number(limit));
  if (hard?.state !== 'known' || soft?.state !== 'known' || hard.value <= 0 || worker.pool !== 'prefork') return;
  const isSoft = name === 'task_soft_time_limit';
  const other = worker.get(isSoft ? 'task_time_limit' : 'task_soft_time_limit');
  if (soft.value < hard.value || other.state !== 'known') return;
  // Where both stand there, it is said once.
  if (!isSoft && other.at.file.kind !== 'python') return;
  const wanted = softFor(hard.value);
  const [limit, length] = isSoft ? ['hard', hard.value] : ['soft', soft.value];
  yield {
    at: given.at,
    severity: soft.value > hard.value ? 'error' : 'warning',
    setting: name,
    value: given.value,
    // Who sends the task does not know of a worker's limits, so that no version refuses it.
    message: above(soft.value, hard.value, '5.4'),
    related: [{ ...other.at, message: `The ${limit} limit is ${durationText(Number(length))} here.` }],
    fixes: wanted === undefined ? [] : softFix(told, isSoft, String(wanted)),
  };
}

/** A task whose own limits, with those that it takes from the app, are the wrong way round. */
function ofTask(app: CeleryApp, task: CeleryTask, stack: Stack): Verdict | undefined {
  const ownHard = setterOf(task.option('time_limit'));
  const ownSoft = setterOf(task.option('soft_time_limit'));
  const own = ownSoft ?? ownHard;
  if (!own) return undefined;
  const hard = app.optionOf(task, 'time_limit');
  const soft = app.optionOf(task, 'soft_time_limit');
  const hardLimit = secondsIn(hard);
  const softLimit = secondsIn(soft);
  if (!hardLimit || !softLimit || softLimit < hardLimit) return undefined;
  const other = setterOf(own === ownSoft ? hard : soft);
  const wanted = softFor(hardLimit);
  const value = String(wanted);
  return {
    at: own.atValue,
    severity: softLimit > hardLimit ? 'error' : 'warning',
    setting: own.name,
    value: own.text,
    message: above(softLimit, hardLimit, stack.packageVersion('celery', app.place.file)),
    related: other
      ? [
          own === ownSoft
            ? { ...other.atValue, message: `The hard limit is ${durationText(hardLimit)} here.` }
            : { ...other.atValue, message: `The soft limit is ${durationText(softLimit)} here.` },
        ]
      : [],
    fixes:
      wanted === undefined
        ? []
        : [
            {
              title: `Set soft_time_limit of ${task.name} to ${wanted}`,
              safety: 'safe',
              edits: ownSoft ? ownSoft.set(value) : task.insert(['soft_time_limit', value]),
            },
          ],
  };
}

function above(soft: number, hard: number, version: string | undefined): string {
  if (soft === hard)
    return `Soft and hard limit are the same ${durationText(hard)}: a task is killed before it can clean up.`;
  const limits = `The soft limit of ${durationText(soft)}`;
  if (isCertainlyAtLeast(version, '5.5'))
    return `${limits} is above the hard one of ${durationText(hard)}: Celery ${version} refuses to send the task.`;
  const refusal = isBefore(version, '5.5') ? '' : '; from 5.5 on Celery refuses to send the task';
  return `${limits} holds up the hard one of ${durationText(hard)}, whose clock starts when the soft one has rung${refusal}.`;
}

/** The guide's own pairs, else a tenth earlier but no more than a minute; undefined where no whole second is left. */
function softFor(hard: number): number | undefined {
  const tier = TASK_SPEEDS.find((one) => taskLimits[one].hard === hard);
  if (tier) return taskLimits[tier].soft;
  const soft = Math.floor(hard - Math.min(60, Math.max(1, hard / 10)));
  return soft >= 1 && soft < hard ? soft : undefined;
}
