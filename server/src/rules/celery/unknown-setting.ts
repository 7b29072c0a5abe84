import { GHOST_NAMES } from '../../knowledge/celery/ghost-names';
import { celeryNameFor, celerySettings } from '../../knowledge/celery/settings';
import type { CeleryApp } from '../../stack/python/celery';
import { nearest } from '../../text/nearest';
import { goodApp } from '../celery-examples';
import { isUsed, meantBy, renameAll, unreadNames } from '../celery-names';
import { celeryRule } from '../rule';

export default celeryRule({
  summary: 'No setting of Celery, but spelt nearly like one',
  severity: 'warning',
  from: 'development',
  settings: [],
  why: 'Celery takes any name without a word and leaves alone what it does not know: with a slip in the name the default holds, and nothing says so.',
  unless: 'Code of your own, or an extension, reads the name.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html'],
  examples: [
    {
      bad: `
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    task_time_limit=300,
    worker_prefetch_multiplyer=1,
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: worker_prefetch_multiplier
)
`,
      good: goodApp(),
    },
  ],
  *check(app) {
    const names = namesUnder(app);
    for (const setting of unreadNames(app)) {
      const { written } = setting;
      if (written.length < 7 || meantBy(written) || GHOST_NAMES.has(written)) continue;
      const meant = nearest(
        written,
        names.filter((name) => Math.abs(name.length - written.length) <= 2),
      );
      if (meant === undefined || differsInNumber(written, meant) || isUsed(app, setting)) continue;
      yield {
        at: setting.atName,
        setting: written,
        value: setting.text,
        message: `Celery has no setting ${written} and leaves it alone. ${meant} is spelt nearly so.`,
        fixes:
          app.unread.some((other) => other.written === meant) || isSet(app, meant)
            ? []
            : renameAll(`Rename it to ${meant}`, 'review', [[setting, meant]]),
      };
    }
  },
});

function namesUnder(app: CeleryApp): readonly string[] {
  return celerySettings().flatMap((setting) => celeryNameFor(setting, app.naming) ?? []);
}

function isSet(app: CeleryApp, written: string): boolean {
  return app.settings.some((setting) => setting.written === written);
}

/** `queue_2` beside `queue_1` is no slip. */
function differsInNumber(left: string, right: string): boolean {
  return left.replace(/\d+/g, '') === right.replace(/\d+/g, '');
}
