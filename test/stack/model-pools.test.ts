import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { numberText } from '../../server/src/stack/model/fact';
import { type Pool, poolsOf, poolsTo } from '../../server/src/stack/model/pools';
import type { Stack } from '../../server/src/stack/stack';
import { readFixture, stackOf } from '../support/fixture';

const read = (source: string) => stackOf(readFixture(source).files);

/** A pool in one line: its service, how many connections, and where they lead. */
const line = ({ service, limit, targets, targetsUnseen }: Pool) =>
  `${service.name}: ${limit.sum} -> ${[...targets.map((one) => one.service?.name ?? `(${one.host})`), ...(targetsUnseen === undefined ? [] : ['?'])].join(', ')}`;

const lines = (source: string) => poolsOf(read(source)).pools.map(line);

interface Parts {
  readonly web?: string;
  readonly command?: string;
  readonly more?: string;
}

/** One application whose only module makes a client, and the servers that it may reach. */
const application = (client: string, { web = '', command = 'gunicorn -w 4 app:app', more = '' }: Parts = {}) => `
//- compose.yml
services:
  web:
    image: shop
    command: ${command}
    working_dir: /srv
    volumes: [./app.py:/srv/app.py]
${web}
  mongo:
    image: mongo:7
  cache:
    image: redis:7
${more}
//- app.py
import os
import redis
from pymongo import MongoClient
from django.core.cache import cache

${client}
`;

describe('sizes', () => {
  test.each<[string, string, string]>([
    ['a keyword', "c = MongoClient('mongodb://mongo', maxPoolSize=50)", '4 processes × 50 connections = 200 -> mongo'],
    [
      'the connection string',
      "c = MongoClient('mongodb://mongo/?maxpoolsize=7')",
      '4 processes × 7 connections = 28 -> mongo',
    ],
    [
      'the keyword before the connection string',
      "c = MongoClient('mongodb://mongo/?maxPoolSize=7', maxPoolSize=5)",
      '4 processes × 5 connections = 20 -> mongo',
    ],
    ['pymongo’s default', "c = MongoClient('mongodb://mongo')", '4 processes × 100 connections = 400 -> mongo'],
    ['no limit', "c = MongoClient('mongodb://mongo', maxPoolSize=None)", '4 processes × ∞ connections = ∞ -> mongo'],
    [
      'what others hand over',
      "c = MongoClient('mongodb://mongo', **options)",
      '4 processes × ? connections = ? -> mongo',
    ],
    ['a variable', "c = MongoClient('mongodb://mongo', maxPoolSize=size)", '4 processes × ? connections = ? -> mongo'],
    [
      'of Redis, whose connection string wins',
      "c = redis.from_url('redis://cache/0?max_connections=3', max_connections=50)",
      '4 processes × 3 connections = 12 -> cache',
    ],
    [
      'of Redis, by the keyword',
      "c = redis.Redis('cache', max_connections=50)",
      '4 processes × 50 connections = 200 -> cache',
    ],
    ['of Redis, the version’s default', "c = redis.Redis('cache')", '4 processes × ? connections = ? -> cache'],
    [
      'of a pool that waits',
      "p = redis.BlockingConnectionPool.from_url('redis://cache')\nc = redis.Redis(connection_pool=p)",
      '4 processes × 50 connections = 200 -> cache',
    ],
  ])('%s', (_, client, expected) => expect(lines(application(client))).toEqual([`web: ${expected}`]));
});

describe('processes', () => {
  const client = "c = MongoClient('mongodb://mongo', maxPoolSize=50)";
  test.each<[string, Parts, string]>([
    ['replicas', { web: '    deploy: {replicas: 3}' }, '3 replicas × 4 processes × 50 connections = 600'],
    ['one', { command: 'uvicorn app:app' }, '1 process × 50 connections = 50'],
    ['a variable', { command: 'uvicorn --workers $N app:app' }, '? processes × 50 connections = ?'],
  ])('%s', (_, parts, expected) => expect(lines(application(client, parts))).toEqual([`web: ${expected} -> mongo`]));

  const worker = (flags: string) =>
    `${application('').replace('gunicorn -w 4 app:app', `celery -A app worker ${flags}`)}from celery import Celery\napp = Celery('app')\nc = MongoClient('mongodb://mongo', maxPoolSize=10)\n\n\n@app.task\ndef work():\n    pass\n`;
  test.each([
    ['-c 9', '9 processes × 10 connections = 90'],
    ['-c 9 -P threads', '1 process × 10 connections = 10'],
    ['-c 9 -P gevent', '1 process × 10 connections = 10'],
    ['-P solo', '1 process × 10 connections = 10'],
    ['-c 9 -P $POOL', '? processes × 10 connections = ?'],
  ])('celery worker %s', (flags, expected) => expect(lines(worker(flags))).toEqual([`web: ${expected} -> mongo`]));
});

describe('where they lead', () => {
  const env = (text: string) => ({ web: `    environment:\n      URL: ${text}` });
  test.each<[string, string, Parts, string]>([
    ['the service’s environment', "c = MongoClient(os.environ['URL'])", env('mongodb://mongo/'), 'mongo'],
    [
      'instead of the default',
      "c = MongoClient(os.getenv('URL', 'mongodb://localhost'))",
      env('mongodb://mongo'),
      'mongo',
    ],
    ['with its options', "c = MongoClient(os.environ['URL'])", env('mongodb://mongo/?maxPoolSize=2'), 'mongo'],
    ['a host', "c = redis.Redis(host=os.environ['URL'])", env('cache'), 'cache'],
    ['several', "c = MongoClient('mongodb://mongo,mongo2')", {}, 'mongo, (mongo2)'],
    ['a list', "c = MongoClient(['mongo:27017', 'atlas.example.com'])", {}, 'mongo, (atlas.example.com)'],
    ['a password that is not known', "c = MongoClient(f'mongodb://u:{secret}@mongo/')", {}, 'mongo'],
    ['itself', "c = MongoClient('localhost')", {}, '(localhost)'],
    ['nobody knows', "c = MongoClient(os.environ['OTHER'])", {}, '?'],
    ['a part nobody knows', "c = MongoClient(f'mongodb://{host}/')", {}, '?'],
  ])('%s', (_, client, parts, expected) =>
    expect(lines(application(client, parts)).map((one) => one.replace(/.*-> /, ''))).toEqual([expected]),
  );

  test('options of the environment’s connection string count', () => {
    const [pool] = lines(application("c = MongoClient(os.environ['URL'])", env('mongodb://mongo/?maxPoolSize=2')));
    expect(pool).toContain('4 processes × 2 connections = 8');
  });
});

describe('whose they are', () => {
  const client = "c = MongoClient('mongodb://mongo', maxPoolSize=50)";
  const service = (name: string, command: string) =>
    `  ${name}:\n    image: shop\n    command: ${command}\n    working_dir: /srv\n    volumes: [./app.py:/srv/app.py]\n`;
  const found = (source: string) => {
    const { pools, others } = poolsOf(read(source));
    return [...pools.map((pool) => pool.service.name), ...others.map(() => '?')];
  };

  test.each<[string, string, readonly string[]]>([
    ['every service that loads the module', service('two', 'uvicorn app:app'), ['web', 'two']],
    ['not one that loads another', service('two', 'uvicorn other:app').replace('volumes', 'x-volumes'), ['web']],
    ['maybe one whose program is not known', service('two', './start.sh'), ['web', '?']],
  ])('%s', (_, more, expected) => expect(found(application(client, { more }))).toEqual(expected));

  test.each<[string, string, readonly string[]]>([
    ['the only one that shows the file', './start.sh', []],
    ['of an application server whose module is not in view', 'gunicorn elsewhere:app', ['web']],
  ])('%s', (_, command, expected) => {
    const names = found(application(client, { command }));
    expect(names.filter((name) => name !== '?')).toEqual(expected);
  });

  test.each([
    'def handler():\n    return MongoClient("mongodb://mongo")',
    'for i in range(3):\n    c = MongoClient("mongodb://mongo")',
  ])('one that is made again and again has no size: %#', (code) => expect(found(application(code))).toEqual(['?']));

  test('a client that is given a pool has none of its own', () => {
    expect(
      found(application('p = redis.ConnectionPool(max_connections=5)\nc = redis.Redis(connection_pool=p)')),
    ).toEqual(['web']);
  });
});

test('by their server, and with the present text after a change', () => {
  const before = read(application("c = MongoClient('mongodb://mongo', maxPoolSize=50)"));
  const sizes = (stack: Stack) => {
    const [mongo] = stack.mongodServers;
    return poolsTo(mongo!, stack).map(({ size }) => numberText(size.amount));
  };
  expect(sizes(before)).toEqual(['50']);
  const file = before.file('app.py')!;
  expect(sizes(before.with(new ConfigFile(file.path, file.text.replace('=50', '=60'))))).toEqual(['60']);
});
