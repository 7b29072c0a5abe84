import type { ComposeProject } from '../compose/project';
import type { ComposeService } from '../compose/service';
import type { RedisServer } from './server';

/** What a Redis is for. A cache may lose everything; the other two keep what nothing else has. */
export type RedisRole = 'cache' | 'broker' | 'store';

const WORDS: readonly (readonly [RedisRole, ReadonlySet<string>])[] = [
  ['cache', new Set(['cache', 'caches', 'caching'])],
  ['broker', new Set(['broker', 'queue', 'queues', 'celery', 'sidekiq', 'jobs', 'bullmq', 'resque'])],
  ['store', new Set(['persistent', 'durable'])],
];

/** Words in the names of services that take tasks from a queue. */
const OF_WORKERS = /(^|[^a-z])(celery|workers?|rq|rqworker|huey|dramatiq|arq|sidekiq|horizon|queues?|beat)([^a-z]|$)/;

/**
 * The role that the name of the service, of the file or of its folder states; undefined where they state none or several,
 * and where a Redis that is called a cache may be the queue of its project's workers as well.
 */
export function roleOf(server: RedisServer): RedisRole | undefined {
  const { service, configuration } = server;
  const names = [...(service ? [service.name] : []), ...(configuration?.path.split('/').slice(-2) ?? [])];
  const words = names
    .join(' ')
    .toLowerCase()
    .split(/[^a-z]+/);
  const roles = WORDS.filter(([, known]) => words.some((word) => known.has(word)));
  if (roles.length !== 1) return undefined;
  const [role] = roles[0]!;
  return role === 'cache' && service && mayBeQueue(service) ? undefined : role;
}

/**
 * Whether workers of its project may have their queue there: an address names it, or it is the only server that could
 * keep one and there are workers or variables out of view.
 */
function mayBeQueue(service: ComposeService): boolean {
  const { queueHosts, workers, queues } = surroundings(service.project);
  const isOther = (one: ComposeService) => one !== service;
  if (queueHosts.get(service.name)?.some(isOther)) return true;
  return workers.some(isOther) && !queues.some(isOther);
}

/** What a project says of queues. */
interface Surroundings {
  /** By a host, the services of which a variable gives it for a queue. */
  readonly queueHosts: ReadonlyMap<string, readonly ComposeService[]>;
  /** Those that are or may be workers: variables out of view may name their queue. */
  readonly workers: readonly ComposeService[];
  /** Services that keep queues: RabbitMQ and every Redis. */
  readonly queues: readonly ComposeService[];
}

const known = new WeakMap<ComposeProject, Surroundings>();

function surroundings(project: ComposeProject): Surroundings {
  let found = known.get(project);
  if (!found) {
    const services = [...project.services.values()];
    const queueHosts = new Map<string, ComposeService[]>();
    for (const service of services) {
      for (const host of namedAsQueues(service)) {
        const list = queueHosts.get(host);
        if (list) list.push(service);
        else queueHosts.set(host, [service]);
      }
    }
    found = {
      queueHosts,
      workers: services.filter(
        ({ role, name, environmentUnseen }) =>
          role.startsWith('celery-') || OF_WORKERS.test(name.toLowerCase()) || environmentUnseen !== undefined,
      ),
      queues: services.filter(({ role }) => role === 'rabbitmq' || role === 'redis'),
    };
    known.set(project, found);
  }
  return found;
}

/** The hosts that a service's variables may give for a queue, as CELERY_BROKER_URL=redis://cache:6379/1 does. */
function namedAsQueues(service: ComposeService): ReadonlySet<string> {
  const hosts = new Set<string>();
  for (const { name, value } of service.environment.values()) {
    if (!/BROKER|CELERY|QUEUE|RESULT_BACKEND/i.test(name) || value.state !== 'known') continue;
    hosts.add(value.value);
    for (const part of value.value.split(/[/@,]+/)) hosts.add(part.split(':', 1)[0]!);
  }
  return hosts;
}
