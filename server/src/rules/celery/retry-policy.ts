import { retryDelays } from '../../knowledge/celery/task-options';
import type { Verdict } from '../../stack/finding';
import type { CeleryApp } from '../../stack/python/celery';
import type { CeleryTask } from '../../stack/python/celery-tasks';
import type { PythonSetting } from '../../stack/python/setting';
import { isNone, judgedTasks, numberIn, setterOf } from '../celery-app';
import { tasksModule } from '../celery-examples';
import { celeryRule } from '../rule';

const TASK_PAGE = 'https://docs.celeryq.dev/en/stable/userguide/tasks.html';

export default celeryRule({
  summary: 'The retries of a task do not wait as they seem to',
  severity: 'information',
  guide: 'Celery › Retry configuration',
  settings: [
    'max_retries',
    'default_retry_delay',
    'autoretry_for',
    'retry_backoff',
    'retry_backoff_max',
    'retry_jitter',
  ],
  why: 'A task with autoretry_for waits default_retry_delay before each try, three minutes unless it says otherwise, however often it has failed: a service that is down meets all its callers again at once. retry_backoff doubles the wait each time, from the seconds that it names: True is 1 second, whatever default_retry_delay says, and 60 waits for 60, 120 and 240. retry_jitter, on by default, draws each wait by chance below that, so that tasks do not come back together. self.retry() knows nothing of all this: it waits for its countdown or for default_retry_delay.',
  price:
    'Tasks that fail stay in the queue for longer. A wait above visibility_timeout (3600 s) makes a Redis broker hand the task out twice.',
  unless: 'The service asks for a fixed interval.',
  sources: [
    `${TASK_PAGE}#automatic-retry-for-known-exceptions`,
    'https://github.com/celery/celery/blob/main/celery/app/autoretry.py',
  ],
  examples: [
    {
      bad: tasksModule(`@app.task(autoretry_for=(ConnectionError,), retry_backoff=True, default_retry_delay=60)
                                                          ^^^^ information: 1, 2, 4 seconds
def send(order):
    deliver(order)
`),
      good: tasksModule(`@app.task(autoretry_for=(ConnectionError,), retry_backoff=60, default_retry_delay=60)
def send(order):
    deliver(order)
`),
    },
    {
      bad: tasksModule(`@app.task(autoretry_for=(ConnectionError,), retry_backoff=60, max_retries=None)
                                                                          ^^^^ warning: for ever
def send(order):
    deliver(order)
`),
      good: tasksModule(`@app.task(autoretry_for=(ConnectionError,), max_retries=3, retry_backoff=60)
def send(order):
    deliver(order)
`),
    },
    {
      bad: tasksModule(`@app.task(autoretry_for=(ConnectionError,), max_retries=3)
          ^^^^^^^^^^^^^ information: 180 seconds
def send(order):
    deliver(order)
`),
      good: tasksModule(`@app.task(autoretry_for=(ConnectionError,), max_retries=3, retry_backoff=60)
def send(order):
    deliver(order)
`),
    },
    {
      bad: tasksModule(`@app.task(autoretry_for=(ConnectionError,), retry_backoff=120, retry_backoff_max=60)
                                                                                 ^^ warning: never reaches 120
def send(order):
    deliver(order)
`),
      good: tasksModule(`@app.task(autoretry_for=(ConnectionError,), retry_backoff=120, retry_backoff_max=600)
def send(order):
    deliver(order)
`),
    },
  ],
  *check(app) {
    for (const task of judgedTasks(app)) yield* verdictsOn(app, task);
  },
});

const BACKOFF = 60;
const BACKOFF_MAX = 600;

function* verdictsOn(app: CeleryApp, task: CeleryTask): Iterable<Verdict> {
  const forever = endless(app, task);
  if (forever) yield forever;
  const auto = app.optionOf(task, 'autoretry_for');
  if (auto.state === 'absent') {
    const idle = withoutAutoretry(app, task);
    if (idle) yield idle;
    return;
  }
  const exceptions = setterOf(task.option('autoretry_for'));
  const backoff = task.option('retry_backoff');
  if (backoff.state === 'absent') {
    const fixed = exceptions && withoutBackoff(app, task, exceptions);
    if (fixed) yield fixed;
    return;
  }
  if (backoff.state !== 'known') return;
  const first = firstWait(task);
  if (first === undefined) return;
  yield* onDelay(task, backoff.setting);
  yield* onMost(task, backoff.setting, first);
  yield* onJitter(task);
}

/** retry_backoff=True beside a delay that it leaves out of account. */
function* onDelay(task: CeleryTask, backoff: PythonSetting): Iterable<Verdict> {
  const delay = task.option('default_retry_delay');
  const seconds = Math.round(numberIn(delay) ?? 0);
  if (backoff.read.state !== 'known' || backoff.read.type !== 'bool' || delay.state !== 'known' || seconds <= 1) return;
  const waits = retryDelays(seconds, mostOf(task) ?? BACKOFF_MAX, 3).join(', ');
  yield {
    at: backoff.atValue,
    setting: 'retry_backoff',
    value: backoff.text,
    message: `retry_backoff=True waits for 1, 2, 4 seconds and so on; default_retry_delay plays no part in it. The seconds to start from go into retry_backoff itself.`,
    related: [{ ...delay.setting.atValue, message: 'Tries with a backoff leave this out of account.' }],
    fixes: [
      {
        title: `Set retry_backoff of ${task.name} to ${seconds}: it then waits for ${waits} seconds`,
        safety: 'safe',
        edits: backoff.set(String(seconds)),
      },
    ],
  };
}

/** A maximum below the first wait. */
function* onMost(task: CeleryTask, backoff: PythonSetting, first: number): Iterable<Verdict> {
  const most = setterOf(task.option('retry_backoff_max'));
  const limit = mostOf(task);
  if (!most || limit === undefined || limit <= 0 || first <= limit) return;
  const wanted = Math.max(BACKOFF_MAX, 10 * first);
  yield {
    at: most.atValue,
    severity: 'warning',
    setting: 'retry_backoff_max',
    value: most.text,
    message: `Every wait is ${limit} seconds: with this maximum retry_backoff never reaches ${first}.`,
    related: [{ ...backoff.atValue, message: 'The first wait is set here.' }],
    fixes: [
      {
        title: `Set retry_backoff_max of ${task.name} to ${wanted}`,
        safety: 'safe',
        edits: most.set(String(wanted)),
      },
    ],
  };
}

function* onJitter(task: CeleryTask): Iterable<Verdict> {
  const jitter = task.option('retry_jitter');
  if (jitter.state !== 'known' || jitter.value.type !== 'bool' || jitter.value.value) return;
  yield {
    at: jitter.setting.atValue,
    severity: 'hint',
    setting: 'retry_jitter',
    value: jitter.setting.text,
    message: 'Without jitter all tasks that failed together come back together.',
    fixes: [{ title: `Set retry_jitter of ${task.name} to True`, safety: 'safe', edits: jitter.setting.set('True') }],
  };
}

/** A task that never gives up, where it is tried again at all. */
function endless(app: CeleryApp, task: CeleryTask): Verdict | undefined {
  const most = task.option('max_retries');
  if (most.state !== 'known' || !isNone(most)) return undefined;
  if (app.optionOf(task, 'autoretry_for').state === 'absent' && task.retries.length === 0) return undefined;
  const { setting } = most;
  return {
    at: setting.atValue,
    severity: 'warning',
    setting: 'max_retries',
    value: setting.text,
    message: `${task.name} is tried again for ever: runs that can never succeed stay in the queue, and their number only grows.`,
    fixes: [{ title: `Set max_retries of ${task.name} to 3`, safety: 'review', edits: setting.set('3') }],
  };
}

/**
 * retry_backoff without autoretry_for does nothing. A base class may bring the exceptions along, and code may read the
 * attribute for a countdown of its own.
 */
function withoutAutoretry(app: CeleryApp, task: CeleryTask): Verdict | undefined {
  const backoff = task.option('retry_backoff');
  if (backoff.state !== 'known' || task.option('base').state !== 'absent') return undefined;
  if (firstWait(task) === undefined) return undefined;
  if ([...app.files].some(({ text }) => /\.retry_backoff\b/.test(text))) return undefined;
  return {
    at: backoff.setting.atName,
    setting: 'retry_backoff',
    value: backoff.setting.text,
    message:
      task.retries.length > 0
        ? 'retry_backoff does nothing without autoretry_for: retry() waits for its countdown, or for default_retry_delay.'
        : 'retry_backoff does nothing without autoretry_for: the task is never tried again by itself.',
    fixes: [
      {
        title: 'Name the exceptions after which the task is tried again: autoretry_for=(ConnectionError, …)',
        safety: 'advice',
        edits: [],
      },
    ],
  };
}

function withoutBackoff(app: CeleryApp, task: CeleryTask, exceptions: PythonSetting): Verdict | undefined {
  if (task.option('base').state !== 'absent' || task.option('retry_kwargs').state !== 'absent') return undefined;
  const delay = app.optionOf(task, 'default_retry_delay');
  const seconds = delay.state === 'absent' ? 180 : numberIn(delay);
  if (seconds === undefined || seconds <= 0) return undefined;
  const backoff = delay.state === 'absent' ? BACKOFF : Math.max(1, Math.round(seconds));
  const waits = retryDelays(backoff, BACKOFF_MAX, 3).join(', ');
  return {
    at: exceptions.atName,
    setting: 'retry_backoff',
    message: `Each try comes ${seconds} seconds after the last, however often the task has failed, and tasks that failed together come back together. retry_backoff spreads them.`,
    fixes: [
      {
        title: `Set retry_backoff of ${task.name} to ${backoff}: it then waits for up to ${waits} seconds`,
        safety: 'safe',
        edits: task.insert(['retry_backoff', String(backoff)]),
      },
    ],
  };
}

/** Seconds of the first wait, as Celery counts them; undefined where there is no backoff or it is not known. */
function firstWait(task: CeleryTask): number | undefined {
  const backoff = task.option('retry_backoff');
  if (backoff.state !== 'known') return undefined;
  if (backoff.value.type === 'bool') return backoff.value.value ? 1 : undefined;
  const number = numberIn(backoff);
  return number === undefined || number <= 0 ? undefined : Math.max(1, Math.floor(number));
}

function mostOf(task: CeleryTask): number | undefined {
  const most = task.option('retry_backoff_max');
  return most.state === 'absent' ? BACKOFF_MAX : numberIn(most);
}
