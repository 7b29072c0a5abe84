import type { ConfigFile } from '../../settings/file';
import { deploymentsOf } from '../../stack/model/deployments';
import type { Amount } from '../../stack/model/fact';
import { isComposed, type Service } from '../../stack/model/service';
import { runningServices } from '../../stack/model/services';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { isSentinel } from '../../stack/redis/judged';
import type { Stack } from '../../stack/stack';
import { applicationHops } from './application';
import { brokerHops } from './broker';
import type { Hop } from './hop';
import { mongodHops } from './mongodb';
import { applicationsBehind, nginxHome, nginxHops } from './nginx';
import { poolLoad } from './pools';
import { redisHops } from './redis';
import { workerHops } from './workers';

/** The stations that a request or a task passes, from the client on. */
export interface Way {
  readonly name: string;
  readonly hops: readonly Hop[];
  /** The hop that lets the least through, of those that are known and compare; undefined where fewer than two do. */
  readonly narrowest: number | undefined;
}

export interface Capacity {
  readonly ways: readonly Way[];
}

/**
 * How much fits through each hop of a stack's ways, as far as the files tell. Those that an overlay changes come first,
 * unless it is for development.
 */
export function capacity(stack: Stack): Capacity {
  const [bases, ...laidOver] = deploymentsOf(stack);
  const alone = hopsOf(bases!.stack);
  const known = new Set(laidOver.length > 0 ? alone.map(textOf) : []);
  const overlaid = laidOver.flatMap(({ stack: deployed, overlay }) =>
    !overlay || stack.policyOf(overlay).profile === 'development'
      ? []
      : hopsOf(deployed)
          .filter((way) => !known.has(textOf(way)))
          .map(({ name, hops }) => ({ name: `${name}, with ${overlay.path}`, hops })),
  );
  return { ways: [...overlaid, ...alone].map(({ name, hops }) => ({ name, hops, narrowest: narrowestOf(hops) })) };
}

/** The same for ways of which the same is told. */
function textOf(way: Passage): string {
  return JSON.stringify(way, (key, value) => (key === 'at' ? undefined : value));
}

interface Passage {
  readonly name: string;
  readonly hops: readonly Hop[];
}

/** The ways of a stack with their hops: each hop is computed from facts alone, which the readers of each service find. */
export function hopsOf(stack: Stack): readonly Passage[] {
  const services = runningServices(stack);
  const isStarted = ({ service }: DataServer) => !service || services.includes(service);
  const redis = judged(stack, stack.redisServers).filter((server) => !isSentinel(server) && isStarted(server));
  const mongod = judged(stack, stack.mongodServers).filter(isStarted);
  const nginx = nginxServers(stack);
  const behind = new Set<Service>();
  const requests = nginx.flatMap((configuration) => {
    const applications = applicationsBehind(configuration, stack);
    for (const service of applications) behind.add(service);
    return requestsThrough(configuration, applications, nginx.length === 1 ? 'nginx' : configuration.main.path, stack);
  });
  const direct = services.filter((service) => service.role === 'api' && !behind.has(service));
  const workers = services.filter(({ role }) => role === 'celery-worker');
  // Several projects often have services of the same names.
  const several = new Set(services.filter(isComposed).map(({ project }) => project)).size > 1;
  const named = (service: Service) =>
    several && isComposed(service) ? `${service.name} (${service.project.main.path})` : service.name;
  const serverName = ({ service, main }: DataServer, all: readonly DataServer[], program: string) =>
    service ? named(service) : all.length === 1 ? program : main.path;
  return [
    ...requests,
    ...direct.map((service) => ({ name: `Requests to ${named(service)}`, hops: applicationHops(service, stack) })),
    ...workers.map((service) => ({
      name: `Tasks of ${named(service)}`,
      hops: [...brokerHops(service, stack), ...workerHops(service, stack)],
    })),
    ...redis.map((server) => ({
      name: `Clients of ${serverName(server, redis, 'Redis')}`,
      hops: redisHops(server, stack, poolLoad(stack, 'Redis', server, redis.length === 1)),
    })),
    ...mongod.map((server) => ({
      name: `Clients of ${serverName(server, mongod, 'MongoDB')}`,
      hops: mongodHops(server, stack, poolLoad(stack, 'MongoDB', server, mongod.length === 1)),
    })),
  ];
}

/** A server of Redis or MongoDB: started by a service, or described by a file alone. */
interface DataServer {
  readonly service: Service | undefined;
  readonly main: ConfigFile;
}

function judged<T extends { readonly main: { readonly path: string } }>(stack: Stack, parts: readonly T[]) {
  return parts.filter(({ main }) => !stack.ignores(main.path));
}

/** The whole configurations, and of the snippets the first with servers that each service shows. */
function nginxServers(stack: Stack): readonly NginxConfiguration[] {
  const shown = new Set<Service>();
  const all = judged(stack, stack.nginx);
  const whole = all.filter((configuration) => configuration.whole);
  for (const configuration of whole) {
    const home = nginxHome(configuration, stack);
    if (home.kind === 'container') shown.add(home.service);
  }
  const snippets = all.filter((configuration) => {
    if (configuration.whole || configuration.scopes('server').length === 0) return false;
    const home = nginxHome(configuration, stack);
    if (home.kind !== 'container' || shown.has(home.service)) return false;
    shown.add(home.service);
    return true;
  });
  return [...whole, ...snippets];
}

/** A way for each application that nginx passes requests on to; one of its own where there is none in view. */
function requestsThrough(
  configuration: NginxConfiguration,
  applications: readonly Service[],
  name: string,
  stack: Stack,
): readonly Passage[] {
  const hops = nginxHops(configuration, stack);
  if (applications.length === 0) return [{ name: `Requests through ${name}`, hops }];
  return applications.map((service) => ({
    name: `Requests through ${name} to ${service.name}`,
    hops: [...hops, ...applicationHops(service, stack)],
  }));
}

function narrowestOf(hops: readonly Hop[]): number | undefined {
  const comparable = hops.flatMap(({ compares, limit }, index) =>
    compares && limit.amount.state === 'known' ? [{ index, value: limit.amount.value }] : [],
  );
  if (comparable.length < 2) return undefined;
  return comparable.reduce((least, one) => (one.value < least.value ? one : least)).index;
}

/** Why a limit is not a number. */
export function reasonOf(amount: Amount): string | undefined {
  return amount.state === 'unknown' ? amount.reason : undefined;
}
