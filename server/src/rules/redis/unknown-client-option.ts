import { type RedisClientOption, redisClientOption, redisClientOptions } from '../../knowledge/redis/client-options';
import { isBefore, isCertainlyAtLeast } from '../../knowledge/redis/versions';
import { isExample } from '../../stack/python/example-paths';
import type { RedisClientUse } from '../../stack/python/redis-clients';
import type { PythonSetting } from '../../stack/python/setting';
import { nearest } from '../../text/nearest';
import { goodRedisClient } from '../client-examples';
import { fixWith } from '../fixes';
import { redisClientRule } from '../rule';

export default redisClientRule({
  summary: 'No option of redis-py',
  severity: 'error',
  from: 'development',
  settings: [],
  why: 'redis-py hands on what it does not know to each connection, which refuses it with a TypeError: at once, or when the first command is sent. The same goes for an option behind the ? of a URL.',
  unless: 'A connection class of your own takes it.',
  sources: ['https://redis.readthedocs.io/en/stable/connections.html'],
  examples: [
    {
      bad: `
//- app/cache.py
import redis

cache = redis.Redis(host="redis", max_connection=50)
                                  ^^^^^^^^^^^^^^ error: max_connections
`,
      good: goodRedisClient(),
    },
    {
      bad: `
//- app/cache.py
import redis

cache = redis.from_url("redis://redis:6379/0?max_conn=50")
                                             ^^^^^^^^ error: TypeError
`,
      good: goodRedisClient(),
    },
  ],
  *check(client, view) {
    if (isExample(client.file.path) || client.kind === 'django cache' || !/^redis\./.test(client.callee)) return;
    if (client.effective('connection_class').state !== 'absent' || client.open !== undefined) return;
    const version = view.packageVersion('redis-py', client.file);
    for (const option of client.options) {
      if (option.carrier === 'position' || option.written === 'url') continue;
      const known = redisClientOption(option.written);
      const other = known && !isOutOfPlace(known, client) ? ofOtherVersion(known, client, version) : undefined;
      if (other !== undefined) {
        yield {
          at: option.atName,
          setting: option.written,
          value: option.text,
          message: `${option.written} ${other}: redis-py ${version} raises a TypeError${option.carrier === 'uri' ? ' with the first command' : ''}.`,
          fixes: fixWith(`Take ${option.written} out`, 'review', option.remove()),
        };
        continue;
      }
      if (known && !isOutOfPlace(known, client)) continue;
      const meant = known
        ? undefined
        : nearest(
            option.written,
            redisClientOptions()
              .filter(({ removed }) => removed === undefined)
              .map(({ name }) => name),
          );
      yield {
        at: option.atName,
        setting: option.written,
        value: option.text,
        message: `${known ? `Only ${known.takenBy === 'client' ? 'a client' : 'a BlockingConnectionPool'} takes ${option.written}: here redis-py` : `redis-py has no option ${option.written} and`} raises a TypeError${option.carrier === 'uri' ? ' with the first command' : ''}.${meant ? ` It is spelt ${meant}.` : ''}`,
        fixes: fixes(client, option, meant),
      };
    }
  },
});

/** What keeps a version that is known from having the option; the asynchronous client got some at other times. */
function ofOtherVersion(
  { since, removed }: RedisClientOption,
  { callee }: RedisClientUse,
  version: string | undefined,
): string | undefined {
  if (callee.includes('asyncio')) return undefined;
  if (since !== undefined && isBefore(version, since)) return `came with redis-py ${since}`;
  return removed !== undefined && isCertainlyAtLeast(version, removed) ? `went with redis-py ${removed}` : undefined;
}

/** An option of a blocking pool elsewhere, or of a client at a pool. */
function isOutOfPlace({ takenBy }: RedisClientOption, { kind }: RedisClientUse): boolean {
  if (takenBy === 'blocking pool') return kind !== 'blocking pool';
  return takenBy === 'client' && kind !== 'client';
}

function fixes(client: RedisClientUse, option: PythonSetting, meant: string | undefined) {
  if (meant === undefined || client.all(meant).length > 0) return [];
  return [{ title: `Rename it to ${meant}`, safety: 'safe' as const, edits: option.rename(meant) }];
}
