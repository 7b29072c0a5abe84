import { GHOST_NAMES } from '../../knowledge/celery/ghost-names';
import { type CelerySetting, celerySetting, celerySettingOfOldName } from '../../knowledge/celery/settings';
import type { CeleryApp } from '../../stack/python/celery';
import { goodModule } from '../celery-examples';
import { isDjango, isUsed, renameAll, unreadNames } from '../celery-names';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'A name in capitals that no Celery reads',
  severity: 'warning',
  from: 'development',
  settings: [...GHOST_NAMES.keys()],
  why: 'Outside a namespace Celery reads present names in small letters, or the old ones in capitals. A present name in capitals (WORKER_CONCURRENCY) is neither, and a part of the old names that the documentation lists never worked: CELERYD_TIME_LIMIT was CELERYD_TASK_TIME_LIMIT. Celery takes them without a word, and the default holds.',
  unless: 'Code of your own reads the name.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#new-lowercase-settings',
    'https://github.com/celery/celery/blob/main/celery/app/defaults.py',
  ],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop")
app.config_from_object("shop.celeryconfig")
//- shop/celeryconfig.py
broker_url = "amqp://rabbitmq//"
task_default_queue = "shop"
TASK_TRACK_STARTED = True
^^^^^^^^^^^^^^^^^^ warning: task_track_started
`,
      good: goodModule({ task_default_queue: '"shop"', task_track_started: 'True' }),
    },
    {
      bad: `
//- shop/celeryconfig.py
BROKER_URL = "amqp://rabbitmq//"
CELERYD_TASK_SOFT_TIME_LIMIT = 270
CELERYD_TIME_LIMIT = 300
^^^^^^^^^^^^^^^^^^ warning: CELERYD_TASK_TIME_LIMIT
`,
      good: goodModule(),
    },
  ],
  *check(app) {
    if (typeof app.naming === 'object') return;
    // Where the app is not in view, it may read its settings under a namespace, but for the file that Celery itself looks for.
    if (app.kind !== 'app' && app.place.file.name !== 'celeryconfig.py') return;
    for (const setting of unreadNames(app)) {
      const meant = ghostOf(setting.written);
      const written = meant && nameToUse(app, meant);
      if (!meant || written === undefined || isUsed(app, setting)) continue;
      const documented = GHOST_NAMES.has(setting.written);
      const taken = app.all(meant.name).length > 0;
      yield {
        at: setting.atName,
        setting: setting.written,
        value: setting.text,
        message: `Celery does not read ${setting.written}${documented ? ', though its documentation lists it' : ''}: ${taken ? `${written} is what counts here` : `the default holds. It reads ${written}`}.`,
        fixes: taken
          ? [{ title: `Take ${setting.written} out`, safety: 'review', edits: setting.remove() }]
          : renameAll(`Rename it to ${written}, which Celery reads`, 'review', [[setting, written]]),
      };
    }
  },
});

const FAMILY = /^(task|worker|broker|result|beat|event|control|redis|database)_/;

/** The setting that a name in capitals is meant for, though no Celery reads the name. */
function ghostOf(written: string): CelerySetting | undefined {
  if (celerySettingOfOldName(written)) return undefined;
  const ghost = GHOST_NAMES.get(written);
  if (ghost !== undefined) return celerySetting(ghost);
  const lower = written.toLowerCase();
  return written === written.toUpperCase() && FAMILY.test(lower) ? celerySetting(lower) : undefined;
}

/** Django hands on names in capitals only, and old and new ones are not to be mixed. */
function nameToUse(app: CeleryApp, setting: CelerySetting): string | undefined {
  return app.naming === 'old' || isDjango(app) ? setting.oldName : setting.name;
}
