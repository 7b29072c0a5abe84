import { redisClientOption } from '../../knowledge/redis/client-options';
import { isExample } from '../../stack/python/example-paths';
import { goodRedisClient } from '../client-examples';
import { redisClientRule } from '../rule';

/** What a client with a pool of somebody else's still looks at. */
const OWN = new Set([
  'connection_pool',
  'single_connection_client',
  'event_dispatcher',
  'auto_close_connection_pool',
  'cache',
  'cache_config',
  'protocol',
  'maint_notifications_config',
  'oss_cluster_maint_notifications_handler',
  'legacy_responses',
  'decode_responses',
]);

export default redisClientRule({
  summary: 'Options of a client whose pool has its own',
  severity: 'warning',
  from: 'development',
  settings: ['connection_pool'],
  why: 'A client that is handed a connection_pool takes its connections from there, with the options that the pool was made with. What stands beside it, such as max_connections or socket_timeout, redis-py leaves alone without a word.',
  unless: 'A client class of your own reads the option.',
  sources: ['https://github.com/redis/redis-py/blob/master/redis/client.py'],
  examples: [
    {
      bad: `
//- app/cache.py
import redis

pool = redis.ConnectionPool(host="redis", max_connections=20, socket_timeout=5)
cache = redis.Redis(connection_pool=pool, max_connections=50)
                                          ^^^^^^^^^^^^^^^ warning: the pool
`,
      good: goodRedisClient(),
    },
  ],
  *check(client) {
    if (isExample(client.file.path) || client.pool !== 'given' || client.kind !== 'client') return;
    const pool = client.effective('connection_pool');
    if (pool.state === 'absent' || (pool.state === 'known' && pool.value.type === 'none')) return;
    for (const option of client.options) {
      if (option.carrier === 'uri' || OWN.has(option.written) || !redisClientOption(option.written)) continue;
      yield {
        at: option.atName,
        setting: option.written,
        value: option.text,
        message: `This does nothing: the connections come from the pool, with the options of the pool. Set ${option.written} there.`,
        ...(pool.setting ? { related: [{ ...pool.setting.atValue, message: 'The pool is handed over here.' }] } : {}),
        fixes: [{ title: `Take ${option.written} out`, safety: 'safe', edits: option.remove() }],
      };
    }
  },
});
