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

/** Whether workers of its project may have their queue there: the only server that could keep one, or one that an address names. */
function mayBeQueue(service: ComposeService): boolean {
  const others = [...service.project.services.values()].filter((other) => other !== service);
  if (others.some((other) => namesAsQueue(other, service.name))) return true;
  const works = others.some(({ role, name }) => role.startsWith('celery-') || OF_WORKERS.test(name.toLowerCase()));
  return works && !others.some(({ role }) => role === 'rabbitmq' || role === 'redis');
}

/** Whether a variable of a service gives the host for a queue, as CELERY_BROKER_URL=redis://cache:6379/1 does. */
function namesAsQueue(service: ComposeService, host: string): boolean {
  for (const { name, value } of service.environment.values()) {
    if (!/BROKER|CELERY|QUEUE|RESULT_BACKEND/i.test(name) || value.state !== 'known') continue;
    if (value.value === host || value.value.split(/[/@,]+/).some((part) => part.split(':')[0] === host)) return true;
  }
  return false;
}
