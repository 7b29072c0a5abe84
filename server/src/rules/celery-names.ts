import { type CelerySetting, celeryNameFor, celerySetting, celerySettingOfOldName } from '../knowledge/celery/settings';
import type { ConfigFile } from '../settings/file';
import type { Fix, Safety } from '../stack/finding';
import type { CeleryApp } from '../stack/python/celery';
import { isExample } from '../stack/python/example-paths';
import type { PythonSetting } from '../stack/python/setting';

/** Names beside the settings that Celery does not read; which of them code of the project's own reads, `isUsed` tells. */
export function unreadNames(app: CeleryApp): readonly PythonSetting[] {
  return app.unread.filter((setting) => !isExample(setting.file.path));
}

/**
 * Whether code in view uses a name of a settings module, so that it means something besides Celery. It looks through
 * every file of the app, so it is asked last.
 */
export function isUsed(app: CeleryApp, setting: PythonSetting): boolean {
  if (setting.carrier !== 'assignment') return false;
  const { written, file } = setting;
  const assigned = [...app.unread, ...app.settings].filter((one) => one.file === file && one.written === written);
  if (mentions(file, written) > assigned.length) return true;
  // A name in capitals can be told anywhere, as in settings.CELERY_QUEUE; one in small letters is too common a word.
  if (written !== written.toUpperCase()) return false;
  const word = new RegExp(`[.'"]${written}\\b`);
  return [...app.files].some((other) => word.test(other.text));
}

/** How often a name stands in a file, its comments left out. */
function mentions({ python, text }: ConfigFile, name: string): number {
  return [...text.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].filter(
    ({ index }) => !python.comments.some(({ start, end }) => start <= index && index < end),
  ).length;
}

/** The setting that a name means, in whichever notation. */
export function meantBy(written: string): CelerySetting | undefined {
  return celerySetting(written) ?? celerySettingOfOldName(written);
}

/** Whether the settings are Django's: that module hands on names in capitals only. */
export function isDjango(app: CeleryApp): boolean {
  return (
    typeof app.naming === 'object' ||
    app.settings.some(({ file, carrier }) => carrier === 'assignment' && /^INSTALLED_APPS\b/m.test(file.text))
  );
}

/** A fix that gives names another spelling, all in one go. */
export function renameAll(
  title: string,
  safety: Safety,
  names: readonly (readonly [setting: PythonSetting, written: string])[],
): Fix[] {
  const edits = names.flatMap(([setting, written]) => setting.rename(written));
  return edits.length > 0 ? [{ title, safety, edits }] : [];
}

/** How a setting is written under the app's naming. */
export function nameUnder(app: CeleryApp, setting: CelerySetting): string | undefined {
  return celeryNameFor(setting, app.naming);
}
