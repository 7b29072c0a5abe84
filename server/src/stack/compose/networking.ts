import type { Place } from '../finding';
import { type Located, located } from './located';
import { keysOf } from './merge';
import type { ComposeMap, ComposeNode, ComposeScalar } from './node';

/** Numbers of ports from the first to the last. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** One item of `ports`. */
export interface ComposePort {
  readonly place: Place;
  readonly node: ComposeNode;
  /** Inside the container. */
  readonly target: PortRange;
  /** On the host; undefined where Docker picks one. */
  readonly published: PortRange | undefined;
  readonly hostIp: string | undefined;
  readonly protocol: string;
}

export interface Ports {
  readonly ports: readonly ComposePort[];
  /** Why there may be more, or others. */
  readonly unseen: string | undefined;
}

/** The published ports. Of two that are the same in everything the later counts. */
export function readPorts(node: ComposeNode | undefined): Ports {
  if (!node || (node.kind === 'scalar' && node.isNull)) return { ports: [], unseen: undefined };
  if (node.kind !== 'list') return { ports: [], unseen: 'the ports can’t be read' };
  let { unseen } = node;
  const found = new Map<string, ComposePort>();
  for (const item of node.items) {
    const port = item.kind === 'map' ? longPort(item) : item.kind === 'scalar' ? shortPort(item) : undefined;
    if (!port) {
      unseen ??= 'a port in the list can’t be told';
      continue;
    }
    const { hostIp, published, target, protocol } = port;
    found.set(
      `${hostIp ?? ''}|${published?.first}-${published?.last}|${target.first}-${target.last}/${protocol}`,
      port,
    );
  }
  return { ports: [...found.values()], unseen };
}

/** `[[host ip:]published:]target[/protocol]`, each port a number or a range. */
function shortPort(node: ComposeScalar): ComposePort | undefined {
  if (node.value.state !== 'known') return undefined;
  const parts = /^(?:(\[[^\]]*\]|[^:]*):)??(?:([\d-]*):)?([\d-]+)(?:\/(\w+))?$/.exec(node.value.value.trim());
  if (!parts) return undefined;
  const target = range(parts[3]!);
  const published = parts[2] === undefined || parts[2] === '' ? undefined : range(parts[2]);
  if (!target || (parts[2] && !published)) return undefined;
  const hostIp = parts[1]?.replace(/^\[|\]$/g, '');
  return {
    place: node.place,
    node,
    target,
    published,
    hostIp: hostIp === '' ? undefined : hostIp,
    protocol: (parts[4] ?? 'tcp').toLowerCase(),
  };
}

function longPort(node: ComposeMap): ComposePort | undefined {
  const read = (key: string) => located(node.get(key));
  const [target, published, hostIp, protocol] = ['target', 'published', 'host_ip', 'protocol'].map(read);
  if (node.unseen !== undefined || [target, published, hostIp, protocol].some((value) => value!.state === 'unknown'))
    return undefined;
  const inside = target!.state === 'known' ? range(target!.value) : undefined;
  const outside = published!.state === 'known' ? range(published!.value) : undefined;
  if (!inside || (published!.state === 'known' && published!.value !== '' && !outside)) return undefined;
  return {
    place: node.place,
    node,
    target: inside,
    published: outside,
    hostIp: hostIp!.state === 'known' ? hostIp!.value : undefined,
    protocol: protocol!.state === 'known' ? protocol!.value.toLowerCase() : 'tcp',
  };
}

function range(text: string): PortRange | undefined {
  const parts = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim());
  if (!parts) return undefined;
  const first = Number(parts[1]);
  const last = parts[2] === undefined ? first : Number(parts[2]);
  return first <= last && last <= 65_535 ? { first, last } : undefined;
}

/** A network that a service takes part in. */
export interface ServiceNetwork {
  readonly name: string;
  readonly keyPlace: Place;
  readonly aliases: readonly { readonly name: string; readonly place: Place }[];
  readonly node: ComposeNode;
}

export interface ServiceNetworks {
  readonly networks: readonly ServiceNetwork[];
  readonly unseen: string | undefined;
}

/** The networks of a service; without any it is in the project's `default` one, which is not listed. */
export function readNetworks(node: ComposeNode | undefined): ServiceNetworks {
  const map = node && keysOf(node);
  if (map?.kind !== 'map')
    return { networks: [], unseen: map && map.kind !== 'scalar' ? 'its networks can’t be read' : undefined };
  let { unseen } = map;
  const networks: ServiceNetwork[] = [];
  for (const { key, keyPlace, value } of map.entries.values()) {
    const aliases: { name: string; place: Place }[] = [];
    const list = value.kind === 'map' ? value.get('aliases') : undefined;
    if (list?.kind === 'list')
      for (const item of list.items) {
        const name = located(item);
        if (name.state === 'known') aliases.push({ name: name.value, place: name.place });
        else unseen ??= 'an alias can’t be told';
      }
    networks.push({ name: key, keyPlace, aliases, node: value });
  }
  return { networks, unseen };
}

export interface Dependency {
  readonly service: string;
  readonly place: Place;
  /** `service_started` where nothing else is said. */
  readonly condition: Located<string>;
  readonly node: ComposeNode;
}

export function readDependencies(node: ComposeNode | undefined): readonly Dependency[] {
  const map = node && keysOf(node);
  if (map?.kind !== 'map') return [];
  return [...map.entries.values()].map(({ key, keyPlace, value }) => ({
    service: key,
    place: keyPlace,
    condition: located(value.kind === 'map' ? value.get('condition') : undefined),
    node: value,
  }));
}

export interface ExtraHost {
  readonly host: string;
  readonly address: Located<string>;
  readonly place: Place;
}

/** `extra_hosts`: a map, or a list of `host:address` or `host=address`. */
export function readExtraHosts(node: ComposeNode | undefined): readonly ExtraHost[] {
  if (node?.kind === 'map')
    return [...node.entries.values()].map(({ key, keyPlace, value }) => ({
      host: key,
      address: located(value),
      place: keyPlace,
    }));
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    if (item.kind === 'map') return readExtraHosts(item);
    if (item.kind !== 'scalar') return [];
    const { text } = item.text;
    const sign = text.search(/[=:]/);
    if (sign < 0 || item.text.unknownIn(0, sign) !== undefined) return [];
    return [{ host: text.slice(0, sign), address: located(item.slice(sign + 1, text.length)), place: item.place }];
  });
}

/** One of `links`: the service, and the name by which it is also known here. */
export interface Link {
  readonly service: string;
  readonly alias: string;
  readonly place: Place;
}

export function readLinks(node: ComposeNode | undefined): readonly Link[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    const text = located(item);
    if (text.state !== 'known') return [];
    const [service, alias] = text.value.split(':', 2) as [string, string | undefined];
    return [{ service, alias: alias ?? service, place: text.place }];
  });
}
