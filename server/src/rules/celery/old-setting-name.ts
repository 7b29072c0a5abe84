import { celerySettingOfOldName } from '../../knowledge/celery/settings';
import type { ConfigFile } from '../../settings/file';
import type { Fix } from '../../stack/finding';
import type { CeleryApp } from '../../stack/python/celery';
import { isExample } from '../../stack/python/example-paths';
import type { PythonSetting } from '../../stack/python/setting';
import { goodModule } from '../celery-examples';
import { isDjango, isUsed, renameAll } from '../celery-names';
import { stackRule } from '../rule';

export default stackRule({
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
  *check(stack) {
    for (const apps of sharing(stack.celeryApps.filter(isToldOf))) {
      const settings = apps.flatMap((app) => app.settings);
      const old = unique(
        settings.filter(({ written, file }) => celerySettingOfOldName(written) && !isExample(file.path)),
      );
      const [first, ...others] = old;
      if (!first) continue;
      yield {
        at: first.atName,
        setting: first.name,
        value: first.text,
        tag: 'deprecated',
        message: `${others.length > 0 ? `${first.written} and ${others.length} more are names` : `${first.written} is a name`} from before Celery 4, which Celery announces to give up: ${first.name} is the present one. Both together are refused, so change all in one go.`,
        related: others.map((other) => ({ ...other.atName, message: `${other.written} is ${other.name} now.` })),
        fixes: fixes(apps, old),
      };
    }
  },
});

/** Django-celery belongs to Celery 3, which has no other names. */
function isToldOf(app: CeleryApp): boolean {
  return (
    app.naming === 'old' && app.mixed.length === 0 && ![...app.files].some(({ text }) => /\bdjcelery\b/.test(text))
  );
}

/** Apps that have a file of settings in common, so that its names can change for all of them only. */
function sharing(apps: readonly CeleryApp[]): readonly (readonly CeleryApp[])[] {
  const groups: { readonly apps: CeleryApp[]; readonly files: Set<ConfigFile> }[] = [];
  for (const app of apps) {
    const own = new Set(app.settings.map(({ file }) => file));
    const joined = groups.filter(({ files }) => [...own].some((file) => files.has(file)));
    const group = { apps: [...joined.flatMap((one) => one.apps), app], files: own };
    for (const one of joined) {
      for (const file of one.files) group.files.add(file);
      groups.splice(groups.indexOf(one), 1);
    }
    groups.push(group);
  }
  return groups.map((group) => group.apps);
}

function unique(settings: readonly PythonSetting[]): readonly PythonSetting[] {
  const seen = new Map(settings.map((setting) => [`${setting.file.path}:${setting.nameSpan.start}`, setting]));
  return [...seen.values()];
}

function fixes(apps: readonly CeleryApp[], old: readonly PythonSetting[]): Fix[] {
  if (apps.some(isDjango))
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
    old.some((setting) => apps.some((app) => isUsed(app, setting))) ? 'review' : 'safe',
    old.map((setting) => [setting, setting.name]),
  );
}
