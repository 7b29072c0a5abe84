import type { ComposeProject } from '../compose/project';
import type { ComposeService } from '../compose/service';
import type { Place } from '../finding';
import type { Service } from './service';

/**
 * What a host name leads to from inside a container.
 *
 * - service: a service of the project; `place` is where the name is given
 * - self: the container itself, and what shares its network
 * - host: the machine that the containers run on
 * - apart: a service of the project has the name, but no network in common
 * - nobody: a name without a dot that nothing in view has
 * - outside: an address or a name that leads out of the project
 */
export type Reached<S extends Service = Service> =
  | { readonly state: 'service' | 'apart'; readonly service: S; readonly place: Place }
  | { readonly state: 'self' | 'host' | 'nobody' | 'outside' }
  | { readonly state: 'unknown'; readonly reason: string };

/** Docker's own names of the machine below. */
const HOST_NAMES = new Set(['host.docker.internal', 'gateway.docker.internal', 'host.containers.internal']);

/**
 * Looks a host name up as Docker's own name server does inside a container of a service.
 *
 * @see https://docs.docker.com/compose/how-tos/networking/
 */
export function reach(from: ComposeService, written: string): Reached<ComposeService> {
  const host = written.toLowerCase().replace(/\.$/, '');
  if (isLocal(host)) return { state: 'self' };
  if (HOST_NAMES.has(host)) return { state: 'host' };
  if (/^[\d.]+$/.test(host) || host.includes(':')) return { state: 'outside' };
  const extra = from.extraHosts.find((one) => one.host.toLowerCase() === host);
  if (extra) {
    const address = extra.address.state === 'known' ? extra.address.value : undefined;
    return address === 'host-gateway' ? { state: 'host' } : { state: 'outside' };
  }
  const link = from.links.find(({ alias }) => alias.toLowerCase() === host);
  const linked = link && from.project.service(link.service);
  if (linked) return { state: 'service', service: linked, place: link.place };
  return named(from, host);
}

/** Whether an address leads back to where it is used. */
export function isLocal(host: string): boolean {
  return host === 'localhost' || /^127\./.test(host) || host === '::1' || host === '[::1]';
}

function named(from: ComposeService, host: string): Reached<ComposeService> {
  const own = networksOf(from);
  let apart: { service: ComposeService; place: Place } | undefined;
  for (const { service, place, network } of namesOf(from.project).get(host) ?? []) {
    if (service === from) return { state: 'self' };
    const theirs = networksOf(service);
    if (!own || !theirs) return { state: 'service', service, place };
    const meets = network === undefined ? [...theirs].some((one) => own.has(one)) : own.has(network);
    if (meets) return { state: 'service', service, place };
    apart ??= { service, place };
  }
  const doubt = unseenNames(from);
  if (apart) return doubt === undefined ? { state: 'apart', ...apart } : { state: 'unknown', reason: doubt };
  if (host.includes('.')) return { state: 'outside' };
  return doubt === undefined ? { state: 'nobody' } : { state: 'unknown', reason: doubt };
}

interface Named {
  readonly service: ComposeService;
  readonly place: Place;
  readonly network: string | undefined;
}

/** The services of a project by their names, in small letters. */
function namesOf(project: ComposeProject): ReadonlyMap<string, readonly Named[]> {
  let names = namesOfProject.get(project);
  if (!names) {
    names = new Map<string, Named[]>();
    for (const service of project.services.values()) {
      for (const { name, place, network } of service.hostnames) {
        const key = name.toLowerCase();
        const list = names.get(key);
        if (list) list.push({ service, place, network });
        else names.set(key, [{ service, place, network }]);
      }
    }
    namesOfProject.set(project, names);
  }
  return names;
}

const namesOfProject = new WeakMap<ComposeProject, Map<string, Named[]>>();

/** Why containers that are not in view may have names here. */
function unseenNames(from: ComposeService): string | undefined {
  const { project } = from;
  const [unseen] = project.unseen;
  if (unseen !== undefined) return unseen;
  if (from.networks.unseen !== undefined) return from.networks.unseen;
  if (from.get('external_links') !== undefined) return 'it has links to containers of other projects';
  const mode = from.networkMode;
  if (mode.state === 'unknown') return mode.reason;
  if (mode.state === 'known') {
    if (mode.value === 'host') return 'it shares the network of the host';
    if (mode.value.startsWith('container:')) return 'it shares the network of a container out of view';
  }
  const shared = sharesWith(from);
  for (const service of shared ? [from, shared] : [from])
    for (const { name } of service.networks.networks)
      if (isExternal(project, name)) return `the network ${name} is not the project’s own`;
  return isExternal(project, 'default') && from.networks.networks.length === 0
    ? 'the default network is not the project’s own'
    : undefined;
}

function isExternal(project: ComposeProject, network: string): boolean {
  const node = project.networks.get(network)?.node;
  if (node?.kind === 'unknown') return true;
  if (node?.kind !== 'map') return false;
  if (node.unseen !== undefined) return true;
  const external = node.get('external');
  if (external === undefined) return false;
  return !(
    external.kind === 'scalar' &&
    external.value.state === 'known' &&
    /^(false|no|off|n)$/i.test(external.value.value)
  );
}

/** The service whose network a service uses: `network_mode: service:NAME`. */
export function sharesWith(service: ComposeService): ComposeService | undefined {
  const mode = service.networkMode;
  const name = mode.state === 'known' ? /^service:(.+)$/.exec(mode.value)?.[1] : undefined;
  const other = name === undefined ? undefined : service.project.service(name);
  return other === service ? undefined : other;
}

/** Whether a service has the network of the machine below; undefined where that can't be told. */
export function hasHostNetwork(service: ComposeService): boolean | undefined {
  const mode = (sharesWith(service) ?? service).networkMode;
  if (mode.state === 'unknown') return undefined;
  return mode.state === 'known' && mode.value === 'host';
}

/** The names of the networks that a service is in; undefined where that can't be told. */
function networksOf(service: ComposeService): ReadonlySet<string> | undefined {
  const at = sharesWith(service) ?? service;
  const mode = at.networkMode;
  if (mode.state === 'unknown' || at.networks.unseen !== undefined || at.unseen !== undefined) return undefined;
  if (mode.state === 'known')
    return mode.value === 'bridge' ? new Set(['bridge']) : mode.value === 'none' ? new Set() : undefined;
  const names = at.networks.networks.map(({ name }) => name);
  return new Set(names.length > 0 ? names : ['default']);
}
