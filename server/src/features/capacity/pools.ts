import { isJudgedClient, isNone, numberIn } from '../../rules/python-clients';
import { known, unknown } from '../../settings/value';
import type { ComposeService } from '../../stack/compose/service';
import { serverFacts } from '../../stack/model/app-servers';
import { type Amount, type Fact, type Limit, product } from '../../stack/model/fact';
import { startedServices } from '../../stack/model/services';
import type { ClientUse } from '../../stack/python/clients';
import type { Stack } from '../../stack/stack';
import { taskConcurrency } from './concurrency';
import { replicas } from './home';
import type { Hop } from './hop';
import { pool } from './hops';

export type PooledServer = 'MongoDB' | 'Redis';

interface PoolKind {
  readonly server: PooledServer;
  readonly option: string;
  /** What holds where nobody sets the option. */
  readonly byDefault: Amount;
}

const MONGODB: PoolKind = { server: 'MongoDB', option: 'maxPoolSize', byDefault: known(100) };
const REDIS: PoolKind = { server: 'Redis', option: 'max_connections', byDefault: { state: 'unlimited' } };

/** The connections that the processes of one service may hold by one client. */
interface Pool {
  readonly client: ClientUse;
  readonly kind: PoolKind;
  readonly service: ComposeService;
  readonly limit: Limit;
}

/** The pools of a service, as hops behind its processes. */
export function poolHops(service: ComposeService, stack: Stack): readonly Hop[] {
  return clientsOf(stack).flatMap(([client, kind]) => {
    const own = poolOf(client, kind, stack);
    return own?.service === service ? [pool(service.name, kind.server, own.limit)] : [];
  });
}

/**
 * What all pools together may open to a server; none where one client can't be told to belong to a service, or may
 * open any number.
 *
 * @param reaches whether a host name leads to the server from inside a service; every client counts where it is undefined
 */
export function poolLoad(
  stack: Stack,
  server: PooledServer,
  reaches: ((from: ComposeService, host: string) => boolean) | undefined,
): readonly Limit[] {
  const found: Limit[] = [];
  for (const [client, kind] of clientsOf(stack)) {
    if (kind.server !== server) continue;
    const own = poolOf(client, kind, stack);
    if (!own) return [];
    if (!reaches) found.push(own.limit);
    else if (client.hosts.length === 0) return [];
    else if (client.hosts.some(({ host }) => reaches(own.service, host))) found.push(own.limit);
  }
  return found;
}

function clientsOf(stack: Stack): readonly (readonly [ClientUse, PoolKind])[] {
  return [
    ...stack.mongoClients.map((client) => [client, MONGODB] as const),
    ...stack.redisClients.map((client) => [client, REDIS] as const),
  ].filter(([client]) => isJudgedClient(client));
}

/**
 * The pool of a client that lives as long as its process, in a file that one service shows and no other: of a file that
 * several services show, one may never use the client.
 */
function poolOf(client: ClientUse, kind: PoolKind, stack: Stack): Pool | undefined {
  if (client.built.kind !== 'import' && client.built.kind !== 'cached') return undefined;
  const showing = startedServices(stack).filter((one) => one.containerPathsOf(client.file).length > 0);
  const [service] = showing;
  const processes = service && showing.length === 1 ? processesOf(service, stack) : undefined;
  if (!service || !processes) return undefined;
  const limit = product([replicas({ kind: 'container', service }), processes, sizeOf(client, kind)]);
  return { client, kind, service, limit };
}

/** The processes of a service that may each have a client of their own. */
function processesOf(service: ComposeService, stack: Stack): Fact | undefined {
  if (service.role === 'api') return serverFacts(service, stack).processes;
  return taskConcurrency(service, stack);
}

function sizeOf(client: ClientUse, { option, byDefault }: PoolKind): Fact {
  const noun = 'connection';
  const size = client.effective(option);
  if (size.state === 'absent')
    return { amount: byDefault, noun, source: `no ${option}: the default holds`, at: client.place };
  const at = size.setting?.atValue ?? client.place;
  if (size.state === 'unknown') return { amount: unknown(size.reason), noun, source: option, at };
  const source = `${size.setting.written}=${size.setting.text}`;
  const number = isNone(size) ? 0 : numberIn(size);
  if (number === undefined) return { amount: unknown(`${option} is no number`), noun, source, at };
  return { amount: number > 0 ? known(number) : { state: 'unlimited' }, noun, source, at };
}
