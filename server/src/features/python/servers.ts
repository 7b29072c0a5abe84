import { appServerOf } from '../../stack/model/app-servers';
import type { ServerSettings } from '../../stack/model/server-settings';
import type { Service } from '../../stack/model/service';
import { runningServices } from '../../stack/model/services';
import type { GunicornConfig } from '../../stack/python/gunicorn-files';
import type { Stack } from '../../stack/stack';

/** The services whose gunicorn reads a settings file. */
export function gunicornServices(
  stack: Stack,
  config: GunicornConfig,
): { readonly service: Service; readonly settings: ServerSettings }[] {
  const [first] = config.settings;
  if (!first) return [];
  return runningServices(stack).flatMap((service) => {
    if (!service.programs.some(({ name }) => name === 'gunicorn')) return [];
    const settings = appServerOf(service, stack);
    const read = settings?.file(first.name);
    return settings && read && read.state !== 'absent' && read.setting?.file === config.file
      ? [{ service, settings }]
      : [];
  });
}
