import { GHOST_NAMES } from '../../knowledge/celery/ghost-names';
import { celerySetting, celerySettingNamed, celerySettingOfOldName } from '../../knowledge/celery/settings';
import type { CeleryApp } from '../../stack/python/celery';
import { isUsed, nameUnder, renameAll, unreadNames } from '../celery-names';
import { celeryRule, type Verdicts } from '../rule';

const APP = `
//- shop/celery.py
import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
app = Celery("shop")
app.config_from_object("django.conf:settings", namespace="CELERY")
`;

export default celeryRule({
  summary: 'A name that Celery does not read with, or without, its namespace',
  severity: 'warning',
  from: 'development',
  settings: [],
  why: 'With namespace="CELERY" Celery reads the present names in capitals behind CELERY_: CELERY_WORKER_CONCURRENCY, CELERY_TASK_ACKS_LATE, CELERY_BROKER_URL. The names from before Celery 4 (CELERYD_CONCURRENCY, CELERY_ACKS_LATE, BROKER_URL) it then leaves alone without a word, and the defaults hold. Without the namespace it reads none of the first.',
  unless: 'Another program reads the name.',
  sources: [
    'https://docs.celeryq.dev/en/stable/django/first-steps-with-django.html',
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#django-settings-with-a-namespace',
  ],
  examples: [
    {
      bad: `${APP}
//- shop/settings.py
INSTALLED_APPS = []
CELERY_BROKER_URL = "amqp://rabbitmq//"
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TRACK_STARTED = True
^^^^^^^^^^^^^^^^^^^^ warning: CELERY_TASK_TRACK_STARTED
`,
      good: `${APP}
//- shop/settings.py
INSTALLED_APPS = []
CELERY_BROKER_URL = "amqp://rabbitmq//"
CELERY_TASK_TRACK_STARTED = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
`,
    },
  ],
  *check(app) {
    // Of a settings file whose app is not in view the namespace is a guess.
    if (app.kind !== 'app') return;
    if (typeof app.naming !== 'object') {
      yield* withoutNamespace(app);
      return;
    }
    const { namespace } = app.naming;
    for (const setting of unreadNames(app)) {
      const ghost = GHOST_NAMES.get(setting.written);
      const meant = celerySettingOfOldName(setting.written) ?? (ghost === undefined ? undefined : celerySetting(ghost));
      const written = meant && nameUnder(app, meant);
      if (!meant || written === undefined || isUsed(app, setting)) continue;
      const taken = app.all(meant.name).length > 0;
      yield {
        at: setting.atName,
        severity: taken ? 'information' : 'warning',
        setting: setting.written,
        value: setting.text,
        message: `With namespace="${namespace}" Celery does not read ${setting.written}: ${taken ? `${written} is what counts` : `the default holds. It reads ${written}`}.`,
        fixes: taken
          ? [{ title: `Take ${setting.written} out`, safety: 'review', edits: setting.remove() }]
          : renameAll(`Rename it to ${written}`, 'review', [[setting, written]]),
      };
    }
  },
});

/** Names that only `namespace="CELERY"` would have read. */
function* withoutNamespace(app: CeleryApp): Verdicts {
  const names = unreadNames(app).filter((setting) => {
    const meant = celerySettingNamed(setting.written, { namespace: 'CELERY' });
    if (!meant || GHOST_NAMES.has(setting.written)) return false;
    return app.all(meant.name).length === 0 && !isUsed(app, setting);
  });
  const [first, ...others] = names;
  if (!first) return;
  yield {
    at: first.atName,
    setting: first.written,
    value: first.text,
    message: `Without namespace="CELERY" Celery does not read ${first.written}${others.length > 0 ? ` and ${others.length} more` : ''}: the defaults hold.`,
    related: others.map((other) => ({ ...other.atName, message: `Nor does it read ${other.written}.` })),
    // Beside old names that are in force the namespace would make Celery leave those alone.
    fixes:
      app.settings.length > 0
        ? []
        : [{ title: 'Hand namespace="CELERY" to config_from_object', safety: 'advice', edits: [] }],
  };
}
