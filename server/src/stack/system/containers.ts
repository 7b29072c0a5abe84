import type { ComposeService } from '../compose/service';
import { sysctlsOf } from '../compose/sysctls';
import type { Place } from '../finding';
import type { NginxConfiguration } from '../nginx/configuration';
import type { RedisServer } from '../redis/server';
import type { Stack } from '../stack';
import { IN_CONTAINERS, mayRunInContainers } from './services';
import type { SysctlSet } from './sysctl-set';
import { numbersInForce, onlyHost } from './values';

/** Where a program runs, as far as its limits and its network go. */
export type Runtime =
  | { readonly kind: 'host' }
  | { readonly kind: 'service'; readonly service: ComposeService }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Where images of nginx look for their configuration. */
const NGINX_MAINS = [
  '/etc/nginx/nginx.conf',
  '/usr/local/openresty/nginx/conf/nginx.conf',
  '/opt/bitnami/nginx/conf/nginx.conf',
];

/** Where a configuration of nginx is in force: in each service that shows it, or on the host. */
export function runtimesOf(configuration: NginxConfiguration, stack: Stack): readonly Runtime[] {
  return once(stack, configuration, () =>
    runtimes(stack, nginxServices(stack), (service) => isRead(service, configuration)),
  );
}

/** The same for a Redis. */
export function redisRuntimesOf(server: RedisServer, stack: Stack): readonly Runtime[] {
  if (server.service) return [{ kind: 'service', service: server.service }];
  return once(stack, server, () =>
    runtimes(stack, servicesOf(stack), (service) => redisFileOf(service)?.path === server.main.path),
  );
}

const found = new WeakMap<Stack, WeakMap<object, readonly Runtime[]>>();

/** What several rules ask of one stack. */
function once(stack: Stack, subject: object, find: () => readonly Runtime[]): readonly Runtime[] {
  let ofStack = found.get(stack);
  if (!ofStack) {
    ofStack = new WeakMap();
    found.set(stack, ofStack);
  }
  let runtimes = ofStack.get(subject);
  if (!runtimes) {
    runtimes = find();
    ofStack.set(subject, runtimes);
  }
  return runtimes;
}

function runtimes(
  stack: Stack,
  candidates: Iterable<ComposeService>,
  runs: (service: ComposeService) => boolean,
): readonly Runtime[] {
  if (!mayRunInContainers(stack)) return [{ kind: 'host' }];
  const services = [...candidates].filter(runs);
  if (services.length > 0) return services.map((service) => ({ kind: 'service', service }));
  return [{ kind: 'unknown', reason: IN_CONTAINERS }];
}

/** Every service that may run; those of an overlay are the base's with changes. */
export function* servicesOf(stack: Stack): Iterable<ComposeService> {
  for (const project of stack.composeProjects) if (stack.runs(project) ?? true) yield* project.services.values();
}

const nginxServicesOf = new WeakMap<Stack, readonly ComposeService[]>();

function nginxServices(stack: Stack): readonly ComposeService[] {
  let services = nginxServicesOf.get(stack);
  if (!services) {
    services = [...servicesOf(stack)].filter(({ role }) => role === 'nginx');
    nginxServicesOf.set(stack, services);
  }
  return services;
}

const knownReaders = new WeakMap<ComposeService, WeakMap<NginxConfiguration, boolean>>();

/** Services and configurations outlive the stack: each pair is looked at once. */
function isRead(service: ComposeService, configuration: NginxConfiguration): boolean {
  let known = knownReaders.get(service);
  if (!known) {
    known = new WeakMap();
    knownReaders.set(service, known);
  }
  let reads = known.get(configuration);
  if (reads === undefined) {
    reads = shows(service, configuration);
    known.set(configuration, reads);
  }
  return reads;
}

/** Whether a service's nginx reads the configuration: it stands where the main file, or what that includes, is looked for. */
function shows(service: ComposeService, configuration: NginxConfiguration): boolean {
  const paths = service.mounts.pathsOf(configuration.main).map(({ path }) => path);
  const main = nginxMainPath(service);
  if (configuration.whole) return main !== undefined && paths.includes(main);
  return paths.some((path) => /^\/etc\/nginx\/(conf\.d\/[^/]+\.conf|templates\/[^/]+\.template)$/.test(path));
}

/** The path of nginx's configuration in the service's containers: that of `-c`, else that of its image. */
export function nginxMainPath(service: ComposeService): string | undefined {
  const named = argumentOf(service, '-c');
  if (named !== undefined) return named;
  const path = service.image?.path ?? '';
  const own = path.includes('openresty')
    ? NGINX_MAINS[1]
    : path.startsWith('bitnami')
      ? NGINX_MAINS[2]
      : NGINX_MAINS[0];
  return own;
}

/** The whole configuration that an nginx service of the workspace starts with; undefined where it isn't in view. */
export function configurationOf(service: ComposeService, stack: Stack): NginxConfiguration | undefined {
  const main = nginxMainPath(service);
  const shown = main === undefined ? undefined : service.mountedFile(main);
  if (shown?.state !== 'file') return undefined;
  return stack.nginx.find((configuration) => configuration.whole && configuration.main.path === shown.path);
}

/** The configuration file that a Redis service starts with, where the workspace has it. */
export function redisFileOf(service: ComposeService): { readonly path: string; readonly via: Place } | undefined {
  if (service.role !== 'redis') return undefined;
  for (const { value } of service.commandLine?.words ?? []) {
    if (value.state !== 'known' || !/^\/.*\.conf$/.test(value.value)) continue;
    const shown = service.mountedFile(value.value);
    return shown.state === 'file' ? { path: shown.path, via: shown.via } : undefined;
  }
  return undefined;
}

/** The argument behind a flag of the service's command line. */
export function argumentOf(service: ComposeService, flag: string): string | undefined {
  const words = service.commandLine?.words ?? [];
  const at = words.findIndex(({ value }) => value.state === 'known' && value.value === flag);
  const value = at < 0 ? undefined : words[at + 1]?.value;
  return value?.state === 'known' ? value.value : undefined;
}

/**
 * The kernel parameters in force where a program runs: the container's own, those of the service whose network it
 * shares, or the host's. Undefined where that can't be told.
 */
export function sysctlsIn(runtime: Runtime, stack: Stack): SysctlSet | undefined {
  if (runtime.kind === 'host') return onlyHost(stack);
  if (runtime.kind === 'unknown') return undefined;
  const { service } = runtime;
  const mode = service.networkMode;
  if (mode.state === 'unknown') return undefined;
  if (mode.state === 'absent') return sysctlsOf(service);
  if (mode.value === 'host') return onlyHost(stack);
  const other = /^service:(.+)$/.exec(mode.value)?.[1];
  if (other !== undefined) {
    const owner = service.project.service(other);
    return owner && owner.networkMode.state === 'absent' ? sysctlsOf(owner) : undefined;
  }
  return /^(container:|none$)/.test(mode.value) ? undefined : sysctlsOf(service);
}

/** Whether a service has a network of its own, so that it begins with the kernel's own parameters. */
export function hasOwnNetwork(service: ComposeService): boolean {
  const mode = service.networkMode;
  return (
    mode.state === 'absent' || (mode.state === 'known' && !/^(host|none|service:.*|container:.*)$/.test(mode.value))
  );
}

/** The accept queue's limit with which a container begins, since Linux 5.4: whatever its host has. */
export const CONTAINER_SOMAXCONN = 4096;

/** The limit of accept queues where a program runs. */
export interface AcceptLimit {
  readonly limit: number;
  /** Where it is set; undefined where a container begins with the kernel's own. */
  readonly place: Place | undefined;
  readonly set: SysctlSet;
}

export function acceptLimit(set: SysctlSet): AcceptLimit | undefined {
  const key = 'net.core.somaxconn';
  const inForce = numbersInForce(set, key);
  if (inForce) return { limit: inForce.numbers[0]!, place: inForce.setting.atValue, set };
  if (set.holdsFor !== 'container' || set.effective(key).state !== 'absent') return undefined;
  return { limit: CONTAINER_SOMAXCONN, place: undefined, set };
}

/**
 * How many CPUs nginx has: those that the limit of its service allows, a part of one counted whole, else the host's.
 * Undefined where neither is known.
 */
export function nginxCpus(configuration: NginxConfiguration, stack: Stack): number | undefined {
  const limits = runtimesOf(configuration, stack).map((runtime) => {
    const limit = runtime.kind === 'service' ? runtime.service.cpuLimit : undefined;
    return limit?.state === 'known' && limit.value > 0 ? Math.ceil(limit.value) : undefined;
  });
  const [first] = limits;
  return first !== undefined && limits.every((limit) => limit === first) ? first : stack.settings.host.cpus;
}
