import { describe, expect, test } from 'vitest';
import {
  type ConnectionString,
  insertedOption,
  parseConnectionString,
} from '../../server/src/settings/connection-string';
import { applyEdits } from '../../server/src/text/edit';
import { hasPython, runPython } from '../support/real-python';

const installed = hasPython('pymongo') && hasPython('redis') && hasPython('kombu');
if (!installed)
  console.log(
    'pymongo, redis-py or kombu is not installed: our reading of connection strings is not compared with theirs.',
  );

const MONGODB = [
  'mongodb://h',
  'mongodb://h:27018/',
  'mongodb://u:p@h:1,i:2,j/db?maxPoolSize=50&w=majority',
  'mongodb://u%40x:p%2Fq@H/db?authSource=admin;maxpoolsize=7',
  'mongodb://[::1]:27019,[fe80::1]/a.b?replicaSet=rs0',
  'mongodb://h/?appname=a%20b&retryWrites=false',
  'mongodb://h/?readPreferenceTags=dc:ny&readPreference=secondary',
];

const REDIS = [
  'redis://h',
  'redis://h:7/3',
  'redis://u:p@h:7/3?max_connections=5&socket_timeout=1.5',
  'redis://:p%40q@h/?db=2',
  'rediss://[::1]:6380/0?ssl_cert_reqs=none',
];

const BROKERS = [
  'amqp://guest:guest@rabbit:5672//',
  'amqp://u:p@h/vhost',
  'redis://:p@h:6380/1',
  'redis://h',
  'amqps://h:5671/a%2Fb',
];

const SCRIPT = `
import json, sys, warnings
warnings.simplefilter('ignore')
wanted = json.loads(sys.argv[1])
from pymongo.uri_parser import parse_uri
from redis.connection import parse_url
from kombu.utils.url import parse_url as kombu
print(json.dumps({
  'mongodb': [[p['nodelist'], {k.lower(): str(v) for k, v in dict(p['options']).items()}] for p in map(parse_uri, wanted['mongodb'])],
  'redis': [{k: str(v) for k, v in parse_url(u).items() if not callable(v)} for u in wanted['redis']],
  'brokers': [kombu(u) for u in wanted['brokers']],
}))
`;

interface Real {
  readonly mongodb: readonly (readonly [readonly (readonly [string, number])[], Readonly<Record<string, string>>])[];
  readonly redis: readonly Readonly<Record<string, string>>[];
  readonly brokers: readonly { readonly hostname: string; readonly port: number | null }[];
}

function read(text: string): ConnectionString {
  const parsed = parseConnectionString(text);
  if (!parsed) throw new Error(`${text} is no connection string`);
  return parsed;
}

describe.skipIf(!installed)('connection strings mean to the real libraries what we read', () => {
  test('hosts, ports and options', async () => {
    const real = await runPython<Real>(SCRIPT, { input: { mongodb: MONGODB, redis: REDIS, brokers: BROKERS } });
    for (const [i, text] of MONGODB.entries()) {
      const [nodes, options] = real.mongodb[i]!;
      const { hosts, options: ours } = read(text);
      expect
        .soft(
          hosts.map(({ host, port }) => [host, port ?? 27017]),
          text,
        )
        .toEqual(nodes);
      expect
        .soft(new Set(ours.map(({ name }) => name.text.toLowerCase())), text)
        .toEqual(new Set(Object.keys(options)));
      for (const { name, value } of ours) {
        const theirs = options[name.text.toLowerCase()]!;
        if (/^(\w+|a b)$/.test(theirs)) expect.soft(value?.toLowerCase(), text).toBe(theirs.toLowerCase());
      }
    }
    for (const [i, text] of REDIS.entries()) {
      const theirs = real.redis[i]!;
      const { hosts, options, path } = read(text);
      expect.soft(hosts[0]?.host, text).toBe(theirs.host);
      expect.soft(hosts[0]?.port ?? 6379, text).toBe(Number(theirs.port ?? 6379));
      for (const { name, value } of options) expect.soft(value, text).toBe(theirs[name.text]);
      if (path && path.text !== '') expect.soft(path.text, text).toBe(theirs.db);
    }
    for (const [i, text] of BROKERS.entries()) {
      const { hosts } = read(text);
      expect.soft(hosts[0]?.host, text).toBe(real.brokers[i]!.hostname);
      expect.soft(hosts[0]?.port ?? null, text).toBe(real.brokers[i]!.port);
    }
  });

  test('an option that we add is read, and nothing else changes', async () => {
    const added = MONGODB.map((text) => {
      const { at, text: newText } = insertedOption(read(text), 'minPoolSize', '3');
      return applyEdits(text, [{ span: { start: at, end: at }, newText }]);
    });
    const real = await runPython<Real>(SCRIPT, { input: { mongodb: [...MONGODB, ...added], redis: [], brokers: [] } });
    for (const [i, text] of added.entries()) {
      const [nodes, options] = real.mongodb[i]!;
      const [after, more] = real.mongodb[MONGODB.length + i]!;
      expect.soft(after, text).toEqual(nodes);
      expect.soft(more, text).toEqual({ ...options, minpoolsize: '3' });
    }
  });
});

test.each([
  '',
  'h:1',
  'mongodb:',
  '://',
  'redis:///0',
  'mongodb://@/?',
  '?&=;',
  `mongodb://${','.repeat(50_000)}`,
  `redis://h?${'a&'.repeat(50_000)}`,
])('any text is read: %#', (text) => {
  const parsed = parseConnectionString(text);
  const parts = [...(parsed?.hosts ?? []), ...(parsed?.options ?? [])];
  expect(parts.every(({ from, to }) => from <= to && to <= text.length)).toBe(true);
});
