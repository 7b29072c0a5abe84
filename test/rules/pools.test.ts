import { describe, expect, test } from 'vitest';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { PYTHON_MODULE } from '../../server/src/settings/kind';
import type { Stack } from '../../server/src/stack/stack';
import { readFixture, stackOf } from '../support/fixture';
import { checkCase, judge } from '../support/laws';

interface Parts {
  /** Lines of the application's service. */
  readonly api?: string;
  readonly command?: string;
  /** The server's service below its image, with carets. */
  readonly server: string;
  /** Further services. */
  readonly more?: string;
  /** What the module has besides the client. */
  readonly code?: string;
  readonly files?: string;
}

/** An application of four processes, whose only module makes a client, and the server. */
const stack = (name: 'mongo' | 'redis', client: string, parts: Parts) => `
//- compose.yml
services:
  api:
    image: shop
    command: ${parts.command ?? 'gunicorn -w 4 app:app'}
    working_dir: /srv
    volumes: [./app.py:/srv/app.py]
${parts.api ?? ''}
  ${name}:
    image: ${name}:7.0
${parts.server}
${parts.more ?? ''}
//- app.py
import os
import redis
from pymongo import MongoClient
${parts.code ?? ''}
${client}
${parts.files ?? ''}`;

const WORKER =
  '  worker:\n    image: shop\n    command: celery -A app worker -c 9\n    working_dir: /srv\n    volumes: [./app.py:/srv/app.py]';
const CELERY =
  "from celery import Celery\napp = Celery('app', broker='redis://redis')\n\n\n@app.task\ndef work():\n    pass\n\n";

type Case = readonly [what: string, source: string];

const FIFTY = "client = MongoClient('mongodb://mongo', maxPoolSize=50)";

const MONGODB: readonly Case[] = [
  [
    'all services that load the client',
    stack('mongo', FIFTY, {
      more: WORKER,
      code: CELERY,
      server: `    command: --maxConns 500
                        ^^^ warning: 650 connections (api 4 processes × 50 connections = 200, worker 9 processes × 50 connections = 450), but mongo accepts 500`,
    }),
  ],
  [
    'pymongo’s default, two replicas',
    stack('mongo', "client = MongoClient('mongodb://mongo')", {
      api: '    scale: 2',
      server: `    command: mongod --maxConns=700
                               ^^^ warning: api 2 replicas × 4 processes × 100 connections = 800`,
    }),
  ],
  [
    'a size that stands in the service’s environment',
    stack('mongo', "client = MongoClient(os.environ['URL'])", {
      api: '    environment:\n      URL: mongodb://mongo/?maxPoolSize=90',
      server: `    command: --maxConns 300
                        ^^^ warning: 4 processes × 90 connections = 360`,
    }),
  ],
  [
    'a size in the connection string of the module',
    stack('mongo', "client = MongoClient('mongodb://mongo/shop?maxPoolSize=90')", {
      server: `    command: --maxConns 300
                        ^^^ warning: 4 processes × 90 connections = 360`,
    }),
  ],
  [
    'more than four fifths',
    stack('mongo', FIFTY, {
      server: `    command: --maxConns 240
                        ^^^ information: 200 of 240`,
    }),
  ],
  [
    'by the open files',
    stack('mongo', FIFTY, {
      server: `    ulimits: {nofile: 200}
                      ^^^ warning: accepts 160`,
    }),
  ],
  [
    'in a configuration file',
    stack('mongo', FIFTY, {
      server: '    command: --config /etc/mongod.conf\n    volumes: [./mongod.conf:/etc/mongod.conf]',
      files: `//- mongod.conf
net:
  maxIncomingConnections: 100
                          ^^^ warning: accepts 100
`,
    }),
  ],
  [
    'what is known is too much already',
    stack('mongo', `${FIFTY}\nother = MongoClient('mongodb://mongo', maxPoolSize=size)`, {
      server: `    command: --maxConns 100
                        ^^^ warning: 200 connections`,
    }),
  ],
  [
    'a member of a replica set',
    stack('mongo', "client = MongoClient('mongodb://mongo,elsewhere.example.com/?replicaSet=rs', maxPoolSize=50)", {
      server: `    command: --maxConns 100
                        ^^^ warning: 200 connections`,
    }),
  ],
  ['enough', stack('mongo', FIFTY, { server: '    command: --maxConns 250' })],
  ['no maximum', stack('mongo', FIFTY, { server: '    command: --slowms 200' })],
  ['a maximum that a variable gives', stack('mongo', FIFTY, { server: '    command: --maxConns $MOST' })],
  [
    'processes that a variable gives',
    stack('mongo', FIFTY, { command: 'gunicorn -w $N app:app', server: '    command: --maxConns 10' }),
  ],
  [
    'a size that is not known',
    stack('mongo', "client = MongoClient('mongodb://mongo', **options)", { server: '    command: --maxConns 10' }),
  ],
  [
    'a server elsewhere',
    stack('mongo', "client = MongoClient('mongodb+srv://shop.example.com')", { server: '    command: --maxConns 10' }),
  ],
  [
    'an address that is not known',
    stack('mongo', "client = MongoClient(os.environ['URL'])", { server: '    command: --maxConns 10' }),
  ],
  [
    'a client for each call',
    stack('mongo', `def load():\n    return ${FIFTY.slice(9)}`, { server: '    command: --maxConns 10' }),
  ],
  [
    'a program that is not known',
    stack('mongo', FIFTY, { command: './start.sh', server: '    command: --maxConns 10' }),
  ],
  [
    'a service of a profile',
    stack('mongo', FIFTY, { api: '    profiles: [debug]', server: '    command: --maxConns 10' }),
  ],
  [
    'another network',
    stack('mongo', FIFTY, {
      api: '    networks: [front]',
      server: '    command: --maxConns 10\n    networks: [back]',
      files: '',
    }),
  ],
  [
    'the open files already bound it',
    stack('mongo', FIFTY, { server: '    command: --maxConns 1000\n    ulimits: {nofile: 100}' }),
  ],
];

const REDIS: readonly Case[] = [
  [
    'pools and workers',
    stack('redis', "c = redis.from_url('redis://redis', max_connections=50)", {
      more: WORKER,
      code: CELERY,
      server: `    command: redis-server --maxclients 400
                                       ^^^ warning: 670 connections (api 4 processes × 50 connections = 200, worker 9 processes × 50 connections = 450, worker 1 × (11 + 9 tasks) = 20), but redis accepts 400`,
    }),
  ],
  [
    'the default, where the largest pool is to be mended',
    stack(
      'redis',
      'c = redis.from_url("redis://redis", max_connections=3000)\n                                                    ^^^^ warning: accepts 10,000',
      {
        server: '    command: redis-server --save ""',
      },
    ),
  ],
  [
    'no size, which has no number',
    stack('redis', "c = redis.from_url('redis://redis')", { server: '    command: redis-server --maxclients 10' }),
  ],
  [
    'a client that is given a pool',
    stack(
      'redis',
      "p = redis.ConnectionPool.from_url('redis://redis', max_connections=20)\nc = redis.Redis(connection_pool=p)",
      {
        server: '    command: redis-server --maxclients 100',
      },
    ),
  ],
  [
    'enough',
    stack('redis', "c = redis.Redis('redis', max_connections=50)", {
      server: '    command: redis-server --maxclients 200',
    }),
  ],
  [
    'a file of variables that is not there',
    stack('redis', "c = redis.Redis(os.environ['HOST'], max_connections=50)", {
      api: '    env_file: secret.env',
      server: '    command: redis-server --maxclients 20',
    }),
  ],
];

const TOO_SMALL: readonly Case[] = [
  [
    'greenlets',
    stack(
      'mongo',
      "client = MongoClient('mongodb://mongo', maxPoolSize=50)\n                                                    ^^ information: 1,000 connections at once",
      {
        command: 'gunicorn -k gevent app:app',
        server: '',
      },
    ),
  ],
  [
    'a worker’s threads',
    stack(
      'mongo',
      'client = MongoClient("mongodb://mongo", maxPoolSize=20)\n                                                    ^^ information: Each process of worker works on 40 tasks',
      {
        more: WORKER.replace('-c 9', '-c 40 -P threads'),
        code: CELERY,
        server: '',
      },
    ),
  ],
  [
    'as many',
    stack('mongo', "client = MongoClient('mongodb://mongo', maxPoolSize=20)", {
      command: 'gunicorn --threads 20 app:app',
      server: '',
    }),
  ],
  [
    'an event loop',
    stack('mongo', "client = MongoClient('mongodb://mongo', maxPoolSize=5)", {
      command: 'uvicorn app:app',
      server: '',
    }),
  ],
  [
    'no limit',
    stack('mongo', "client = MongoClient('mongodb://mongo', maxPoolSize=0)", {
      command: 'gunicorn --threads 20 app:app',
      server: '',
    }),
  ],
];

const IN_WORKER: readonly Case[] = [
  ['an application has it too', stack('mongo', FIFTY, { more: WORKER, code: CELERY, server: '' })],
  ['threads', stack('mongo', FIFTY, { command: 'celery -A app worker -c 9 -P threads', code: CELERY, server: '' })],
  [
    'pymongo’s default',
    stack('mongo', "client = MongoClient('mongodb://mongo')", {
      command: 'celery -A app worker -c 9',
      code: CELERY,
      server: '',
    }),
  ],
  [
    'a module with its tasks',
    stack(
      'mongo',
      `client = MongoClient('mongodb://mongo', maxPoolSize=100)
                                                    ^^^ hint: 9 processes of api runs one task at a time and may open 100 connections; 10 are plenty`,
      {
        command: 'celery -A app worker -c 9',
        code: CELERY,
        server: '',
      },
    ),
  ],
];

const server = (image: string, lines: string, files = '') => `
//- compose.yml
services:
  data:
    image: ${image}
${lines}
${files}`;

const MEMORY: readonly Case[] = [
  ['half of it', server('mongo:7.0', '    command: --wiredTigerCacheSizeGB 1\n    mem_limit: 2g')],
  ['no limit', server('mongo:4.2', '    command: --wiredTigerCacheSizeGB 8')],
  [
    'a limit that a variable gives',
    server('mongo:7.0', '    command: --wiredTigerCacheSizeGB 8\n    mem_limit: $MEMORY'),
  ],
  ['a newer version that sees its limit', server('mongo:4.4', '    mem_limit: 2g')],
  ['a version that is not known', server('mongo', '    mem_limit: 2g')],
  [
    'an old version',
    server('mongo:4.2', '    mem_limit: 2g').replace('mongo:4.2', 'mongo:4.2\n           ^^^^^^^^^ warning: 2 GiB'),
  ],
  ['an old version on a small host', server('mongo:4.2', '    mem_limit: 8g', '//- headroom.yaml\nhost: {memory: 4g}')],
  [
    'under deploy',
    server(
      'mongo:7.0',
      `    command: --wiredTigerCacheSizeGB 1.7
                                     ^^^ warning: in a container of 2 GiB
    deploy: {resources: {limits: {memory: 2g}}}`,
    ),
  ],
];

const databases = (services: string, memory = 'host: {memory: 16g}') =>
  `//- headroom.yaml\n${memory}\n//- compose.yml\nservices:\n${services}\n`;

const HOST_MEMORY: readonly Case[] = [
  [
    'each mongod takes half of the same host',
    databases(
      '  a:\n    image: mongo:7.0\n    command: mongod --replSet x\n             ^^^^^^ information: a 7.5 GiB + b 2 × 7.5 GiB = 23 GiB, but the host has 16 GiB (host.memory of headroom.yaml), for each mongod sizes its cache as if it were alone\n  b:\n    image: mongo:7.0\n    command: mongod --replSet x\n    scale: 2',
    ),
  ],
  [
    'Redis and mongod',
    databases(
      '  a:\n    image: mongo:7.0\n    command: mongod --replSet x\n  b:\n    image: redis:7.4\n    command: --maxmemory 9gb\n                         ^^^ information: b 9 GiB + a 7.5 GiB = 17 GiB',
    ),
  ],
  [
    'one alone',
    databases(
      '  b:\n    image: redis:7.4\n    command: --maxmemory 20gb\n                         ^^^^ information: b 20 GiB, but',
    ),
  ],
  [
    'limits hold them',
    databases(
      '  a:\n    image: mongo:7.0\n    command: mongod --replSet x\n    mem_limit: 8g\n  b:\n    image: redis:7.4\n    command: --maxmemory 20gb\n    mem_limit: 12g',
    ),
  ],
  ['a host of which nothing is known', databases('  b:\n    image: redis:7.4\n    command: --maxmemory 20gb', '{}')],
  [
    'two projects may run on two hosts',
    `${databases('  b:\n    image: redis:7.4\n    command: --maxmemory 10gb').trim()}\n//- other/compose.yml\nservices:\n  c:\n    image: redis:7.4\n    command: --maxmemory 10gb\n`,
  ],
  [
    'how many run is not known',
    databases('  b:\n    image: redis:7.4\n    command: --maxmemory 10gb\n    scale: ${MANY}'),
  ],
];

const LOG: readonly Case[] = [
  [
    'a named volume',
    server('redis:7', '    command: --appendonly yes\n    volumes: [data:/data]\nvolumes: {data: {}}'),
  ],
  ['a folder above', server('redis:7', '    command: --appendonly yes --dir /data/log\n    volumes: [./data:/data]')],
  ['another image', server('bitnami/redis:7', '    command: redis-server --appendonly yes')],
  ['another folder, which nobody knows', server('redis:7', '    command: --appendonly yes --dir $DIR')],
  ['a volume that can’t be told', server('redis:7', '    command: --appendonly yes\n    volumes: [$DATA]')],
  [
    'a file alone is mounted',
    server(
      'redis:7',
      `    command: redis-server /redis.conf
    volumes:
      - ./redis.conf:/redis.conf`,
      `//- redis.conf
appendonly yes
           ^^^ information: docker compose down
`,
    ),
  ],
  [
    'an anonymous volume',
    server(
      'redis:7',
      `    command: --appendonly yes
                          ^^^ information: docker compose down
    volumes: [/data]`,
    ),
  ],
];

const MAXCLIENTS: readonly Case[] = [
  ['the default', server('redis:7', '    ulimits: {nofile: 1024}')],
  [
    'it may raise its limit',
    server('redis:7', '    command: --maxclients 2000\n    cap_add: [SYS_RESOURCE]\n    ulimits: {nofile: 1024}'),
  ],
  [
    'its hard limit allows it',
    server('redis:7', '    command: --maxclients 2000\n    ulimits: {nofile: {soft: 1024, hard: 4096}}'),
  ],
  ['nobody tells', server('redis:7', '    command: --maxclients 2000')],
  [
    'its hard limit',
    server(
      'redis:7',
      `    command: --maxclients 2000
                          ^^^^ warning: takes 992
    ulimits: {nofile: {soft: 1024, hard: 1024}}`,
    ),
  ],
];

const SHARED: readonly Case[] = [
  [
    'a client that is called one',
    stack(
      'redis',
      'cache = redis.from_url("redis://redis:6379/2", max_connections=5)\n                                ^^^^^^^^^^ information: The cache of api',
      {
        more: WORKER,
        code: CELERY,
        server: '    command: redis-server --maxmemory 512mb',
      },
    ),
  ],
  [
    'no ceiling',
    stack('redis', 'cache = redis.from_url("redis://redis/2")', { more: WORKER, code: CELERY, server: '' }),
  ],
  [
    'of one that evicts another rule speaks',
    stack('redis', 'cache = redis.from_url("redis://redis/2")', {
      more: WORKER,
      code: CELERY,
      server: '    command: redis-server --maxmemory 512mb --maxmemory-policy allkeys-lru',
    }),
  ],
  [
    'a client that may be for anything',
    stack('redis', 'store = redis.from_url("redis://redis/2")', {
      more: WORKER,
      code: CELERY,
      server: '    command: redis-server --maxmemory 512mb',
    }),
  ],
];

const ALL: readonly (readonly [string, readonly Case[]])[] = [
  ['stack/host-memory', HOST_MEMORY],
  ['stack/mongodb-connections', MONGODB],
  ['stack/redis-connections', REDIS],
  ['stack/mongodb-pool-too-small', TOO_SMALL],
  ['stack/mongodb-pool-in-worker', IN_WORKER],
  ['stack/mongod-memory', MEMORY],
  ['stack/redis-log-without-volume', LOG],
  ['stack/redis-maxclients', MAXCLIENTS],
  ['stack/redis-shared-cache', SHARED],
];

describe.each(ALL)('%s', (rule, cases) => {
  test.each(cases)('%s', (_, source) => {
    if (source.includes('^^')) checkCase(rule, source);
    else expect(judge(stackOf(readFixture(source).files), [rule]).findings).toEqual([]);
  });
});

describe('fixes', () => {
  const titles = (source: string, rule: string) =>
    judge(stackOf(readFixture(source).files), [rule]).findings.flatMap(({ fixes }) => fixes.map(({ title }) => title));
  const mongo = (client: string, most: number, parts: Partial<Parts> = {}) =>
    titles(
      stack('mongo', client, { server: `    command: --maxConns ${most}`, ...parts }),
      'stack/mongodb-connections',
    );

  test('a size that fits, or a higher maximum', () => {
    expect(mongo(FIFTY, 150)).toEqual(['Set maxPoolSize to 30', 'Set net.maxIncomingConnections to 300']);
  });

  test('small pools stay, the large one shrinks', () => {
    const small = "small = MongoClient('mongodb://mongo', maxPoolSize=5)\n";
    expect(mongo(`${small}${FIFTY}`, 150)[0]).toBe('Set maxPoolSize to 25');
  });

  test.each([
    ['less than the guide gives a client', FIFTY, 50, {}],
    ['less than its threads', FIFTY, 150, { command: 'gunicorn -w 4 --threads 40 app:app' }],
    ['less than it keeps', FIFTY.replace(')', ', minPoolSize=40)'), 150, {}],
    [
      'a size in the environment',
      "client = MongoClient(os.environ['URL'])",
      150,
      { api: '    environment: {URL: "mongodb://mongo/?maxPoolSize=50"}' },
    ],
  ])('no smaller pool: %s', (_, client, most, parts) => {
    expect(mongo(client, most, parts)).toEqual(['Set net.maxIncomingConnections to 300']);
  });

  test('a maximum that the open files don’t allow is not offered', () => {
    const parts = { server: '    command: --maxConns 150\n    ulimits: {nofile: 256}' };
    expect(mongo(FIFTY, 0, parts)).toEqual(['Set maxPoolSize to 30']);
  });
});

describe('while one types', () => {
  const RULE = 'stack/mongodb-connections';
  const modules = (main: string): readonly ConfigFile[] => [
    new ConfigFile('main.py', main, PYTHON_MODULE),
    new ConfigFile('other.py', 'import os\n', PYTHON_MODULE),
  ];
  const before = stackOf(
    readFixture(
      `//- compose.yml
services:
  api:
    image: shop
    command: gunicorn -w 4 main:app
    working_dir: /srv
    volumes: [".:/srv"]
  mongo:
    image: mongo:7.0
    command: --maxConns 100
//- db.py
from pymongo import MongoClient
client = MongoClient('mongodb://mongo', maxPoolSize=50)
`,
    ).files,
  ).with(...modules('from db import client\n'));
  const found = (stack: Stack) => check(stack).findings.filter(({ rule }) => rule === RULE);

  test('an import anywhere on the way decides', () => {
    expect(found(before)).toHaveLength(1);
    const without = before.with(...modules('import json\n'));
    expect(found(without)).toEqual([]);
    expect(found(without.with(...modules('import db\n')))).toHaveLength(1);
  });

  test('what loads nothing else is not judged again', () => {
    const [first] = found(before);
    expect(found(before.with(...modules('from db import client\n# more\n')))[0]).toBe(first);
    expect(found(before.with(new ConfigFile('other.py', 'import sys\n', PYTHON_MODULE)))[0]).toBe(first);
  });
});
