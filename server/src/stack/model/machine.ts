import type { MongodServer } from '../mongodb/server';
import { isSentinel } from '../redis/judged';
import { RedisServer } from '../redis/server';
import type { Stack } from '../stack';
import { listeningOf } from './listening';
import { hasHostNetwork, isLocal, type Reached, reach } from './network';
import { servicesOutside } from './outside';
import { isComposed, type Service } from './service';
import { startedServices } from './services';

/** What answers at an address that a program uses: inside its container, or on the machine. */
export function lookUp(from: Service, host: string, port: number | undefined, stack: Stack): Reached {
  if (isComposed(from)) return reach(from, host);
  const service = isLocal(host) && port !== undefined ? onMachine(port, stack) : undefined;
  return service
    ? { state: 'service', service, place: service.place }
    : { state: 'unknown', reason: `what answers at ${host} of the machine is not in view` };
}

/**
 * The service that answers at a port of the machine, or at the path of a socket there: one that listens, or one of
 * Compose that publishes the port. Undefined where none is in view, or several may be meant.
 */
export function onMachine(address: number | string, stack: Stack): Service | undefined {
  const outside = servicesOutside(stack).filter((service) => {
    const listening = listeningOf(service, stack);
    return typeof address === 'number' ? listening?.ports.includes(address) : listening?.sockets.includes(address);
  });
  const published = typeof address === 'number' ? publishing(address, stack) : [];
  const all = [...outside, ...published];
  return all.length === 1 ? all[0] : undefined;
}

function publishing(port: number, stack: Stack) {
  return startedServices(stack).filter(({ ports }) =>
    ports.ports.some(({ published }) => published !== undefined && published.first <= port && port <= published.last),
  );
}

export type DataServer = RedisServer | MongodServer;

/** The program of a data server: Redis, or mongod. */
export type DataProgram = 'redis' | 'mongodb';

/** The Redis or mongod at an address that a program uses; undefined where none is in view, or several may be meant. */
export function dataServerAt(
  from: Service,
  host: string,
  port: number | undefined,
  program: DataProgram,
  stack: Stack,
): DataServer | undefined {
  const servers: readonly DataServer[] = program === 'redis' ? stack.redisServers : stack.mongodServers;
  const reached = lookUp(from, host, port, stack);
  if (reached.state === 'service') return servers.find(({ service }) => service === reached.service);
  if (port === undefined || isComposed(from) || !isLocal(host) || publishing(port, stack).length > 0) return undefined;
  // A Redis in a container may be what is meant, and its file the one that stands here.
  if (startedServices(stack).some((one) => one.role === program || hasHostNetwork(one) !== false)) return undefined;
  const alone = servers.filter((server) => !server.service && !isAside(server, stack));
  const [server] = alone.filter((one) => portOf(one) === port);
  return alone.every((one) => one === server || (portOf(one) ?? port) !== port) ? server : undefined;
}

/** A Sentinel, or a file of which nothing is said. */
function isAside(server: DataServer, stack: Stack): boolean {
  return stack.ignores(server.main.path) || (server instanceof RedisServer && isSentinel(server));
}

/** Undefined where it can't be told. */
function portOf(server: DataServer): number | undefined {
  const port = server instanceof RedisServer ? server.setting('port') : server.setting('net.port');
  return port.state === 'known' && /^\d+$/.test(port.value) ? Number(port.value) : undefined;
}
