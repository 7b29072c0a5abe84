import { isExample } from '../../stack/python/example-paths';
import { isNone, secondsIn, settingFix } from '../celery-app';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

const DAY = 86_400;

export default celeryRule({
  summary: 'Results are kept for ever',
  severity: 'warning',
  settings: ['result_expires'],
  why: 'Each task leaves its result in the result backend. By default Redis lets it go after a day; with 0 or None it stays until memory is full, and then Redis refuses writes or throws other keys away.',
  unless: 'Something else removes results, or they have to be kept.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-result_expires'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//", backend="redis://redis:6379/1")
app.conf.update(
    result_expires=None,
                   ^^^^ warning: until memory is full
)
`,
      good: goodApp({ result_expires: '86400' }).replace('//"', '//", backend="redis://redis:6379/1"'),
    },
  ],
  *check(app) {
    const expires = app.effective('result_expires');
    if (
      expires.state !== 'known' ||
      isExample(expires.setting.file.path) ||
      !(isNone(expires) || secondsIn(expires) === 0)
    )
      return;
    const backend = app.effective('result_backend');
    if (
      backend.state !== 'known' ||
      backend.value.type !== 'str' ||
      !/^(redis|rediss|sentinel)(:|\+)/.test(backend.value.value)
    )
      return;
    yield {
      at: expires.setting.atValue,
      setting: 'result_expires',
      value: expires.setting.text,
      message: `${expires.setting.text} keeps every result in Redis until memory is full. A day is Celery’s default.`,
      related: [{ ...backend.setting.atValue, message: 'Results go to Redis.' }],
      fixes: settingFix(app, `Set result_expires to ${DAY}, a day`, 'review', [['result_expires', String(DAY)]]),
    };
  },
});
