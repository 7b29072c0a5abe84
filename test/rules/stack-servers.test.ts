import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { readFixture, stackOf } from '../support/fixture';
import { checkCase, judge } from '../support/laws';

// The rules between nginx, application servers and what stops workers, beyond their examples.

/** nginx in front of an application that Compose builds. A line of carets belongs below `app`. */
const PROXIED = (app: string, { upstream = 'keepalive 32;', route = '', service = '', files = '' } = {}) => `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    volumes:
      - ./nginx/site.conf:/etc/nginx/conf.d/default.conf:ro
  app:
    build: .
${app}
${service}
//- Dockerfile
FROM python:3.12
COPY . /srv
WORKDIR /srv
//- nginx/site.conf
upstream app {
    server app:8000;
    ${upstream}
}
server {
    listen 80;
    location / {
        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        ${route}
    }
}
${files}
`;

/** The same with a client that its module makes, below which a line of carets belongs. */
const WITH_CLIENT = (command: string, client: string, parts: { route?: string; service?: string } = {}) =>
  PROXIED(`    command: ${command}`, {
    ...parts,
    files: `//- shop/main.py
import os
import redis
from pymongo import MongoClient

client = ${client}`,
  });

/** A worker in a Compose file, with its app. */
const WORKER = (service: string, app: string, others = '') => `
//- compose.yml
services:
  worker:
    build: .
${service}
${others}
//- Dockerfile
FROM python:3.12
COPY . /srv
WORKDIR /srv
//- jobs.py
from celery import Celery

app = Celery("jobs", broker="amqp://rabbit//")
${app}
`;

/** The app of workers outside containers. */
const JOBS = `//- jobs.py
from celery import Celery

app = Celery("jobs", broker="amqp://rabbit//")
`;

/** An nginx with a limit for each client. */
const LIMITED = (service: string, http = '', listen = '80', others = '') => `
//- compose.yml
services:
  web:
    image: nginx:1.28
    volumes:
      - ./nginx/site.conf:/etc/nginx/conf.d/default.conf:ro
${service}
${others}
//- nginx/site.conf
${http}
server {
    listen ${listen};
    location / {
        limit_req zone=all burst=20 nodelay;
        root /srv;
    }
}
`;

const ZONE = 'limit_req_zone $binary_remote_addr zone=all:10m rate=10r/s;';
const FOUND = `${ZONE}
               ^^^^^^^^^^^^^^^^^^^ warning: all clients share one limit`;

const cases: Record<string, Record<string, string>> = {
  'stack/upstream-idle-timeout': {
    'a sync worker keeps no connection': PROXIED('    command: gunicorn shop.wsgi -b :8000 -w 4'),
    'a worker of uvicorn takes gunicorn’s time':
      PROXIED(`    command: gunicorn shop.main:app -k uvicorn.workers.UvicornWorker
             ^^^^^^^^ information: after 2 s (its default)`),
    'a settings file': PROXIED('    command: gunicorn shop.wsgi', {
      files: `//- gunicorn.conf.py
threads = 4
keepalive = 5
            ^ information: after 5 s`,
    }),
    'a settings file that is long enough': PROXIED('    command: gunicorn shop.wsgi --threads 4', {
      files: '//- gunicorn.conf.py\nkeepalive = 75',
    }),
    'a settings file that may be in the image': PROXIED('    command: gunicorn shop.wsgi --threads 4').replace(
      'build: .',
      'image: shop/app:3',
    ),
    'a class of its own': PROXIED('    command: gunicorn shop.wsgi -k shop.workers.Worker'),
    'a variable of the environment': PROXIED('    command: uvicorn shop.main:app', {
      service: `    environment:
      UVICORN_TIMEOUT_KEEP_ALIVE: 10
      ^^^^^^^^^^^^^^^^^^^^^^^^^^ information: after 10 s`,
    }),
    'nginx gives them up before': PROXIED('    command: uvicorn shop.main:app', {
      upstream: 'keepalive 32; keepalive_timeout 4s;',
    }),
    'equally long is too long': PROXIED(
      `    command: uvicorn shop.main:app --timeout-keep-alive 60
                                                        ^^ information: 1 min`,
    ),
    'nginx keeps none': PROXIED('    command: uvicorn shop.main:app', { upstream: '' }),
    'newer versions keep some by themselves': PROXIED(
      `    command: uvicorn shop.main:app
             ^^^^^^^ information: after 5 s`,
      { upstream: '' },
    ).replace('nginx:1.28', 'nginx:1.29.7'),
    'a version that is not known may keep none': PROXIED('    command: uvicorn shop.main:app', {
      upstream: '',
    }).replace('nginx:1.28', 'nginx'),
    'a variable in the flag': PROXIED('    command: uvicorn shop.main:app --timeout-keep-alive ${SECONDS}'),
    'another program': PROXIED('    command: node server.js'),
  },
  'stack/timeout-chain': {
    'the default of gunicorn is nobody’s choice': PROXIED('    command: gunicorn shop.wsgi', {
      route: 'proxy_read_timeout 10s;',
    }),
    'a short flag': PROXIED(`    command: gunicorn shop.wsgi -t 240
                                   ^^^ information: after 1 min (its default)`),
    'a settings file': PROXIED('    command: gunicorn -c gunicorn.conf.py shop.wsgi', {
      files: `//- gunicorn.conf.py
timeout = 300
          ^^^ information: gives a process 5 min`,
    }),
    'no limit at all': PROXIED('    command: gunicorn shop.wsgi --timeout 0'),
    'WebSockets are silent for long': PROXIED('    command: gunicorn shop.wsgi --timeout 240', {
      route: 'proxy_set_header Upgrade $http_upgrade;',
    }),
    'nginx waits longer': PROXIED('    command: gunicorn shop.wsgi --timeout 90', { route: 'proxy_read_timeout 91s;' }),
    'one route of two': `${PROXIED('    command: gunicorn shop.wsgi --timeout 90', { route: 'proxy_read_timeout 100s;' }).trim()}
server {
    listen 81;
    location / {
        proxy_pass http://app;
        proxy_read_timeout 20s;
                           ^^^ information: Other routes wait long enough
    }
}
`,
    'a client that waits longer than gunicorn does by default': WITH_CLIENT(
      'gunicorn shop.main:app -w 2',
      `MongoClient("mongodb://db", socketTimeoutMS=45000)
                                                     ^^^^^ information: gunicorn kills a process of app that is silent for 30 s (its default), but its client of MongoDB may wait 45 s: the process ends before code sees an error of MongoDB`,
    ),
    'a client that waits longer than nginx does': WITH_CLIENT(
      'uvicorn shop.main:app',
      `redis.Redis(host="cache", socket_timeout=30)
                                                  ^^ information: nginx gives up on app after 20 s and answers 504, but its client of Redis may wait 30 s: it waits for nobody`,
      { route: 'proxy_read_timeout 20s;' },
    ),
    'a connection string': WITH_CLIENT(
      'gunicorn shop.main:app',
      `MongoClient("mongodb://db/?waitQueueTimeoutMS=40000&connectTimeoutMS=35000")
                                                       ^^^^^ information: may wait 40 s`,
    ),
    'a number for want of a variable': WITH_CLIENT(
      'gunicorn shop.main:app',
      `redis.Redis(host="cache", socket_timeout=int(os.environ.get("WAIT", 60)))
                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: may wait 1 min (as long as WAIT is not set)`,
    ),
    'timeoutMS ends what the others allow': WITH_CLIENT(
      'gunicorn shop.main:app',
      'MongoClient("mongodb://db", timeoutMS=5000, socketTimeoutMS=60000)',
    ),
    'defaults of a client have rules of their own': WITH_CLIENT(
      'gunicorn shop.main:app',
      'MongoClient("mongodb://db")',
    ),
    'threads of gunicorn are not killed for one of them': WITH_CLIENT(
      'gunicorn shop.main:app --threads 4',
      'MongoClient("mongodb://db", socketTimeoutMS=45000)',
    ),
    'another route waits longer than the client': `${WITH_CLIENT(
      'uvicorn shop.main:app',
      'redis.Redis(host="cache", socket_timeout=30)',
      { route: 'proxy_read_timeout 20s;' },
    ).replace('    location / {', '    location /slow {\n        proxy_pass http://app;\n    }\n    location / {')}`,
    'a command that blocks on purpose': WITH_CLIENT(
      'gunicorn shop.main:app',
      'redis.Redis(host="cache", socket_timeout=90).blpop("jobs")',
    ),
    'a template': PROXIED('    command: gunicorn shop.wsgi --timeout 240')
      .replace('nginx/site.conf:/etc/nginx/conf.d/default.conf', 'nginx:/etc/nginx/templates')
      .replace('//- nginx/site.conf', '//- nginx/default.conf.template')
      .replace('proxy_set_header Connection "";', 'proxy_read_timeout ${TIMEOUT};'),
  },
  'stack/scaled-upstream': {
    'it waits for something else': PROXIED('    scale: 3\n           ^ information: app', {
      service: '  db: {image: mongo}',
    }).replace('    image: nginx:1.28', '    image: nginx:1.28\n    depends_on: {db: {condition: service_started}}'),
    'it waits for what waits': PROXIED('    scale: 3', {
      service: '  api:\n    image: shop\n    depends_on: [app]',
    }).replace('    image: nginx:1.28', '    image: nginx:1.28\n    depends_on: [api]'),
    'one container': PROXIED('    command: gunicorn shop.wsgi'),
    'a swarm has one address': PROXIED('    deploy:\n      replicas: 3\n      endpoint_mode: vip'),
    'a name that is looked up again': PROXIED('    scale: 3', {
      upstream: 'zone app 64k;\n    resolver 127.0.0.11;',
    }).replace('server app:8000;', 'server app:8000 resolve;'),
    'what it waits for may stand elsewhere': PROXIED('    scale: 3').replace(
      '    image: nginx:1.28',
      '    image: nginx:1.28\n    extends: {file: ../base.yml, service: proxy}',
    ),
  },
  'stack/rate-limit-behind-proxy': {
    'a published port lets clients in': LIMITED('    ports: ["80:80"]\n    labels: [traefik.enable=true]', ZONE),
    'a label of Traefik': LIMITED('    labels: [traefik.enable=true]', FOUND),
    'the variable of nginx-proxy': LIMITED('    environment: {VIRTUAL_HOST: shop.example.com}', FOUND),
    'a tunnel beside it': LIMITED('', FOUND, '80', '  tunnel:\n    image: cloudflare/cloudflared:2024.6.0'),
    'nothing in front that is in view': LIMITED('', ZONE),
    'real addresses are set up': LIMITED(
      '    labels: [traefik.enable=true]',
      `set_real_ip_from 10.0.0.0/8;\nreal_ip_header X-Forwarded-For;\n${ZONE}`,
    ),
    'the header is the key': LIMITED(
      '    labels: [traefik.enable=true]',
      'limit_req_zone $http_x_forwarded_for zone=all:10m rate=10r/s;',
    ),
    'the network of the host': LIMITED('    network_mode: host\n    labels: [traefik.enable=true]', ZONE),
    'another image may set real addresses up': LIMITED('    labels: [traefik.enable=true]', ZONE).replace(
      'nginx:1.28',
      'example/nginx:1',
    ),
    'the PROXY protocol': LIMITED('    ports: ["80:80"]', FOUND, '80 proxy_protocol'),
    'an overlay publishes a port': `${LIMITED('    labels: [traefik.enable=true]', ZONE).trim()}
//- compose.prod.yml
services:
  web:
    ports: ["80:80"]
`,
  },
  'stack/unbuffered-sync-server': {
    'in a block around': PROXIED('    command: gunicorn shop.wsgi -w 4').replace(
      '    listen 80;',
      '    listen 80;\n    proxy_buffering off;\n                    ^^^ warning: one request at a time',
    ),
    threads: PROXIED('    command: gunicorn shop.wsgi --threads 8', { route: 'proxy_buffering off;' }),
    'an event loop': PROXIED('    command: uvicorn shop.main:app', { route: 'proxy_buffering off;' }),
    'a class that is not known': PROXIED('    command: gunicorn shop.wsgi -k ${CLASS}', {
      route: 'proxy_buffering off;',
    }),
  },
  'stack/limits-without-effect': {
    'several of them': WORKER(
      `    command: celery -A jobs worker -P solo --time-limit 60 --max-tasks-per-child 100
                                                        ^^ warning: nor does --max-tasks-per-child 100`,
      '',
    ),
    'the app’s own limits are for its other workers': WORKER(
      '    command: celery -A jobs worker -P threads',
      'app.conf.task_time_limit = 60',
    ),
    'gevent ends tasks that yield': WORKER('    command: celery -A jobs worker -P gevent --time-limit 60', ''),
    'prefork by its other name': WORKER('    command: celery -A jobs worker -P processes --time-limit 60', ''),
  },
  'stack/consumer-timeout': {
    'a short task': WORKER(
      '    command: celery -A jobs worker',
      'app.conf.task_acks_late = True\napp.conf.task_time_limit = 1800',
      '  rabbit:\n    image: rabbitmq:3.13',
    ),
    'early acknowledgement': WORKER(
      '    command: celery -A jobs worker',
      'app.conf.task_time_limit = 7200',
      '  rabbit:\n    image: rabbitmq:3.13',
    ),
    'a configuration of its own': WORKER(
      '    command: celery -A jobs worker',
      'app.conf.task_acks_late = True\napp.conf.task_time_limit = 7200',
      '  rabbit:\n    image: rabbitmq:3.13\n    volumes: ["./rabbitmq.conf:/etc/rabbitmq/rabbitmq.conf:ro"]',
    ),
    'a version without it': WORKER(
      '    command: celery -A jobs worker',
      'app.conf.task_acks_late = True\napp.conf.task_time_limit = 7200',
      '  rabbit:\n    image: rabbitmq:3.8.16',
    ),
    'a task of its own': WORKER(
      '    command: celery -A jobs worker',
      `@app.task(acks_late=True, time_limit=7200)
                                     ^^^^ information: 30 min
def rebuild(): ...`,
      '  rabbit:\n    image: rabbitmq:4.0-management',
    ),
  },
  'stack/stop-timeout': {
    'a signal that does not wait': `
//- supervisord.conf
[program:worker]
command=celery -A jobs worker --time-limit 60
stopsignal=QUIT
${JOBS}`,
    'a flag, and a comment behind the value': `
//- supervisord.conf
[program:worker]
command=celery -A jobs worker --time-limit 60
stopwaitsecs=30 ; seconds
             ^^ information: 1 min
${JOBS}`,
    'no limit is nobody’s promise': `
//- supervisord.conf
[program:worker]
command=celery -A jobs worker
${JOBS}`,
    'a pool that the app out of view may name': `
//- supervisord.conf
[program:worker]
command=celery -A jobs worker --time-limit 60
`,
    'longer than systemd waits by itself': `
//- worker.service
[Service]
ExecStart=/usr/bin/celery -A jobs worker --time-limit=120
          ^^^^^^^^^^^^^^^ information: systemd waits 1 min 30 s
${JOBS}`,
    'a drop-in': `
//- etc/systemd/system/worker.service
[Service]
ExecStart=/usr/bin/celery -A jobs worker --time-limit=120
//- etc/systemd/system/worker.service.d/stop.conf
[Service]
TimeoutStopSec=150
${JOBS}`,
    'it waits for ever': `
//- worker.service
[Service]
ExecStart=/usr/bin/celery -A jobs worker --time-limit=120
TimeoutStopSec=infinity
${JOBS}`,
  },
};

describe.each(Object.entries(cases))('%s', (rule, table) => {
  test.each(Object.entries(table))('%s', (_, source) => checkCase(rule, source));
});

test('what is said of buffering follows the server behind the route', () => {
  const source = `${PROXIED('    command: gunicorn shop.wsgi')
    .replace('conf.d/default.conf', 'nginx.conf')
    .replace('upstream app {', 'events {}\nhttp {\nupstream app {')
    .replace('location /', 'location /api/')
    .trim()}
}
`;
  const stack = stackOf(readFixture(source).files);
  const rules = () => judge(stack).findings.map(({ rule }) => rule);
  expect(rules()).not.toContain('nginx/proxy-buffering');
  const text = stack.file('compose.yml')!.text.replace('gunicorn shop.wsgi', 'gunicorn shop.wsgi --threads 4');
  const after = judge(stack.with(new ConfigFile('compose.yml', text)));
  expect(after.findings.map(({ rule }) => rule)).toContain('nginx/proxy-buffering');
});
