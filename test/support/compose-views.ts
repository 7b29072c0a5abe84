import { join } from 'node:path';
import { composeBytes, composeDuration } from '../../server/src/knowledge/compose/units';
import type { CommandPart } from '../../server/src/stack/compose/command';
import type { Located } from '../../server/src/stack/compose/located';
import type { ComposeService } from '../../server/src/stack/compose/service';
import { UNKNOWN_CHARACTER } from '../../server/src/text/mapped-text';

/*
 * What Headroom and docker-compose say of a service, brought to one form: from a name such as `ulimit nofile soft` to a
 * value.
 */

export type View = ReadonlyMap<string, unknown>;

/** What a program answered in JSON. */
type Answer = ReturnType<typeof JSON.parse>;

/** Stands for a value that we can't tell. It is never compared. */
const CANT_TELL = Symbol('unknown');

/** The value, with what can't be told of it left out, as docker-compose leaves it out. */
function textOf(value: Located<string>): unknown {
  if (value.state === 'absent') return undefined;
  if (value.state === 'known') return value.value;
  const { node } = value;
  return node?.kind === 'scalar' && node.refused === undefined
    ? node.text.text.replaceAll(UNKNOWN_CHARACTER, '')
    : CANT_TELL;
}

function numberOf(value: Located<number>): unknown {
  return value.state === 'known' ? value.value : value.state === 'absent' ? undefined : CANT_TELL;
}

function argvOf(part: CommandPart): unknown {
  if (part.state === 'image') return undefined;
  if (part.state === 'none') return [];
  if (part.state === 'unknown') return CANT_TELL;
  return part.line.words.some(({ text }) => text.includes(UNKNOWN_CHARACTER))
    ? CANT_TELL
    : part.line.words.map(({ text }) => text);
}

export function ourView(service: ComposeService, folder: string): View {
  const get = (...path: string[]) => service.setting(...path);
  const absolute = (path: string) => join(folder, path);
  const view = new Map<string, unknown>();
  view.set('image', textOf(get('image')));
  view.set('command', argvOf(service.command));
  view.set('entrypoint', argvOf(service.entrypoint));
  for (const [name, { value, node }] of service.environment)
    view.set(
      `environment ${name}`,
      value.state === 'known'
        ? value.value
        : node?.kind === 'scalar' && !node.isNull
          ? node.text.text.replaceAll(UNKNOWN_CHARACTER, '')
          : null,
    );
  for (const [name, { soft, hard }] of service.ulimits) {
    view.set(`ulimit ${name} soft`, numberOf(soft));
    view.set(`ulimit ${name} hard`, numberOf(hard));
  }
  for (const [name, { value }] of service.sysctls.pairs) view.set(`sysctl ${name}`, textOf(value));
  for (const volume of service.volumes.volumes) {
    const source = volume.source?.replaceAll(UNKNOWN_CHARACTER, '');
    const isPath = volume.type === 'bind';
    view.set(
      `volume ${volume.target}`,
      volume.type === 'unknown'
        ? CANT_TELL
        : {
            source: isPath ? (volume.path === undefined ? CANT_TELL : absolute(volume.path)) : (source ?? null),
            readOnly: volume.readOnly,
          },
    );
  }
  if (service.volumes.unseen === undefined)
    view.set('volumes', [...service.volumes.volumes.map(({ target }) => target)].sort());
  if (service.ports.unseen === undefined)
    view.set(
      'ports',
      service.ports.ports
        .flatMap((port) => {
          const range = ({ first, last }: { first: number; last: number }) =>
            Array.from({ length: last - first + 1 }, (_, i) => first + i);
          const targets = range(port.target);
          const published = port.published && range(port.published);
          const one = (target: number, outside: string) =>
            `${port.hostIp ? `${port.hostIp}:` : ''}${outside}>${target}/${port.protocol}`;
          if (!published) return targets.map((target) => one(target, ''));
          if (targets.length === 1 && published.length > 1)
            return [one(targets[0]!, `${published[0]}-${published.at(-1)}`)];
          return targets.map((target, i) => one(target, String(published[i])));
        })
        .sort(),
    );
  const { networks } = service;
  if (networks.unseen === undefined && service.get('networks') !== undefined)
    view.set(
      'networks',
      Object.fromEntries(
        networks.networks.map(({ name, aliases }) => [name, aliases.map((alias) => alias.name).sort()]),
      ),
    );
  const depends = service.dependsOn.map(({ service: name, condition }) => [
    name,
    textOf(condition) ?? 'service_started',
  ]);
  if (depends.length > 0) view.set('depends_on', Object.fromEntries(depends));
  for (const [name, path] of [
    ['mem_limit', ['mem_limit']],
    ['deploy memory', ['deploy', 'resources', 'limits', 'memory']],
  ] as const) {
    const value = textOf(get(...path));
    view.set(name, typeof value === 'string' ? composeBytes(value) : value);
  }
  for (const [name, path] of [
    ['cpus', ['cpus']],
    ['deploy cpus', ['deploy', 'resources', 'limits', 'cpus']],
    ['scale', ['scale']],
    ['deploy replicas', ['deploy', 'replicas']],
    ['healthcheck retries', ['healthcheck', 'retries']],
  ] as const) {
    const value = textOf(get(...path));
    view.set(name, typeof value === 'string' ? Number(value) : value);
  }
  for (const key of ['restart', 'container_name', 'hostname', 'network_mode', 'user', 'working_dir'])
    view.set(key, textOf(get(key)));
  view.set('logging driver', textOf(service.loggingDriver));
  for (const [name, { value }] of service.loggingOptions.pairs) view.set(`logging ${name}`, textOf(value));
  view.set('stop_grace_period', numberOf(service.stopGracePeriod));
  const { healthcheck } = service;
  view.set('healthcheck interval', healthcheck && numberOf(healthcheck.interval));
  view.set('healthcheck timeout', healthcheck && numberOf(healthcheck.timeout));
  view.set('healthcheck start_period', healthcheck && numberOf(healthcheck.startPeriod));
  view.set('healthcheck test', healthcheck && testOf(service));
  const hosts = service.extraHosts.map(({ host, address }) => [host, textOf(address)]);
  if (hosts.length > 0) view.set('extra_hosts', Object.fromEntries(hosts));
  view.set('init', textOf(get('init')));
  return view;
}

function testOf(service: ComposeService): unknown {
  const node = service.get('healthcheck', 'test');
  const plain = (one: typeof node) =>
    one?.kind === 'scalar' && one.refused === undefined ? one.text.text.replaceAll(UNKNOWN_CHARACTER, '') : CANT_TELL;
  if (node?.kind === 'list') return node.items.map(plain);
  return node && plain(node);
}

/** The same of what docker-compose answers. */
export function realView(service: Readonly<Record<string, Answer>>): View {
  const view = new Map<string, unknown>();
  const value = (key: string) => service[key];
  view.set('image', value('image'));
  view.set('command', value('command'));
  view.set('entrypoint', value('entrypoint'));
  for (const [name, one] of Object.entries(value('environment') ?? {}))
    view.set(`environment ${name}`, one === null ? null : String(one));
  for (const [name, one] of Object.entries<Answer>(value('ulimits') ?? {})) {
    view.set(`ulimit ${name} soft`, typeof one === 'object' ? one.soft : one);
    view.set(`ulimit ${name} hard`, typeof one === 'object' ? one.hard : one);
  }
  for (const [name, one] of Object.entries(value('sysctls') ?? {})) view.set(`sysctl ${name}`, String(one));
  const volumes: string[] = [];
  for (const one of value('volumes') ?? []) {
    const parts = typeof one === 'string' ? one.split(':') : [];
    const mode = parts.length > 1 ? parts.at(-1)! : '';
    const [source, target] =
      typeof one === 'string' ? (parts.length > 2 ? parts : [null, parts[0]]) : [one.source ?? null, one.target];
    volumes.push(target);
    view.set(`volume ${target}`, {
      source,
      readOnly: typeof one === 'string' ? mode.split(',').includes('ro') : one.read_only === true,
    });
  }
  view.set('volumes', volumes.sort());
  view.set('ports', (value('ports') ?? []).map(portOf).sort());
  if (value('networks') !== undefined)
    view.set(
      'networks',
      Object.fromEntries(
        Object.entries<Answer>(value('networks')).map(([name, one]) => [name, [...(one?.aliases ?? [])].sort()]),
      ),
    );
  if (value('depends_on') !== undefined) {
    const depends = value('depends_on');
    view.set(
      'depends_on',
      Array.isArray(depends)
        ? Object.fromEntries(depends.map((name: string) => [name, 'service_started']))
        : Object.fromEntries(Object.entries<Answer>(depends).map(([name, one]) => [name, one.condition])),
    );
  }
  const bytes = (one: unknown) => (typeof one === 'number' ? one : typeof one === 'string' ? composeBytes(one) : one);
  const { limits } = value('deploy')?.resources ?? {};
  view.set('mem_limit', bytes(value('mem_limit')));
  view.set('deploy memory', bytes(limits?.memory));
  const number = (one: unknown) => (typeof one === 'string' ? Number(one) : one);
  view.set('cpus', number(value('cpus')));
  view.set('deploy cpus', number(limits?.cpus));
  view.set('scale', number(value('scale')));
  view.set('deploy replicas', number(value('deploy')?.replicas));
  const check = value('healthcheck');
  view.set('healthcheck retries', number(check?.retries));
  for (const key of ['restart', 'container_name', 'hostname', 'network_mode', 'user', 'working_dir'])
    view.set(key, value(key));
  view.set('logging driver', value('logging')?.driver);
  for (const [name, one] of Object.entries(value('logging')?.options ?? {})) view.set(`logging ${name}`, String(one));
  const time = (one: unknown) => (typeof one === 'string' ? composeDuration(one) : one);
  view.set('stop_grace_period', time(value('stop_grace_period')));
  view.set('healthcheck interval', time(check?.interval));
  view.set('healthcheck timeout', time(check?.timeout));
  view.set('healthcheck start_period', time(check?.start_period));
  view.set('healthcheck test', check?.test);
  const hosts = value('extra_hosts');
  if (Array.isArray(hosts))
    view.set(
      'extra_hosts',
      Object.fromEntries(hosts.map((host: string) => [host.split(':')[0], host.slice(host.indexOf(':') + 1)])),
    );
  else if (hosts !== undefined) view.set('extra_hosts', hosts);
  view.set('init', value('init') === undefined ? undefined : String(value('init')));
  return view;
}

function portOf(port: Answer): string {
  if (typeof port !== 'object')
    return String(port).replace(
      /^(?:(?:(.+):)?([\d-]*):)?([\d-]+)(?:\/(\w+))?$/,
      (_, ip, out, target, protocol) => `${ip ? `${ip}:` : ''}${out ?? ''}>${target}/${protocol ?? 'tcp'}`,
    );
  const ip = port.external_ip ?? port.host_ip;
  return `${ip ? `${ip}:` : ''}${port.published ?? ''}>${port.target}/${port.protocol ?? 'tcp'}`;
}

export function isCantTell(value: unknown): boolean {
  if (value === CANT_TELL) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(isCantTell);
}

const OPERATOR = /(^|\s)(&&?|\|\|?|;|\d?>|<)|[;&|]/;

/** Whether two values differ, known differences left aside. */
export function differs(key: string, own: unknown, real: unknown): boolean {
  if (isCantTell(own)) return false;
  if ((key === 'command' || key === 'entrypoint') && Array.isArray(own) && Array.isArray(real)) {
    const at = real.findIndex((word, i) => word !== own[i]);
    if (at >= 0 && OPERATOR.test(String(real[at])) && own.length <= at + 1) return false;
  }
  return canonical(own) !== canonical(real);
}

/** The same text for the same value, in whatever order its keys come. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

export function show(value: unknown): string {
  return value === CANT_TELL ? 'unknown' : (JSON.stringify(value) ?? 'absent');
}
