import { describe, expect, test } from 'vitest';
import { capacity, reasonOf, type Way } from '../../server/src/features/capacity/capacity';
import { limitText, loadText } from '../../server/src/features/capacity/text';
import { known, unknown } from '../../server/src/settings/value';
import { type Fact, product, smallest, total } from '../../server/src/stack/model/fact';
import { readFixture, stackOf } from '../support/fixture';

const waysOf = (source: string) => capacity(stackOf(readFixture(source).files)).ways;

/** Each hop in one line: what it is, what fits and how that was computed; the narrowest is marked. */
const lines = ({ hops, narrowest }: Way) =>
  hops.map((hop, i) => `${i === narrowest ? '> ' : ''}${hop.title}: ${limitText(hop)} | ${hop.limit.sum}`);

const reasons = ({ hops }: Way) => hops.map(({ limit }) => reasonOf(limit.amount));

describe('arithmetic', () => {
  const one = (amount: Fact['amount'], noun: string): Fact => ({ amount, noun, source: noun });
  const number = (value: number, noun: string) => one(known(value), noun);

  test.each([
    [
      'a product',
      product([number(1, 'replica'), number(2, 'worker'), number(10000, 'connection')], 2),
      '2 workers × 10,000 connections / 2 = 10,000',
    ],
    [
      'with replicas',
      product([number(3, 'replica'), number(4, 'process'), number(50, 'connection')]),
      '3 replicas × 4 processes × 50 connections = 600',
    ],
    [
      'what is not known',
      product([number(1, 'replica'), one(unknown('auto'), 'worker'), number(1, 'connection')]),
      '? workers × 1 connection = ?',
    ],
    ['what has no limit', product([one({ state: 'unlimited' }, 'file')], 2), '∞ files / 2 = ∞'],
    ['the smaller one', smallest([number(511, 'backlog'), number(4096, 'somaxconn')]), /^the smaller of .* = 511$/],
    ['a sum', total([product([number(600, 'a')]), product([number(20, 'b')])]), '600 + 20 = 620'],
  ])('%s', (_, limit, sum) => {
    if (typeof sum === 'string') expect(limit.sum).toBe(sum);
    else expect(limit.sum).toMatch(sum);
  });

  test('the smaller of a number and what is not known is at most the number', () => {
    const { amount } = smallest([number(511, 'backlog'), one(unknown('nobody says'), 'somaxconn')]);
    expect(amount).toEqual(unknown('at most 511: nobody says'));
  });
});

describe('nginx', () => {
  const NGINX = `
//- nginx.conf
worker_processes 2;
worker_rlimit_nofile 65535;
events {
    worker_connections 10000;
}
http {
    server {
        listen 80 backlog=65535;
        location / { proxy_pass http://127.0.0.1:8000; }
    }
}
`;

  test('on a host whose files tell everything', () => {
    const [way] = waysOf(`${NGINX}//- sysctl.d/9.conf\nnet.core.somaxconn = 16384\n`);
    expect(lines(way!)).toEqual([
      'Accept queue of nginx: 16,384 new connections waiting | the smaller of 65,535 (backlog) and 16,384 (net.core.somaxconn) = 16,384',
      '> Connections of nginx: 10,000 requests at once | 2 workers × 10,000 connections / 2 = 10,000',
      'Open files of nginx: 65,535 requests at once | 2 workers × 65,535 open files / 2 = 65,535',
    ]);
    expect(way!.hops[1]!.steps.map(({ text }) => text)).toContain('Set worker_connections to 20000');
    expect(way!.hops[1]!.alert).toBe('Alert above 8,000 active connections (80 %)');
  });

  test('what serves files itself takes one connection', () => {
    const [way] = waysOf(NGINX.replace('proxy_pass http://127.0.0.1:8000', 'root /srv'));
    expect(lines(way!)[1]).toBe(
      '> Connections of nginx: 20,000 requests at once | 2 workers × 10,000 connections = 20,000',
    );
  });

  test('what no file tells is not known, with the reason', () => {
    const [way] = waysOf(NGINX.replace('processes 2', 'processes auto').replace(/worker_rlimit.*\n/, ''));
    expect(way!.narrowest).toBeUndefined();
    expect(reasons(way!)).toEqual([
      expect.stringMatching(/^at most 65,535: no file sets net.core.somaxconn/),
      expect.stringMatching(/host\.cpus/),
      expect.stringMatching(/host\.cpus/),
    ]);
  });

  test('facts about the machine from headroom.yaml', () => {
    const [way] = waysOf(
      `${NGINX.replace('processes 2', 'processes auto').replace(/worker_rlimit.*\n/, '')}//- headroom.yaml\nhost:\n  cpus: 4\n  nofile: 1024\n  kernel: "6.1"\n`,
    );
    expect(lines(way!)).toEqual([
      expect.stringMatching(/4,096 \(net.core.somaxconn\) = 4,096$/),
      expect.stringMatching(/4 workers × 10,000 connections \/ 2 = 20,000$/),
      '> Open files of nginx: 2,048 requests at once | 4 workers × 1,024 open files / 2 = 2,048',
    ]);
  });

  test('in a container, whose limits and network are its own', () => {
    const compose = (service: string) => `//- compose.yml\nservices:\n  edge:\n    image: nginx\n${service}`;
    const host = '//- sysctl.d/9.conf\nnet.core.somaxconn = 16384\n';
    const [way] = waysOf(
      `${NGINX}${host}${compose('    ulimits: {nofile: {soft: 1024, hard: 4096}}\n    sysctls: {net.core.somaxconn: 512}\n')}`,
    );
    expect(lines(way!)).toEqual([
      expect.stringMatching(/^Accept queue of edge: 512 new/),
      expect.stringMatching(/^Connections of edge: 10,000/),
      // 65535 is above the hard limit, so nginx stays at what it was started with.
      '> Open files of edge: 1,024 requests at once | 2 workers × 1,024 open files / 2 = 1,024',
    ]);
    expect(reasons(waysOf(`${NGINX}${host}${compose('')}`)[0]!)[0]).toMatch(/default is not known$/);
  });

  test('a snippet is a way where a service shows it', () => {
    const snippet = '//- conf.d/site.conf\nserver {\n    listen 80;\n}\n';
    expect(waysOf(snippet)).toEqual([]);
    const [way] = waysOf(
      `${snippet}//- compose.yml\nservices:\n  edge:\n    image: nginx\n    volumes: [./conf.d:/etc/nginx/conf.d]\n`,
    );
    expect(reasons(way!).every((reason) => reason !== undefined)).toBe(true);
  });
});

test('Redis', () => {
  const [way] = waysOf(
    '//- redis.conf\ntcp-backlog 1024\nmaxclients 20000\nmaxmemory 512mb\n//- compose.yml\nservices:\n  cache:\n    image: redis:7\n    command: redis-server /etc/redis.conf\n    volumes: [./redis.conf:/etc/redis.conf]\n    ulimits: {nofile: 10032}\n    mem_limit: 256m\n    sysctls: [net.core.somaxconn=65535]\n',
  );
  expect(lines(way!)).toEqual([
    expect.stringMatching(/^Accept queue of cache: 1,024/),
    'Connections that cache accepts: 10,000 connections | the smaller of 20,000 (maxclients) and 10,000 (clients by open files) = 10,000',
    'Memory of cache: 256 MiB | maxmemory 512mb (512 MiB), memory limit of cache (256 MiB)',
  ]);
});

describe('services', () => {
  const NGINX = `
//- nginx/nginx.conf
worker_processes 2;
events {
    worker_connections 10000;
}
http {
    upstream app { server web:8000; }
    server {
        listen 80;
        location / { proxy_pass http://app; }
    }
}
`;
  const stack = (web: string, rest = '') =>
    `${NGINX}//- compose.yml\nservices:\n  edge:\n    image: nginx\n    volumes: [./nginx/nginx.conf:/etc/nginx/nginx.conf]\n  web:\n    image: shop\n${web}${rest}`;
  const application = (web: string, rest?: string) => {
    const [way] = waysOf(stack(web, rest));
    return [way!.name, lines(way!).at(-1)!, reasons(way!).at(-1)];
  };

  test.each<[string, string, string]>([
    ['threads', '    command: gunicorn -w 4 --threads 2 app:app\n', '8 requests at once | 4 processes × 2 threads = 8'],
    ['the defaults', '    command: gunicorn app:app\n', '1 request at once'],
    [
      'replicas',
      '    command: gunicorn --workers=3 app:app\n    deploy: {replicas: 2}\n',
      '6 requests at once | 2 replicas × 3 processes × 1 request = 6',
    ],
    ['the environment', '    command: gunicorn app:app\n    environment: {WEB_CONCURRENCY: 5}\n', '5 requests at once'],
    ['a greenlet for each connection', '    command: gunicorn -k gevent -w 2 app:app\n', '2,000 requests at once'],
    ['an event loop', '    command: uvicorn --workers 4 app:app\n', 'no limit | 4 processes × ∞ requests = ∞'],
    ['an event loop with a limit', '    command: uvicorn --limit-concurrency 100 app:app\n', '100 requests at once'],
    ['a shell', '    command: sh -c "exec gunicorn -w ${WORKERS:-6} app:app"\n', '6 requests at once'],
  ])('%s', (_, web, expected) => {
    const [name, line] = application(web);
    expect(name).toBe('Requests through nginx to web');
    expect(line!.replace(/^> /, '')).toContain(`Processes of web: ${expected}`);
  });

  test.each<[string, string, RegExp]>([
    ['a variable', '    command: gunicorn -w ${WORKERS} app:app\n', /WORKERS/],
    ['another program', '    command: node server.js\n', /no server whose processes/],
    ['its image’s own', '', /no server whose processes/],
    ['more of the command line', '    command: gunicorn app:app\n    environment: [GUNICORN_CMD_ARGS]\n', /shell/],
    ['a file out of view', '    command: gunicorn app:app\n    env_file: secret.env\n', /secret.env/],
  ])('not known: %s', (_, web, reason) => {
    expect(application(web)[2]).toMatch(reason);
  });

  test('the narrowest of the whole way is marked', () => {
    const [way] = waysOf(stack('    command: gunicorn -w 4 app:app\n'));
    expect(way!.hops[way!.narrowest!]!.title).toBe('Processes of web');
    expect(way!.hops.at(-1)!.steps.map(({ text }) => text)).toContain(
      'Run more of them: docker compose up -d --scale web=5',
    );
    const [held] = waysOf(stack('    command: gunicorn -w 4 app:app\n    container_name: web\n'));
    expect(held!.hops.at(-1)!.steps[0]!.text).toMatch(/^Run more of them, once its container_name is gone: /);
  });

  test.each<[string, string, string, RegExp]>([
    ['a flag', 'celery -A app worker -c 4', '', /^Tasks of jobs: 12 tasks at once \| 3 replicas × 4 tasks = 12$/],
    ['autoscaling', 'celery -A app worker --autoscale=10,3', '', /30 tasks at once/],
    ['one at a time', 'celery -A app worker -P solo -c 4', '', /3 tasks at once/],
    ['the CPUs', 'celery -A app worker', 'host: {cpus: 4}\n', /12 tasks at once/],
    ['no file tells', 'celery -A app worker', '', /not known/],
  ])('workers: %s', (_, command, project, expected) => {
    const settings =
      "//- app.py\nfrom celery import Celery\napp = Celery('app', broker='redis://redis')\n\n\n@app.task\ndef work():\n    pass\n";
    const ways = waysOf(
      `//- compose.yml\nservices:\n  jobs:\n    image: shop\n    command: ${command}\n    scale: 3\n${settings}//- headroom.yaml\n${project}`,
    );
    expect(ways.map(lines)).toEqual([[expect.stringMatching(expected)]]);
  });

  test('the connections of a pool that belongs to one service', () => {
    const db =
      "//- app/db.py\nfrom pymongo import MongoClient\nclient = MongoClient('mongodb://mongo', maxPoolSize=50)\n";
    const web = '    command: gunicorn -w 4 app:app\n    scale: 3\n    volumes: [./app:/srv/app]\n';
    expect(lines(waysOf(stack(web, db))[0]!).at(-1)).toBe(
      'Connections of web to MongoDB: 600 operations at once | 3 replicas × 4 processes × 50 connections = 600',
    );
    // All of them together, against what the server accepts.
    const mongo = '  mongo:\n    image: mongo:7\n    command: mongod --maxConns 50\n';
    const clients = waysOf(stack(web, mongo + db)).find(({ name }) => name === 'Clients of mongo')!;
    expect(lines(clients)[0]).toBe('Connections that mongo accepts: 50 connections | 50 maxConns');
    expect(loadText(clients.hops[0]!)).toBe('up to 600 of 50 in use');
    expect(clients.hops[0]!.load!.sum).toBe('3 replicas × 4 processes × 50 connections = 600');
    // A client that is built for each call adds to it, and nobody can tell how much.
    const perCall = "\n\ndef report():\n    return MongoClient('mongodb://mongo').shop.orders\n";
    const more = waysOf(stack(web, mongo + db + perCall)).find(({ name }) => name === 'Clients of mongo')!;
    expect(loadText(more.hops[0]!)).toBe('up to 600 of 50 in use, other clients not counted');
    // Which of two services uses it, the files don't tell here.
    const other = '  jobs:\n    image: shop\n    volumes: [./app:/srv/app]\n';
    expect(lines(waysOf(stack(web, other + db))[0]!).at(-1)).toMatch(/Processes of web/);
  });

  test('the broker that the settings name', () => {
    const [way] = waysOf(
      "//- compose.yml\nservices:\n  jobs:\n    image: shop\n    command: celery -A app worker -c 4\n  queue:\n    image: redis:7\n    command: redis-server --maxmemory 256mb\n//- app.py\nfrom celery import Celery\napp = Celery('app', broker='redis://queue:6379/0')\n\n\n@app.task\ndef work():\n    pass\n",
    );
    expect(lines(way!)).toEqual([
      'Connections that queue accepts (broker): 10,000 connections | 10,000 maxclients',
      'Memory of queue (broker): 256 MiB | maxmemory 256mb (256 MiB)',
      'Tasks of jobs: 4 tasks at once | 4 tasks',
    ]);
  });

  test('what units run, beside the files of the machine’s own servers', () => {
    const ways = waysOf(`
//- nginx.conf
worker_processes 2;
events { worker_connections 1000; }
http { server { location / { proxy_pass http://unix:/run/app.sock; } } }
//- web.service
[Service]
ExecStart=/bin/gunicorn app:app -w 4 -b unix:/run/app.sock
//- jobs.service
[Service]
ExecStart=/bin/celery -A app worker -c 4 --max-memory-per-child=200000
MemoryMax=1G
//- redis.conf
maxmemory 256mb
//- app.py
from celery import Celery
app = Celery('app', broker='redis://localhost')


@app.task
def work():
    pass
`);
    expect(ways.map(({ name }) => name)).toEqual([
      'Requests through nginx to web.service',
      'Tasks of jobs.service',
      'Clients of Redis',
    ]);
    expect(lines(ways[0]!).at(-1)).toBe('> Processes of web.service: 4 requests at once | 4 processes × 1 request = 4');
    expect(lines(ways[1]!)).toEqual([
      'Connections that redis accepts (broker): 10,000 connections | 10,000 maxclients',
      'Memory of redis (broker): 256 MiB | maxmemory 256mb (256 MiB)',
      'Tasks of jobs.service: 4 tasks at once | 4 tasks',
      'Memory of jobs.service: 1 GiB | memory limit of jobs.service (1 GiB)',
    ]);
    const steps = ways.flatMap(({ hops }) => hops.flatMap((hop) => hop.steps.map(({ text }) => text)));
    expect(steps.filter((text) => /compose/.test(text))).toEqual([]);
  });

  test('the memory that workers may take', () => {
    const [way] = waysOf(
      '//- compose.yml\nservices:\n  jobs:\n    image: shop\n    command: celery -A app worker -c 16 --max-memory-per-child=200000\n    mem_limit: 1g\n',
    );
    const { load } = way!.hops[1]!;
    expect(limitText(way!.hops[1]!)).toBe('1 GiB');
    expect(load!.sum).toBe('16 processes × 195 MiB = 3.1 GiB');
    expect(loadText(way!.hops[1]!)).toBe('up to 3.1 GiB of 1 GiB in use');
  });
});

test('nothing at all', () => {
  expect(waysOf('//- readme.txt\nhello\n')).toEqual([]);
});

describe('with files that are laid over the base', () => {
  const overlaid = (name: string, overlay: string) =>
    waysOf(`
//- compose.yml
services:
  api:
    image: shop
    command: gunicorn -w 4 shop:app
  cache:
    image: redis:7.4
    command: redis-server --maxmemory 256mb
//- ${name}
services:
${overlay}
`);
  const first = ({ name, hops }: Way) => `${name}: ${hops[0]!.limit.sum}`;

  test('the ways that one for production changes come first', () => {
    const ways = overlaid('compose.prod.yml', '  api:\n    command: gunicorn -w 8 shop:app\n    scale: 10');
    expect(ways.map(first)).toEqual([
      'Requests to api, with compose.prod.yml: 10 replicas × 8 processes × 1 request = 80',
      'Requests to api: 4 processes × 1 request = 4',
      'Clients of cache: the smaller of 511 (backlog) and ? (net.core.somaxconn) = ?',
    ]);
    expect(ways[0]!.hops[0]!.limit.terms[0]!.at?.file.path).toBe('compose.prod.yml');
  });

  test('one for development changes none', () => {
    expect(overlaid('compose.dev.yml', '  api:\n    command: gunicorn -w 1 shop:app').map(({ name }) => name)).toEqual([
      'Requests to api',
      'Clients of cache',
    ]);
  });
});
