import { describe, expect, test } from 'vitest';
import { codeActions } from '../../server/src/features/code-actions';
import { codeLenses } from '../../server/src/features/code-lens';
import { check } from '../../server/src/rules/run';
import { applyEdits } from '../../server/src/text/edit';
import { atByName, withHints } from './by-name';

const HOST = '//- headroom.yaml\nhost:\n  cpus: 4\n';

describe('inlay hints', () => {
  test.each([
    [
      'seconds',
      '//- celeryconfig.py\ntask_time_limit = 300<|>\nresult_expires = 60 * 60\nbroker_heartbeat = 10\n',
      'task_time_limit = 300⟨= 5 min⟩\nresult_expires = 60 * 60⟨= 1 h⟩\nbroker_heartbeat = 10\n',
    ],
    [
      'KiB',
      '//- celeryconfig.py\nworker_max_memory_per_child = 204800<|>\n',
      'worker_max_memory_per_child = 204800⟨= 200 MiB⟩\n',
    ],
    [
      'milliseconds, also in a connection string',
      '//- a.py\nfrom pymongo import MongoClient\nc = MongoClient("mongodb://m/?socketTimeoutMS=10000", connectTimeoutMS=10000<|>)\n',
      'from pymongo import MongoClient\nc = MongoClient("mongodb://m/?socketTimeoutMS=10000⟨= 10 s⟩", connectTimeoutMS=10000⟨= 10 s⟩)\n',
    ],
    [
      'an option of a transport and of a task',
      '//- celeryconfig.py\nbroker_url = "redis://r"\nbroker_transport_options = {"visibility_timeout": 7200}<|>\n',
      'broker_url = "redis://r"\nbroker_transport_options = {"visibility_timeout": 7200⟨= 2 h⟩}\n',
    ],
    [
      'a formula of CPUs',
      `${HOST}//- gunicorn.conf.py\nimport multiprocessing\nworkers = multiprocessing.cpu_count() * 2 + 1<|>\n`,
      'import multiprocessing\nworkers = multiprocessing.cpu_count() * 2 + 1⟨= 9 for 4 CPUs⟩\n',
    ],
    [
      'not where nobody says how many there are',
      '//- gunicorn.conf.py\nimport os\nworkers = os.cpu_count()<|>\n',
      'import os\nworkers = os.cpu_count()\n',
    ],
    [
      'not what the environment decides',
      '//- celeryconfig.py\nimport os\ntask_time_limit = int(os.environ["X"])<|>\n',
      'import os\ntask_time_limit = int(os.environ["X"])\n',
    ],
    [
      'not in a file of somebody else',
      '//- a.py\nimport redis_lock\ntimeout = 3600<|>\n',
      'import redis_lock\ntimeout = 3600\n',
    ],
  ])('%s', (_, source, expected) => {
    expect(withHints(source)).toBe(expected);
  });
});

/** The refactorings at the cursor, by their titles, with the file as each leaves it. */
function refactorings(source: string): Record<string, string> {
  const { stack, file, offset } = atByName(source);
  const actions = codeActions(stack, check(stack), file, { start: offset, end: offset }, ['refactor']);
  return Object.fromEntries(
    actions.flatMap(({ title, edits }) => {
      const own = edits?.filter(({ path }) => path === file.path) ?? [];
      return own.length > 0 ? [[title, applyEdits(file.text, own)]] : [];
    }),
  );
}

describe('Insert recommended …', () => {
  test('keywords of a MongoClient, in the style of the call', () => {
    const found = refactorings(
      '//- db.py\nfrom pymongo import MongoClient\nc = MongoClient(\n    "mongodb://m",<|>\n    connectTimeoutMS=10000,\n)\n',
    );
    expect(Object.keys(found)).toEqual([
      'Insert recommended maxPoolSize, minPoolSize, serverSelectionTimeoutMS and socketTimeoutMS',
      'Insert recommended maxPoolSize=50, minPoolSize=10',
      'Insert recommended serverSelectionTimeoutMS=5000',
      'Insert recommended socketTimeoutMS=10000',
    ]);
    expect(found['Insert recommended maxPoolSize=50, minPoolSize=10']).toBe(
      'from pymongo import MongoClient\nc = MongoClient(\n    "mongodb://m",\n    connectTimeoutMS=10000,\n    maxPoolSize=50,\n    minPoolSize=10,\n)\n',
    );
  });

  test('no smallest size above a largest one that somebody chose', () => {
    const titles = (size: string) =>
      Object.keys(
        refactorings(`//- db.py\nfrom pymongo import MongoClient\nc = MongoClient(maxPoolSize=${size}<|>)\n`),
      );
    expect(titles('20')).toContain('Insert recommended minPoolSize=10');
    for (const size of ['5', 'SIZE']) expect(titles(size).filter((one) => one.includes('PoolSize'))).toEqual([]);
  });

  test('nothing where a call may say it out of view', () => {
    expect(refactorings('//- db.py\nfrom pymongo import MongoClient\nc = MongoClient(**OP<|>TIONS)\n')).toEqual({});
    expect(refactorings('//- db.py\nimport redis\nc = redis.Redis(connection_pool=po<|>ol)\n')).toEqual({});
  });

  test('keywords of a client of Redis, for what the process does', () => {
    const titles = Object.keys(refactorings('//- c.py\nimport redis\nc = redis.Redis(<|>)\n'));
    expect(titles).toContain('Insert recommended max_connections=50');
    expect(titles).toContain('Insert recommended socket_timeout=5');
  });

  test('settings of Celery, in their module and naming', () => {
    const app =
      '//- shop/app.py\nfrom celery import Celery\napp = Celery("shop")\napp.config_from_object("shop.celeryconfig")\n@app.task\ndef f():\n    pass\n';
    const found = refactorings(`${HOST}${app}//- shop/celeryconfig.py\ntask_acks_late = Tr<|>ue\n`);
    expect(Object.keys(found)).toEqual([
      'Insert recommended task_time_limit, task_soft_time_limit, worker_max_tasks_per_child, worker_prefetch_multiplier, task_reject_on_worker_lost and worker_concurrency',
      'Insert recommended task_time_limit = 300, task_soft_time_limit = 270',
      'Insert recommended worker_max_tasks_per_child = 1000',
      'Insert recommended worker_prefetch_multiplier = 1',
      'Insert recommended task_reject_on_worker_lost = True',
      'Insert recommended worker_concurrency = 9',
    ]);
    expect(found['Insert recommended task_time_limit = 300, task_soft_time_limit = 270']).toBe(
      'task_acks_late = True\ntask_time_limit = 300\ntask_soft_time_limit = 270\n',
    );
    const django = refactorings(
      '//- shop/celery.py\nimport os\nfrom celery import Celery\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napp = Celery("shop")\napp.config_from_object("django.conf:settings", namespace="CELERY")\n//- shop/settings.py\nINSTALLED_APPS = []\nCELERY_TASK_ACKS_LATE = Tr<|>ue\n',
    );
    expect(django['Insert recommended task_reject_on_worker_lost = True']).toContain(
      'CELERY_TASK_REJECT_ON_WORKER_LOST = True\n',
    );
  });

  test('all in one go leave nothing to say about what is absent, and start nothing', () => {
    for (const source of [
      '//- db.py\nfrom pymongo import MongoClient\nc = MongoClient("mongodb://m"<|>)\n',
      `${HOST}//- a.py\nfrom celery import Celery\napp = Cel<|>ery("a", broker="amqp://b")\n@app.task\ndef f():\n    pass\n`,
      '//- c.py\nimport redis\nc = redis.from_url("redis://r"<|>)\n',
    ]) {
      const { stack, file } = atByName(source);
      const [all] = Object.entries(refactorings(source)).filter(([title]) => title.includes(' and '));
      const before = new Set(check(stack).findings.map(({ rule }) => rule));
      const after = atByName(
        `${source.split('//- ')[0]}${source.startsWith(HOST) ? HOST : ''}//- ${file.path}\n<|>${all![1]}`,
      );
      const left = check(after.stack).findings;
      expect(left.filter(({ rule }) => !before.has(rule))).toEqual([]);
      expect(left.filter(({ severity, value }) => severity !== 'hint' && value === undefined)).toEqual([]);
    }
  });

  test('only at the call and at settings', () => {
    const app = '//- a.py\nfrom celery import Celery\napp = Celery("a")\n@app.task\ndef f():\n    pa<|>ss\n';
    expect(refactorings(app)).toEqual({});
  });
});

test('old names are replaced in one go, from any of them', () => {
  const found = refactorings('//- celeryconfig.py\nCELERYD_CONCURRENCY = 4\nCELERY_ACKS_<|>LATE = True\n');
  expect(found['Replace all old names of Celery']).toBe('worker_concurrency = 4\ntask_acks_late = True\n');
});

test('a file of somebody else is offered nothing', () => {
  const { stack, file, offset } = atByName('//- a.py\nimport redis_lock\ntime<|>out = 5\n');
  expect(codeActions(stack, check(stack), file, { start: offset, end: offset })).toEqual([]);
});

describe('the lens over a Celery configuration', () => {
  const lenses = (source: string) => {
    const { stack, file } = atByName(source);
    return codeLenses(stack, check(stack), file).map(({ span, title, command }) => ({
      over: file.text.slice(span.start, span.end),
      title,
      command,
    }));
  };
  const app =
    '//- shop/app.py\nfrom celery import Celery\napp = Celery("shop")\napp.config_from_object("shop.celeryconfig")\n@app.task\ndef f():\n    pass\n//- shop/celeryconfig.py\n';

  test('counts what the settings meet, and counts more as they do', () => {
    const numbers = (settings: string) => {
      const [one] = lenses(`${app}${settings}<|>\n`);
      expect(one?.command).toBe('headroom.applyTier');
      return /^Production: (\d+) of (\d+).* · apply tier…$/.exec(one!.title)!.slice(1).map(Number) as [number, number];
    };
    const [few, all] = numbers('task_acks_late = True');
    const [more] = numbers('task_acks_late = True\ntask_time_limit = 300\ntask_soft_time_limit = 270');
    expect(few).toBeGreaterThan(0);
    expect(more).toBeGreaterThan(few);
    expect(all).toBeGreaterThan(more);
    expect(lenses(`${app}task_acks_late = True<|>\n`)[0]?.over).toBe('task_acks_late');
  });

  test('none over other Python', () => {
    expect(lenses(`${app.replace('pass', 'pass<|>')}task_acks_late = True\n`)).toEqual([]);
    expect(lenses('//- db.py\nfrom pymongo import MongoClient\nc = MongoClient(<|>)\n')).toEqual([]);
  });
});
