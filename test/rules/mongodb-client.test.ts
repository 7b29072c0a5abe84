import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { readFixture, stackOf } from '../support/fixture';
import { applyFix, checkCase, judge } from '../support/laws';

/** A client at the level of a module, its arguments as they are written. */
const client = (args: string, before = '') =>
  `//- app/db.py\nfrom pymongo import MongoClient\n${before}\nclient = MongoClient(${args}\n`;

const CASES: readonly (readonly [rule: string, what: string, source: string])[] = [
  [
    'mongodb/max-pool-size',
    'what the default comes to in the service that has the client',
    `//- compose.yml
services:
  api:
    build: .
    command: gunicorn app.main:app -w 4
    deploy: {replicas: 3}
//- Dockerfile
FROM python:3.12
WORKDIR /srv
COPY . /srv
//- app/main.py
from app.db import client
//- app/db.py
from pymongo import MongoClient
client = MongoClient("mongodb://mongo/shop")
         ^^^^^^^^^^^ hint: api: 3 replicas × 4 processes × 100 connections = 1,200
`,
  ],
  // What is not known is not judged.
  [
    'mongodb/socket-timeout',
    'a connection string from the environment may say it',
    client('os.environ["MONGO_URL"])', 'import os'),
  ],
  ['mongodb/socket-timeout', 'options from elsewhere', client('"mongodb://mongo", **OPTIONS)')],
  [
    'mongodb/socket-timeout',
    'a look-alike',
    '//- app/db.py\nfrom shop.fakes import MongoClient\n\nclient = MongoClient("mongodb://mongo")\n',
  ],
  ['mongodb/socket-timeout', 'a test', client('"mongodb://mongo")').replace('app/db.py', 'tests/test_db.py')],
  ['mongodb/socket-timeout', 'a script', client('"mongodb://mongo")').replace('app/db.py', 'scripts/load.py')],
  [
    'mongodb/socket-timeout',
    'for a moment',
    '//- app/db.py\nfrom pymongo import MongoClient\n\nwith MongoClient("mongodb://mongo") as client:\n    client.shop.items.drop()\n',
  ],
  ['mongodb/socket-timeout', 'timeoutMS bounds the whole operation', client('"mongodb://mongo", timeoutMS=5000)')],
  ['mongodb/socket-timeout', 'in the connection string', client('"mongodb://mongo/?socketTimeoutMS=5000")')],
  [
    'mongodb/socket-timeout',
    '0 is no limit',
    client(
      '"mongodb://mongo", socketTimeoutMS=0)\n                                                        ^ warning: for ever',
    ),
  ],
  [
    'mongodb/socket-timeout',
    'the asynchronous client',
    '//- app/db.py\nfrom pymongo import AsyncMongoClient\n\nclient = AsyncMongoClient("mongodb://mongo")\n         ^^^^^^^^^^^^^^^^ warning: for ever, with its task\n',
  ],
  [
    'mongodb/socket-timeout',
    'an attribute that the environment fills in',
    client(
      'settings.MONGO_URI)',
      'from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    MONGO_URI: str | None = None\n\nsettings = Settings()\n',
    ),
  ],
  [
    'mongodb/socket-timeout',
    'an attribute of a class of constants',
    client(
      'settings.MONGO_URI)\n         ^^^^^^^^^^^ warning: not set',
      '\nclass Settings:\n    MONGO_URI = "mongodb://mongo"\n\nsettings = Settings()\n',
    ),
  ],
  // mongodb/server-selection-timeout
  [
    'mongodb/server-selection-timeout',
    'a replica set elects',
    client('"mongodb://a,b,c/?replicaSet=rs0", serverSelectionTimeoutMS=15000)'),
  ],
  [
    'mongodb/server-selection-timeout',
    'a replica set, too long',
    client(
      '"mongodb://a,b,c/?replicaSet=rs0&serverSelectionTimeoutMS=60000")\n                                                                               ^^^^^ information: 15 s',
    ),
  ],
  ['mongodb/server-selection-timeout', '0 tries once', client('"mongodb://mongo", serverSelectionTimeoutMS=0)')],
  ['mongodb/server-selection-timeout', 'in other letters', client('"mongodb://mongo", serverselectiontimeoutms=5000)')],
  ['mongodb/connect-timeout', 'shorter', client('"mongodb://mongo", connectTimeoutMS=2000)')],
  // mongodb/max-pool-size
  ['mongodb/max-pool-size', 'the driver’s own default', client('"mongodb://mongo", maxPoolSize=100)')],
  [
    'mongodb/max-pool-size',
    'few for a service',
    client(
      '"mongodb://mongo", maxPoolSize=5)\n                                                    ^ information: queue',
    ),
  ],
  [
    'mongodb/max-pool-size',
    'few for a task',
    '//- app/tasks.py\nfrom celery import shared_task\nfrom pymongo import MongoClient\n\nclient = MongoClient("mongodb://mongo", maxPoolSize=5)\n\n@shared_task\ndef send():\n    pass\n',
  ],
  [
    'mongodb/max-pool-size',
    'in the connection string',
    client(
      '"mongodb://mongo/?maxPoolSize=1000")\n                                                   ^^^^ warning: 1000',
    ),
  ],
  ['mongodb/max-pool-size', 'the keyword wins', client('"mongodb://mongo/?maxPoolSize=1000", maxPoolSize=50)')],
  [
    'mongodb/max-pool-size',
    'from the environment',
    client('"mongodb://mongo", maxPoolSize=int(os.environ["POOL"]))', 'import os'),
  ],
  // mongodb/min-pool-size
  [
    'mongodb/min-pool-size',
    'above the default',
    client(
      '"mongodb://mongo", minPoolSize=200)\n                                                    ^^^ error: 100, the default',
    ),
  ],
  ['mongodb/min-pool-size', 'no bound above', client('"mongodb://mongo", minPoolSize=200, maxPoolSize=None)')],
  // mongodb/write-concern
  ['mongodb/write-concern', 'majority', client('"mongodb://mongo", w="majority", journal=True)')],
  [
    'mongodb/write-concern',
    'the journal off',
    client('"mongodb://mongo", journal=False)\n                                                ^^^^^ warning: journal'),
  ],
  [
    'mongodb/write-concern',
    'throughput is stated',
    client('"mongodb://mongo", w=1, journal=False)').replace(
      'from pymongo',
      '# headroom: writes=throughput\nfrom pymongo',
    ),
  ],
  [
    'mongodb/write-concern',
    'throughput is stated, and none is had',
    client('"mongodb://mongo", w="majority")\n                                          ^^^^^^^^^^ hint: w=1')
      .replace('from pymongo', '# headroom: writes=throughput\nfrom pymongo')
      .replace('client = ', 'client = '),
  ],
  ['mongodb/write-concern', 'a tag', client('"mongodb://mongo", w="datacentres")')],
  // mongodb/client-per-call
  [
    'mongodb/client-per-call',
    'kept by a cache',
    '//- app/db.py\nfrom functools import lru_cache\nfrom pymongo import MongoClient\n\n@lru_cache\ndef client():\n    return MongoClient("mongodb://mongo")\n',
  ],
  [
    'mongodb/client-per-call',
    'a function of which nothing is known',
    '//- app/db.py\nfrom pymongo import MongoClient\n\ndef connect():\n    return MongoClient("mongodb://mongo")\n',
  ],
  [
    'mongodb/client-per-call',
    'a view of Flask',
    '//- app/views.py\nfrom flask import Flask\nfrom pymongo import MongoClient\n\napp = Flask(__name__)\n\n@app.route("/")\ndef index():\n    return MongoClient("mongodb://mongo").shop.name\n           ^^^^^^^^^^^ warning: each request\n',
  ],
  // mongodb/unknown-client-option
  [
    'mongodb/unknown-client-option',
    'gone from version 4',
    client('"mongodb://mongo", j=True)\n                                        ^ error: journal'),
  ],
  [
    'mongodb/unknown-client-option',
    'version 3',
    `//- headroom.yaml\nversions:\n  pymongo: "3.13"\n${client('"mongodb://mongo", j=True)')}`,
  ],
  [
    'mongodb/unknown-client-option',
    'Motor’s own',
    '//- app/db.py\nfrom motor.motor_asyncio import AsyncIOMotorClient\n\nclient = AsyncIOMotorClient("mongodb://mongo", io_loop=LOOP)\n',
  ],
  [
    'mongodb/unknown-client-option',
    'mongoengine’s own',
    '//- app/db.py\nfrom mongoengine import connect\n\nconnect(db="shop", alias="default", host="mongodb://mongo")\n',
  ],
  // mongodb/invalid-client-value
  ['mongodb/invalid-client-value', 'a number in quotes', client('"mongodb://mongo", maxPoolSize="50")')],
  [
    'mongodb/invalid-client-value',
    'no number',
    client(
      '"mongodb://mongo", connectTimeoutMS="10s")\n                                                         ^^^^^ error: a number',
    ),
  ],
  [
    'mongodb/invalid-client-value',
    'a switch in quotes',
    client(
      '"mongodb://mongo", retryWrites="yes")\n                                                    ^^^^^ error: true or false',
    ),
  ],
  [
    'mongodb/invalid-client-value',
    'None where a number is needed',
    client(
      '"mongodb://mongo", serverSelectionTimeoutMS=None)\n                                                                 ^^^^ error: a number',
    ),
  ],
  // mongodb/client-before-fork
  ['mongodb/client-before-fork', 'a module without tasks', client('"mongodb://mongo")')],
  [
    'mongodb/client-before-fork',
    'threads',
    '//- app/tasks.py\nfrom celery import Celery\nfrom pymongo import MongoClient\n\napp = Celery("shop", broker="redis://redis")\napp.conf.worker_pool = "threads"\nclient = MongoClient("mongodb://mongo")\n\n@app.task\ndef send():\n    pass\n',
  ],
  // mongodb/uri-keyword-conflict
  ['mongodb/uri-keyword-conflict', 'the same twice', client('"mongodb://mongo/?maxPoolSize=50", maxPoolSize=50)')],
];

describe('what the rules find', () => {
  test.each(CASES)('%s: %s', (rule, _, source) => checkCase(rule, source));
});

test.each([
  [
    'mongodb/max-pool-size',
    client('"mongodb://mongo/?w=1&maxPoolSize=1000")'),
    'MongoClient("mongodb://mongo/?w=1&maxPoolSize=50")',
  ],
  [
    'mongodb/unknown-client-option',
    client('"mongodb://mongo", max_pool_size=50)'),
    'MongoClient("mongodb://mongo", maxPoolSize=50)',
  ],
  [
    'mongodb/write-concern',
    client("'mongodb://mongo', w=0)"),
    "MongoClient('mongodb://mongo', w='majority', journal=True)",
  ],
  [
    'mongodb/socket-timeout',
    client('\n    "mongodb://mongo",\n    maxPoolSize=50,\n)'),
    '    maxPoolSize=50,\n    socketTimeoutMS=10000,\n)',
  ],
  [
    'mongodb/uri-keyword-conflict',
    client('"mongodb://mongo/?w=1&maxPoolSize=10", maxPoolSize=50)'),
    '"mongodb://mongo/?w=1", maxPoolSize=50)',
  ],
])('%s: writes in the style of the file', (rule, source, written) => {
  const files = [...readFixture(source).files].map(([path, text]) => new ConfigFile(path, text));
  const stack = Stack.of(files);
  const [finding] = judge(stack, [rule]).findings;
  expect(applyFix(stack, finding!.fixes[0]!.edits).file('app/db.py')!.text).toContain(written);
});

describe('a value that comes through a name of another module', () => {
  const files = (written: string) =>
    `//- app/config.py\nimport os\n\nPOOL = ${written}\n//- app/db.py\nfrom app.config import POOL\nfrom pymongo import MongoClient\n\nclient = MongoClient("mongodb://mongo", maxPoolSize=POOL)\n`;

  test('the default of a variable is mended where it stands, so that the variable still counts', () => {
    const stack = stackOf(readFixture(files('int(os.getenv("POOL", "10"))')).files);
    const [finding] = judge(stack, ['mongodb/max-pool-size']).findings;
    expect(finding!.message).toContain('(as long as POOL is not set)');
    expect(finding!.fixes[0]!.safety).toBe('review');
    const mended = applyFix(stack, finding!.fixes[0]!.edits);
    expect(mended.file('app/config.py')!.text).toContain('POOL = int(os.getenv("POOL", "50"))');
    expect(mended.file('app/db.py')!.text).toContain('maxPoolSize=POOL');
  });

  test('a constant stays as it is for its other readers', () => {
    const stack = stackOf(readFixture(files('10')).files);
    const [finding] = judge(stack, ['mongodb/max-pool-size']).findings;
    expect(finding!.fixes[0]!.safety).toBe('review');
    expect(applyFix(stack, finding!.fixes[0]!.edits).file('app/db.py')!.text).toContain('maxPoolSize=50');
  });
});
