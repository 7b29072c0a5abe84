import { isJudged } from '../../rules/celery-app';
import type { Report } from '../../rules/run';
import type { ConfigFile } from '../../settings/file';
import { workersOf } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';
import type { CodeLens } from '../code-lens';
import { lens, tally } from '../tally';

/** Over the settings of each Celery app: how many of the guide's rules about Celery they and its workers meet. */
export function celeryLenses(stack: Stack, report: Report, file: ConfigFile): CodeLens[] {
  const policy = stack.policyOf(file);
  return stack.celeryApps.flatMap((app) => {
    const { settingsPlace, settings, tasks } = app;
    if (settingsPlace.file !== file || !isJudged(app)) return [];
    const workers = workersOf(stack).filter((worker) => worker.app === app);
    const paths = new Set(
      [settingsPlace, ...settings, ...tasks, ...workers.map(({ place }) => place)].map((one) => one.file.path),
    );
    return lens(
      settingsPlace.span,
      tally(report, paths, policy, ({ id }) => id.startsWith('celery/')),
      policy,
    );
  });
}
