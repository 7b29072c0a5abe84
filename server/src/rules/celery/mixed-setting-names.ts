import { celerySettingOfOldName } from '../../knowledge/celery/settings';
import { goodApp } from '../celery-examples';
import { meantBy, renameAll } from '../celery-names';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'Old and new names of settings together, which Celery refuses',
  severity: 'error',
  from: 'development',
  settings: [],
  why: 'Celery reads settings under their names from before version 4 or under the present ones. Where it finds both, it ends with ImproperlyConfigured: Cannot mix new and old setting keys. Both spellings of one and the same setting are let through.',
  unless: 'There is no case in which Celery starts with both.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#new-lowercase-settings'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_acks_late=True,
    task_time_limit=300,
    CELERYD_CONCURRENCY=4,
    ^^^^^^^^^^^^^^^^^^^ error: worker_concurrency
)
`,
      good: goodApp({ worker_concurrency: '4' }),
    },
  ],
  *check(app) {
    const [first, ...others] = app.mixed;
    if (!first) return;
    const present = meantBy(first.written)!.name;
    // The present names win, whichever are more.
    const old = [...app.mixed, ...app.settings].filter(({ written }) => celerySettingOfOldName(written));
    const unique = old.filter((one, i) => old.findIndex((other) => other.span === one.span) === i);
    const opposite = app.settings.find(({ written }) =>
      app.naming === 'old' ? celerySettingOfOldName(written) : meantBy(written)?.name === written,
    );
    yield {
      at: first.atName,
      setting: present,
      value: first.text,
      message: `Celery refuses old and new names together and does not start: ${first.written === present ? `${first.written} stands among names from before Celery 4` : `${first.written} is ${present} now`}.`,
      related: [
        ...others.map((other) => ({ ...other.atName, message: `So does ${other.written}.` })),
        ...(opposite ? [{ ...opposite.atName, message: `${opposite.written} is of the other kind.` }] : []),
      ],
      fixes: renameAll(
        unique.length === 1
          ? `Rename it to ${meantBy(unique[0]!.written)!.name}`
          : `Give all ${unique.length} old names their present form`,
        'safe',
        unique.map((setting) => [setting, meantBy(setting.written)!.name]),
      ),
    };
  },
});
