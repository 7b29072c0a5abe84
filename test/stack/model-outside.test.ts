import { describe, expect, test } from 'vitest';
import { celeryRedisOf } from '../../server/src/stack/model/brokers';
import { codeOf } from '../../server/src/stack/model/code';
import { poolsOf } from '../../server/src/stack/model/pools';
import { proxyingsOf } from '../../server/src/stack/model/proxies';
import type { Service } from '../../server/src/stack/model/service';
import { runningServices } from '../../server/src/stack/model/services';
import { readFixture, stackOf } from '../support/fixture';

const read = (source: string) => stackOf(readFixture(source).files);
const names = (source: string) => runningServices(read(source)).map(({ name }) => name);

const GUNICORN = 'ExecStart=/srv/venv/bin/gunicorn shop.wsgi --bind 127.0.0.1:8000';

const unit = (lines: string, name = 'shop.service') => `
//- ${name}
[Service]
${lines}
`;

const WORKER = unit('ExecStart=/srv/venv/bin/celery -A shop worker', 'worker.service');

describe('which services run', () => {
  test.each<[string, string, string[]]>([
    ['units', unit(GUNICORN) + WORKER, ['shop.service', 'worker.service']],
    ['programs of supervisord', '//- supervisord.conf\n[program:web]\ncommand=gunicorn shop.wsgi\n', ['web']],
    [
      'processes of a Procfile',
      '//- Procfile\nweb: gunicorn shop.wsgi\nworker: celery -A shop worker\n',
      ['web', 'worker'],
    ],
    [
      'none of a server of data, or of another language',
      unit('ExecStart=/usr/bin/redis-server') + unit('ExecStart=/usr/bin/node a.js', 'b.service'),
      [],
    ],
    ['none that ends at once', unit(`Type=oneshot\n${GUNICORN}`), []],
    [
      'none whose command a drop-in replaces',
      `${unit(GUNICORN)}//- shop.service.d/x.conf\n[Service]\nExecStart=\n`,
      [],
    ],
    [
      'one of two ways to start the same',
      `${unit(GUNICORN)}//- Procfile\nweb: gunicorn shop.wsgi\nworker: celery -A shop worker\n//- shop/wsgi.py\n//- shop/celery.py\n`,
      ['shop.service', 'worker'],
    ],
    [
      'beside a Compose project that runs servers of data alone',
      `${unit(GUNICORN)}//- compose.yml\nservices:\n  db:\n    image: mongo:7\n`,
      ['db', 'shop.service'],
    ],
    [
      'none beside a Compose project that runs the application',
      `${unit(GUNICORN)}//- compose.yml\nservices:\n  web:\n    build: .\n`,
      ['web'],
    ],
    [
      'none of a supervisord that a container starts',
      '//- supervisord.conf\n[program:web]\ncommand=gunicorn shop.wsgi\n//- Dockerfile\nFROM debian\nCMD ["supervisord"]\n',
      [],
    ],
  ])('%s', (_, source, expected) => expect(names(source)).toEqual(expected));
});

describe('what a unit says', () => {
  const first = (lines: string) => runningServices(read(unit(`${lines}\n${GUNICORN}`)))[0]!;
  const value = (told: Service['cpuLimit']) => (told.state === 'known' ? told.value : told.state);

  test.each<[string, number | string]>([
    ['', 'absent'],
    ['CPUQuota=250%', 2.5],
    ['CPUQuota=250%\nCPUQuota=', 'absent'],
    ['CPUQuota=many', 'unknown'],
  ])('CPUs: %s', (lines, expected) => expect(value(first(lines).cpuLimit)).toBe(expected));

  test.each<[string, number | string]>([
    ['MemoryMax=1G', 1024 ** 3],
    ['MemoryMax=infinity', 0],
    ['MemoryMax=40%', 'unknown'],
  ])('memory: %s', (lines, expected) => expect(value(first(lines).memoryLimit)).toBe(expected));

  test.each<[string, string[], boolean]>([
    ['Environment=A=1 "B=2 3"', ['A=1', 'B=2 3'], true],
    ['Environment=A=1\nEnvironment=\nEnvironment=A=2', ['A=2'], true],
    ['EnvironmentFile=/etc/default/shop', [], false],
  ])('variables: %s', (lines, expected, whole) => {
    const { environment, environmentUnseen } = first(lines);
    const texts = [...environment.values()].map(
      ({ name, value: told }) => `${name}=${told.state === 'known' ? told.value : '?'}`,
    );
    expect(texts).toEqual(expected);
    expect(environmentUnseen === undefined).toBe(whole);
  });

  test('how many run: instances of a template, processes of supervisord and of a Procfile', () => {
    const counts = (source: string) => runningServices(read(source)).map(({ replicas }) => value(replicas));
    expect(counts(unit(GUNICORN, 'shop@.service'))).toEqual(['unknown']);
    expect(counts('//- supervisord.conf\n[program:a]\ncommand=celery -A a worker\nnumprocs=3\n')).toEqual([3]);
    expect(counts('//- Procfile\nweb: gunicorn shop.wsgi\n')).toEqual(['unknown']);
  });
});

describe('where its modules lie', () => {
  test.each<[string, string, string, string[]]>([
    ['at the root', unit(GUNICORN), 'shop/wsgi.py', ['shop/wsgi.py']],
    [
      'in the folder of that name',
      unit(`WorkingDirectory=/srv/app/back\n${GUNICORN}`),
      'back/shop/wsgi.py',
      ['back/shop/wsgi.py'],
    ],
    [
      'in the folder to which gunicorn moves',
      unit('ExecStart=/bin/gunicorn --chdir /srv/back shop.wsgi'),
      'back/shop/wsgi.py',
      ['back/shop/wsgi.py'],
    ],
    ['around the unit', unit(GUNICORN, 'api/deploy/shop.service'), 'api/shop/wsgi.py', ['api/shop/wsgi.py']],
    ['elsewhere, so that nobody knows', unit(GUNICORN), 'other/shop/wsgi.py', []],
    ['beside the Procfile', '//- api/Procfile\nweb: gunicorn shop.wsgi\n', 'api/shop/wsgi.py', ['api/shop/wsgi.py']],
    ['not above the Procfile', '//- api/Procfile\nweb: gunicorn shop.wsgi\n', 'shop/wsgi.py', []],
  ])('%s', (_, source, path, expected) => {
    const stack = read(`${source}//- ${path}\nfrom pymongo import MongoClient\n`);
    const [service] = runningServices(stack);
    expect([...(codeOf(service!, stack)?.files ?? [])].map((file) => file.path)).toEqual(expected);
  });
});

describe('what nginx reaches on the machine', () => {
  const reached = (bind: string, address: string, more = '') => {
    const source = `${unit(`ExecStart=/bin/${bind}`)}//- nginx.conf
http { upstream up { server unix:/run/up.sock; } server { location / { proxy_pass ${address}; } } }
${more}`;
    return proxyingsOf(read(source)).flatMap(({ to }) => (to.state === 'service' ? [to.service.name] : []));
  };
  const other = unit('ExecStart=/bin/gunicorn b.wsgi --bind 127.0.0.1:8000', 'b.service');

  test.each<[string, string, string, string, string[]]>([
    ['a port', 'gunicorn a.wsgi -b :8000', 'http://127.0.0.1:8000', '', ['shop.service']],
    ['the port of uvicorn', 'uvicorn a:app', 'http://localhost:8000', '', ['shop.service']],
    ['a socket', 'gunicorn a.wsgi -b unix:/run/a.sock', 'http://unix:/run/a.sock:/x', '', ['shop.service']],
    ['a socket of an upstream', 'uvicorn a:app --uds /run/up.sock', 'http://up', '', ['shop.service']],
    ['a socket of uWSGI', 'uwsgi --socket /run/up.sock', 'http://up', '', ['shop.service']],
    ['another port', 'gunicorn a.wsgi -b :8001', 'http://127.0.0.1:8000', '', []],
    ['another machine', 'gunicorn a.wsgi -b :8000', 'http://10.0.0.7:8000', '', []],
    ['one of two that may be meant', 'gunicorn a.wsgi -b :8000', 'http://127.0.0.1:8000', other, []],
    [
      'a port, where the nginx of Compose may be meant',
      'gunicorn a.wsgi -b :8000',
      'http://127.0.0.1:8000',
      '//- compose.yml\nservices:\n  edge:\n    image: nginx\n',
      [],
    ],
    [
      'a port that Compose publishes',
      'gunicorn a.wsgi -b :8001',
      'http://127.0.0.1:8000',
      '//- compose.yml\nservices:\n  app:\n    image: app\n    ports: ["8000:80"]\n',
      ['app'],
    ],
  ])('%s', (_, bind, address, more, expected) => expect(reached(bind, address, more)).toEqual(expected));
});

describe('which server an address of the machine leads to', () => {
  const APP = `
//- shop/__init__.py
//- shop/celery.py
from celery import Celery
from pymongo import MongoClient

app = Celery("shop", broker="redis://localhost")
client = MongoClient("127.0.0.1", 27018)
`;
  const found = (files: string) => {
    const stack = read(WORKER + APP + files);
    const [pool] = poolsOf(stack).pools;
    return {
      redis: celeryRedisOf(stack).map(({ server }) => server.main.path),
      mongod: pool?.targets.flatMap(({ server }) => server?.main.path ?? []),
    };
  };
  const MONGOD = '//- mongod.conf\nnet:\n  port: 27018\n';
  const published = '//- compose.yml\nservices:\n  queue:\n    image: redis:7\n    ports: ["6379:6379"]\n';

  test.each<[string, string, { redis: string[]; mongod: string[] }]>([
    [
      'files of those ports',
      `//- redis.conf\nport 6379\n${MONGOD}`,
      { redis: ['redis.conf'], mongod: ['mongod.conf'] },
    ],
    [
      'files of other ports',
      '//- redis.conf\nport 6380\n//- mongod.conf\nnet:\n  port: 27017\n',
      { redis: [], mongod: [] },
    ],
    [
      'two that may be meant',
      '//- a/redis.conf\nport 6379\n//- b/redis.conf\nappendonly yes\n',
      { redis: [], mongod: [] },
    ],
    [
      'a Sentinel is none',
      '//- a/redis.conf\nport 6379\n//- sentinel.conf\nport 26379\n',
      { redis: ['a/redis.conf'], mongod: [] },
    ],
    ['a service of Compose that publishes it', published, { redis: ['compose.yml'], mongod: [] }],
    [
      'a service of Compose that does not, beside a file',
      `${published.replace(/ +ports.*\n/, '')}//- redis.conf\nport 6379\n`,
      { redis: [], mongod: [] },
    ],
  ])('%s', (_, files, expected) => expect(found(files)).toEqual(expected));
});
