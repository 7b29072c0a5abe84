import { isBefore, isCertainlyAtLeast } from '../../knowledge/redis/versions';
import { known, unknown } from '../../settings/value';
import type { ClientUse } from '../python/clients';
import { optionNumber } from '../python/clients';
import { isJudgedClient } from '../python/judged-client';
import { RedisClientUse } from '../python/redis-clients';
import type { PythonSetting } from '../python/setting';
import type { Stack } from '../stack';
import { addressIn, type ClientAddress, type HostInService } from './client-address';
import { codeOf } from './code';
import { type Fact, type Limit, product } from './fact';
import { type DataProgram, type DataServer, dataServerAt, lookUp } from './machine';
import { type Processes, processesOf, replicasOf } from './processes';
import type { Service } from './service';
import { runningServices } from './services';

export type PooledServer = 'MongoDB' | 'Redis';

/** The option that bounds a pool, by the server that it leads to. */
export const POOL_OPTION: Readonly<Record<PooledServer, string>> = { MongoDB: 'maxPoolSize', Redis: 'max_connections' };

const PROGRAM: Readonly<Record<PooledServer, DataProgram>> = { MongoDB: 'mongodb', Redis: 'redis' };

/** A server that a pool leads to, with the place of its name in the client's address. */
export interface PoolTarget extends HostInService {
  /** The service of the project that answers there; undefined for one that is not in view. */
  readonly service: Service | undefined;
  /** The server that answers there, as its files describe it. */
  readonly server: DataServer | undefined;
}

/** The connections that the processes of one service may hold by one client. */
export interface Pool {
  readonly client: ClientUse;
  readonly server: PooledServer;
  readonly service: Service;
  readonly replicas: Fact;
  readonly processes: Fact;
  /** What one process works on at once. */
  readonly atOnce: Fact;
  /** The connections of one process to each server. */
  readonly size: Fact;
  /** The keyword or option that gives the size; undefined where the default holds, or another file gives it. */
  readonly setting: PythonSetting | undefined;
  /** All of them together. */
  readonly limit: Limit;
  readonly targets: readonly PoolTarget[];
  /** Why there may be other targets; undefined where all are in view. */
  readonly targetsUnseen: string | undefined;
}

/** The pools of a stack, and the clients of which it can't be told which service has them, or how many. */
export interface Pools {
  readonly pools: readonly Pool[];
  /** By the servers that they lead to. */
  readonly to: ReadonlyMap<DataServer, readonly Pool[]>;
  readonly others: readonly { readonly client: ClientUse; readonly server: PooledServer }[];
}

const read = new WeakMap<Stack, Pools>();

/** The pools of every client that lives as long as its process. */
export function poolsOf(stack: Stack): Pools {
  let pools = read.get(stack);
  if (!pools) {
    pools = readPools(stack);
    read.set(stack, pools);
  }
  return pools;
}

/** The pools that lead to a server, as far as the files tell. */
export function poolsTo(server: DataServer, stack: Stack): readonly Pool[] {
  return poolsOf(stack).to.get(server) ?? [];
}

/** For each started service, as a text, which modules with a client its program loads: imports anywhere decide that. */
export function loadedClients(stack: Stack): readonly string[] {
  const files = new Set([...stack.mongoClients, ...stack.redisClients].map(({ file }) => file));
  if (files.size === 0) return [];
  return runningServices(stack).map((service) => {
    const code = codeOf(service, stack);
    if (!code) return '';
    const paths = [...files].flatMap((file) => (code.files.has(file) ? [file.path] : []));
    return [code.open ? 'open' : 'whole', ...paths].join('\n');
  });
}

function readPools(stack: Stack): Pools {
  const known = new Map<Service, Running>();
  const runningIn = (service: Service) => {
    if (!known.has(service)) known.set(service, { replicas: replicasOf(service), of: processesOf(service, stack) });
    return known.get(service)!;
  };
  const pools: Pool[] = [];
  const others: { client: ClientUse; server: PooledServer }[] = [];
  const clients = [
    ...stack.mongoClients.map((client) => [client, 'MongoDB'] as const),
    ...stack.redisClients.map((client) => [client, 'Redis'] as const),
  ];
  for (const [client, server] of clients) {
    // One that is given a pool has no connections of its own.
    if (!isJudgedClient(client) || stack.ignores(client.file.path) || isGiven(client)) continue;
    const { services, open } = holdersOf(client, stack);
    const found = services.flatMap((service) => poolIn(client, server, service, runningIn, stack) ?? []);
    pools.push(...found);
    if (open || found.length < services.length) others.push({ client, server });
  }
  const to = new Map<DataServer, Pool[]>();
  for (const pool of pools) {
    for (const server of new Set(pool.targets.flatMap((target) => target.server ?? []))) {
      const list = to.get(server);
      if (list) list.push(pool);
      else to.set(server, [pool]);
    }
  }
  return { pools, to, others };
}

function isGiven(client: ClientUse): boolean {
  return client instanceof RedisClientUse && client.pool === 'given';
}

/**
 * The services whose processes have a client: those whose program loads its module; where that is known of none, the
 * only one that may and shows the file. A client that is not made once for its process has none that could be counted.
 */
function holdersOf(client: ClientUse, stack: Stack): { readonly services: readonly Service[]; readonly open: boolean } {
  const { kind } = client.built;
  if (kind !== 'import' && kind !== 'cached') return { services: [], open: true };
  const started = runningServices(stack).filter(({ role }) => MAY_HOLD.has(role));
  const loading: Service[] = [];
  const open: Service[] = [];
  for (const service of started) {
    const code = codeOf(service, stack);
    if (code?.files.has(client.file)) loading.push(service);
    else if (code?.open ?? true) open.push(service);
  }
  const shows = (service: Service) => service.shows(client.file);
  if (loading.length > 0) return { services: loading, open: open.some(shows) };
  const showing = open.filter(shows);
  // Where none shows it, it may lie in an image; where all that runs is in view, nobody uses it.
  return showing.length === 1 ? { services: showing, open: false } : { services: [], open: open.length > 0 };
}

/** What may run Python of the workspace. A beat sends tasks and runs none: it never uses a client. */
const MAY_HOLD: ReadonlySet<Service['role']> = new Set<Service['role']>(['api', 'celery-worker', 'other']);

interface Running {
  readonly replicas: Fact;
  readonly of: Processes | undefined;
}

function poolIn(
  client: ClientUse,
  server: PooledServer,
  service: Service,
  runningIn: (service: Service) => Running,
  stack: Stack,
): Pool | undefined {
  const { replicas, of: running } = runningIn(service);
  if (!running) return undefined;
  const address = addressIn(client, service);
  const { size, setting } = sizeOf(client, server, address, stack);
  return {
    client,
    server,
    service,
    replicas,
    processes: running.count,
    atOnce: running.atOnce,
    size,
    setting,
    limit: product([replicas, running.count, size]),
    targets: address.hosts.map((host) => {
      const reached = lookUp(service, host.host, host.port, stack);
      return {
        ...host,
        service: reached.state === 'service' ? reached.service : undefined,
        server: dataServerAt(service, host.host, host.port, PROGRAM[server], stack),
      };
    }),
    targetsUnseen: address.unseen,
  };
}

interface Size {
  readonly size: Fact;
  readonly setting: PythonSetting | undefined;
}

const NOUN = 'connection';

/** The most connections of one process, by the keyword, the connection string as the service has it, or the default. */
function sizeOf(client: ClientUse, server: PooledServer, address: ClientAddress, stack: Stack): Size {
  const name = POOL_OPTION[server];
  const keyword = client.options.findLast((option) => option.carrier !== 'uri' && client.isNamed(option, name));
  const inUrl = urlSize(client, name, address);
  const byKeyword = keyword && keywordSize(keyword);
  const keywordsOpen = byKeyword === undefined ? client.openKeywords : undefined;
  const first = client.stronger === 'keyword' ? byKeyword : inUrl;
  const second = client.stronger === 'keyword' ? inUrl : byKeyword;
  const open = client.stronger === 'keyword' ? keywordsOpen : inUrl ? undefined : address.unseen;
  if (first) return first;
  if (open !== undefined) return unknownSize(client, name, open);
  if (second) return second;
  const rest = keywordsOpen ?? address.unseen;
  return rest === undefined
    ? { size: defaultSize(client, server, stack), setting: undefined }
    : unknownSize(client, name, rest);
}

function unknownSize(client: ClientUse, name: string, reason: string): Size {
  return { size: { amount: unknown(reason), noun: NOUN, source: name, at: client.place }, setting: undefined };
}

function keywordSize(setting: PythonSetting): Size {
  const at = setting.atValue;
  const source = `${setting.written}=${setting.text}`;
  const { read: value } = setting;
  if (value.state === 'unknown')
    return { size: { amount: unknown(value.reason), noun: NOUN, source: setting.written, at }, setting };
  const number = value.type === 'none' ? 0 : optionNumber(value, setting.carrier);
  return { size: numberFact(number, source, at), setting };
}

function urlSize(client: ClientUse, name: string, address: ClientAddress): Size | undefined {
  const option = address.options(name).at(-1);
  if (!option) return undefined;
  const number = option.value !== undefined && /^\d+$/.test(option.value) ? Number(option.value) : undefined;
  const { file, span } = option.place;
  const setting = client.options.find(
    (one) => one.carrier === 'uri' && one.file === file && one.span.start === span.start,
  );
  return { size: numberFact(number, option.written, option.place), setting };
}

/** 0 sets no limit. */
function numberFact(number: number | undefined, source: string, at: Fact['at']): Fact {
  const place = at ? { at } : {};
  if (number === undefined || !Number.isInteger(number) || number < 0)
    return { amount: unknown(`${source} is no number of connections`), noun: NOUN, source, ...place };
  return { amount: number > 0 ? known(number) : { state: 'unlimited' }, noun: NOUN, source, ...place };
}

/** pymongo gives a pool 100 connections, redis-py a blocking one 50; another has 100 since version 8, before no limit. */
function defaultSize(client: ClientUse, server: PooledServer, stack: Stack): Fact {
  const option = POOL_OPTION[server];
  const at = client.place;
  if (server === 'MongoDB') return { amount: known(100), noun: NOUN, source: `100 without ${option}`, at };
  if (client instanceof RedisClientUse && client.kind === 'blocking pool')
    return { amount: known(50), noun: NOUN, source: `50 without ${option}`, at };
  const version = stack.packageVersion('redis-py', client.file);
  const source = `no ${option}, redis-py ${version}`;
  if (isBefore(version, '8')) return { amount: { state: 'unlimited' }, noun: NOUN, source, at };
  if (isCertainlyAtLeast(version, '8')) return { amount: known(100), noun: NOUN, source, at };
  const reason = `without ${option} redis-py 8 opens 100 at most, and earlier versions any number`;
  return { amount: unknown(reason), noun: NOUN, source: `no ${option}`, at };
}
