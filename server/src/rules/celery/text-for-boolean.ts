import { celerySettings } from '../../knowledge/celery/settings';
import type { Fix } from '../../stack/finding';
import { isExample } from '../../stack/python/example-paths';
import type { PythonSetting } from '../../stack/python/setting';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

/** Switches that are asked whether they are true and nothing else; TLS also takes its options. */
const SWITCHES = celerySettings().filter(({ type, name }) => type === 'bool' && name !== 'broker_use_ssl');

export default celeryRule({
  summary: 'A text where Celery needs True or False: any text is on',
  severity: 'error',
  from: 'development',
  settings: SWITCHES.map(({ name }) => name),
  why: 'What the environment holds is text, and Celery converts no setting. Python takes every text but the empty one for true, so "False", "0" and "no" turn the switch on.',
  unless: 'The text is never anything but one that means on.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
import os

from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_always_eager=os.getenv("EAGER", "False"),
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: turns it on
)
`,
      good: goodApp(
        { task_always_eager: 'os.getenv("EAGER", "False").lower() in ("1", "true", "yes", "on")' },
        'import os\n\n',
      ),
    },
  ],
  *check(app) {
    for (const { name } of SWITCHES) {
      const setting = app.all(name).at(-1);
      if (!setting?.sure || isExample(setting.file.path) || setting.read.type !== 'str') continue;
      const said = setting.read.state === 'known' ? setting.read.value : undefined;
      const off = said !== undefined && OFF.test(said);
      // A text that is always on does what it seems to do.
      if (said === '' || (said !== undefined && !off && isLiteral(setting.text))) continue;
      yield {
        at: setting.atValue,
        severity: off ? 'error' : 'warning',
        setting: name,
        value: setting.text,
        message: off
          ? `"${said}" turns it on: this is a text, and Python takes every text but the empty one for true.`
          : 'This is a text, and Python takes every text but the empty one for true: "False" and "0" turn it on.',
        fixes: fixes(setting, said !== undefined),
      };
    }
  },
});

const OFF = /^(false|0|no|off|n|f)$/i;

function isLiteral(text: string): boolean {
  return /^(["'])[^"'\\]*\1$/.test(text);
}

function fixes(setting: PythonSetting, isText: boolean): Fix[] {
  const { text, name } = setting;
  if (isLiteral(text)) return [{ title: `Set ${name} to False`, safety: 'review', edits: setting.setHere('False') }];
  // A variable that may not be set gives None, which is no text.
  if (!isText && !/\benviron\[/.test(text)) return [];
  if (!/^[\w.]+[([][^\n]*[)\]]$/.test(text)) return [];
  const quote = text.includes('"') ? '"' : "'";
  const words = ['1', 'true', 'yes', 'on'].map((word) => quote + word + quote).join(', ');
  const value = `${text}.lower() in (${words})`;
  return [{ title: `Turn ${name} on only for 1, true, yes and on`, safety: 'review', edits: setting.setHere(value) }];
}
