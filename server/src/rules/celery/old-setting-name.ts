import { celerySettingOfOldName } from '../../knowledge/celery/settings';
import type { Fix } from '../../stack/finding';
import type { CeleryApp } from '../../stack/python/celery';
import { isExample } from '../../stack/python/example-paths';
import type { PythonSetting } from '../../stack/python/setting';
import { goodModule } from '../celery-examples';
import { isDjango, isUsed, renameAll } from '../celery-names';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'Settings have names from before Celery 4',
  severity: 'information',
  settings: [],
  why: 'Celery 4 gave its settings new names in small letters. Celery 5 still reads the old ones, as long as no new one stands beside them; it announces that 6 will not.',
  unless: 'The same file also serves a Celery older than 4.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#new-lowercase-settings'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop")
app.config_from_object("shop.celeryconfig")
//- shop/celeryconfig.py
BROKER_URL = "amqp://rabbitmq//"
^^^^^^^^^^ information: before Celery 4
CELERYD_TASK_TIME_LIMIT = 300
`,
      good: goodModule(),
    },
  ],
  *check(app) {
    if (app.naming !== 'old' || app.mixed.length > 0) return;
    const old = app.settings.filter(({ written, file }) => celerySettingOfOldName(written) && !isExample(file.path));
    const [first, ...others] = old;
    if (!first) return;
    yield {
      at: first.atName,
      setting: first.name,
      value: first.text,
      tag: 'deprecated',
      message: `${others.length > 0 ? `${first.written} and ${others.length} more are names` : `${first.written} is a name`} from before Celery 4, which Celery announces to give up: ${first.name} is the present one. Both together are refused, so change all in one go.`,
      related: others.map((other) => ({ ...other.atName, message: `${other.written} is ${other.name} now.` })),
      fixes: fixes(app, old),
    };
  },
});

function fixes(app: CeleryApp, old: readonly PythonSetting[]): Fix[] {
  if (isDjango(app))
    return [
      {
        title:
          'Run celery upgrade settings on this file with --django, and hand namespace="CELERY" to config_from_object',
        safety: 'advice',
        edits: [],
      },
    ];
  return renameAll(
    old.length === 1 ? `Rename it to ${old[0]!.name}` : `Give all ${old.length} settings their present names`,
    old.some((setting) => isUsed(app, setting)) ? 'review' : 'safe',
    old.map((setting) => [setting, setting.name]),
  );
}
