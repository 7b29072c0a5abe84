import type { Fix, Place } from '../../stack/finding';
import { celeryAddress } from '../../stack/model/brokers';
import { isComposed } from '../../stack/model/service';
import { type Worker, workersOf } from '../../stack/model/workers';
import type { CeleryApp } from '../../stack/python/celery';
import { celeryService, transportOf } from '../../stack/python/celery-urls';
import type { EffectivePython } from '../../stack/python/setting';
import { itemOf, numberOf, secondsOf } from '../../stack/python/value';
import type { Stack } from '../../stack/stack';
import { durationText } from '../celery-app';
import { goodModule } from '../celery-examples';
import { longestRun } from '../celery-runs';
import { judgedApps } from '../celery-workers';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

/** After so many seconds Redis hands out a task again that nobody has acknowledged, unless the app says otherwise. */
const DEFAULT_TIMEOUT = 3600;

const BROKER = { broker_url: '"redis://redis:6379/0"' };

export default stackRule({
  summary: 'Redis hands a task out again while it still runs',
  severity: 'warning',
  guide: 'Celery › Time limits',
  settings: ['broker_transport_options', 'task_time_limit', 'task_acks_late'],
  why: 'With Redis as the broker, a task that no worker has acknowledged within visibility_timeout, an hour unless set, is handed out again. A task that acknowledges late is acknowledged when it ends: one that runs longer runs twice at the same time. A task that waits for its countdown or ETA is not acknowledged either, and is handed out again and again until it is due.',
  price: 'After the loss of a whole worker its tasks come back later.',
  unless: 'Running a task twice at once does no harm.',
  sources: [
    'https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html#visibility-timeout',
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-broker_transport_options',
  ],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop")
app.config_from_object("shop.celeryconfig")
//- shop/celeryconfig.py
broker_url = "redis://redis:6379/0"
task_acks_late = True
task_time_limit = 3600
                  ^^^^ warning: 1 h
`,
      good: goodModule({
        ...BROKER,
        task_time_limit: '300',
        broker_transport_options: '{"visibility_timeout": 7200}',
      }),
    },
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop")
app.config_from_object("shop.celeryconfig")
//- shop/celeryconfig.py
broker_url = "redis://redis:6379/0"
broker_transport_options = {"visibility_timeout": 60}
task_acks_late = True
task_time_limit = 300
                  ^^^ warning: 1 min
`,
      good: goodModule({ ...BROKER, broker_transport_options: '{"visibility_timeout": 600}' }),
    },
  ],
  *check(stack) {
    for (const app of judgedApps(stack)) yield* judge(app, stack);
  },
});

interface Visibility {
  readonly seconds: number;
  /** Where it is set; undefined where Celery's default holds. */
  readonly place: Place | undefined;
}

function* judge(app: CeleryApp, stack: Stack): Verdicts {
  const workers = workersOf(stack).filter((worker) => worker.app === app);
  if (!isRedis(app, workers)) return;
  const options = app.effective('broker_transport_options');
  const visibility = visibilityIn(options);
  if (!visibility) {
    yield { at: app.settingsPlace, unknown: 'what broker_transport_options says is not known' };
    return;
  }
  const limit = longestRun(app, workers);
  if (limit && limit.seconds >= visibility.seconds) {
    const wanted = limit.seconds * 2;
    yield {
      at: limit.at,
      setting: 'task_time_limit',
      value: String(limit.seconds),
      message: `A task may run for ${durationText(limit.seconds)} and acknowledges when it ends, but Redis hands it out again after ${durationText(visibility.seconds)}${visibility.place ? '' : ', Celery’s visibility_timeout unless set'}: it then runs twice at once. Set visibility_timeout above the limit.`,
      related: visibility.place
        ? [{ ...visibility.place, message: `visibility_timeout is ${durationText(visibility.seconds)}.` }]
        : [],
      fixes: raise(app, options, wanted),
    };
  }
  yield* delays(app, options, visibility);
}

/** Whether the app's tasks wait in a Redis, as its settings or all its workers say. */
function isRedis(app: CeleryApp, workers: readonly Worker[]): boolean {
  const told = workers.map((worker) => [worker, celeryAddress(worker, 'tasks')] as const);
  // Of what Compose does not run, less is known: there the app's own settings have the word.
  const addresses = told.flatMap(([{ service }, address]) => (address || isComposed(service) ? [address] : []));
  if (addresses.length > 0 && addresses.every((address) => address !== undefined))
    return addresses.every((address) => transportOf(address!.url.scheme) === 'redis');
  return addresses.length === 0 && celeryService(app, 'broker_url')?.transport === 'redis';
}

/** Undefined where it can't be told. */
function visibilityIn(options: EffectivePython): Visibility | undefined {
  if (options.state === 'absent') return { seconds: DEFAULT_TIMEOUT, place: undefined };
  if (options.state === 'unknown') return undefined;
  const { value } = options;
  if (value.type === 'none') return { seconds: DEFAULT_TIMEOUT, place: undefined };
  if (value.type !== 'dict') return undefined;
  const item = itemOf(value, 'visibility_timeout');
  if (!item) return value.unseen === undefined ? { seconds: DEFAULT_TIMEOUT, place: undefined } : undefined;
  const seconds = numberOf(item.value);
  return seconds === undefined ? undefined : { seconds, place: { file: item.file, span: item.expression.span } };
}

/** Countdowns that are longer: such a task is handed out again and again until it is due. */
function* delays(app: CeleryApp, options: EffectivePython, visibility: Visibility): Verdicts {
  for (const call of app.calls) {
    const option = call.options.find(({ name }) => name === 'countdown');
    const seconds = option && option.read.state === 'known' ? secondsOf(option.read) : undefined;
    if (!option || seconds === undefined || seconds < visibility.seconds) continue;
    yield {
      at: option.atValue,
      setting: 'countdown',
      value: option.text,
      message: `The task waits for ${durationText(seconds)}, but Redis hands it out again every ${durationText(visibility.seconds)} until then: it runs several times. Set visibility_timeout above the longest wait.`,
      related: visibility.place
        ? [{ ...visibility.place, message: `visibility_timeout is ${durationText(visibility.seconds)}.` }]
        : [],
      fixes: raise(app, options, seconds * 2),
    };
  }
}

function raise(app: CeleryApp, options: EffectivePython, seconds: number): Fix[] {
  const title = `Set visibility_timeout to ${seconds} (${durationText(seconds)})`;
  if (options.state === 'absent')
    return fixWith(title, 'review', app.insert(['broker_transport_options', `{"visibility_timeout": ${seconds}}`]));
  if (options.state !== 'known' || options.value.type !== 'dict') return [];
  const item = itemOf(options.value, 'visibility_timeout');
  return item
    ? fixWith(title, 'review', [item.file.edit(item.expression.span.start, item.expression.span.end, String(seconds))])
    : [];
}
