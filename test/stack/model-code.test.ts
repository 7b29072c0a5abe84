import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { PYTHON_MODULE } from '../../server/src/settings/kind';
import { completeStack, loadStack } from '../../server/src/stack/load';
import { codeOf } from '../../server/src/stack/model/code';
import { startedServices } from '../../server/src/stack/model/services';
import type { Stack } from '../../server/src/stack/stack';
import { readFixture } from '../support/fixture';

const load = (source: string) => {
  const { files } = readFixture(source);
  return loadStack({ paths: [...files.keys()], links: new Map() }, async (path) => files.get(path));
};

/** What the program of a service loads, by path. */
function loaded(stack: Stack, name = 'web'): readonly string[] | undefined {
  const service = startedServices(stack).find((one) => one.name === name)!;
  const code = codeOf(service, stack);
  return code && [...code.files].map(({ path }) => path).sort();
}

const compose = (...services: string[]) =>
  `//- compose.yml\nservices:\n${services
    .map((one) => `  ${one}\n    image: shop\n    working_dir: /srv\n    volumes: [".:/srv"]\n`)
    .join('')}`;
const web = (command: string) => compose(`web:\n    command: ${command}`);
const DB = "//- shop/db.py\nfrom pymongo import MongoClient\nclient = MongoClient('mongodb://mongo')\n";

describe('which modules a service’s program loads', () => {
  test.each<[string, string, readonly string[]]>([
    ['what it imports', '//- shop/main.py\nfrom shop.db import client\n', ['shop/db.py', 'shop/main.py']],
    ['a module of a package', '//- shop/main.py\nfrom shop import db\n', ['shop/db.py', 'shop/main.py']],
    [
      'with its package',
      '//- shop/__init__.py\n//- shop/main.py\nfrom . import db\n',
      ['shop/__init__.py', 'shop/db.py', 'shop/main.py'],
    ],
    [
      'through others, inside functions',
      '//- shop/main.py\nfrom .routes import router\n//- shop/routes.py\ndef orders():\n    from .db import client\n',
      ['shop/db.py', 'shop/main.py', 'shop/routes.py'],
    ],
    [
      'in a circle',
      '//- shop/main.py\nimport shop.a\n//- shop/a.py\nimport shop.main\n',
      ['shop/a.py', 'shop/main.py'],
    ],
    [
      'not for types',
      '//- shop/main.py\nif TYPE_CHECKING:\n    from shop.db import client\nelse:\n    import os\n',
      ['shop/main.py'],
    ],
    ['nothing else', '//- shop/main.py\nimport json\n', ['shop/main.py']],
  ])('%s', async (_, modules, expected) => {
    expect(loaded(await load(`${web('gunicorn shop.main:app')}${modules}${DB}`))).toEqual(expected);
  });

  test.each([
    'fastapi run shop/main.py --workers 2',
    'sh -c "python manage.py migrate && exec gunicorn -w 2 shop.main:app"',
    'python -m uvicorn shop.main:app',
    '["gunicorn", "--bind=0.0.0.0:80", "shop.main"]',
  ])('%s', async (command) => {
    expect(loaded(await load(`${web(command)}//- shop/main.py\nimport shop.db\n${DB}`))).toEqual([
      'shop/db.py',
      'shop/main.py',
    ]);
  });

  test('of Django: settings, installed applications and routes', async () => {
    const django =
      "//- shop/wsgi.py\nimport os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n//- shop/settings.py\nINSTALLED_APPS = ['django.contrib.admin', 'orders.apps.OrdersConfig', 'users']\nROOT_URLCONF = 'shop.urls'\n//- shop/urls.py\nfrom orders import views\n//- orders/__init__.py\n//- orders/apps.py\n//- orders/models.py\n//- orders/views.py\nimport shop.db\n//- users/models.py\n";
    expect(loaded(await load(`${web('gunicorn shop.wsgi')}${django}${DB}`))).toEqual([
      'orders/__init__.py',
      'orders/apps.py',
      'orders/models.py',
      'orders/views.py',
      'shop/db.py',
      'shop/settings.py',
      'shop/urls.py',
      'shop/wsgi.py',
      'users/models.py',
    ]);
  });

  test('of a worker: its app and its tasks', async () => {
    const app =
      "//- shop/celery.py\nfrom celery import Celery\napp = Celery('shop', include=['shop.tasks'])\n//- shop/tasks.py\nfrom shop.celery import app\nfrom shop.db import client\n\n\n@app.task\ndef work():\n    pass\n//- shop/other.py\nimport shop.db\n";
    const found = loaded(await load(`${web('celery -A shop worker -c 4')}${app}${DB}`));
    expect(found).toEqual(['shop/celery.py', 'shop/db.py', 'shop/tasks.py']);
  });

  test.each(['node server.js', 'gunicorn elsewhere:app', 'gunicorn $APP', 'nginx'])(
    'not known: %s',
    async (command) => {
      expect(loaded(await load(`${web(command)}${DB}`))).toBeUndefined();
    },
  );
});

describe('loading', () => {
  const MAIN = '//- shop/main.py\nfrom shop.routes import router\n//- shop/routes.py\nfrom shop.db import client\n';

  test('asks for the module that a program begins with, and for what that imports', async () => {
    const { files } = readFixture(`${web('uvicorn shop.main:app')}${MAIN}${DB}`);
    const listing = { paths: [...files.keys()], links: new Map<string, string>() };
    const read: string[] = [];
    const stack = await loadStack(listing, async (path) => {
      read.push(path);
      return files.get(path);
    });
    expect(stack.wanted).toEqual([]);
    expect(stack.file('shop/routes.py')?.kind).toBe('python');
    expect(read).toContain('shop/main.py');
  });

  test('asks for none where no module makes a client', async () => {
    const stack = await load(`${web('uvicorn shop.main:app')}${MAIN}`);
    expect(stack.file('shop/routes.py')).toBeUndefined();
  });

  test('follows an import as soon as it is written', async () => {
    const before = await load(`${web('uvicorn shop.main:app')}//- shop/main.py\nimport os\n//- shop/a.py\n${DB}`);
    const after = before.with(new ConfigFile('shop/main.py', 'from shop import a, db\n', PYTHON_MODULE));
    expect(after.wanted).toEqual(['shop/a.py']);
    expect(loaded(await completeStack(after, async () => ''))).toEqual(['shop/a.py', 'shop/db.py', 'shop/main.py']);
  });
});

describe('from one stack to the next', () => {
  const source = `${web('uvicorn shop.main:app')}//- shop/main.py\nfrom shop.db import client\n${DB}//- nginx.conf\nevents {}\n`;
  const code = (stack: Stack) => codeOf(startedServices(stack)[0]!, stack)!;

  test('a change elsewhere keeps it', async () => {
    const before = await load(source);
    const kept = code(before);
    expect(code(before.with(new ConfigFile('nginx.conf', 'events { }\n')))).toBe(kept);
  });

  test('the present text of a module is in it', async () => {
    const before = await load(source);
    code(before);
    const file = new ConfigFile('shop/db.py', `${before.file('shop/db.py')!.text}# more\n`);
    const after = before.with(file);
    expect(code(after).files.has(file)).toBe(true);
    expect(code(after).files.size).toBe(2);
  });

  test('a module that comes is found', async () => {
    const before = await load(`${source}`.replace('from shop.db', 'from shop.more'));
    expect(loaded(before)).toEqual(['shop/main.py']);
    const after = before.with(new ConfigFile('shop/more.py', 'from shop.db import client\n', PYTHON_MODULE));
    expect(loaded(after)).toEqual(['shop/db.py', 'shop/main.py', 'shop/more.py']);
  });
});
