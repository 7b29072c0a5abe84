import { celerySetting } from '../../knowledge/celery/settings';
import { taskOption } from '../../knowledge/celery/task-options';
import type { Fix } from '../../stack/finding';
import type { CeleryApp } from '../../stack/python/celery';
import type { PythonSetting } from '../../stack/python/setting';
import { quoteOf } from '../../stack/python/write';
import { goodApp } from '../celery-examples';
import { isUsed, nameUnder, unreadNames } from '../celery-names';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'An option of tasks, set where Celery does not read it',
  severity: 'warning',
  from: 'development',
  guide: 'Celery › Retry configuration',
  settings: ['max_retries', 'default_retry_delay', 'autoretry_for', 'retry_backoff', 'retry_backoff_max'],
  why: 'How a task is tried again belongs to the task: its decorator, its class, or task_annotations for several at once. Among the settings Celery takes such a name without a word and leaves it alone: tasks keep their three tries, three minutes apart.',
  unless: 'Code of your own reads the name.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-task_annotations',
    'https://docs.celeryq.dev/en/stable/userguide/tasks.html#Task.max_retries',
  ],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_time_limit=300,
    max_retries=5,
    ^^^^^^^^^^^ warning: an option of tasks
    default_retry_delay=60,
)
`,
      good: goodApp({ task_annotations: '{"*": {"max_retries": 5, "default_retry_delay": 60}}' }),
    },
  ],
  *check(app) {
    const misplaced = unreadNames(app).flatMap((setting) => {
      const option = optionMeant(app, setting.written);
      return option === undefined || isUsed(app, setting) ? [] : [{ setting, option }];
    });
    const [first, ...others] = misplaced;
    if (!first) return;
    yield {
      at: first.setting.atName,
      setting: first.option,
      value: first.setting.text,
      message: `${first.setting.written} is an option of tasks and no setting: Celery does not read it here, and tasks keep their ${first.option} of ${taskOption(first.option)!.default}.`,
      related: others.map(({ setting }) => ({ ...setting.atName, message: `Nor does it read ${setting.written}.` })),
      fixes: moved(app, misplaced),
    };
  },
});

/** The option of retries that a name means under the app's naming. */
function optionMeant(app: CeleryApp, written: string): string | undefined {
  const name =
    typeof app.naming === 'object'
      ? written.startsWith(`${app.naming.namespace}_`)
        ? written.slice(app.naming.namespace.length + 1).toLowerCase()
        : written
      : written;
  const plain = name.startsWith('task_') ? name.slice('task_'.length) : name;
  return taskOption(plain)?.ofRetries ? plain : undefined;
}

/** Moves the options into task_annotations, where they hold for every task; it takes the place of the first. */
function moved(
  app: CeleryApp,
  misplaced: readonly { readonly setting: PythonSetting; readonly option: string }[],
): Fix[] {
  if (app.effective('task_annotations').state === 'unknown' || app.all('task_annotations').length > 0) return [];
  const [first, ...others] = misplaced;
  const written = nameUnder(app, celerySetting('task_annotations')!);
  if (!first || written === undefined || misplaced.some(({ setting }) => setting.file !== first.setting.file))
    return [];
  const quote = quoteOf(first.setting.file);
  const options = misplaced.map(({ setting, option }) => `${quote}${option}${quote}: ${setting.text}`).join(', ');
  return [
    {
      title: `Move ${others.length === 0 ? first.setting.written : 'them'} into task_annotations, for every task`,
      safety: 'review',
      edits: [
        ...first.setting.rename(written),
        ...first.setting.setHere(`{${quote}*${quote}: {${options}}}`),
        ...others.flatMap(({ setting }) => setting.remove()),
      ],
    },
  ];
}
