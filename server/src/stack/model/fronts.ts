import type { ComposeService } from '../compose/service';
import type { Place } from '../finding';
import type { Stack } from '../stack';
import { hasHostNetwork } from './network';
import { proxyingsOf } from './proxies';
import { startedServices } from './services';

/** What stands in front of a service and hands every request on to it. */
export interface Front {
  /** `Traefik`, `the nginx of edge`. */
  readonly name: string;
  readonly place: Place;
}

/** Images of reverse proxies and tunnels, by the end of their path. */
const PROXIES: Readonly<Record<string, string>> = {
  traefik: 'Traefik',
  haproxy: 'HAProxy',
  caddy: 'Caddy',
  cloudflared: 'cloudflared',
  'caddy-docker-proxy': 'Caddy',
  'nginx-proxy': 'nginx-proxy',
};

/**
 * The proxy through which alone clients come to a service. It publishes no port, so only containers reach it, and
 * something in the project says which. Undefined where clients may come otherwise, or that can't be told.
 */
export function frontOf(service: ComposeService, stack: Stack): Front | undefined {
  if (!isHidden(service, stack)) return undefined;
  return labelled(service) ?? proxiedBy(service, stack) ?? beside(service, stack);
}

/** Whether no port of its containers is published, in the project and in every file that is laid over it. */
function isHidden(service: ComposeService, stack: Stack): boolean {
  if (service.networkMode.state !== 'absent' || hasHostNetwork(service) !== false) return false;
  return stack.composeProjects.every((project) => {
    const same = project.services.get(service.name);
    if (!same || (project !== service.project && project.overlay === undefined)) return true;
    return same.unseen === undefined && same.ports.ports.length === 0 && same.ports.unseen === undefined;
  });
}

/** Labels and variables by which a proxy finds the services that it serves. */
function labelled(service: ComposeService): Front | undefined {
  for (const { name, keyPlace } of service.labels.pairs.values()) {
    if (/^traefik\.(enable|http\.|frontend\.|port$)/i.test(name)) return { name: 'Traefik', place: keyPlace };
    if (/^caddy(_\d+)?$/i.test(name)) return { name: 'Caddy', place: keyPlace };
  }
  const host = service.environment.get('VIRTUAL_HOST');
  return host && { name: 'nginx-proxy', place: host.keyPlace };
}

function proxiedBy(service: ComposeService, stack: Stack): Front | undefined {
  const proxying = proxyingsOf(stack).find(
    ({ from, to }) => to.state === 'service' && to.service === service && from !== service,
  );
  return proxying && { name: `the nginx of ${proxying.from?.name ?? 'the host'}`, place: proxying.place };
}

/** A proxy that is the only service of the project which clients reach, or a tunnel beside services none of which they do. */
function beside(service: ComposeService, stack: Stack): Front | undefined {
  const others = startedServices(stack).filter((one) => one.project === service.project && one !== service);
  const proxies = others.flatMap((one) => {
    const path = one.runtimeImage?.path ?? '';
    const name = PROXIES[path.slice(path.lastIndexOf('/') + 1)];
    return name === undefined ? [] : [{ service: one, name }];
  });
  const [proxy] = proxies;
  return proxy && proxies.length === 1 ? { name: proxy.name, place: proxy.service.place } : undefined;
}
