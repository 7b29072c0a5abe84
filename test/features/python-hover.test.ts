import { describe, expect, test } from 'vitest';
import { cardAt } from './by-name';

const card = (source: string) => cardAt(source)?.markdown;

const APP = `
//- shop/app.py
from celery import Celery

app = Celery("shop")
app.config_from_object("shop.celeryconfig")
`;

const config = (line: string) => `${APP}\n//- shop/celeryconfig.py\n${line}\n`;

const COMPOSE = `
//- compose.yml
services:
  worker:
    image: python:3.12
    working_dir: /app
    volumes: [".:/app"]
    command: celery -A shop.app worker --concurrency=16
    environment:
      CELERY_WORKER_PREFETCH_MULTIPLIER: "2"
      LIMIT: "900"
`;

describe('a setting of Celery', () => {
  test('what it does, its unit, the default, the tiers with the one in force, and the rule’s own text', () => {
    const shown = card(config('task_time_li<|>mit = 3600'));
    expect(shown).toContain('**task_time_limit** · Celery · [documentation](https://docs.celeryq.dev/');
    expect(shown).toContain('Kills the process of a task that runs longer. In seconds.');
    expect(shown).toContain('On the command line `--time-limit`, which wins.');
    expect(shown).toContain('**Here** `3600` (1 h) · default `None`');
    expect(shown).toContain('| **normal** ← in force | **300 s, soft 270 s** |');
    for (const part of ['**Why** ', '**Price** ', '**When not** ', 'Sources: ']) expect(shown).toContain(part);
    expect(shown).toContain('[celery/time-limit](docs/rules/celery/time-limit.md)');
  });

  test.each([
    ['the name', 'task_time_li<|>mit = 60 * 60', 'task_time_limit'],
    ['a literal', 'task_time_limit = 36<|>00', '3600'],
    ['a text', 'worker_pool = "thr<|>eads"', '"threads"'],
    ['a name in an expression', 'LONG = 3600\ntask_time_limit = LO<|>NG', undefined],
    ['a computed value', 'task_time_limit = 60 <|>* 60', undefined],
    ['another name', 'so<|>mething = 1\ntask_acks_late = True', undefined],
    ['a comment', 'task_acks_late = True  # task_acks_<|>late', undefined],
    ['another setting’s line', 'import o<|>s\ntask_acks_late = True', undefined],
  ])('%s', (_, line, covers) => {
    expect(cardAt(config(line))?.covers).toBe(covers);
  });

  test.each([
    ['a computed number', 'task_time_li<|>mit = 60 * 5', '**Here** `60 * 5` = `300` (5 min)'],
    [
      'a default that the environment may replace',
      'import os\ntask_time_li<|>mit = int(os.getenv("LIMIT", "300"))',
      '= `300` (5 min), as long as `LIMIT` is not set',
    ],
    [
      'what the environment decides',
      'import os\nbroker_u<|>rl = os.environ["URL"]',
      '(not known: the environment variable URL decides)',
    ],
    ['an old name', 'CELERYD_CONCUR<|>RENCY = 4', '`CELERYD_CONCURRENCY` is its name before Celery 4.'],
    [
      'a retry option in a settings module',
      'task_acks_late = True\nmax_re<|>tries = 5',
      'Celery does not read it as a setting',
    ],
    [
      'a documented name that nobody reads',
      'CELERYD_CONCURRENCY = 4\nCELERYD_TIME_LI<|>MIT = 5',
      'Celery does not read `CELERYD_TIME_LIMIT` here, but `CELERYD_TASK_TIME_LIMIT`.',
    ],
    [
      'an option of the transport',
      'broker_url = "redis://redis"\nbroker_transport_options = {"visibility_time<|>out": 7200}',
      '**Here** `7200` (2 h) · default `3600`',
    ],
    ['an annotation', 'task_annotations = {"*": {"max_re<|>tries": 9}}', '**max_retries** · task option'],
    [
      'prefetch without a word about tasks',
      'worker_prefetch_mul<|>tiplier = 4',
      '**Guide** `1` as long as headroom.yaml does not say how long tasks are',
    ],
    ['a later line', 'task_acks_<|>late = True\ntask_acks_late = False', '**In force** `task_acks_late = False` of '],
  ])('%s', (_, line, text) => {
    expect(card(config(line))).toContain(text);
  });

  test.each([
    ['a condition', 'import os\nif os.getenv("A"):\n    task_time_li<|>mit = 5\nelse:\n    task_time_limit = 6'],
    ['one of two', 'import os\ntask_time_li<|>mit = 5\nif os.getenv("A"):\n    task_time_limit = 6'],
    [
      'a condition over what is not known',
      'import os\ntask_time_li<|>mit = 5\nif os.getenv("A"):\n    task_time_limit = os.environ["X"]',
    ],
  ])('where %s decides, nothing is said to be in force', (_, text) => {
    const shown = card(config(text));
    expect(shown).toContain('What is in force is not known: ');
    expect(shown).not.toContain('**In force**');
  });

  test('a setting that the project’s version does not have yet', () => {
    const source = `//- headroom.yaml\nversions:\n  celery: "5.2"\n${config('worker_eta_task_<|>limit = 100')}`;
    expect(card(source)).toContain('Since Celery 5.6. This project runs 5.2, which does not know it.');
    expect(card(config('worker_eta_task_<|>limit = 100'))).not.toContain('This project');
  });

  test('an option of another transport is not told as Redis’s', () => {
    expect(
      card(config('broker_url = "sqs://"\nbroker_transport_options = {"visibility_time<|>out": 7200}')),
    ).toBeUndefined();
  });

  test('what is set on the app wins over its configuration', () => {
    const source = `${APP}app.conf.task_time_limit = 60\n\n//- shop/celeryconfig.py\ntask_time_li<|>mit = 300\n`;
    expect(card(source)).toContain(
      '**In force** `task_time_limit = 60` of [shop/app.py:5](shop/app.py#L5): what is set on the app itself wins',
    );
  });

  test('the command line and the environment of a worker win, and a variable is followed into its service', () => {
    const python = (line: string) => card(`${COMPOSE}${config(line)}`);
    expect(python('worker_concur<|>rency = 4')).toContain(
      '**In force** in `worker`: `--concurrency 16` of [compose.yml:6](compose.yml#L6), which wins.',
    );
    expect(python('worker_prefetch_<|>multiplier = 4')).toContain(
      '**In force** in `worker`: `CELERY_WORKER_PREFETCH_MULTIPLIER=2` of [compose.yml:8]',
    );
    expect(python('import os\ntask_time_<|>limit = int(os.getenv("LIMIT", "300"))')).toContain(
      '`LIMIT` is `900` in `worker` ([compose.yml:9](compose.yml#L9)).',
    );
  });

  test('names of Django’s namespace', () => {
    const app =
      '//- shop/celery.py\nimport os\nfrom celery import Celery\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napp = Celery("shop")\napp.config_from_object("django.conf:settings", namespace="CELERY")\n';
    const settings = (line: string) => card(`${app}//- shop/settings.py\nINSTALLED_APPS = []\n${line}\n`);
    const shown = settings('CELERY_TASK_TIME_<|>LIMIT = 300');
    expect(shown).toContain('**task_time_limit** · Celery');
    expect(shown).toContain('`CELERY_TASK_TIME_LIMIT` is its name in this namespace.');
    expect(settings('CELERYD_CONCUR<|>RENCY = 3\nCELERY_TASK_ACKS_LATE = True')).toContain(
      'Celery does not read `CELERYD_CONCURRENCY` here, but `CELERY_WORKER_CONCURRENCY`.',
    );
  });
});

describe('an option of a task', () => {
  const task = (decorator: string, settings = '') =>
    `${APP}app.conf.update(${settings})\n\n${decorator}\ndef send():\n    pass\n\n//- shop/celeryconfig.py\n`;

  test('it wins over the app’s setting, whose rule tells the tiers', () => {
    const shown = card(task('@app.task(time_li<|>mit=900)', 'task_time_limit=300'));
    expect(shown).toContain('**time_limit** · task option');
    expect(shown).toContain('In force: it wins over `task_time_limit = 300` of [shop/app.py:5](shop/app.py#L5).');
    expect(shown).toContain('| **normal** ← in force |');
  });

  test('annotations win over it', () => {
    expect(card(task('@app.task(max_re<|>tries=1)', 'task_annotations={"*": {"max_retries": 7}}'))).toContain(
      '**In force** `task_annotations = {"*": {"max_retries": 7}}` of [shop/app.py:5]',
    );
  });

  test('of a shared task and of a call', () => {
    expect(
      card(
        '//- a.py\nfrom celery import shared_task\n\n@shared_task(acks_la<|>te=True)\ndef f(): pass\n//- celeryconfig.py\ntask_acks_late = True\n',
      ),
    ).toContain('**acks_late**');
    const call =
      '//- celeryconfig.py\ntask_acks_late = True\n//- a.py\nfrom celery import shared_task\n@shared_task\ndef f(): pass\nf.apply_async(time_li<|>mit=5)\nf.apply_async(sh<|>ow=5)\n';
    expect(card(call.replace('sh<|>ow', 'show'))).toContain('**time_limit** · apply_async()');
    expect(card(call.replace('li<|>mit', 'limit'))).toBeUndefined();
  });
});

describe('a client', () => {
  const mongo = (call: string) => `//- db.py\nfrom pymongo import MongoClient\n\n${call}\n`;
  const redis = (call: string) => `//- cache.py\nimport redis\n\n${call}\n`;

  test('a keyword of MongoClient', () => {
    const shown = card(mongo('client = MongoClient("mongodb://mongo", maxPool<|>Size=200)'));
    expect(shown).toContain('**maxPoolSize** · MongoClient');
    expect(shown).toContain('**Here** `200` · default `100`');
    expect(shown).toContain('**Guide** `50`, `100` (most), `20` (least)');
    expect(shown).toContain('[mongodb/max-pool-size]');
  });

  test('an option inside the connection string, with its own range', () => {
    const found = cardAt(mongo('client = MongoClient("mongodb://mongo/?maxPoolSize=20&connectTime<|>outMS=30000")'));
    expect(found?.covers).toBe('connectTimeoutMS');
    expect(found?.markdown).toContain('**connectTimeoutMS** · connection string');
    expect(found?.markdown).toContain('**Here** `30000` (30 s)');
    const value = cardAt(mongo('client = MongoClient("mongodb://mongo/?maxPoolSize=2<|>0")'));
    expect(value?.covers).toBe('20');
    expect(cardAt(mongo('client = MongoClient("mongodb://mon<|>go/?maxPoolSize=20")'))).toBeUndefined();
  });

  test('pymongo takes the keyword, redis-py the URL', () => {
    const uri = 'client = MongoClient("mongodb://mongo/?maxPool<|>Size=20", maxPoolSize=50)';
    expect(card(mongo(uri))).toContain(
      '**In force** `maxPoolSize = 50` of [db.py:3](db.py#L3): pymongo takes the keyword',
    );
    const url = 'cache = redis.from_url("redis://r/0?max_connections=5", max_conn<|>ections=50)';
    expect(card(redis(url))).toContain('redis-py takes the URL before the keyword');
  });

  test('a keyword of redis-py, whose namesakes in redis.conf stay out', () => {
    const shown = card(redis('cache = redis.Redis(host="r", max_conn<|>ections=500)'));
    expect(shown).toContain('**max_connections** · redis-py');
    expect(shown).toContain('default `100`');
    expect(shown).toContain('Before redis-py 8 the default was `None`.');
    const pinned = card(`//- requirements.txt\nredis==5.0.1\n${redis('cache = redis.Redis(max_conn<|>ections=500)')}`);
    expect(pinned).toContain('default `None`');
    expect(pinned).not.toContain('Before redis-py');
    expect(shown).toContain('**Guide** `50` (API), `20` (worker)');
    expect(card(redis('cache = redis.Redis(po<|>rt=6380)'))).not.toContain('Rule');
    expect(
      card(redis('pool = redis.ConnectionPool()\ncache = redis.Redis(connection_pool=pool, socket_time<|>out=5)')),
    ).toContain('this one does nothing');
  });

  test('what another file says of the options', () => {
    const found = cardAt(
      '//- opts.py\nMONGO_URL = "mongodb://mongo/?w=<|>0"\n//- db.py\nfrom pymongo import MongoClient\nfrom opts import MONGO_URL\nclient = MongoClient(MONGO_URL)\n',
    );
    expect(found?.covers).toBe('0');
  });
});

describe('gunicorn.conf.py', () => {
  test('a setting, and the flag that wins over it', () => {
    const compose =
      '//- compose.yml\nservices:\n  api:\n    image: python:3.12\n    working_dir: /app\n    volumes: [".:/app"]\n    command: gunicorn -w 8 main:app\n';
    const shown = card(`${compose}//- gunicorn.conf.py\nwork<|>ers = 4\n`);
    expect(shown).toContain('**workers** · gunicorn · [documentation](https://docs.gunicorn.org/');
    expect(shown).toContain('**In force** in `api`: `-w 8` of [compose.yml:6](compose.yml#L6), which wins.');
    expect(card('//- gunicorn.conf.py\nbi<|>nd = ":8000"\n')).toContain("default `'127.0.0.1:8000'`");
    expect(card('//- gunicorn.conf.py\nworker_connect<|>ions = 4\n')).not.toContain('nginx');
  });

  test('a formula of CPUs is said for those of the host', () => {
    const source =
      '//- headroom.yaml\nhost:\n  cpus: 4\n//- gunicorn.conf.py\nimport multiprocessing\nwork<|>ers = multiprocessing.cpu_count() * 2 + 1\n';
    expect(card(source)).toContain('**Here** `multiprocessing.cpu_count() * 2 + 1` = 9 for 4 CPUs · default `1`');
  });
});

test('a file that has nothing for us says nothing', () => {
  expect(card('//- a.py\nimport redis_lock\ntime<|>out = 5\n')).toBeUndefined();
  expect(card('//- a.py\nimport os\ntask_time_li<|>mit = 5\n')).toBeUndefined();
});
