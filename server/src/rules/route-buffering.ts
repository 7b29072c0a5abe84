import type { Undecided } from '../stack/finding';
import type { NginxConfiguration } from '../stack/nginx/configuration';
import { isApiRoute, type Route, routes } from '../stack/nginx/routes';
import type { Scope } from '../stack/nginx/scope';
import type { NginxSetting } from '../stack/nginx/setting';
import { carriesWebSockets } from '../stack/nginx/web-sockets';
import type { View } from './rule';

/** An API route whose answers or requests nginx gathers before it passes them on. */
export interface BufferedRoute {
  readonly route: Route;
  /** The location, where the setting may stand; the handler may be in an `if` inside it. */
  readonly location: Scope;
  /** The directive of the route's own module, such as `uwsgi_buffering`. */
  readonly name: string;
  /** The line that turns it on; undefined where nginx's default does. */
  readonly setting: NginxSetting | undefined;
}

/**
 * The API routes on which buffering is in force, each location once. gRPC knows no such setting, a WebSocket is never
 * buffered, and a server that does one request at a time in each process needs it.
 *
 * @param neededBy names the setting for which a route needs its buffering; such a route is left out
 */
export function* bufferedRoutes(
  configuration: NginxConfiguration,
  view: View,
  suffix: 'buffering' | 'request_buffering',
  neededBy: (route: Route) => 'nothing' | 'something' | { readonly unknown: string },
): Generator<BufferedRoute | Undecided> {
  const seen = new Set<Scope>();
  const synchronous = view.synchronousRoutes(configuration);
  for (const route of routes(configuration)) {
    const location = route.scope.nearest('location');
    if (!location || route.family === 'grpc' || seen.has(location)) continue;
    if (!isApiRoute(route, view.settings.apiRoutes) || isWebSocketRoute(route) || synchronous.has(route)) continue;
    seen.add(location);
    const name = `${route.family}_${suffix}`;
    const inForce = location.effective(name);
    if (inForce.state === 'unknown') {
      yield { at: location.place, unknown: inForce.reason! };
      continue;
    }
    const { setting } = inForce;
    const value = setting?.argument(0);
    if (setting && value?.state === 'unknown') {
      yield { at: setting.atValue, unknown: value.reason };
      continue;
    }
    if (setting && setting.flag !== true) continue;
    const need = neededBy(route);
    if (need === 'something') continue;
    yield need === 'nothing' ? { route, location, name, setting } : { at: location.place, ...need };
  }
}

/** Edits that turn it off for this location only. */
export function turnOff({ location, name, setting, route }: BufferedRoute, besides: readonly string[] = []) {
  const { handler } = route;
  const after = handler.scope === location ? handler : undefined;
  if (setting?.scope !== location) return location.insert([...besides, `${name} off;`], after ? { after } : {});
  return [...setting.set('off'), ...(besides.length > 0 ? location.insert(besides, { before: setting }) : [])];
}

/** Where the finding goes: the line that turns it on in this location, else the location. */
export function placeOf({ location, setting }: BufferedRoute) {
  return setting?.scope === location ? setting.atValue : location.place;
}

/** The line that turns it on in a block around, as a related place. */
export function relatedTo({ location, setting, name }: BufferedRoute) {
  return setting && setting.scope !== location ? [{ ...setting.atName, message: `${name} is turned on here.` }] : [];
}

/** The path or expression that the location matches. */
export function pathOf({ route }: BufferedRoute): string {
  return route.location!.text;
}

function isWebSocketRoute(route: Route): boolean {
  return (
    /(^|[^a-z])(wss?|websockets?|socket\.io|sockjs|cable)([^a-z]|$)/i.test(route.location?.text ?? '') &&
    carriesWebSockets(route)
  );
}
