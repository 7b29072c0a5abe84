import { describeMemory } from '../../knowledge/redis/units';
import { scaling, system, workerConnections } from '../../knowledge/tiers';
import { type Amount, type Fact, type Limit, product, smallest, total } from '../../stack/model/fact';
import { grouped } from '../../text/numbers';
import type { Hop, Step } from './hop';

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
  const all = product([replicas, workers, connections]).amount;
  return {
    kind: 'connections',
    service,
    title: `Connections of ${service}`,
    unit: 'requests at once',
    limit,
    compares: true,
    ...(all.state === 'known' ? { alert: `Alert above ${share(all.value, 0.8)} active connections (80 %)` } : {}),
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
  readonly held: string | undefined;
}

/** Requests on which an application works at once. */
export function application(service: string, { replicas, held }: Replicas, processes: Fact, perProcess: Fact): Hop {
  return {
    kind: 'application',
    service,
    title: `Processes of ${service}`,
    unit: 'requests at once',
    limit: product([replicas, processes, perProcess]),
    compares: true,
    alert: 'Alert where 95 % of the answers take more than 1 s',
    steps: [
      ...moreReplicas(service, { replicas, held }, scaling.apiReplicas),
      horizontal('Run the API on several servers behind an external load balancer'),
    ],
  };
}

/** Tasks on which the workers of a queue work at once. */
export function taskSlots(service: string, { replicas, held }: Replicas, concurrency: Fact): Hop {
  const { amount } = concurrency;
  const low = amount.state === 'known' && amount.value < scaling.workerConcurrency;
  return {
    kind: 'tasks',
    service,
    title: `Tasks of ${service}`,
    unit: 'tasks at once',
    limit: product([replicas, concurrency]),
    compares: true,
    alert: 'Alert above 1,000 messages in the queue',
    steps: [
      ...moreReplicas(service, { replicas, held }, scaling.workerReplicas),
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
  pools: readonly Limit[],
): Hop {
  const limit = smallest(limits);
  const { amount } = limit;
  const steps: Step[] = [];
  const [most] = limits;
  const next = scaling.mongodMaxConns[1];
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
    ...(pools.length > 0 ? { load: total(pools) } : {}),
    ...(amount.state === 'known' ? { alert: `Alert above ${share(amount.value, 0.8)} connections (80 %)` } : {}),
    steps,
  };
}

/** What a server may keep in memory, against what its container has. */
export function memory(service: string, ceilings: readonly Fact[], program: 'redis' | 'other', load?: Limit): Hop {
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
    ...(program === 'redis' && amount.state === 'known'
      ? { alert: `Alert above ${describeMemory(0.9 * amount.value)} (90 %)` }
      : {}),
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

function sizeOf(amount: Amount): string {
  return amount.state === 'known' ? ` (${describeMemory(amount.value)})` : '';
}

const LOAD_BALANCER: Step = {
  kind: 'horizontal',
  text: 'Put an external load balancer in front of several servers',
};

function moreReplicas(service: string, { replicas, held }: Replicas, next: number): Step[] {
  if (replicas.amount.state !== 'known' || replicas.amount.value >= next) return [];
  const first = held === undefined ? '' : `, once ${held} is gone`;
  return [vertical(`Run more of them${first}: docker compose up -d --scale ${service}=${next}`, replicas)];
}

function vertical(text: string, { at }: Fact): Step {
  return { kind: 'vertical', text, ...(at ? { at } : {}) };
}

function horizontal(text: string): Step {
  return { kind: 'horizontal', text };
}

function share(number: number, part: number): string {
  return grouped(Math.floor(number * part));
}
