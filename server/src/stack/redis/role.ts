import type { RedisServer } from './server';

/** What a Redis is for. A cache may lose everything; the other two keep what nothing else has. */
export type RedisRole = 'cache' | 'broker' | 'store';

const WORDS: readonly (readonly [RedisRole, ReadonlySet<string>])[] = [
  ['cache', new Set(['cache', 'caches', 'caching'])],
  ['broker', new Set(['broker', 'queue', 'queues', 'celery', 'sidekiq', 'jobs', 'bullmq', 'resque'])],
  ['store', new Set(['persistent', 'durable'])],
];

/** The role that the file's name, or its folder's, states; undefined where they state none or several. */
export function roleOf(server: RedisServer): RedisRole | undefined {
  const words = server.main.path
    .split('/')
    .slice(-2)
    .join(' ')
    .toLowerCase()
    .split(/[^a-z]+/);
  const roles = WORDS.filter(([, names]) => words.some((word) => names.has(word)));
  return roles.length === 1 ? roles[0]![0] : undefined;
}
