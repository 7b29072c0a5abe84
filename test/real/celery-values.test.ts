import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { celerySettings } from '../../server/src/knowledge/celery/settings';
import type { CeleryApp } from '../../server/src/stack/python/celery';
import { PythonModule } from '../../server/src/stack/python/modules';
import type { PythonValue } from '../../server/src/stack/python/value';
import { runsAtImport } from '../../server/src/syntax/python/tree';
import { readFixture, stackOf } from '../support/fixture';
import { hasPython, runPython } from '../support/real-python';

const installed = hasPython('celery');
if (!installed)
  console.log('Celery is not installed: the values that we read are not compared with those that it has.');

/** Imports a module and tells every setting of the first app in it, or the error that reading them raises. */
const SCRIPT = `
import sys, os, json, importlib, datetime
sys.path.insert(0, os.getcwd())
wanted = json.loads(sys.argv[1])
from celery import Celery, current_app
from celery.app.defaults import SETTING_KEYS, DEFAULTS
def shown(value):
    if value == float('inf'): return {'other': 'infinity'}
    if value is None or isinstance(value, (bool, int, float, str)): return value
    if isinstance(value, datetime.timedelta): return {'seconds': value.total_seconds()}
    if isinstance(value, dict): return {'dict': {str(key): shown(item) for key, item in value.items()}}
    if isinstance(value, (list, tuple)): return {'list': [shown(item) for item in value]}
    return {'other': type(value).__name__}
try:
    module = importlib.import_module(wanted['module'])
    app = next((value for value in vars(module).values() if isinstance(value, Celery)), None)
    if app is None and wanted['module'].endswith('celeryconfig'):
        app = Celery('x'); app.config_from_object(wanted['module'])
    out = {'app': app is not None}
    if app is not None:
        out['values'] = {key: shown(app.conf[key]) for key in SETTING_KEYS}
        out['defaults'] = {key: shown(value) for key, value in DEFAULTS.items()}
except BaseException as error:
    out = {'error': type(error).__name__ + ': ' + str(error)}
print(json.dumps(out))
`;

interface Real {
  readonly app?: boolean;
  readonly error?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly defaults?: Readonly<Record<string, unknown>>;
}

async function runReal(files: ReadonlyMap<string, string>, module: string): Promise<Real> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-celery-'));
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await runPython<Real>(SCRIPT, { cwd: folder, input: { module } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A value in the form in which the script prints it; undefined where a part is unknown. */
function shown(value: PythonValue): unknown {
  if (value.state === 'unknown') return undefined;
  switch (value.type) {
    case 'timedelta':
      return { seconds: value.value };
    case 'bytes':
      return { other: 'bytes' };
    case 'set':
      return { other: 'set' };
    case 'list':
    case 'tuple': {
      const items = value.value.map(shown);
      return items.includes(undefined) ? undefined : { list: items };
    }
    case 'dict': {
      const entries = value.value.map((item) => [item.key ?? '', shown(item.value)] as const);
      const unseen = value.unseen !== undefined || entries.some(([, item]) => item === undefined);
      return unseen ? undefined : { dict: Object.fromEntries(entries) };
    }
    default:
      return value.value;
  }
}

/** Asserts that what is known or absent is so in the real app, and tells how many values were compared and which are unknown. */
function compare(app: CeleryApp, real: Real, label: string) {
  const unknown: string[] = [];
  let set = 0;
  for (const { name, listed } of celerySettings()) {
    if (!listed || !real.values || !(name in real.values)) continue;
    const effective = app.effective(name);
    if (effective.state === 'absent') {
      // The broker's address stands in settings that take each other's place.
      if (!/^(broker_(read_|write_)?url|result_backend|task_default_(exchange|routing_key))$/.test(name))
        expect.soft(real.values[name], `${label}: ${name} is not set`).toEqual(real.defaults?.[name]);
      continue;
    }
    const value = effective.state === 'known' ? shown(effective.value) : undefined;
    if (value === undefined) {
      unknown.push(name);
      continue;
    }
    set++;
    expect.soft(real.values[name], `${label}: ${name}`).toEqual(value);
  }
  return { set, unknown: unknown.sort() };
}

/** Workspaces with the module that holds the app, and the settings that nobody can tell. */
const CASES: readonly {
  readonly what: string;
  readonly module?: string;
  readonly unknown?: readonly string[];
  readonly files: string;
}[] = [
  {
    what: 'attributes, items and update()',
    files: `
//- app.py
from datetime import timedelta
from celery import Celery
LIMIT = 60 * 5
app = Celery('x', broker='redis://redis:6379/0', worker_concurrency=4)
app.conf.task_time_limit = LIMIT
app.conf['task_soft_time_limit'] = LIMIT - 30
app.conf.update(worker_prefetch_multiplier=1, task_acks_late=True)
app.conf.update({'worker_max_tasks_per_child': 100, 'task_default_queue': 'q' + 'r'})
app.conf.update(dict(result_expires=timedelta(hours=1, minutes=30)))
`,
  },
  {
    what: 'a configuration module, named, with defaults that come before it and an assignment',
    files: `
//- app.py
from celery import Celery
app = Celery('x')
app.conf.worker_concurrency = 3
app.config_from_object('celeryconfig')
app.add_defaults({'worker_concurrency': 9, 'task_time_limit': 9, 'task_track_started': True})
app.conf.worker_prefetch_multiplier = 2
//- celeryconfig.py
worker_concurrency = 8
worker_prefetch_multiplier = 8
task_time_limit = 0x10
broker_url = 'redis://%s:%d/%s' % ('redis', 6379, 1)
result_backend = f"{broker_url}?x=1"
task_annotations = {'*': {'rate_limit': '10/s'}}
`,
  },
  {
    what: 'a module that is handed over, which takes names from others',
    module: 'proj.celery',
    files: `
//- proj/__init__.py
//- proj/celery.py
from celery import Celery
from . import config
from .limits import HARD as LIMIT
app = Celery('proj')
app.config_from_object(config)
app.conf.task_soft_time_limit = LIMIT // 2
//- proj/limits.py
HARD = 100
SOFT = HARD / 4
//- proj/base.py
from .limits import *
worker_concurrency = 2
task_time_limit = HARD
worker_lost_wait = SOFT
_hidden = 1
//- proj/config.py
from proj.base import *
worker_concurrency = worker_concurrency * 2 + 1
import proj.limits as l
worker_max_tasks_per_child = l.HARD * 10
`,
  },
  {
    what: 'a class with a base, by name and as an instance',
    files: `
//- app.py
from celery import Celery
from settings import Production
app = Celery('x')
app.config_from_object(Production())
//- settings.py
class Base:
    worker_concurrency = 2
    task_time_limit = 30
    task_acks_late = False
class Production(Base):
    worker_concurrency = 2 ** 3
    broker_pool_limit = None
`,
  },
  {
    what: 'a class named in a text',
    files: `
//- app.py
from celery import Celery
app = Celery('x')
app.config_from_object('settings:Config')
//- settings.py
class Config(object):
    worker_concurrency = 2
    task_queue_max_priority = int('10')
`,
  },
  {
    what: 'old names',
    files: `
//- app.py
from celery import Celery
app = Celery('x')
app.config_from_object('config')
//- config.py
BROKER_URL = 'amqp://guest@rabbit//'
CELERYD_CONCURRENCY = 3
CELERYD_TASK_TIME_LIMIT = 50.5
CELERYD_TIME_LIMIT = 7
CELERY_ACKS_LATE = True
CELERY_TASK_RESULT_EXPIRES = 3600
TIMEOUT = 5
`,
  },
  {
    what: 'Django under a namespace, the settings in a package',
    module: 'proj.celery',
    files: `
//- manage.py
import os
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'proj.settings.production')
//- proj/__init__.py
//- proj/celery.py
import os
from celery import Celery
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'proj.settings.production')
app = Celery('proj')
app.config_from_object('django.conf:settings', namespace='CELERY')
app.conf.task_track_started = True
//- proj/settings/__init__.py
//- proj/settings/base.py
import os
SECRET_KEY = 'x'
REDIS = os.environ.get('REDIS_URL', 'redis://redis:6379')
CELERY_BROKER_URL = REDIS + '/0'
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_WORKER_CONCURRENCY = int(os.getenv('CONCURRENCY', '4'))
CELERYD_CONCURRENCY = 9
CELERY_ACKS_LATE = True
//- proj/settings/production.py
from .base import *
CELERY_TASK_TIME_LIMIT = CELERY_TASK_TIME_LIMIT + 5
CELERY_TASK_ACKS_LATE = True
`,
  },
  {
    what: 'a factory with a branch that decides',
    unknown: ['task_acks_late', 'worker_concurrency'],
    files: `
//- app.py
import os, sys
from celery import Celery
def make(name, concurrency=2):
    made = Celery(name, backend='rpc://')
    made.conf.task_time_limit = 5 if len(sys.argv) > 100 else 5
    made.conf.worker_concurrency = concurrency
    if os.getenv('LATE'):
        made.conf.task_acks_late = True
    made.conf.update(**{'worker_prefetch_multiplier': 3})
    return made
app = make('x')
`,
  },
  {
    what: 'values that come through the environment, formats and conditions',
    unknown: ['worker_concurrency', 'broker_heartbeat'],
    files: `
//- app.py
import os, multiprocessing
from celery import Celery
env = os.environ.get
host, port = 'redis', 6379
options = {'visibility_timeout': 7200, **{'max_connections': 5}}
app = Celery('x', broker='redis://{}:{port}/0'.format(host, port=port), changes={'task_track_started': True})
app.conf.update(
    task_time_limit=float(env('LIMIT', 10)),
    worker_concurrency=multiprocessing.cpu_count() * 2 + 1,
    worker_prefetch_multiplier=int(os.getenv('PREFETCH') or 4),
    broker_transport_options=options,
    broker_pool_limit=(lambda: 3)() if False else max(2, 7),
    broker_heartbeat=sum([1, 2]),
    task_queue_max_priority=(not True) or 5,
    worker_max_memory_per_child=200 * 1024,
    timezone="Europe/" "Berlin",
    imports=('a', *('b',)),
)
`,
  },
  {
    what: 'names that are set again, changed in place, or set later',
    unknown: ['broker_transport_options'],
    files: `
//- app.py
from celery import Celery
X = 1
app = Celery('x')
app.conf.task_time_limit = X
X = 2
app.conf.worker_concurrency = X
O = {}
O['visibility_timeout'] = 5
app.conf.broker_transport_options = O
app.conf.task_time_limit = X + 10
`,
  },
  {
    what: 'a configuration in the app’s own module, a dict and keywords of keywords',
    files: `
//- app.py
from celery import Celery as App
worker_concurrency = 3
app = App('x', **dict(task_time_limit=9))
app.config_from_object(__name__)
`,
  },
  {
    what: 'a subclass of Celery that sets nothing more',
    files: `
//- app.py
import celery
class MyApp(celery.Celery):
    pass
app = MyApp('x', set_as_current=False)
app.conf.task_time_limit = 5
`,
  },
];

describe.skipIf(!installed)('the real Celery has the values that we read', () => {
  test.each(CASES)('$what', async ({ files, module, unknown }) => {
    const fixture = readFixture(files);
    const apps = stackOf(fixture.files).celeryApps.filter(({ kind }) => kind === 'app');
    expect(apps).toHaveLength(1);
    const real = await runReal(fixture.files, module ?? 'app');
    expect(real.error).toBeUndefined();
    const compared = compare(apps[0]!, real, 'app');
    expect(compared.unknown).toEqual([...(unknown ?? [])].sort());
    expect(compared.set).toBeGreaterThan(0);
    expect(apps[0]!.open).toBeUndefined();
  });

  test.each([
    [
      'new and old names',
      'worker_concurrency = 2\nCELERY_ACKS_LATE = True\ntask_time_limit = 5\n',
      ['CELERY_ACKS_LATE'],
    ],
    [
      'more old names than new',
      'worker_concurrency = 2\nCELERY_ACKS_LATE = True\nBROKER_URL = "x"\n',
      ['worker_concurrency'],
    ],
    ['both names of one setting', 'task_acks_late = True\nCELERY_ACKS_LATE = True\n', []],
    ['names that are no settings beside old ones', 'X = 1\nCELERY_ACKS_LATE = True\n', []],
  ])('it refuses what we call mixed: %s', async (_, config, mixed) => {
    const files = new Map([['celeryconfig.py', config]]);
    const [app] = stackOf(files).celeryApps;
    expect(app?.mixed.map(({ written }) => written)).toEqual(mixed);
    const real = await runReal(files, 'celeryconfig');
    expect(/ImproperlyConfigured/.test(real.error ?? ''), real.error).toBe(mixed.length > 0);
  });
});

const corpus = join(import.meta.dirname, '../../../shared/corpus/python');

describe.skipIf(!installed || !existsSync(corpus))('of the corpus', () => {
  const modules = (existsSync(corpus) ? readdirSync(corpus) : []).flatMap((name) => {
    if (!name.endsWith('.py')) return [];
    const text = readFileSync(join(corpus, name), 'utf8');
    const stack = stackOf([[/celeryconfig\.py$/.test(name) ? 'celeryconfig.py' : 'module.py', text]]);
    const [app, ...others] = stack.celeryApps;
    const alone = app && (!app.creation || isAtTop(app));
    return alone && others.length === 0 ? [{ name, text, app }] : [];
  });

  test('modules that can be imported alone have the values that we read', async () => {
    let compared = 0;
    let imported = 0;
    for (const { name, text, app } of modules) {
      const real = await runReal(new Map([[app.place.file.path, text]]), app.place.file.path.replace('.py', ''));
      if (!real.app) continue;
      imported++;
      compared += compare(app, real, name).set;
    }
    console.log(`${compared} values of ${imported} modules compared.`);
    expect(imported).toBeGreaterThan(5);
  }, 180_000);
});

function isAtTop({ creation, place }: CeleryApp): boolean {
  const site = PythonModule.of(place.file).tree.calls.find(({ call }) => call === creation);
  return site !== undefined && runsAtImport(site.scope);
}
