import { isBefore } from '../../knowledge/redis/versions';
import { goodRedisClient } from '../client-examples';
import { blocksOnPurpose, isJudgedClient, isNone, optionFix, ownsConnections } from '../python-clients';
import { redisClientRule } from '../rule';

/** Long enough for any command but one that blocks on purpose. */
const SECONDS = 5;

export default redisClientRule({
  summary: 'A command waits for its answer from Redis for ever',
  severity: 'information',
  guide: 'Redis › Connection pooling',
  settings: ['socket_timeout'],
  why: 'Before version 8 redis-py waits for an answer without end. When a host or a firewall drops the connection in silence, the process that waits is lost, and soon the others with it. With socket_timeout it raises a TimeoutError instead.',
  price: 'A command that blocks on purpose (BLPOP, XREAD, a subscription) needs a longer timeout than it blocks.',
  unless: 'The client only blocks on purpose. From redis-py 8 on, 5 seconds are the default.',
  sources: [
    'https://redis.readthedocs.io/en/stable/connections.html',
    'https://github.com/redis/redis-py/blob/master/redis/connection.py',
  ],
  examples: [
    {
      bad: `
//- app/cache.py
import redis

cache = redis.Redis(host="redis", socket_timeout=None, max_connections=50)
                                                 ^^^^ information: for ever
`,
      good: goodRedisClient(),
    },
  ],
  *check(client, view) {
    if (!isJudgedClient(client) || !ownsConnections(client)) return;
    const timeout = client.effective('socket_timeout');
    const version = view.packageVersion('redis-py', client.file);
    // Where nothing is stated, only a version is judged that is known to have no timeout of its own.
    const byDefault = timeout.state === 'absent' && client.kind !== 'django cache' && isBefore(version, '8');
    if (!byDefault && !(timeout.state === 'known' && isNone(timeout))) return;
    if (blocksOnPurpose(client)) return;
    const set = timeout.state === 'known' ? timeout.setting : undefined;
    yield {
      at: set ? set.atValue : client.place,
      setting: 'socket_timeout',
      ...(set ? { value: set.text } : {}),
      message: `${set ? '' : `socket_timeout is not set, and redis-py ${version} has none: `}${set ? 'A' : 'a'} command on a connection that is lost in silence waits for its answer for ever, and its process with it.`,
      fixes: optionFix(client, `Set socket_timeout to ${SECONDS}`, 'review', [['socket_timeout', SECONDS]]),
    };
  },
});
