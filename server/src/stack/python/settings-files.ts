import { celerySettingNamed, celerySettingOfOldName } from '../../knowledge/celery/settings';
import type { ConfigFile } from '../../settings/file';
import { isCeleryConfigName } from '../../settings/kind';
import { PythonModule } from './modules';

/**
 * How a file that no app in view reads names Celery's settings; undefined where it holds none, or where it can't be
 * told whether `CELERY_TASK_…` is an old name or one of a namespace.
 */
export function bareSettingsNaming(
  file: ConfigFile,
): { readonly namespace: string | undefined; readonly open: string | undefined } | undefined {
  const open = 'the app that reads this file is not in view';
  // Celery's own loader reads a module of this name where no app is named.
  if (file.name === 'celeryconfig.py') return { namespace: undefined, open: undefined };
  if (isCeleryConfigName(file.name)) return { namespace: undefined, open };
  const names = [...PythonModule.of(file).bindings.names.keys()].filter((name) => /^(CELERY|BROKER_)/.test(name));
  const namespaced = names.filter((name) => celerySettingNamed(name, { namespace: 'CELERY' }));
  const old = names.filter((name) => celerySettingOfOldName(name));
  const onlyNamespaced = namespaced.filter((name) => !celerySettingOfOldName(name));
  const onlyOld = old.filter((name) => !celerySettingNamed(name, { namespace: 'CELERY' }));
  if (onlyNamespaced.length > 0 && onlyNamespaced.length >= onlyOld.length) return { namespace: 'CELERY', open };
  return onlyOld.length > 0 ? { namespace: undefined, open } : undefined;
}
