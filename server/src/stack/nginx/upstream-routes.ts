import type { NginxConfiguration } from './configuration';
import { type Route, routes } from './routes';
import type { Upstream } from './upstreams';

/** The routes that lead to each upstream block; one without any has no entry. */
export function routesByUpstream(configuration: NginxConfiguration): ReadonlyMap<Upstream, readonly Route[]> {
  return configuration.derive(groupRoutes);
}

function groupRoutes(configuration: NginxConfiguration): ReadonlyMap<Upstream, readonly Route[]> {
  const groups = new Map<Upstream, Route[]>();
  for (const route of routes(configuration)) {
    if (route.target.kind !== 'upstream') continue;
    const group = groups.get(route.target.upstream);
    if (group) group.push(route);
    else groups.set(route.target.upstream, [route]);
  }
  return groups;
}
