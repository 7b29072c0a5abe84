import type { Fix } from '../../stack/finding';
import { isExample } from '../../stack/python/example-paths';
import type { PythonSetting } from '../../stack/python/setting';
import type { PythonValue } from '../../stack/python/value';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

/** What becomes of Celery when these are no whole numbers; with its other numbers it gets along. */
const EFFECT: Readonly<Record<string, string>> = {
  worker_concurrency: 'the worker ends at its start',
  worker_max_tasks_per_child: 'the worker ends at its start',
  worker_max_memory_per_child: 'each process ends after its first task',
  broker_pool_limit: 'sending a task fails',
};
/** Where a fraction does the same harm. */
const WHOLE = new Set(['worker_concurrency', 'worker_max_tasks_per_child']);

export default celeryRule({
  summary: 'A text where Celery needs a number',
  severity: 'error',
  from: 'development',
  settings: Object.keys(EFFECT),
  why: 'What the environment holds is text, and Celery converts no setting: with worker_concurrency = "4" the worker ends with a TypeError. The same holds for 4.0, and for a division by /, whose result is a fraction.',
  unless: 'The settings serve a process that starts no worker and sends no task.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-worker_concurrency'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
import os

from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_concurrency=os.getenv("CONCURRENCY", "4"),
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: a text
)
`,
      good: goodApp({ worker_concurrency: 'int(os.getenv("CONCURRENCY", "4"))' }, 'import os\n\n'),
    },
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_max_tasks_per_child="1000",
                               ^^^^^^ error: ends at its start
)
`,
      good: goodApp(),
    },
  ],
  *check(app) {
    for (const [name, effect] of Object.entries(EFFECT)) {
      const setting = app.all(name).at(-1);
      if (!setting?.sure || isExample(setting.file.path)) continue;
      const kind = kindOf(setting.read);
      if (kind === undefined || (kind === 'float' && !WHOLE.has(name))) continue;
      yield {
        at: setting.atValue,
        setting: name,
        value: setting.text,
        message: `This is a ${kind === 'str' ? 'text' : 'fraction'}, and Celery converts nothing: ${effect}. int(…) makes it a whole number.`,
        fixes: fixes(setting, kind),
      };
    }
  },
});

/** `str` or `float` where the value is certain to be one when Celery reads it. */
function kindOf(read: PythonValue): 'str' | 'float' | undefined {
  return read.type === 'str' || read.type === 'float' ? read.type : undefined;
}

function fixes(setting: PythonSetting, kind: 'str' | 'float'): Fix[] {
  const { read, text, name } = setting;
  const literal = kind === 'str' && read.state === 'known' && read.type === 'str' && /^(["'])\s*\d+\s*\1$/.test(text);
  const plain = literal && read.type === 'str' && read.state === 'known' ? read.value.trim() : undefined;
  // A variable that may not be set gives None, of which int() makes no number.
  const maybeNone = read.state === 'unknown' && kind === 'str' && /\b(getenv|environ\.get)\b/.test(text);
  if (plain === undefined && maybeNone) return [];
  const value = plain ?? `int(${text})`;
  return [{ title: `Set ${name} to ${value}`, safety: 'safe', edits: setting.setHere(value) }];
}
