import { describe, expect, test } from 'vitest';
import { snippets } from '../../server/src/knowledge/snippets/index';
import { TASK_BOUNDS, TASK_SPEEDS, WORKER_MEMORY, WRITES } from '../../server/src/knowledge/tiers';
import { offersAt } from './by-name';

const labels = (source: string) => offersAt(source).map(({ label }) => label);
const offer = (source: string, label: string) => offersAt(source).find((one) => one.label === label);

const APP = '//- shop/app.py\nfrom celery import Celery\n\napp = Celery("shop")\n';
const config = (text: string) => `//- celeryconfig.py\n${text}\n`;
const db = (text: string) => `//- db.py\nfrom pymongo import MongoClient\n\n${text}\n`;
const cache = (text: string) => `//- cache.py\nimport redis\n\n${text}\n`;
const django = (text: string) =>
  `//- shop/celery.py\nimport os\nfrom celery import Celery\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napp = Celery("shop")\napp.config_from_object("django.conf:settings", namespace="CELERY")\n//- shop/settings.py\nINSTALLED_APPS = []\nCELERY_TASK_ACKS_LATE = True\n${text}\n`;

describe('where names are offered', () => {
  test.each([
    [
      'a new line of celeryconfig.py',
      config('task_acks_late = True\n<|>'),
      'task_time_limit',
      'task_time_limit = ${1|300,60,3600|}',
    ],
    ['a word of an empty one', config('tas<|>'), 'task_acks_late', 'task_acks_late = ${1|True,False|}'],
    [
      'an old module',
      config('CELERYD_CONCURRENCY = 4\nCEL<|>'),
      'CELERY_ACKS_LATE',
      'CELERY_ACKS_LATE = ${1|True,False|}',
    ],
    [
      'Django’s namespace',
      django('CELERY_<|>'),
      'CELERY_TASK_TIME_LIMIT',
      'CELERY_TASK_TIME_LIMIT = ${1|300,60,3600|}',
    ],
    [
      'a class',
      `${APP}\nclass Config:\n    task_acks_late = True\n    wor<|>\n\napp.config_from_object(Config)\n`,
      'worker_max_tasks_per_child',
      'worker_max_tasks_per_child = ${1|1000,100,10000|}',
    ],
    ['app.conf.', `${APP}app.conf.<|>\n`, 'task_time_limit', 'task_time_limit = ${1|300,60,3600|}'],
    [
      'app.conf of an imported app',
      `${APP}//- other.py\nfrom shop.app import app\napp.conf.task_<|>\n`,
      'task_acks_late',
      'task_acks_late = ${1|True,False|}',
    ],
    [
      'app.conf.update(',
      `${APP}app.conf.update(\n    task_acks_late=True,\n    <|>\n)\n`,
      'task_time_limit',
      'task_time_limit=${1|300,60,3600|}',
    ],
    [
      'an update( without its end',
      `${APP}app.conf.update(task_<|>`,
      'task_time_limit',
      'task_time_limit=${1|300,60,3600|}',
    ],
    [
      'Celery(',
      '//- a.py\nfrom celery import Celery\napp = Celery("x", work<|>)\n',
      'worker_prefetch_multiplier',
      'worker_prefetch_multiplier=${1|1,2,4|}',
    ],
    ['a task', `${APP}@app.task(<|>)\ndef f():\n    pass\n`, 'time_limit', 'time_limit=${1|300,60,3600|}'],
    ['a decorator above nothing', `${APP}@app.task(max<|>`, 'max_retries', 'max_retries=${1:3}'],
    [
      'a shared task',
      '//- t.py\nfrom celery import shared_task\n@shared_task(bind=True, <|>)\ndef f(self):\n    pass\n',
      'acks_late',
      'acks_late=${1|True,False|}',
    ],
    ['MongoClient(', db('c = MongoClient(URL, <|>)'), 'maxPoolSize', 'maxPoolSize=${1|50,100,20|}'],
    [
      'a MongoClient( without its end',
      db('c = MongoClient(\n    URL,\n    min<|>\n\nx = 1'),
      'minPoolSize',
      'minPoolSize=${1:10}',
    ],
    ['a connection string', db('c = MongoClient("mongodb://m/?<|>")'), 'maxPoolSize', 'maxPoolSize=${1|50,100,20|}'],
    ['its next option', db('c = MongoClient("mongodb://m/?w=1&jou<|>")'), 'journal', 'journal=${1|true,false|}'],
    ['redis.Redis(', cache('c = redis.Redis(<|>)'), 'max_connections', 'max_connections=${1|50,20|}'],
    ['from_url(', cache('c = redis.from_url(URL, sock<|>)'), 'socket_timeout', 'socket_timeout=${1:5}'],
    ['a blocking pool', cache('p = redis.BlockingConnectionPool(<|>)'), 'timeout', 'timeout=${1:5}'],
    ['gunicorn.conf.py', '//- gunicorn.conf.py\nwork<|>\n', 'workers', 'workers = ${1:1}'],
  ])('%s', (_, source, label, insertText) => {
    expect(offer(source, label)).toMatchObject({ insertText, isSnippet: true });
  });

  test.each([
    ['an ordinary line', `${APP}tas<|>\n`],
    ['a function of a module with an app', `${APP}def f():\n    tas<|>\n`],
    ['a file without anything', '//- a.py\nimport os\ntas<|>\n'],
    ['a function of celeryconfig.py', config('task_acks_late = True\ndef f():\n    <|>')],
    ['a text over lines', config('task_acks_late = True\nx = """\ntas<|>\n"""')],
    ['brackets over lines', config('task_acks_late = True\nbeat_schedule = {\ntas<|>\n}')],
    ['a comment', config('task_acks_late = True  # tas<|>')],
    ['other names of Django', django('DEB<|>')],
    ['a blank line of Django', django('<|>')],
    ['another call', db('c = print(max<|>)')],
    ['a call inside a client’s', db('c = MongoClient(os.getenv(<|>))')],
    ['a list inside one', db('c = MongoClient([ho<|>])')],
    ['a value of an expression', db('c = MongoClient(URL, maxPoolSize=1 + <|>)')],
    ['a host', db('c = MongoClient("mongodb://<|>")')],
    ['another attribute', `${APP}app.conf.x.y<|>\n`],
    ['another object’s conf', `${APP}thing.conf.<|>\n`],
    ['config_from_object(', `${APP}app.config_from_object(<|>)\n`],
    ['delay(', `${APP}@app.task\ndef f(): pass\nf.delay(<|>)\n`],
    ['another decorator', `${APP}@app.route(<|>`],
    ['a blocking pool’s keyword at a client', cache('c = redis.Redis(queue_cl<|>)').replace('queue_cl', '')],
  ])('not at %s', (name, source) => {
    const found = labels(source);
    if (name.startsWith('a blocking')) expect(found).not.toContain('queue_class');
    else expect(found).toEqual([]);
  });
});

describe('what is offered', () => {
  test('the guide’s come first; what stands there already goes to the end', () => {
    const found = offersAt(config('task_time_limit = 5\n<|>'));
    const first = found.slice(0, 6).map(({ label }) => label);
    expect(first).toContain('task_acks_late');
    expect(first).toContain('worker_concurrency');
    const present = found.find(({ label }) => label === 'task_time_limit');
    expect(present).toMatchObject({ detail: 'stands here already', sortText: expect.stringMatching(/^7/) });
  });

  test('a name tells what it does, the guide’s values and the default', () => {
    expect(offer(config('<|>'), 'task_time_limit')?.documentation).toBe(
      'Kills the process of a task that runs longer.\n\n**Guide** `300` (normal tasks), `60` (fast tasks), `3600` (long tasks)\n\nDefault `None`. [Documentation](https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-task_time_limit)',
    );
  });

  test('before a value, only the name is changed', () => {
    expect(offer(config('task_acks<|> = True'), 'task_acks_late')).toMatchObject({
      insertText: 'task_acks_late',
      isSnippet: false,
      span: { start: 0, end: 9 },
    });
  });

  test('by version', () => {
    const version = '//- headroom.yaml\nversions:\n  celery: "5.2"\n  pymongo: "3.12"\n';
    expect(labels(version + config('<|>'))).not.toContain('worker_eta_task_limit');
    expect(labels(config('<|>'))).toContain('worker_eta_task_limit');
    expect(labels(version + db('c = MongoClient(<|>)'))).not.toContain('timeoutMS');
    expect(labels(db('c = MongoClient(<|>)'))).not.toContain('j');
    expect(labels(db('c = MongoClient(<|>)'))).toContain('port');
    expect(labels(db('c = MongoClient("mongodb://m/?<|>")'))).not.toContain('port');
  });

  test('whole snippets where a module holds settings, each with its tier', () => {
    const snippet = offer(config('<|>'), 'headroom celery settings long');
    expect(snippet).toMatchObject({ kind: 'snippet', tier: 'long' });
    expect(labels(config('<|>')).filter((one) => /django|app\.conf|task with/.test(one))).toEqual([]);
    expect(labels(django('CELERY_<|>')).filter((one) => one.startsWith('headroom'))).toHaveLength(TASK_SPEEDS.length);
  });

  test('a snippet for every tier', () => {
    const tiersOf = (part: string) => snippets.filter(({ prefix }) => prefix.includes(part)).map(({ tier }) => tier);
    for (const form of ['celery settings', 'celery app.conf', 'celery django', 'celery prefetch'])
      expect(tiersOf(form)).toEqual([...TASK_SPEEDS]);
    expect(tiersOf('celery concurrency')).toEqual([...TASK_BOUNDS]);
    expect(tiersOf('celery tasks per child')).toEqual([...WORKER_MEMORY]);
    expect(tiersOf('mongo client')).toEqual([...WRITES]);
    expect(tiersOf('redis client')).toEqual(['api', 'worker']);
  });
});

describe('values', () => {
  test.each([
    [
      'each tier’s number, that in force first',
      config('task_time_limit = <|>'),
      ['300 — normal tasks', '60 — fast tasks', '3600 — long tasks'],
    ],
    [
      'the tier that is chosen',
      `//- headroom.yaml\nworkload:\n  tasks: long\n${config('task_soft_time_limit = <|>')}`,
      ['3540 — long tasks', '270 — normal tasks', '50 — fast tasks'],
    ],
    [
      'CPUs of the host',
      `//- headroom.yaml\nhost:\n  cpus: 8\n${config('worker_concurrency = <|>')}`,
      ['17 — mixed tasks on 8 CPUs', '8 — cpu tasks on 8 CPUs', '20 — io tasks on 8 CPUs'],
    ],
    [
      'some numbers of CPUs',
      config('worker_concurrency = <|>'),
      ['5 — mixed tasks on 2 CPUs', '9 — mixed tasks on 4 CPUs', '17 — mixed tasks on 8 CPUs'],
    ],
    ['a switch', config('task_acks_late = <|>'), ['True — guide', 'False']],
    [
      'the words of an enumeration, in the file’s quotes',
      config('x = "a"\nworker_pool = <|>'),
      ['"prefork"', '"eventlet"', '"gevent"', '"solo"', '"processes"', '"threads"'],
    ],
    ['a keyword', db('c = MongoClient("m", w=<|>)'), ['"majority" — durable writes', '1 — throughput writes']],
    [
      'an option of a connection string',
      db('c = MongoClient("mongodb://m/?w=<|>")'),
      ['majority — durable writes', '1 — throughput writes'],
    ],
    ['an API', cache('c = redis.Redis(max_connections=<|>)'), ['50 — API', '20 — worker', '100']],
    [
      'a task’s',
      `${APP}@app.task(soft_time_limit=<|>)\ndef f(): pass\n`,
      ['270 — normal tasks', '50 — fast tasks', '3540 — long tasks'],
    ],
    [
      'an attribute',
      `${APP}app.conf.worker_max_tasks_per_child = <|>\n`,
      ['1000 — normal memory', '100 — intensive memory', '10000 — lightweight memory'],
    ],
    ['gunicorn’s', '//- gunicorn.conf.py\ntimeout = <|>\n', ['30']],
  ])('%s', (_, source, expected) => {
    expect(labels(source)).toEqual(expected);
  });

  test('a typed number is replaced as a whole', () => {
    const source = config('task_time_limit = 3<|>0');
    expect(offer(source, '300 — normal tasks')).toMatchObject({ insertText: '300', span: { start: 18, end: 20 } });
  });
});
