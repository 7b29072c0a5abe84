import { describe, expect, test } from 'vitest';
import { GUNICORN_SETTINGS } from '../../server/src/knowledge/gunicorn';
import { mongoClientOptions } from '../../server/src/knowledge/mongodb/client-options';
import {
  redisClientDefault,
  redisClientOption,
  redisClientOptions,
} from '../../server/src/knowledge/redis/client-options';
import { UVICORN_SETTINGS } from '../../server/src/knowledge/uvicorn';
import { hasPython, runPython } from '../support/real-python';

const installed = {
  pymongo: hasPython('pymongo'),
  redis: hasPython('redis'),
  gunicorn: hasPython('gunicorn'),
  uvicorn: hasPython('uvicorn'),
};
for (const [module, there] of Object.entries(installed))
  if (!there) console.log(`${module} is not installed: its options are not compared with the tables.`);

describe.skipIf(!installed.pymongo)('the real pymongo', () => {
  const script = `
import json, pymongo, inspect
from pymongo import common
print(json.dumps({
  'version': pymongo.version,
  'uri': sorted(set(common.URI_OPTIONS_VALIDATOR_MAP)),
  'keywords': sorted(set(common.VALIDATORS) | set(p for p in inspect.signature(pymongo.MongoClient.__init__).parameters) - {'self', 'kwargs'}),
  'defaults': {
    'maxPoolSize': common.MAX_POOL_SIZE, 'minPoolSize': common.MIN_POOL_SIZE,
    'connectTimeoutMS': int(common.CONNECT_TIMEOUT * 1000), 'serverSelectionTimeoutMS': common.SERVER_SELECTION_TIMEOUT * 1000,
    'heartbeatFrequencyMS': common.HEARTBEAT_FREQUENCY * 1000, 'localThresholdMS': common.LOCAL_THRESHOLD_MS,
  },
}))`;

  test('takes the keywords and options of the table, no others', async () => {
    const real = await runPython<{
      version: string;
      uri: string[];
      keywords: string[];
      defaults: Record<string, number>;
    }>(script);
    const there = mongoClientOptions().filter(({ since }) => since === undefined || since <= real.version);
    const names = (of: (typeof there)[number]['carriers']) =>
      there.filter(({ carriers }) => carriers === 'both' || carriers === of).map(({ name }) => name.toLowerCase());
    expect(names('keyword').sort()).toEqual(real.keywords.map((name) => name.toLowerCase()).sort());
    // What pymongo converts in a connection string although nobody can write it there.
    const objects = new Set(['driver', 'server_api']);
    expect(names('uri').sort()).toEqual(real.uri.filter((name) => !objects.has(name)).sort());
    for (const [name, value] of Object.entries(real.defaults))
      expect(there.find((option) => option.name === name)?.default, name).toBe(String(value));
  });

  test('refuses what lies outside the ranges of the table', async () => {
    const numbers = mongoClientOptions().filter(
      ({ least, since, name }) => least !== undefined && since === undefined && name !== 'port',
    );
    const tries = numbers.flatMap(({ name, least, most }) => [
      [name, least!],
      [name, least! - 1],
      ...(most === undefined ? [] : [[name, most + 1]]),
    ]);
    const accepted = await runPython<boolean[]>(
      `
import json, sys, pymongo, warnings
warnings.simplefilter('ignore')
def takes(name, value):
    try:
        pymongo.MongoClient(connect=False, **{name: value}).close()
        return True
    except Exception:
        return False
print(json.dumps([takes(n, v) for n, v in json.loads(sys.argv[1])]))`,
      { input: tries },
    );
    const refused = tries.filter((_, i) => !accepted[i]).map(([name, value]) => `${name}=${value}`);
    const outside = tries
      .filter(([name, value]) => {
        const { least, most } = numbers.find((option) => option.name === name)!;
        return Number(value) < least! || (most !== undefined && Number(value) > most);
      })
      .map(([name, value]) => `${name}=${value}`);
    // pymongo 3 also refuses 0 where 4 takes it, and times of 0 where None says the same.
    const stricter = new Set(['maxPoolSize=0', 'maxIdleTimeMS=0', 'waitQueueTimeoutMS=0']);
    expect(refused.filter((one) => !stricter.has(one)).sort()).toEqual(outside.sort());
  });

  test.each([
    [true, 1],
    [false, 0],
  ])('warns of a client that is opened before the process forks (connect=%s)', async (connect, warnings) => {
    const told = await runPython<number>(
      `
import json, os, pymongo, sys, warnings
client = pymongo.MongoClient('mongodb://127.0.0.1:1', serverSelectionTimeoutMS=100, connect=json.loads(sys.argv[1]))
read, write = os.pipe()
if os.fork() == 0:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        try:
            client.shop.items.count_documents({})
        except pymongo.errors.ServerSelectionTimeoutError:
            pass
    os.write(write, str(sum('opened before fork' in str(one.message) for one in caught)).encode())
    os._exit(0)
os.wait()
print(os.read(read, 10).decode())
sys.stdout.flush()
os._exit(0)`,
      { input: connect },
    );
    expect(told).toBe(warnings);
  });
});

describe.skipIf(!installed.redis)('the real redis-py', () => {
  const script = `
import json, inspect, redis
from redis import connection as c
def params(f):
    return {n: repr(p.default) for n, p in inspect.signature(f).parameters.items() if n != 'self' and p.kind is p.POSITIONAL_OR_KEYWORD}
print(json.dumps({
  'version': redis.__version__,
  'client': params(redis.Redis.__init__),
  'pool': {**params(c.Connection.__init__), **params(c.ConnectionPool.__init__)},
  'blocking': params(c.BlockingConnectionPool.__init__),
  'url': sorted(c.URL_QUERY_ARGUMENT_PARSERS),
}))`;

  test('takes the keywords of the table, no others, with their defaults', async () => {
    const real = await runPython<{
      version: string;
      client: Record<string, string>;
      pool: Record<string, string>;
      blocking: Record<string, string>;
      url: string[];
    }>(script);
    const there = redisClientOptions().filter(({ since }) => since === undefined || since <= real.version);
    // Of the asynchronous client alone.
    const asynchronous = new Set(['auto_close_connection_pool']);
    const client = there.filter(({ takenBy, name }) => /client|both/.test(takenBy) && !asynchronous.has(name));
    // A pool hands on to each connection what it does not know itself.
    expect(client.map(({ name }) => name).filter((name) => real.client[name] === undefined)).toEqual([]);
    expect(Object.keys(real.client).filter((name) => !redisClientOption(name))).toEqual([]);
    expect(Object.keys(real.pool).filter((name) => !redisClientOption(name) && name !== 'socket_read_size')).toEqual(
      [],
    );
    expect(Object.keys(real.blocking).filter((name) => !redisClientOption(name))).toEqual([]);
    for (const name of [
      'socket_timeout',
      'socket_connect_timeout',
      'max_connections',
      'health_check_interval',
      'retry_on_timeout',
      'socket_keepalive',
    ])
      expect(redisClientDefault(name, real.version), name).toBe(real.client[name]);
    expect(real.blocking.max_connections).toBe('50');
    expect(redisClientDefault('timeout', real.version)).toBe(real.blocking.timeout);
    expect(there.filter(({ fromUrl }) => fromUrl).map(({ name }) => name)).toEqual(expect.arrayContaining(real.url));
  });
});

describe.skipIf(!installed.gunicorn)('the real gunicorn', () => {
  test('has the settings of the table', async () => {
    const real = await runPython<Record<string, { cli: string[] | null; default: string }>>(`
import json, os
from gunicorn import config
print(json.dumps({s.name: {'cli': s.cli, 'default': s.default[0] if isinstance(s.default, list) and s.default else str(s.default)} for s in config.KNOWN_SETTINGS}))`);
    for (const { name, flags, default: value } of GUNICORN_SETTINGS) {
      expect([...(real[name]?.cli ?? [])].sort(), name).toEqual([...flags].sort());
      expect(real[name]?.default, name).toBe(value);
    }
  });
});

describe.skipIf(!installed.uvicorn)('the real uvicorn', () => {
  test('has the settings of the table', async () => {
    const real = await runPython<Record<string, string>>(`
import json, inspect, uvicorn
print(json.dumps({n: repr(p.default) for n, p in inspect.signature(uvicorn.Config.__init__).parameters.items()}))`);
    for (const { name, default: value } of UVICORN_SETTINGS) {
      // Newer than Debian's.
      if (name === 'timeout_graceful_shutdown') continue;
      const told = real[name]?.replace(/^'(.*)'$/, '$1');
      expect(told === 'None' && name === 'workers' ? '1' : told, name).toBe(value);
    }
  });
});
