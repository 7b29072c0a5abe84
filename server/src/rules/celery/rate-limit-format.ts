import { parseRateLimit } from '../../knowledge/celery/rate-limit';
import type { Verdict } from '../../stack/finding';
import type { EffectivePython } from '../../stack/python/setting';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

/** What people write for the one letter behind the slash. */
const UNITS: readonly (readonly [word: RegExp, letter: string])[] = [
  [/^s(ec|ecs|econd|econds)?$/i, 's'],
  [/^m(in|ins|inute|inutes)?$/i, 'm'],
  [/^h(r|rs|our|ours)?$/i, 'h'],
];

export default celeryRule({
  summary: 'A rate limit that Celery cannot read',
  severity: 'error',
  from: 'development',
  settings: ['task_default_rate_limit', 'rate_limit'],
  why: 'Celery reads a number, or a number with /s, /m or /h: 10/s, 100/m, 10/h. With anything else the worker ends at its start with a KeyError or ValueError. The limit counts for each worker, not for all together.',
  unless: 'Workers run with worker_disable_rate_limits, and the text means nothing.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/tasks.html#Task.rate_limit'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_default_rate_limit="10/sec",
                            ^^^^^^^^ error: 10/s
)
`,
      good: goodApp({ task_default_rate_limit: '"10/s"' }),
    },
  ],
  *check(app) {
    const setting = verdictOn(app.effective('task_default_rate_limit'));
    if (setting) yield setting;
    for (const task of app.tasks) {
      const option = verdictOn(task.option('rate_limit'));
      if (option) yield option;
    }
  },
});

function verdictOn(limit: EffectivePython): Verdict | undefined {
  if (limit.state !== 'known' || limit.value.type !== 'str' || limit.value.value === '') return undefined;
  const text = limit.value.value;
  if (parseRateLimit(text) !== undefined) return undefined;
  const { setting } = limit;
  const meant = meantBy(text);
  return {
    at: setting.atValue,
    setting: setting.name,
    value: setting.text,
    message: `Celery cannot read ${JSON.stringify(text)}, and the worker ends at its start: ${meant === undefined ? 'a limit is a number with /s, /m or /h' : `write ${meant}`}.`,
    fixes:
      meant === undefined || !/^(["'])[^"'\\]*\1$/.test(setting.text)
        ? []
        : [
            {
              title: `Set ${setting.name} to ${meant}`,
              safety: 'safe',
              edits: setting.set(setting.text[0] + meant + setting.text[0]),
            },
          ],
  };
}

/** `10/s` for `10/sec`, `10 / second` or `10 per second`; a day is written in hours. */
function meantBy(text: string): string | undefined {
  const parts = /^\s*(\d+)\s*(?:\/|per)\s*([a-z]+)\s*$/i.exec(text);
  if (!parts) return undefined;
  const letter = UNITS.find(([word]) => word.test(parts[2]!))?.[1];
  return letter === undefined ? undefined : `${parts[1]}/${letter}`;
}
