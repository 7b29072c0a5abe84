import {
  type Alert,
  alertThresholds,
  apiSlow,
  mongoConnections,
  nginxConnections,
  nginxDropped,
  percent,
  queueLong,
  redisConnections,
  redisEvicting,
  redisFull,
} from '../../knowledge/alerts';
import { describeMemory } from '../../knowledge/redis/units';
import { scaling, system, workerConnections } from '../../knowledge/tiers';
import { type Amount, type Fact, type Limit, product, smallest, total } from '../../stack/model/fact';
import { grouped } from '../../text/numbers';
import type { Hop, Step } from './hop';
import type { PoolLoad } from './pools';

/** What a proxied request takes of nginx: a connection to the client and one to the application. */
const PER_PROXIED_REQUEST = 2;

/** Connections that a program has not accepted yet: as many as it asks for, and never more than the kernel allows. */
export function acceptQueue(service: string, backlog: Fact, somaxconn: Fact): Hop {
  const limit = smallest([backlog, somaxconn]);
  const narrow = (amount: Amount) => amount.state === 'known' && amount.value < system.somaxconn;
  const steps: Step[] = [];
  if (narrow(backlog.amount))
    steps.push(vertical(`Ask for a longer queue: backlog up to ${system.somaxconn}`, backlog));
  if (narrow(somaxconn.amount))
    steps.push(vertical(`Raise net.core.somaxconn to ${system.somaxconn} where ${service} runs`, somaxconn));
  return {
    kind: 'accept-queue',
    service,
    title: `Accept queue of ${service}`,
    unit: 'new connections waiting',
    limit,
    compares: false,
    steps,
  };
}

/** Clients that nginx serves at once. */
export function clientConnections(service: string, { replicas, workers, connections, proxies }: NginxFacts): Hop {
  const limit = product([replicas, workers, connections], proxies ? PER_PROXIED_REQUEST : 1);
  const { amount } = connections;
  const tiers = [workerConnections.production, workerConnections['high-traffic']];
  const next = amount.state === 'known' ? tiers.find((tier) => tier > amount.value) : undefined;
  const most = shareOf(limit.amount, alertThresholds.connections);
  return {
    kind: 'connections',
    service,
    title: `Connections of ${service}`,
    unit: 'requests at once',
    limit,
    compares: true,
    ...(most === undefined ? {} : { alert: `Alert above ${grouped(most)} active connections (80 %)` }),
    alertRules: [
      ...(most === undefined
        ? []
        : [nginxConnections(`${most}`, `${service} serves ${above(limit, 'clients at most')}`)]),
      nginxDropped,
    ],
    steps: [...(next === undefined ? [] : [vertical(`Set worker_connections to ${next}`, connections)]), LOAD_BALANCER],
  };
}

/** Clients for which nginx may open files at once. */
export function openFiles(service: string, { replicas, workers, files, proxies }: NginxFacts & { files: Fact }): Hop {
  const { amount } = files;
  const low = amount.state === 'known' && amount.value < system.nofile;
  return {
    kind: 'open-files',
    service,
    title: `Open files of ${service}`,
    unit: 'requests at once',
    limit: product([replicas, workers, files], proxies ? PER_PROXIED_REQUEST : 1),
    compares: true,
    steps: low ? [vertical(`Raise the limit of open files to ${system.nofile}`, files)] : [],
  };
}

export interface NginxFacts {
  readonly replicas: Fact;
  readonly workers: Fact;
  readonly connections: Fact;
  readonly proxies: boolean;
}

/** How many of a service run, and what keeps it from running more often. */
export interface Replicas {
  readonly replicas: Fact;
  /** Whether Compose runs them. */
  readonly composed: boolean;
  readonly held: string | undefined;
}

/** Requests on which an application works at once. */
export function application(service: string, running: Replicas, processes: Fact, perProcess: Fact): Hop {
  return {
    kind: 'application',
    service,
    title: `Processes of ${service}`,
    unit: 'requests at once',
    limit: product([running.replicas, processes, perProcess]),
    compares: true,
    alert: 'Alert where one in twenty answers takes more than 1 s',
    alertRules: [apiSlow()],
    steps: [
      ...moreReplicas(service, running, scaling.apiReplicas),
      horizontal('Run the API on several servers behind an external load balancer'),
    ],
  };
}

/**
 * Tasks on which the workers of a queue work at once.
 *
 * @param queues the names of their queues; undefined where they are not known
 */
export function taskSlots(
  service: string,
  running: Replicas,
  concurrency: Fact,
  queues: readonly string[] | undefined,
): Hop {
  const { amount } = concurrency;
  const low = amount.state === 'known' && amount.value < scaling.workerConcurrency;
  return {
    kind: 'tasks',
    service,
    title: `Tasks of ${service}`,
    unit: 'tasks at once',
    limit: product([running.replicas, concurrency]),
    compares: true,
    alert: 'Alert above 1,000 messages in the queue',
    alertRules: [queueLong(queues ? matcher(queues) : '=~".+"')],
    steps: [
      ...moreReplicas(service, running, scaling.workerReplicas),
      ...(low
        ? [vertical(`Raise the concurrency to ${scaling.workerConcurrency}, as far as the CPUs allow`, concurrency)]
        : []),
      horizontal('Run the workers on several servers'),
    ],
  };
}

/** Connections that the processes of a service may hold to a server. */
export function pool(service: string, server: string, limit: Limit): Hop {
  const size = limit.terms.at(-1)!;
  return {
    kind: 'pool',
    service,
    title: `Connections of ${service} to ${server}`,
    unit: 'operations at once',
    limit,
    compares: true,
    steps: [vertical('Raise the pool of each process, as far as the server accepts it', size)],
  };
}

/** Connections that a server accepts. */
export function database(
  server: { readonly name: string; readonly program: 'mongod' | 'redis' | 'other' },
  limits: readonly Fact[],
  { pools, open }: PoolLoad,
): Hop {
  const limit = smallest(limits);
  const { amount } = limit;
  const steps: Step[] = [];
  const [most] = limits;
  const next = scaling.mongodMaxConns[1];
  const threshold = shareOf(amount, alertThresholds.connections);
  if (server.program === 'mongod' && most && amount.state === 'known' && amount.value < next)
    steps.push(vertical(`Set --maxConns to ${next}`, most));
  if (server.program !== 'other')
    steps.push(
      horizontal(
        `Move ${server.program === 'mongod' ? 'MongoDB' : 'Redis'} to a server of its own or a managed service`,
      ),
    );
  return {
    kind: 'database',
    service: server.name,
    title: `Connections that ${server.name} accepts`,
    unit: 'connections',
    limit,
    compares: true,
    ...(pools.length > 0 ? { load: total(pools), ...(open ? { loadIsOpen: true } : {}) } : {}),
    ...(threshold === undefined ? {} : { alert: `Alert above ${grouped(threshold)} connections (80 %)` }),
    alertRules: databaseAlerts(server, limit, threshold),
    steps,
  };
}

function databaseAlerts(
  { name, program }: { readonly name: string; readonly program: 'mongod' | 'redis' | 'other' },
  limit: Limit,
  threshold: number | undefined,
): readonly Alert[] {
  const most = threshold === undefined ? undefined : `${threshold}`;
  if (program === 'mongod') return [mongoConnections(most, `${name} uses ${above(limit, 'connections')}`)];
  if (program === 'redis') return [redisConnections(most, `${name} uses ${above(limit, 'connections')}`)];
  return [];
}

/**
 * What a server may keep in memory, against what its container has.
 *
 * @param refuses of a Redis: whether it refuses writes when it is full, in the place of evicting keys
 */
export function memory(
  service: string,
  ceilings: readonly Fact[],
  program: 'redis' | 'other',
  { load, refuses = false }: { readonly load?: Limit | undefined; readonly refuses?: boolean } = {},
): Hop {
  const limit = smallest(ceilings);
  const { amount } = limit;
  const next = 1024 ** 3;
  return {
    kind: 'memory',
    service,
    title: `Memory of ${service}`,
    unit: 'bytes',
    limit: { ...limit, sum: ceilings.map(({ amount: one, source }) => `${source}${sizeOf(one)}`).join(', ') },
    compares: false,
    ...(load ? { load } : {}),
    ...(program === 'redis' ? memoryAlert(service, amount, refuses) : {}),
    steps:
      program === 'redis'
        ? [
            ...(amount.state === 'known' && amount.value < next
              ? [vertical(`Set maxmemory to ${scaling.redisMaxmemory[1]}`, ceilings[0]!)]
              : []),
            horizontal('Move Redis to a server of its own or a managed service'),
          ]
        : [],
  };
}

/** One that evicts is always full, as a cache should be. */
function memoryAlert(service: string, amount: Amount, refuses: boolean): Pick<Hop, 'alert' | 'alertRules'> {
  if (!refuses)
    return {
      alert: 'Alert where more keys are evicted than found',
      alertRules: [redisEvicting(undefined, `${service} evicts more keys than it finds: the cache is too small`)],
    };
  const most = shareOf(amount, alertThresholds.redisMemory);
  const of = amount.state === 'known' ? describeMemory(amount.value) : 'its memory';
  const summary = `${service} uses more than ${percent(alertThresholds.redisMemory)} of ${of} and refuses writes when it is full`;
  return {
    ...(most === undefined ? {} : { alert: `Alert above ${describeMemory(most)} (90 %)` }),
    alertRules: amount.state === 'unlimited' ? [] : [redisFull(most === undefined ? undefined : `${most}`, summary)],
  };
}

/** `more than 80 % of its 1,000 connections` */
function above({ amount }: Limit, what: string): string {
  const of = amount.state === 'known' ? `its ${grouped(amount.value)} ${what}` : `its ${what}`;
  return `more than ${percent(alertThresholds.connections)} of ${of}`;
}

/** A matcher of one of some names in PromQL: `="celery"`, `=~"fast|slow"`. */
function matcher(names: readonly string[]): string {
  if (names.length === 1) return `=${JSON.stringify(names[0])}`;
  return `=~${JSON.stringify(names.map((name) => name.replace(/[^\w-]/g, '[$&]')).join('|'))}`;
}

function sizeOf(amount: Amount): string {
  return amount.state === 'known' ? ` (${describeMemory(amount.value)})` : '';
}

const LOAD_BALANCER: Step = {
  kind: 'horizontal',
  text: 'Put an external load balancer in front of several servers',
};

function moreReplicas(service: string, { replicas, composed, held }: Replicas, next: number): Step[] {
  if (!composed || replicas.amount.state !== 'known' || replicas.amount.value >= next) return [];
  const first = held === undefined ? '' : `, once ${held} is gone`;
  return [vertical(`Run more of them${first}: docker compose up -d --scale ${service}=${next}`, replicas)];
}

function vertical(text: string, { at }: Fact): Step {
  return { kind: 'vertical', text, ...(at ? { at } : {}) };
}

function horizontal(text: string): Step {
  return { kind: 'horizontal', text };
}

/** Undefined where the number is not known. */
function shareOf(amount: Amount, part: number): number | undefined {
  return amount.state === 'known' ? Math.floor(amount.value * part) : undefined;
}
