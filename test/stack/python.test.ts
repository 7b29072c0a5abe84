import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import type { CeleryApp } from '../../server/src/stack/python/celery';
import { celeryService } from '../../server/src/stack/python/celery-urls';
import type { ClientUse } from '../../server/src/stack/python/clients';
import type { EffectivePython } from '../../server/src/stack/python/setting';
import { writtenValue } from '../../server/src/stack/python/value';
import { applyEdits, type FileEdit } from '../../server/src/text/edit';
import { readFixture, stackOf } from '../support/fixture';

function stack(source: string) {
  return stackOf(readFixture(source).files);
}

function app(source: string): CeleryApp {
  const apps = stack(source).celeryApps;
  expect(apps).toHaveLength(1);
  return apps[0]!;
}

/** `known 4`, `unknown: why` or `absent`. */
function shown(effective: EffectivePython): string {
  if (effective.state === 'known') return `known ${writtenValue(effective.value)}`;
  return effective.state === 'unknown' ? `unknown: ${effective.reason}` : 'absent';
}

/** The text of a file after edits. */
function edited(source: string, edits: readonly FileEdit[], path = edits[0]?.path ?? ''): string {
  return applyEdits(
    readFixture(source).files.get(path) ?? '',
    edits.filter((edit) => edit.path === path),
  );
}

const IMPORT = 'from celery import Celery\n';

describe('what is in force of a setting', () => {
  test.each([
    ['nothing sets it', `//- a.py\n${IMPORT}app = Celery('x')\n`, 'absent'],
    ['the call', `//- a.py\n${IMPORT}app = Celery('x', task_time_limit=5)\n`, 'known 5'],
    [
      'an assignment behind the call',
      `//- a.py\n${IMPORT}app = Celery('x', task_time_limit=5)\napp.conf.task_time_limit = 6\n`,
      'known 6',
    ],
    [
      'a module that does not name Celery',
      `//- p/__init__.py\n//- p/app.py\n${IMPORT}app = Celery()\n//- p/tune.py\nfrom p.app import app\napp.conf.task_time_limit = 8\n`,
      'known 8',
    ],
    [
      'another name for its configuration',
      `//- a.py\n${IMPORT}app = Celery()\nconf = app.conf\nconf.task_time_limit = 6\n`,
      'known 6',
    ],
    [
      'an import under another name',
      `//- a.py\nfrom celery import Celery as C\napp = C()\napp.conf.task_time_limit = 6\n`,
      'known 6',
    ],
    [
      'the library as a whole',
      `//- a.py\nimport celery\napp = celery.Celery()\napp.conf.task_time_limit = 6\n`,
      'known 6',
    ],
    [
      'another module',
      `//- p/__init__.py\n//- p/app.py\n${IMPORT}app = Celery()\n//- p/conf.py\nfrom .app import app as celery\ncelery.conf.task_time_limit = 7\n`,
      'known 7',
    ],
    [
      'a branch',
      `//- a.py\n${IMPORT}app = Celery()\nif X:\n    app.conf.task_time_limit = 6\n`,
      'unknown: a condition decides',
    ],
    [
      'a branch that changes nothing',
      `//- a.py\n${IMPORT}app = Celery(task_time_limit=6)\nif X:\n    app.conf.task_time_limit = 6\n`,
      'known 6',
    ],
    [
      'another function',
      `//- a.py\n${IMPORT}app = Celery()\ndef f():\n    app.conf.task_time_limit = 6\n`,
      'unknown: a condition decides',
    ],
    [
      'keywords from elsewhere',
      `//- a.py\n${IMPORT}app = Celery(**options)\n`,
      'unknown: values come from elsewhere, and options is not set in a.py',
    ],
    [
      'keywords from elsewhere beside it',
      `//- a.py\n${IMPORT}app = Celery(task_time_limit=5, **more())\n`,
      'unknown: values come from elsewhere, and it is computed',
    ],
    [
      'a module that is not there',
      `//- a.py\n${IMPORT}app = Celery()\napp.config_from_object('nowhere.settings')\n`,
      'unknown: its configuration nowhere.settings is not in the workspace',
    ],
    [
      'an environment variable that names the module',
      `//- a.py\n${IMPORT}app = Celery()\napp.config_from_envvar('X')\n`,
      'unknown: an environment variable names the configuration',
    ],
    [
      'what is set on the app comes before a missing module',
      `//- a.py\n${IMPORT}app = Celery()\napp.conf.task_time_limit = 3\napp.config_from_object('nowhere')\n`,
      'known 3',
    ],
    [
      'a name that a loop sets',
      `//- a.py\n${IMPORT}for i in y: pass\napp = Celery(task_time_limit=i)\n`,
      'unknown: a loop sets it',
    ],
    [
      'a name that leads to itself',
      `//- a.py\n${IMPORT}import b\napp = Celery(task_time_limit=b.x)\n//- b.py\nfrom c import y\nx = y\n//- c.py\nfrom b import x\ny = x\n`,
      'unknown: its value leads to itself',
    ],
    [
      'a global that a function sets',
      `//- a.py\n${IMPORT}x = 1\ndef f():\n    global x\n    x = 2\napp = Celery(task_time_limit=x)\n`,
      'unknown: a function sets it as well',
    ],
    [
      'a value that is not written yet',
      `//- a.py\n${IMPORT}app = Celery()\napp.conf.task_time_limit = \n`,
      'unknown: it is changed where it is',
    ],
    [
      'a text that does not end, above',
      `//- a.py\n${IMPORT}app = Celery()\nx = """\napp.conf.task_time_limit = 5\n`,
      'unknown: the file can’t be read to its end',
    ],
    [
      'a function that is handed the app',
      `//- a.py\n${IMPORT}app = Celery()\ndef f(celery):\n    celery.conf.update(task_time_limit=4)\n`,
      'unknown: a function that is handed the app may set it',
    ],
    [
      'an environment variable with a default',
      `//- a.py\n${IMPORT}import os\napp = Celery(task_time_limit=int(os.getenv('X', '5')))\n`,
      'known 5',
    ],
    [
      'an environment variable without a default',
      `//- a.py\n${IMPORT}import os\napp = Celery(task_time_limit=os.getenv('X'))\n`,
      'unknown: the environment variable X decides',
    ],
    [
      'decouple',
      `//- a.py\n${IMPORT}from decouple import config\napp = Celery(task_time_limit=config('X', default='5', cast=int))\n`,
      'known 5',
    ],
    [
      'django-environ',
      `//- a.py\n${IMPORT}import environ\nenv = environ.Env()\napp = Celery(task_time_limit=env.int('X', default=5))\n`,
      'known 5',
    ],
    [
      'a look-alike of Celery',
      `//- a.py\n${IMPORT}from mine import Celery as Other\napp = Celery()\nOther(task_time_limit=9)\n`,
      'absent',
    ],
  ])('%s', (_, source, expected) => {
    expect(shown(app(source).effective('task_time_limit'))).toBe(expected);
  });

  test('a class of the same name from elsewhere makes no app', () => {
    expect(stack(`//- a.py\nfrom sellerie import Celery\napp = Celery('x')\n`).celeryApps).toEqual([]);
  });

  test('losers are listed, and the winner is told', () => {
    const effective = app(
      `//- a.py\n${IMPORT}app = Celery('x', task_time_limit=5)\napp.conf.task_time_limit = 6\n`,
    ).effective('task_time_limit');
    expect(effective).toMatchObject({
      setting: { written: 'task_time_limit', carrier: 'attribute' },
      losers: [{ carrier: 'keyword', text: '5' }],
    });
  });

  test('the number of CPUs gives a formula', () => {
    const value = app(
      `//- a.py\n${IMPORT}import os\nN = os.cpu_count()\napp = Celery(worker_concurrency=N * 2 + 1)\n`,
    ).valueOf('worker_concurrency');
    expect(value).toMatchObject({ state: 'unknown', type: 'int' });
    expect(value?.state === 'unknown' && [1, 4].map((cpus) => value.forCpus?.(cpus))).toEqual([3, 9]);
  });

  test('what the environment gives is a text', () => {
    const source = `//- a.py\n${IMPORT}import os\napp = Celery(worker_concurrency=os.environ['N'])\n`;
    expect(app(source).valueOf('worker_concurrency')).toMatchObject({ state: 'unknown', type: 'str' });
  });

  test('a default is assumed, and an edit goes to it', () => {
    const source = `//- a.py\n${IMPORT}import os\napp = Celery(worker_concurrency=int(os.getenv('N', "4")))\n`;
    const effective = app(source).effective('worker_concurrency');
    expect(effective).toMatchObject({ value: { type: 'int', value: 4, assumed: [{ variable: 'N' }] } });
    if (effective.state === 'known')
      expect(edited(source, effective.setting.set('9'))).toContain(`os.getenv('N', "9")`);
  });
});

describe('how settings are named', () => {
  const django = (settings: string, namespace = ", namespace='CELERY'") => `
//- p/__init__.py
//- p/celery.py
import os
from celery import Celery
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'p.settings')
app = Celery('p')
app.config_from_object('django.conf:settings'${namespace})
//- p/settings.py
${settings}`;

  test('the folder of manage.py is where imports begin, be it a package or not', () => {
    const below = django('CELERY_TASK_TIME_LIMIT = 5\n').replaceAll('//- p/', '//- web/p/');
    const read = app(`${below}//- web/__init__.py\n//- web/manage.py\n`);
    expect(shown(read.effective('task_time_limit'))).toBe('known 5');
  });

  test('under a namespace old names are not read', () => {
    const read = app(
      django('CELERY_TASK_TIME_LIMIT = 5\nCELERYD_CONCURRENCY = 4\nCELERY_ACKS_LATE = True\nDEBUG = True\n'),
    );
    expect(read.naming).toEqual({ namespace: 'CELERY' });
    expect(read.settings.map(({ name }) => name)).toEqual(['task_time_limit']);
    expect(read.unread.map(({ written }) => written)).toEqual(['CELERYD_CONCURRENCY', 'CELERY_ACKS_LATE']);
    expect(shown(read.effective('task_acks_late'))).toBe('absent');
  });

  test('without one, upper case is old', () => {
    const read = app(django('CELERYD_CONCURRENCY = 4\nCELERY_TASK_TRACK_STARTED = True\n', ''));
    expect(read.naming).toBe('old');
    expect(read.settings.map(({ name }) => name)).toEqual(['worker_concurrency']);
  });

  test('a settings file whose app is not in view says nothing of what is missing', () => {
    const read = app('//- settings.py\nCELERY_BROKER_URL = "redis://r"\nCELERY_WORKER_CONCURRENCY = 3\n');
    expect(read).toMatchObject({ kind: 'settings', naming: { namespace: 'CELERY' } });
    expect(shown(read.effective('worker_concurrency'))).toBe('known 3');
    expect(shown(read.effective('task_time_limit'))).toBe('unknown: the app that reads this file is not in view');
  });

  test('celeryconfig.py is read by Celery itself', () => {
    expect(shown(app('//- celeryconfig.py\nworker_concurrency = 3\n').effective('task_time_limit'))).toBe('absent');
  });
});

describe('tasks', () => {
  const source = `
//- tasks.py
from celery import Celery, shared_task, Task
app = Celery('x', task_time_limit=60, task_annotations={'tasks.annotated': {'max_retries': 9}})
OPTIONS = {'bind': True, 'max_retries': 2}

@app.task(bind=True, max_retries=None, time_limit=5)
def first(self):
    raise self.retry(countdown=10)

@shared_task
def second():
    first.apply_async((), countdown=7200, expires=60)

@app.task(**OPTIONS)
def third(self): pass

@app.task(**unknown())
def fourth(self): pass

@app.task
def annotated(): pass

class Heavy(Task):
    max_retries = 4
    def run(self): pass

@other.task(max_retries=1)
def no_task(): pass
`;
  const read = app(source);

  test('are found with their options', () => {
    expect(read.tasks.map((task) => `${task.name}: ${shown(task.option('max_retries'))}`)).toEqual([
      'first: known None',
      'second: absent',
      'third: known 2',
      'fourth: unknown: arguments come from elsewhere, and it is computed',
      'annotated: absent',
      'Heavy: known 4',
    ]);
  });

  test('that name no app belong to the nearest ones', () => {
    const project = (name: string) =>
      `//- ${name}/shop/app.py\nfrom celery import Celery\napp = Celery("shop")\n//- ${name}/shop/work/tasks.py\nfrom celery import shared_task\n@shared_task\ndef ${name}(): pass\n`;
    const common = '//- common/tasks.py\nfrom celery import shared_task\n@shared_task\ndef common(): pass\n';
    const apps = stack(project('a') + project('b') + common).celeryApps;
    expect(apps.map(({ tasks }) => tasks.map(({ name }) => name))).toEqual([
      ['a', 'common'],
      ['b', 'common'],
    ]);
  });

  test('take what they do not say from annotations and from the app', () => {
    const of = (name: string, option: string) =>
      shown(read.optionOf(read.tasks.find((task) => task.name === name)!, option));
    expect(of('first', 'time_limit')).toBe('known 5');
    expect(of('second', 'time_limit')).toBe('known 60');
    expect(of('annotated', 'max_retries')).toBe('known 9');
    expect(of('second', 'max_retries')).toBe('absent');
  });

  test('calls that send tasks or try them again', () => {
    expect(
      read.calls.map(({ method, options }) => [method, ...options.map(({ written, text }) => `${written}=${text}`)]),
    ).toEqual([
      ['retry', 'countdown=10'],
      ['apply_async', 'countdown=7200', 'expires=60'],
    ]);
    expect(read.tasks[0]?.retries).toHaveLength(1);
  });

  test('options are added in the decorator’s style', () => {
    const insert = (name: string) =>
      edited(source, read.tasks.find((task) => task.name === name)!.insert(['acks_late', 'True']));
    expect(insert('first')).toContain('@app.task(bind=True, max_retries=None, time_limit=5, acks_late=True)');
    expect(insert('second')).toContain('@shared_task(acks_late=True)\n');
    expect(insert('Heavy')).toContain('    max_retries = 4\n    acks_late = True\n');
  });
});

describe('edits', () => {
  const insert = (source: string) =>
    edited(source, app(source).insert(['task_time_limit', '60'], ['task_soft_time_limit', '50']));

  test.each([
    [
      'a module',
      '//- celeryconfig.py\n# c\nworker_concurrency = 3  # d\n',
      '# c\nworker_concurrency = 3  # d\ntask_time_limit = 60\ntask_soft_time_limit = 50\n',
    ],
    [
      'a module, beside its relatives',
      '//- celeryconfig.py\ntask_acks_late=True\nworker_concurrency=3\n',
      'task_acks_late=True\ntask_time_limit=60\ntask_soft_time_limit=50\nworker_concurrency=3\n',
    ],
    [
      'attributes',
      `//- a.py\n${IMPORT}app = Celery('x')\napp.conf.worker_concurrency = 3\nprint(app)\n`,
      `${IMPORT}app = Celery('x')\napp.conf.worker_concurrency = 3\napp.conf.task_time_limit = 60\napp.conf.task_soft_time_limit = 50\nprint(app)\n`,
    ],
    [
      'no settings yet',
      `//- a.py\n${IMPORT}\ndef make():\n    celery = Celery('x', broker='y')\n    return celery\n`,
      `${IMPORT}\ndef make():\n    celery = Celery('x', broker='y')\n    celery.conf.task_time_limit = 60\n    celery.conf.task_soft_time_limit = 50\n    return celery\n`,
    ],
    [
      'keywords on one line',
      `//- a.py\n${IMPORT}app = Celery()\napp.conf.update(worker_concurrency=3)\n`,
      `${IMPORT}app = Celery()\napp.conf.update(worker_concurrency=3, task_time_limit=60, task_soft_time_limit=50)\n`,
    ],
    [
      'keywords of many lines',
      `//- a.py\n${IMPORT}app = Celery()\napp.conf.update(\n    worker_concurrency=3,  # c\n)\n`,
      `${IMPORT}app = Celery()\napp.conf.update(\n    worker_concurrency=3,  # c\n    task_time_limit=60,\n    task_soft_time_limit=50,\n)\n`,
    ],
    [
      'keywords of many lines without a last comma',
      `//- a.py\n${IMPORT}app = Celery()\napp.conf.update(\n    worker_concurrency=3  # c\n)\n`,
      `${IMPORT}app = Celery()\napp.conf.update(\n    worker_concurrency=3,  # c\n    task_time_limit=60,\n    task_soft_time_limit=50\n)\n`,
    ],
    [
      'a dict in double quotes',
      `//- a.py\n${IMPORT}app = Celery()\napp.conf.update({"worker_concurrency": 3})\n`,
      `${IMPORT}app = Celery()\napp.conf.update({"worker_concurrency": 3, "task_time_limit": 60, "task_soft_time_limit": 50})\n`,
    ],
    [
      'a class',
      `//- a.py\n${IMPORT}class C:\n    worker_concurrency = 3\n\napp = Celery()\napp.config_from_object(C)\n`,
      `${IMPORT}class C:\n    worker_concurrency = 3\n    task_time_limit = 60\n    task_soft_time_limit = 50\n\napp = Celery()\napp.config_from_object(C)\n`,
    ],
    [
      'old names',
      '//- celeryconfig.py\nCELERYD_CONCURRENCY = 3\n',
      'CELERYD_CONCURRENCY = 3\nCELERYD_TASK_TIME_LIMIT = 60\nCELERYD_TASK_SOFT_TIME_LIMIT = 50\n',
    ],
    [
      'a namespace',
      '//- settings.py\nCELERY_BROKER_URL = "x"\nCELERY_WORKER_CONCURRENCY = 3\n',
      'CELERY_BROKER_URL = "x"\nCELERY_WORKER_CONCURRENCY = 3\nCELERY_TASK_TIME_LIMIT = 60\nCELERY_TASK_SOFT_TIME_LIMIT = 50\n',
    ],
  ])('settings are added to %s', (_, source, expected) => {
    expect(insert(source)).toBe(expected);
    const crlf = edited(source, app(source).insert(['task_time_limit', '60'])).replaceAll('\n', '\r\n');
    expect(crlf).not.toMatch(/[^\r]\n/);
  });

  test.each([
    [
      'an assignment',
      '//- celeryconfig.py\nworker_concurrency = 3  # c\ntask_time_limit = 4\n',
      'worker_concurrency = 9  # c\ntask_time_limit = 4\n',
      '# c\ntask_time_limit = 4\n',
    ],
    [
      'a keyword',
      `//- a.py\n${IMPORT}app = Celery('x', worker_concurrency=3, b=1)\n`,
      `${IMPORT}app = Celery('x', worker_concurrency=9, b=1)\n`,
      `${IMPORT}app = Celery('x', b=1)\n`,
    ],
    [
      'the last keyword',
      `//- a.py\n${IMPORT}app = Celery('x', worker_concurrency=3)\n`,
      `${IMPORT}app = Celery('x', worker_concurrency=9)\n`,
      `${IMPORT}app = Celery('x')\n`,
    ],
    [
      'a keyword of its own line',
      `//- a.py\n${IMPORT}app = Celery(\n    'x',\n    worker_concurrency=3,\n    b=1,\n)\n`,
      `${IMPORT}app = Celery(\n    'x',\n    worker_concurrency=9,\n    b=1,\n)\n`,
      `${IMPORT}app = Celery(\n    'x',\n    b=1,\n)\n`,
    ],
    [
      'an entry',
      `//- a.py\n${IMPORT}app = Celery()\napp.conf.update({'worker_concurrency': 3, 'b': 1})\n`,
      `${IMPORT}app = Celery()\napp.conf.update({'worker_concurrency': 9, 'b': 1})\n`,
      `${IMPORT}app = Celery()\napp.conf.update({'b': 1})\n`,
    ],
    [
      'a name that nothing else reads',
      `//- a.py\n${IMPORT}N = 3\napp = Celery(worker_concurrency=N)\n`,
      `${IMPORT}N = 9\napp = Celery(worker_concurrency=N)\n`,
      `${IMPORT}N = 3\napp = Celery()\n`,
    ],
    [
      'a name that others read',
      `//- a.py\n${IMPORT}N = 3\nprint(N)\napp = Celery(worker_concurrency=N)\n`,
      `${IMPORT}N = 3\nprint(N)\napp = Celery(worker_concurrency=9)\n`,
      `${IMPORT}N = 3\nprint(N)\napp = Celery()\n`,
    ],
  ])('%s is set and taken out', (_, source, set, removed) => {
    const setting = app(source).all('worker_concurrency')[0]!;
    expect(edited(source, setting.set('9'))).toBe(set);
    expect(edited(source, setting.remove())).toBe(removed);
  });

  test('a setting is renamed in its own notation', () => {
    const source = `//- a.py\n${IMPORT}app = Celery()\napp.conf.update({"CELERYD_CONCURRENCY": 3})\napp.conf['worker_prefetch_multiplier'] = 1\n`;
    const [first, second] = app(source).settings;
    expect(edited(source, first!.rename('worker_concurrency'))).toContain('{"worker_concurrency": 3}');
    expect(edited(source, second!.rename('x'))).toContain("app.conf['x'] = 1");
  });
});

describe('clients', () => {
  const client = (source: string): ClientUse => {
    const { mongoClients, redisClients } = stack(source);
    const all = [...mongoClients, ...redisClients];
    expect(all).toHaveLength(1);
    return all[0]!;
  };
  const addresses = (source: string) => client(source).hosts.map(({ host, port }) => `${host}:${port}`);

  test.each([
    ["from pymongo import MongoClient\nMongoClient('mongodb://u:p@a:1,b/db?maxPoolSize=5')", ['a:1', 'b:27017']],
    ["from pymongo import MongoClient as M\nM('a', 2)", ['a:2']],
    ['import pymongo\npymongo.MongoClient()', []],
    ["from pymongo import *\nMongoClient('s')", ['s:27017']],
    ["from mine import *\nfrom pymongo import MongoClient\nMongoClient('s')", ['s:27017']],
    ["import motor.motor_asyncio as m\nm.AsyncIOMotorClient('mongodb+srv://c.example.net')", ['c.example.net:27017']],
    ["import mongoengine\nmongoengine.connect('db', host='mongodb://h')", ['h:27017']],
    ["from redis import asyncio as aioredis\naioredis.from_url('redis://r:7/1')", ['r:7']],
    ["from redis import Redis\nRedis(host='r', port=8)", ['r:8']],
    ["import redis\nredis.ConnectionPool.from_url('rediss://r')", ['r:6379']],
    ["import os, redis\nredis.StrictRedis.from_url(os.environ.get('U', 'redis://r'))", ['r:6379']],
    ["import os, redis\nP = os.environ['P']\nredis.from_url(f'redis://:{P}@r:6380/0')", ['r:6380']],
    ["CACHES = {'default': {'BACKEND': 'django_redis.cache.RedisCache', 'LOCATION': ['redis://c/2']}}", ['c:6379']],
    ["from flask_pymongo import PyMongo\napp.config['MONGO_URI'] = 'mongodb://f/db'\nm = PyMongo(app)", ['f:27017']],
  ])('%s', (text, expected) => {
    expect(addresses(`//- a.py\n${text}\n`)).toEqual(expected);
  });

  test('look-alikes are none', () => {
    const source =
      '//- a.py\nfrom mongomock import MongoClient\nfrom fakeredis import FakeRedis as Redis\nimport redis\nMongoClient()\nRedis()\nredis.RedisCluster()\nredis.Sentinel([])\n';
    expect([stack(source).mongoClients, stack(source).redisClients]).toEqual([[], []]);
  });

  test.each([
    [
      'a keyword beats the connection string',
      "from pymongo import MongoClient\nMongoClient('mongodb://h/?maxPoolSize=5', maxpoolsize=7)",
      'maxPoolSize',
      'known 7',
    ],
    [
      'the connection string alone',
      "from pymongo import MongoClient\nMongoClient('mongodb://h/?MAXPOOLSIZE=5')",
      'maxPoolSize',
      "known '5'",
    ],
    [
      'the URL beats a keyword in redis-py',
      "import redis\nredis.from_url('redis://h?max_connections=5', max_connections=7)",
      'max_connections',
      "known '5'",
    ],
    [
      'keywords from elsewhere',
      'from pymongo import MongoClient\nMongoClient(**options)',
      'maxPoolSize',
      'unknown: arguments come from elsewhere, and options is not set in a.py',
    ],
    [
      'keywords of a dict',
      "from pymongo import MongoClient\nO = dict(maxPoolSize=3)\nMongoClient('h', **O)",
      'maxPoolSize',
      'known 3',
    ],
    [
      'a connection string from the environment',
      "import os\nfrom pymongo import MongoClient\nMongoClient(os.environ['U'])",
      'maxPoolSize',
      'unknown: the environment variable U decides',
    ],
    [
      'options that can’t be told',
      "from pymongo import MongoClient\nMongoClient(f'mongodb://h/db?{x()}')",
      'maxPoolSize',
      'unknown: the connection string is unknown in part',
    ],
    [
      'a password that can’t be told',
      "from pymongo import MongoClient\nMongoClient(f'mongodb://u:{x()}@h/db')",
      'maxPoolSize',
      'absent',
    ],
    ['nothing', "from pymongo import MongoClient\nMongoClient('h')", 'maxPoolSize', 'absent'],
    [
      'a pool of django-redis',
      "CACHES = {'d': {'BACKEND': 'django_redis.cache.RedisCache', 'LOCATION': 'redis://h', 'OPTIONS': {'CONNECTION_POOL_KWARGS': {'max_connections': 9}}}}",
      'max_connections',
      'known 9',
    ],
  ])('%s', (_, text, name, expected) => {
    expect(shown(client(`//- a.py\n${text}\n`).effective(name))).toBe(expected);
  });

  test('options are changed, added and taken out where they stand', () => {
    const source =
      "//- a.py\nfrom pymongo import MongoClient\nMongoClient('mongodb://h/db?maxPoolSize=5&w=1', tz_aware=True)\n";
    const one = client(source);
    const [pool] = one.all('maxPoolSize');
    expect(edited(source, pool!.set('50'))).toContain('?maxPoolSize=50&w=1');
    expect(edited(source, pool!.remove())).toContain("'mongodb://h/db?w=1'");
    expect(edited(source, one.all('w')[0]!.remove())).toContain("'mongodb://h/db?maxPoolSize=5'");
    expect(edited(source, one.insertIntoUrl('minPoolSize', '3'))).toContain('&w=1&minPoolSize=3');
    expect(edited(source, one.insert(['minPoolSize', '3']))).toContain('tz_aware=True, minPoolSize=3)');
    const bare = "//- a.py\nfrom pymongo import MongoClient\nMongoClient('mongodb://h')\n";
    expect(edited(bare, client(bare).insertIntoUrl('w', 'majority'))).toContain("'mongodb://h/?w=majority'");
  });

  test.each([
    ['x = MongoClient()', 'import'],
    ['def f():\n    return MongoClient()', 'function'],
    ["@app.get('/')\ndef f():\n    return MongoClient()", 'handler'],
    ["@app.get('/')\nasync def f():\n    for i in x:\n        MongoClient()", 'loop'],
    ['for i in x:\n    MongoClient()', 'loop'],
    ['while True:\n    try:\n        c = MongoClient()\n        break\n    except E:\n        pass', 'import'],
    ['import functools\n@functools.lru_cache\ndef f():\n    return MongoClient()', 'cached'],
    ['def f():\n    global c\n    c = MongoClient()', 'cached'],
    ['def f(self):\n    if self.c is None:\n        self.c = MongoClient()', 'cached'],
    ['from celery import shared_task\n@shared_task\ndef f():\n    MongoClient()', 'task'],
    ['class V(View):\n    def get(self, request):\n        MongoClient()', 'handler'],
    ['class R:\n    def __init__(self):\n        self.c = MongoClient()', 'function'],
  ])('how often: %j', (text, expected) => {
    expect(client(`//- a.py\nfrom pymongo import MongoClient\n${text}\n`).built.kind).toBe(expected);
  });

  test('the servers of a Celery app', () => {
    const read = app(
      `//- a.py\n${IMPORT}import os\napp = Celery(broker=os.getenv('B', 'redis://cache:6380/2'), backend='db+sqlite:///x')\n`,
    );
    expect(celeryService(read, 'broker_url')).toMatchObject({
      transport: 'redis',
      database: '2',
      hosts: [{ host: 'cache', port: 6380 }],
    });
    expect(celeryService(read, 'result_backend')).toMatchObject({ transport: 'db', hosts: [] });
  });

  test('gunicorn.conf.py', () => {
    const [config] = stack(
      '//- gunicorn.conf.py\nimport multiprocessing\nworkers = multiprocessing.cpu_count() * 2 + 1\ntimeout = 30\nhelper = 1\n',
    ).gunicornConfigs;
    expect(config?.settings.map(({ name }) => name)).toEqual(['workers', 'timeout']);
    expect(shown(config!.effective('timeout'))).toBe('known 30');
    expect(shown(config!.effective('workers'))).toBe('unknown: it follows from the number of CPUs');
    expect(shown(config!.effective('threads'))).toBe('absent');
  });
});

test('what tests set and make is theirs', () => {
  const read = stack(`//- a.py
${IMPORT}app = Celery('x', task_time_limit=5)
//- tests/conftest.py
from a import app
from pymongo import MongoClient
app.conf.task_time_limit = 1
def celery(app):
    app.conf.update(task_always_eager=True)
    return MongoClient()
`);
  expect(shown(read.celeryApps[0]!.effective('task_time_limit'))).toBe('known 5');
  expect(shown(read.celeryApps[0]!.effective('task_acks_late'))).toBe('absent');
  expect(read.mongoClients).toEqual([]);
});

describe('a stack that changes', () => {
  const files = () =>
    stackOf([
      ['a.py', `${IMPORT}import limits\napp = Celery('x', task_time_limit=limits.HARD)\n`],
      ['limits.py', 'HARD = 5\n'],
      ['db.py', "from pymongo import MongoClient\nc = MongoClient('h')\n"],
      ['nginx.conf', 'events {}\n'],
    ]);

  test('wants the modules that settings come from', () => {
    const before = files();
    expect(before.wanted).toEqual(['limits.py']);
    expect(before.wantedLanguage('limits.py')).toBe('headroom-python');
    const after = before.with(new ConfigFile('limits.py', 'HARD = 5\n', before.wantedLanguage('limits.py')));
    expect(after.wanted).toEqual([]);
    expect(shown(after.celeryApps[0]!.effective('task_time_limit'))).toBe('known 5');
  });

  test('keeps what rests on files that are the same', () => {
    const before = files();
    const { celeryApps, mongoClients } = before;
    const other = before.with(new ConfigFile('nginx.conf', 'events { }\n'));
    expect(other.celeryApps[0]).toBe(celeryApps[0]);
    expect(other.mongoClients[0]).toBe(mongoClients[0]);
    const limits = other.with(new ConfigFile('limits.py', 'HARD = 6\n', 'headroom-python'));
    expect(limits.celeryApps[0]).not.toBe(celeryApps[0]);
    expect(shown(limits.celeryApps[0]!.effective('task_time_limit'))).toBe('known 6');
    expect(limits.mongoClients[0]).toBe(mongoClients[0]);
    const client = limits.with(new ConfigFile('db.py', "from pymongo import MongoClient\nc = MongoClient('i')\n"));
    expect(client.celeryApps[0]).toBe(limits.celeryApps[0]);
    expect(client.mongoClients[0]).not.toBe(mongoClients[0]);
  });
});

describe('comments', () => {
  const silenced = (source: string, part: string) => {
    const [file] = stack(source).files.values();
    const at = file!.text.indexOf(part);
    return file!.comments.suppressions.some(({ scope }) => scope.start <= at && at < scope.end);
  };

  test.each([
    ['x = 1  # headroom-ignore celery/a\ny = 2\n', 'x = 1', true],
    ['x = 1  # headroom-ignore celery/a\ny = 2\n', 'y = 2', false],
    ['# headroom-ignore-next-line\ny = 2\nz = 3\n', 'y = 2', true],
    ['# headroom-ignore-file\ny = 2\nz = 3\n', 'z = 3', true],
    ['# headroom-ignore celery/a -- why\n@app.task(\n    a=1,\n)\ndef f():\n    b = 2\nz = 3\n', 'b = 2', true],
    ['# headroom-ignore celery/a -- why\n@app.task(\n    a=1,\n)\ndef f():\n    b = 2\nz = 3\n', 'z = 3', false],
    ['def f():\n    a = 1\n    # headroom-ignore\n    if x:\n        b = 2\n    c = 3\n', 'b = 2', true],
    ['def f():\n    a = 1\n    # headroom-ignore\n    if x:\n        b = 2\n    c = 3\n', 'c = 3', false],
    ['app.conf.update(\n    # headroom-ignore\n    a=1,\n)\nz = 3\n', 'a=1', true],
    ["x = '# headroom-ignore-file'\n", 'x =', false],
  ])('%j at %s: %s', (text, part, expected) => {
    expect(silenced(`//- celeryconfig.py\n${text}`, part)).toBe(expected);
  });
});

describe('hostile modules', () => {
  const names = (line: (i: number) => string, count: number) =>
    Array.from({ length: count }, (_, i) => line(i)).join('\n');

  test.each([
    ['sums of sums', `x0 = 1\n${names((i) => `x${i + 1} = x${i} + x${i}`, 200)}\ntask_time_limit = x200\n`],
    ['lists of lists', `x0 = [1]\n${names((i) => `x${i + 1} = [*x${i}, *x${i}]`, 60)}\ntask_queues = x60\n`],
    [
      'dicts of dicts',
      `x0 = {'a': 1}\n${names((i) => `x${i + 1} = {**x${i}, 'b': 1, **x${i}}`, 60)}\ntask_routes = x60\n`,
    ],
    ['texts of texts', `x0 = 'ab'\n${names((i) => `x${i + 1} = x${i} + f'{x${i}}'`, 60)}\nbroker_url = x60\n`],
    [
      'CPU counts',
      `import os\nx0 = os.cpu_count()\n${names((i) => `x${i + 1} = x${i} + x${i}`, 60)}\nworker_concurrency = x60\n`,
    ],
    [
      'defaults',
      `import os\nx0 = int(os.getenv('X', 1))\n${names((i) => `x${i + 1} = x${i} + x${i}`, 45)}\nworker_concurrency = x45\n`,
    ],
    ['a long chain of names', `x0 = 1\n${names((i) => `x${i + 1} = x${i} + 1`, 5_000)}\ntask_time_limit = x5000\n`],
    ['a long chain of aliases', `x0 = 1\n${names((i) => `x${i + 1} = x${i}`, 5_000)}\ntask_time_limit = x5000\n`],
    [
      'classes of classes',
      `class C0: pass\nclass D0: pass\n${names((i) => `class C${i + 1}(C${i}, D${i}): pass\nclass D${i + 1}(D${i}, C${i}): pass`, 60)}\ntask_time_limit = C60.x\n`,
    ],
    ['a name set again and again', `${names((i) => `task_time_limit = ${i}`, 20_000)}\n`],
    [
      'many apps',
      `${IMPORT}${names((i) => `a${i} = Celery(task_time_limit=${i})\na${i}.conf.task_acks_late = True`, 300)}\n`,
    ],
  ])('%s', (_, text) => {
    const { celeryApps } = stackOf([['celeryconfig.py', text]]);
    for (const one of celeryApps.slice(0, 5)) {
      for (const { name, read } of one.settings) {
        one.effective(name);
        if (read.state === 'unknown') read.forCpus?.(4);
      }
    }
    expect(celeryApps.length).toBeGreaterThan(0);
  });

  test('modules that take names from one another in a circle', () => {
    const files = names((i) => `//- m${i}.py\n${names((j) => `from m${j} import *`, 12)}`, 12);
    const read = app(`${files}\n//- celeryconfig.py\nfrom m0 import *\ntask_time_limit = NOWHERE\n`);
    expect(shown(read.effective('task_time_limit'))).toMatch(/^unknown/);
  });
});
