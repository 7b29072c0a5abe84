import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { isApiRoute, type Route, routes } from '../../stack/nginx/routes';
import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import type { Stack } from '../../stack/stack';
import type { Evidence, Shown } from './evidence';

export function workerProcesses(stack: Stack): Evidence {
  return inMainFiles(stack, (configuration) => configuration.root.effective('worker_processes').setting);
}

export function workerConnections(stack: Stack): Evidence {
  return inMainFiles(stack, (configuration) => configuration.events?.effective('worker_connections').setting);
}

/** A setting of each main file, where its value is known. */
function inMainFiles(stack: Stack, find: (configuration: NginxConfiguration) => NginxSetting | undefined): Evidence {
  const configurations = judged(stack);
  const met = configurations
    .filter(({ whole }) => whole)
    .flatMap((configuration) => {
      const setting = find(configuration);
      return setting?.argument(0)?.state === 'known' ? [shown(setting)] : [];
    });
  const otherwise =
    configurations.length === 0
      ? NO_NGINX
      : configurations.some(({ whole }) => whole)
        ? 'the main nginx configuration does not say it'
        : 'the main nginx configuration, which includes these files, is not in this workspace';
  return { met, otherwise };
}

export function apiBuffering(stack: Stack): Evidence {
  return onApiRoutes(stack, 'buffering is on where the API needs it, for a cache or a rate', (location, { family }) => {
    const { setting } = location.effective(`${family}_buffering`);
    return setting?.flag === false ? setting : undefined;
  });
}

export function rateLimiting(stack: Stack): Evidence {
  return onApiRoutes(
    stack,
    'the API routes are not open to clients',
    (location) => location.effective('limit_req').setting,
  );
}

/** A setting that holds on an API route, for each of these. */
function onApiRoutes(
  stack: Stack,
  otherwise: string,
  find: (location: Scope, route: Route) => NginxSetting | undefined,
): Evidence {
  const configurations = judged(stack);
  const met = new Map<NginxSetting, Shown>();
  let any = false;
  for (const configuration of configurations) {
    for (const route of routes(configuration)) {
      const location = route.scope.nearest('location');
      if (!location || !isApiRoute(route, stack.settings.apiRoutes)) continue;
      any = true;
      const setting = find(location, route);
      if (setting?.argument(0)?.state === 'known') met.set(setting, shown(setting));
    }
  }
  if (any) return { met: [...met.values()], otherwise };
  return {
    met: [],
    otherwise:
      configurations.length === 0
        ? NO_NGINX
        : `nginx passes on no route under ${stack.settings.apiRoutes.join(', ')}; apiRoutes in headroom.yaml says which count as API`,
  };
}

const NO_NGINX = 'no nginx configuration in this workspace';

export function judged(stack: Stack): readonly NginxConfiguration[] {
  return stack.nginx.filter(({ main }) => !stack.ignores(main.path));
}

export function shown(setting: NginxSetting): Shown {
  return { text: `${setting.name} ${setting.text.replace(/\s+/g, ' ')}`, at: setting.atValue };
}
