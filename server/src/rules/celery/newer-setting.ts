import { celerySetting } from '../../knowledge/celery/settings';
import { isBefore } from '../../knowledge/redis/versions';
import { isExample } from '../../stack/python/example-paths';
import { goodApp } from '../celery-examples';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'The installed Celery is too old for this setting',
  severity: 'information',
  from: 'development',
  why: 'Celery leaves alone what it does not know and says nothing: a setting of a later version has no effect. The version is the one that requirements, a lock file or headroom.yaml tell.',
  unless: 'Another version is installed in the end.',
  sources: [
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html',
    'https://docs.celeryq.dev/en/stable/history/index.html',
  ],
  examples: [
    {
      bad: `
//- requirements.txt
celery==5.4.0
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.worker_soft_shutdown_timeout = 60
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: Celery 5.4.0 leaves it alone
`,
      good: goodApp(),
    },
  ],
  *check(app, view) {
    const version = view.packageVersion('celery', app.place.file);
    for (const setting of app.settings) {
      const since = celerySetting(setting.name)?.since;
      if (since === undefined || !isBefore(version, since) || isExample(setting.file.path)) continue;
      yield {
        at: setting.atName,
        setting: setting.name,
        value: setting.text,
        message: `${setting.written} came with Celery ${since}: Celery ${version} leaves it alone.`,
        fixes: [{ title: `Install Celery ${since} or newer`, safety: 'advice', edits: [] }],
      };
    }
  },
});
