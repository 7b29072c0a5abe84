import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stack } from '../../server/src/stack/stack';

/** What the modules of a workspace say of themselves once they are imported, values as Python writes them. */
export interface PythonRun {
  /** What is raised instead, as `ImproperlyConfigured: Cannot mix …`. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** The settings of the Celery app. */
  readonly settings: Readonly<Record<string, string>>;
  /** The switches of the app that count as on. */
  readonly on: readonly string[];
  /** The options of each task. */
  readonly tasks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The options of the clients of MongoDB and Redis. */
  readonly clients: Readonly<Record<string, string>>;
}

const SCRIPT = `
import importlib, json, os, sys, warnings
import celery, pymongo, redis
from celery import Celery
from celery.app.defaults import NAMESPACES, flatten

NAMES = [name for name, _ in flatten(NAMESPACES)]
OPTIONS = ['max_retries', 'default_retry_delay', 'autoretry_for', 'retry_backoff', 'retry_backoff_max', 'retry_jitter',
           'time_limit', 'soft_time_limit', 'acks_late', 'rate_limit']

def look(folder, modules):
    os.chdir(folder)
    sys.path.insert(0, folder)
    caught, found = [], {}
    warnings.simplefilter('always')
    warnings.showwarning = lambda message, *_, **__: caught.append(str(message))
    out = {'errors': [], 'warnings': caught, 'settings': {}, 'on': [], 'tasks': {}, 'clients': {}}

    def attempt(run, *args):
        try:
            return run(*args)
        except BaseException as error:
            out['errors'].append(type(error).__name__ + ': ' + str(error))

    def load(name):
        found.update({name + '.' + key: value for key, value in vars(importlib.import_module(name)).items()})

    def of(kind):
        return [value for value in found.values() if isinstance(value, kind)]

    def read(app):
        for name in NAMES:
            value = getattr(app.conf, name)
            out['settings'][name] = repr(value)
            if value:
                out['on'].append(name)
        for name, task in app.tasks.items():
            if not name.startswith('celery.'):
                out['tasks'][name.split('.')[-1]] = {key: repr(getattr(task, key, None)) for key in OPTIONS}

    for name in modules:
        attempt(load, name)
    apps = of(Celery)
    config = [name for name in modules if name.endswith('celeryconfig')]
    if not apps and config:
        apps = [Celery()]
        apps[0].config_from_object(config[0])
    for app in apps[:1]:
        attempt(read, app)
    for client in of(pymongo.MongoClient):
        options = client._MongoClient__options
        pool, document = options.pool_options, client.write_concern.document
        milliseconds = lambda value: repr(None if value is None else round(value * 1000))
        out['clients'].update({
            'maxPoolSize': repr(pool.max_pool_size), 'minPoolSize': repr(pool.min_pool_size),
            'connectTimeoutMS': milliseconds(pool.connect_timeout),
            'socketTimeoutMS': milliseconds(pool.socket_timeout),
            'serverSelectionTimeoutMS': milliseconds(options.server_selection_timeout),
            'w': str(document.get('w')), 'journal': repr(document.get('j')),
        })
    for client in of(redis.Redis):
        pool = client.connection_pool
        attempt(pool.make_connection)
        out['clients'].update({key: repr(value) for key, value in pool.connection_kwargs.items() if key != 'password'})
        out['clients']['max_connections'] = repr(pool.max_connections)
    return out

for line in sys.stdin:
    folder, modules = json.loads(line)
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.write(1, (json.dumps(look(folder, modules)) + chr(10)).encode())
        os._exit(0)
    os.waitpid(child, 0)
`;

/** Imports the Python files of stacks with the real libraries, each in a process and a temporary folder of its own. */
export class RealPython {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterableIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#process = spawn('/usr/bin/python3', ['-c', SCRIPT], {
      env: { PATH: '/usr/bin:/bin', PYTHONDONTWRITEBYTECODE: '1' },
    });
    this.#process.stderr.resume();
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  import(stack: Stack): Promise<PythonRun> {
    const run = this.#last.then(() =>
      inFolder(stack, async (folder, modules) => {
        this.#process.stdin.write(`${JSON.stringify([folder, modules])}\n`);
        return JSON.parse((await this.#answers.next()).value as string) as PythonRun;
      }),
    );
    this.#last = run.catch(() => undefined);
    return run;
  }

  stop(): void {
    this.#process.stdin.end();
  }
}

/** Lays the Python files of a stack into a temporary folder and hands it on, with the names of the modules. */
export async function inFolder<T>(
  stack: Stack,
  use: (folder: string, modules: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-python-'));
  try {
    const files = [...stack.files.values()].filter(({ path }) => path.endsWith('.py'));
    for (const { path, text } of files) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      // Django wants a secret before it hands on any setting.
      await writeFile(join(folder, path), text.includes('INSTALLED_APPS') ? `${text}\nSECRET_KEY = 'test'\n` : text);
    }
    // A settings module that the example leaves out of view.
    if (files.some(({ text }) => text.includes('shop.private_settings')))
      await writeFile(join(folder, 'shop/private_settings.py'), '');
    // Settings of Django cannot be imported before the app that names them.
    const names = files
      .map(({ path }) => path.replace(/\.py$/, '').replaceAll('/', '.'))
      .sort((a, b) => Number(a.endsWith('settings')) - Number(b.endsWith('settings')));
    return await use(folder, names);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
