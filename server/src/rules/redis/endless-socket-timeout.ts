import { goodRedisClient } from '../client-examples';
import { isJudgedClient, isNone, optionFix, ownsConnections } from '../python-clients';
import { redisClientRule } from '../rule';

/** Commands that wait on purpose, and need no end of it. */
const BLOCKING =
  /\b(pubsub|subscribe|listen|get_message|xread|xreadgroup|bl(m?pop|move)|br(pop|poplpush)|bz(m?pop|popmin|popmax)|block)\b/;

/** Long enough for any command but one that blocks on purpose. */
const SECONDS = 5;

export default redisClientRule({
  summary: 'A command waits for its answer from Redis for ever',
  severity: 'information',
  guide: 'Redis › Connection Pooling',
  settings: ['socket_timeout'],
  why: 'Before version 8 redis-py waits for an answer without end. When a host or a firewall drops the connection in silence, the process that waits is lost, and soon the others with it. With socket_timeout it raises a TimeoutError instead.',
  price: 'A command that blocks on purpose (BLPOP, XREAD, a subscription) needs a longer timeout than it blocks.',
  unless: 'redis-py is 8 or newer, where 5 seconds are the default, or the client only blocks on purpose.',
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
  *check(client) {
    if (!isJudgedClient(client) || !ownsConnections(client)) return;
    const timeout = client.effective('socket_timeout');
    // A version that is not known has a default of its own from 8 on, so only what is stated is judged.
    if (timeout.state !== 'known' || !isNone(timeout) || BLOCKING.test(client.file.text)) return;
    yield {
      at: timeout.setting.atValue,
      setting: 'socket_timeout',
      value: timeout.setting.text,
      message:
        'A command on a connection that is lost in silence waits for its answer for ever, and its process with it.',
      fixes: optionFix(client, `Set socket_timeout to ${SECONDS}`, 'review', [['socket_timeout', SECONDS]]),
    };
  },
});
