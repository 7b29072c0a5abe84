import { celeryPool } from '../knowledge/celery/pools';
import { formatDuration } from '../knowledge/nginx/units';
import type { Fix, Safety, Undecided } from '../stack/finding';
import type { CeleryApp } from '../stack/python/celery';
import type { CeleryTask } from '../stack/python/celery-tasks';
import { isExample } from '../stack/python/example-paths';
import type { EffectivePython, PythonSetting } from '../stack/python/setting';
import { numberOf, secondsOf, truthOf } from '../stack/python/value';
import type { FileEdit } from '../text/edit';

/** Whether an app is one that runs somewhere, and not an example, a test or a mere client of somebody else's tasks. */
export function isJudged(app: CeleryApp): boolean {
  return !isExample(app.settingsPlace.file.path) && !isExample(app.place.file.path) && hasWork(app);
}

/**
 * An app without tasks and without a word about workers only sends tasks, and one whose tasks run at once has no
 * workers; what workers need is stated elsewhere.
 */
function hasWork(app: CeleryApp): boolean {
  const eager = app.effective('task_always_eager');
  // A text is on as well, by mistake: celery/text-for-boolean.
  if (isOn(eager) && eager.state === 'known' && eager.value.type === 'bool') return false;
  // A bare `Celery()` has not even a broker: it is made for a moment, to reach the workers of another app.
  if (app.creation?.args.length === 0 && app.settings.length === 0) return false;
  return (
    app.kind === 'settings' ||
    app.tasks.length > 0 ||
    app.settings.some(({ name }) => /^(task_|worker_|imports$|include$)/.test(name))
  );
}

/** The number that is in force; undefined where there is none or it is not known. */
export function numberIn(inForce: EffectivePython): number | undefined {
  return inForce.state === 'known' ? numberOf(inForce.value) : undefined;
}

/** The seconds that are in force, of a number or a timedelta. */
export function secondsIn(inForce: EffectivePython): number | undefined {
  return inForce.state === 'known' ? secondsOf(inForce.value) : undefined;
}

export function isOn(inForce: EffectivePython): boolean {
  return inForce.state === 'known' && truthOf(inForce.value) === true;
}

export function isNone(inForce: EffectivePython): boolean {
  return inForce.state === 'known' && inForce.value.type === 'none';
}

/** What sets a value, known or not; undefined where nothing does. */
export function setterOf(inForce: EffectivePython): PythonSetting | undefined {
  return inForce.state === 'absent' ? undefined : inForce.setting;
}

/** That a setting can't be judged, with the reason. */
export function undecided(app: CeleryApp, inForce: EffectivePython & { readonly state: 'unknown' }): Undecided {
  return { at: inForce.setting?.atValue ?? app.settingsPlace, unknown: inForce.reason };
}

/** Edits that bring settings into force, changed where they are set and added where they are not. */
function write(
  app: CeleryApp,
  values: readonly (readonly [name: string, value: string])[],
): readonly FileEdit[] | undefined {
  const missing = values.filter(([name]) => app.all(name).length === 0);
  const changed = values.flatMap(([name, value]) => app.all(name).at(-1)?.set(value) ?? []);
  const added = missing.length > 0 ? app.insert(...missing) : [];
  return missing.length > 0 && added.length === 0 ? undefined : [...changed, ...added];
}

/** A fix that brings settings into force; none where nobody can tell where they belong. */
export function settingFix(
  app: CeleryApp,
  title: string,
  safety: Safety,
  values: readonly (readonly [name: string, value: string])[],
  tier?: string,
): Fix[] {
  const edits = write(app, values);
  const shared = values.some(([name]) => app.all(name).at(-1)?.isOwn === false);
  return edits && edits.length > 0
    ? [{ title, safety: shared ? 'review' : safety, edits, ...(tier === undefined ? {} : { tier }) }]
    : [];
}

/** Whether the pool that the settings name knows limits of tasks and processes; prefork holds where they name none. */
export function isPrefork(app: CeleryApp): boolean {
  const pool = app.effective('worker_pool');
  if (pool.state === 'absent') return true;
  return pool.state === 'known' && pool.value.type === 'str' && celeryPool(pool.value.value) === 'prefork';
}

/** Whether every task of the app gives an option itself, so that the app's setting plays no part. */
export function eachTaskGives(app: CeleryApp, option: string): boolean {
  return app.tasks.length > 0 && app.tasks.every((task) => task.option(option).state === 'known');
}

/** Seconds in words, for messages. */
export function durationText(seconds: number): string {
  return formatDuration(seconds * 1000);
}

/** Tasks that stand in files of the project proper. */
export function judgedTasks(app: CeleryApp): readonly CeleryTask[] {
  return app.tasks.filter(({ file }) => !isExample(file.path));
}
