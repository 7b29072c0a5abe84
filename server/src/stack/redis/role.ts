import type { RedisServer } from './server';

/** What a Redis is for. A cache may lose everything; the other two keep what nothing else has. */
export type RedisRole = 'cache' | 'broker' | 'store';

const WORDS: readonly (readonly [RedisRole, ReadonlySet<string>])[] = [
  ['cache', new Set(['cache', 'caches', 'caching'])],
  ['broker', new Set(['broker', 'queue', 'queues', 'celery', 'sidekiq', 'jobs', 'bullmq', 'resque'])],
  ['store', new Set(['persistent', 'durable'])],
];

/** The role that the name of the service, of the file or of its folder states; undefined where they state none or several. */
export function roleOf(server: RedisServer): RedisRole | undefined {
  const { service, configuration } = server;
  const names = [...(service ? [service.name] : []), ...(configuration?.path.split('/').slice(-2) ?? [])];
  const words = names
    .join(' ')
    .toLowerCase()
    .split(/[^a-z]+/);
  const roles = WORDS.filter(([, known]) => words.some((word) => known.has(word)));
  return roles.length === 1 ? roles[0]![0] : undefined;
}
