import { isOfficialNginx } from '../../knowledge/compose/images';
import type { ComposeService } from '../compose/service';
import type { Place } from '../finding';
import { IMAGE_MAIN_UNSEEN, type NginxConfiguration } from '../nginx/configuration';
import { parseAddress, type Route, routes } from '../nginx/routes';
import type { Effective, Scope } from '../nginx/scope';
import type { NginxSetting } from '../nginx/setting';
import type { Upstream } from '../nginx/upstreams';
import type { Stack } from '../stack';
import { runtimesOf } from '../system/containers';
import { onMachine } from './machine';
import { isLocal, type Reached, reach } from './network';
import { runningServices, startedServices } from './services';

/** An address to which a route of nginx passes requests on, as it is looked up inside one of its services. */
export interface Proxying {
  readonly configuration: NginxConfiguration;
  /** The service of Compose that runs nginx; undefined for that of the machine. */
  readonly from: ComposeService | undefined;
  readonly route: Route;
  readonly upstream: Upstream | undefined;
  readonly setting: NginxSetting;
  /** Of a socket its path. */
  readonly host: string;
  /** Undefined where none is written: the scheme's own then holds. */
  readonly port: number | undefined;
  readonly place: Place;
  readonly to: Reached;
}

const read = new WeakMap<Stack, readonly Proxying[]>();

/** Every address of every route of the nginx configurations that services of the stack run, or the machine. */
export function proxyingsOf(stack: Stack): readonly Proxying[] {
  let found = read.get(stack);
  if (!found) {
    const started = new Set(startedServices(stack));
    found = stack.nginx.flatMap((configuration) =>
      runtimesOf(configuration, stack).flatMap((runtime) => {
        if (runtime.kind === 'service')
          return started.has(runtime.service) ? ofService(configuration, runtime.service) : [];
        return stack.ignores(configuration.main.path) ? [] : ofMachine(configuration, stack);
      }),
    );
    read.set(stack, found);
  }
  return found;
}

interface Address {
  readonly setting: NginxSetting;
  /** Of a socket its path. */
  readonly host: string;
  readonly port: number | undefined;
}

const kept = new WeakMap<NginxConfiguration, WeakMap<ComposeService, readonly Proxying[]>>();

function ofService(configuration: NginxConfiguration, from: ComposeService): readonly Proxying[] {
  let byService = kept.get(configuration);
  if (!byService) {
    byService = new WeakMap();
    kept.set(configuration, byService);
  }
  let found = byService.get(from);
  if (!found) {
    found = addresses(configuration).map((address) => ({ ...address, from, to: reach(from, address.host) }));
    byService.set(from, found);
  }
  return found;
}

/** Only what listens on the machine is in view there. Where Compose runs an nginx, that may be the one that is meant. */
function ofMachine(configuration: NginxConfiguration, stack: Stack): readonly Proxying[] {
  if (runningServices(stack).length === 0 || startedServices(stack).some(({ role }) => role === 'nginx')) return [];
  return addresses(configuration).flatMap((address) => {
    const { host, port, route } = address;
    const at = host.startsWith('/')
      ? host
      : isLocal(host)
        ? (port ?? (route.family === 'proxy' ? 80 : undefined))
        : undefined;
    const service = at === undefined ? undefined : onMachine(at, stack);
    return service ? [{ ...address, from: undefined, to: { state: 'service', service, place: service.place } }] : [];
  });
}

function addresses(configuration: NginxConfiguration): readonly Omit<Proxying, 'from' | 'to'>[] {
  return routes(configuration).flatMap((route) => {
    const upstream = route.target.kind === 'upstream' ? route.target.upstream : undefined;
    return addressesOf(route).map((address) => ({
      configuration,
      route,
      upstream,
      ...address,
      place: placeOf(address.setting, address.host),
    }));
  });
}

function addressesOf({ target, handler }: Route): readonly Address[] {
  if (target.kind !== 'upstream') return addressOf(handler, target);
  return target.upstream.servers.flatMap((setting) => {
    const address = setting.argument(0);
    return address?.state === 'known' ? addressOf(setting, parseAddress(address.value, 'proxy')) : [];
  });
}

function addressOf(setting: NginxSetting, target: Route['target']): readonly Address[] {
  if (target.kind === 'host') return [{ setting, host: target.host, port: target.port }];
  return target.kind === 'unix' ? [{ setting, host: target.path, port: undefined }] : [];
}

/** The host within the address. */
function placeOf(setting: NginxSetting, host: string): Place {
  const { file, span } = setting.atValue;
  const at = file.text.indexOf(host, span.start);
  return at < 0 || at + host.length > span.end ? setting.atValue : { file, span: { start: at, end: at + host.length } };
}

/**
 * What is in force at a place in the containers of a service. The main file of the official image sets no proxying,
 * no rate limits and no real addresses.
 *
 * @param name of a directive of these three
 * @see https://github.com/nginx/docker-nginx
 */
export function effectiveIn(service: ComposeService | undefined, scope: Scope, name: string): Effective {
  const inForce = scope.effective(name);
  const image = service?.runtimeImage;
  const hidden = inForce.state === 'unknown' && inForce.reason === IMAGE_MAIN_UNSEEN;
  if (!hidden || image === undefined || !isOfficialNginx(image.path)) return inForce;
  return { state: 'absent', settings: [], complete: true };
}
