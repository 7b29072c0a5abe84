import { isBefore, isCertainlyAtLeast } from '../../knowledge/redis/versions';
import { pools } from '../../knowledge/tiers';
import { goodRedisClient } from '../client-examples';
import { isPerCall } from '../client-per-call';
import {
  isJudgedClient,
  isNone,
  numberIn,
  optionFix,
  ownsConnections,
  servesTasks,
  undecided,
} from '../python-clients';
import { redisClientRule } from '../rule';
import { unlessEnvironment } from '../unless-environment';

export default redisClientRule({
  summary: 'The pool of connections to Redis has no fit size',
  severity: 'information',
  guide: 'Redis › Connection pooling',
  settings: ['max_connections'],
  why: 'A client of redis-py is a pool for its process: each command in a thread of its own takes a connection. Before version 8 it has no limit, then 100. Without a limit that fits, a burst in several processes takes all that Redis accepts (maxclients), and then other services are refused.',
  price:
    'When all connections of a plain pool are busy, the next command raises "Too many connections". A BlockingConnectionPool waits for a free one instead, up to its timeout.',
  unless: 'The process runs one command at a time.',
  sources: [
    'https://redis.readthedocs.io/en/stable/connections.html',
    'https://redis.io/docs/latest/develop/reference/clients/',
  ],
  examples: [
    {
      bad: `
//- app/cache.py
import redis

cache = redis.Redis(host="redis", socket_timeout=5)
              ^^^^^ information: max_connections is not set
`,
      good: goodRedisClient(),
    },
    {
      bad: `
//- app/cache.py
import redis

cache = redis.from_url("redis://redis:6379/0", max_connections=500)
                                                               ^^^ information: 500 connections
`,
      good: goodRedisClient(),
    },
  ],
  *check(client, view) {
    // The pool of a client for a single call has one connection.
    if (!isJudgedClient(client) || !ownsConnections(client) || isPerCall(client)) return;
    const connections = client.effective('max_connections');
    if (connections.state === 'unknown') {
      yield undecided(client, connections);
      return;
    }
    const set = connections.state === 'known' ? connections.setting : undefined;
    const number = !set || isNone(connections) ? 0 : numberIn(connections);
    if (number === undefined || number < 0) return;
    const version = view.packageVersion('redis-py', client.file);
    const role = servesTasks(client) ? 'worker' : 'api';
    const { least, most } = pools.redis[role];
    if (number >= least && number <= most) return;
    const blocking = client.kind === 'blocking pool';
    if (!set && isPlainScript(client.file.text)) return;
    // Such a pool has 50 by default; what Django's cache takes is its back end's affair.
    if (!set && (blocking || client.kind === 'django cache')) return;
    const guide = `The guide gives ${role === 'worker' ? 'a worker' : 'an API process'} ${least} to ${most}.`;
    yield {
      at: set ? set.atValue : client.place,
      setting: 'max_connections',
      ...(set ? { value: set.text } : {}),
      message:
        number === 0
          ? `${set ? `max_connections=${set.text} sets no limit of your own` : 'max_connections is not set'}: each process may open ${withoutLimit(version)}. ${guide}`
          : number > most
            ? `Each process may open ${number} connections to Redis${unlessEnvironment(connections)}. ${guide}`
            : `With ${number} connection${number > 1 ? 's' : ''}${unlessEnvironment(connections)} a command ${blocking ? 'waits' : 'fails'} as soon as ${number > 1 ? `${number} others are` : 'another is'} under way. ${guide}`,
      fixes: optionFix(client, `Set max_connections to ${most} (${role === 'worker' ? 'worker' : 'API'})`, 'safe', [
        ['max_connections', most],
      ]),
    };
  },
});

/** Whether a file is a program of its own that does one thing after another: it takes one connection. */
function isPlainScript(text: string): boolean {
  return text.startsWith('#!') && !/thread|async|flask|fastapi|django|tornado|gevent|celery/i.test(text);
}

function withoutLimit(version: string | undefined): string {
  if (isBefore(version, '8')) return 'as many connections to Redis as it likes';
  const connections = '100 connections to Redis';
  return isCertainlyAtLeast(version, '8')
    ? `${connections}, which redis-py ${version} has for a default`
    : `${connections}, before redis-py 8 as many as it likes`;
}
