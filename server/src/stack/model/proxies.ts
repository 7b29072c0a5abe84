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
import { type Reached, reach } from './network';
import { startedServices } from './services';

/** An address to which a route of nginx passes requests on, as it is looked up inside one of its services. */
export interface Proxying {
  readonly configuration: NginxConfiguration;
  /** The service that runs nginx. */
  readonly from: ComposeService;
  readonly route: Route;
  readonly upstream: Upstream | undefined;
  readonly setting: NginxSetting;
  readonly host: string;
  /** Undefined where none is written: the scheme's own then holds. */
  readonly port: number | undefined;
  readonly place: Place;
  readonly to: Reached;
}

const read = new WeakMap<Stack, readonly Proxying[]>();

/** Every address of every route of the nginx configurations that services of the stack run. */
export function proxyingsOf(stack: Stack): readonly Proxying[] {
  let found = read.get(stack);
  if (!found) {
    const started = new Set(startedServices(stack));
    found = stack.nginx.flatMap((configuration) =>
      runtimesOf(configuration, stack).flatMap((runtime) =>
        runtime.kind === 'service' && started.has(runtime.service) ? ofService(configuration, runtime.service) : [],
      ),
    );
    read.set(stack, found);
  }
  return found;
}

interface Address {
  readonly setting: NginxSetting;
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
    found = routes(configuration).flatMap((route) => {
      const { target } = route;
      const upstream = target.kind === 'upstream' ? target.upstream : undefined;
      return addressesOf(route).map(({ setting, host, port }) => ({
        configuration,
        from,
        route,
        upstream,
        setting,
        host,
        port,
        place: placeOf(setting, host),
        to: reach(from, host),
      }));
    });
    byService.set(from, found);
  }
  return found;
}

function addressesOf({ target, handler }: Route): readonly Address[] {
  if (target.kind === 'host') return [{ setting: handler, host: target.host, port: target.port }];
  if (target.kind !== 'upstream') return [];
  return target.upstream.servers.flatMap((setting) => {
    const address = setting.argument(0);
    const parsed = address?.state === 'known' ? parseAddress(address.value, 'proxy') : undefined;
    return parsed?.kind === 'host' ? [{ setting, host: parsed.host, port: parsed.port }] : [];
  });
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
export function effectiveIn(service: ComposeService, scope: Scope, name: string): Effective {
  const inForce = scope.effective(name);
  const image = service.runtimeImage;
  const hidden = inForce.state === 'unknown' && inForce.reason === IMAGE_MAIN_UNSEEN;
  if (!hidden || image === undefined || !isOfficialNginx(image.path)) return inForce;
  return { state: 'absent', settings: [], complete: true };
}
