import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { readFixture } from '../support/fixture';
import { applyFix, checkCase, judge } from '../support/laws';

const cache = (made: string) => `//- app/cache.py\nimport redis\n\ncache = ${made}\n`;

const CASES: readonly (readonly [rule: string, what: string, source: string])[] = [
  ['redis/max-connections', 'within the guide’s', cache('redis.Redis(host="redis", max_connections=30)')],
  ['redis/max-connections', 'in the URL', cache('redis.from_url("redis://redis/0?max_connections=30")')],
  ['redis/max-connections', 'the URL may say it', cache('redis.from_url(REDIS_URL)')],
  ['redis/max-connections', 'a blocking pool has its own number', cache('redis.BlockingConnectionPool(host="redis")')],
  [
    'redis/max-connections',
    'few in a plain pool',
    cache(
      'redis.ConnectionPool(host="redis", max_connections=5)\n                                                           ^ information: fails',
    ),
  ],
  [
    'redis/max-connections',
    'few in a blocking pool',
    cache(
      'redis.BlockingConnectionPool(host="redis", max_connections=5)\n                                                                   ^ information: waits',
    ),
  ],
  [
    'redis/max-connections',
    'the pool is judged, not its client',
    '//- app/cache.py\nimport redis\n\npool = redis.ConnectionPool(host="redis", max_connections=30)\ncache = redis.Redis(connection_pool=pool)\n',
  ],
  [
    'redis/max-connections',
    'a worker needs fewer',
    '//- app/tasks.py\nimport redis\nfrom celery import shared_task\n\ncache = redis.Redis(host="redis", max_connections=50)\n                                                  ^^ information: a worker 10 to 20\n\n@shared_task\ndef send():\n    pass\n',
  ],
  [
    'redis/max-connections',
    'a script that does one thing after another',
    '//- app/notify.py\n#!/usr/bin/python3\nimport redis\n\ncache = redis.Redis(host="redis", socket_timeout=5)\n',
  ],
  ['redis/max-connections', 'a fake', '//- app/cache.py\nimport fakeredis\n\ncache = fakeredis.FakeRedis()\n'],
  ['redis/max-connections', 'a test', cache('redis.Redis(host="redis")').replace('app/cache.py', 'tests/conftest.py')],
  [
    'redis/max-connections',
    'the asynchronous client',
    '//- app/cache.py\nfrom redis import asyncio as aioredis\n\ncache = aioredis.Redis(host="redis")\n                 ^^^^^ information: not set\n',
  ],
  [
    'redis/client-per-call',
    'in a task, as a pool',
    '//- app/tasks.py\nimport redis\nfrom celery import shared_task\n\n\n@shared_task\ndef send():\n    pool = redis.ConnectionPool(host="redis")\n                 ^^^^^^^^^^^^^^ information: each run of the task\n    return redis.Redis(connection_pool=pool).get("x")\n',
  ],
  [
    'redis/client-per-call',
    'the same in each turn of a loop',
    '//- app/poll.py\nimport redis\n\nwhile True:\n    print(redis.Redis(host="redis").get("x"))\n                ^^^^^ information: each turn of the loop\n',
  ],
  [
    'redis/client-per-call',
    'one for each server of a list',
    '//- app/shards.py\nimport redis\n\nshards = [redis.Redis(host=host) for host in HOSTS]\nfor host in HOSTS:\n    shards.append(redis.Redis(host))\nfor db in range(4):\n    shards.append(redis.from_url("redis://redis", db=db))\n',
  ],
  [
    'redis/client-per-call',
    'a subscription has a connection of its own',
    '//- app/main.py\nimport redis\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/events")\ndef events():\n    return redis.Redis(host="redis").pubsub()\n',
  ],
  [
    'redis/max-connections',
    'a client for a single call has one connection',
    '//- app/main.py\nimport redis\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/items")\ndef items():\n    return redis.Redis(host="redis").get("x")\n',
  ],
  ['redis/endless-socket-timeout', 'the default of the version', cache('redis.Redis(host="redis")')],
  [
    'redis/endless-socket-timeout',
    'waits on purpose',
    `${cache('redis.Redis(host="redis", socket_timeout=None)')}\njob = cache.blpop("jobs")\n`,
  ],
  [
    'redis/url-overrides-keyword',
    'the same twice',
    cache('redis.from_url("redis://redis?max_connections=30", max_connections=30)'),
  ],
  [
    'redis/unknown-client-option',
    'what a blocking pool alone takes',
    cache(
      'redis.Redis(host="redis", timeout=5)\n                                  ^^^^^^^ error: Only a BlockingConnectionPool',
    ),
  ],
  [
    'redis/unknown-client-option',
    'what it takes',
    cache('redis.BlockingConnectionPool(host="redis", timeout=5, max_connections=30)'),
  ],
  [
    'redis/unknown-client-option',
    'a connection of one’s own',
    cache('redis.ConnectionPool(connection_class=Traced, trace=True)'),
  ],
  [
    'redis/ignored-client-option',
    'the client’s own',
    '//- app/cache.py\nimport redis\n\npool = redis.ConnectionPool(host="redis")\ncache = redis.Redis(connection_pool=pool, single_connection_client=True)\n',
  ],
];

describe('what the rules find', () => {
  test.each(CASES)('%s: %s', (rule, _, source) => checkCase(rule, source));
});

test.each([
  ['redis/max-connections', cache('redis.Redis(host="redis")'), 'redis.Redis(host="redis", max_connections=50)'],
  [
    'redis/max-connections',
    cache('redis.from_url("redis://redis?max_connections=500")'),
    'redis.from_url("redis://redis?max_connections=50")',
  ],
  [
    'redis/unknown-client-option',
    cache('redis.from_url("redis://redis?max_conn=50")'),
    'redis.from_url("redis://redis?max_connections=50")',
  ],
])('%s: writes in the style of the file', (rule, source, written) => {
  const files = [...readFixture(source).files].map(([path, text]) => new ConfigFile(path, text));
  const stack = Stack.of(files);
  const [finding] = judge(stack, [rule]).findings;
  expect(applyFix(stack, finding!.fixes[0]!.edits).file('app/cache.py')!.text).toContain(written);
});
