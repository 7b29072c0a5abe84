import { describe, expect, test } from 'vitest';
import { readFixture, stackOf } from '../support/fixture';
import { checkCase, describeFinding, judge } from '../support/laws';

interface Parts {
  /** Lines of the worker's service in the base. */
  readonly worker?: string;
  /** The server's service in the base, below its image. */
  readonly redis?: string;
  /** What is laid over, with carets. */
  readonly overlay: string;
  readonly name?: string;
  readonly files?: string;
}

const TASKS = `from celery import Celery
app = Celery('jobs', broker='redis://redis')
app.conf.task_time_limit = 60`;

/** A worker and its Redis, with a file that is laid over them. */
const overlaid = ({ worker, redis, overlay, name = 'compose.prod.yml', files }: Parts) => `
//- compose.yml
services:
  worker:
    image: shop
    working_dir: /srv
    volumes: [./jobs.py:/srv/jobs.py]
    stop_grace_period: 70s
${worker ?? '    command: celery -A jobs worker -c 4'}
  redis:
    image: redis:7.4
${redis ?? '    command: redis-server --maxmemory 512mb --save ""'}
//- ${name}
services:
${overlay}
//- jobs.py
${TASKS}
${files ?? ''}`;

const CASES: readonly (readonly [rule: string, what: string, source: string])[] = [
  [
    'stack/stop-grace-period',
    'the overlay gives the worker less time',
    overlaid({
      overlay: `  worker:
    stop_grace_period: 30s
                       ^^^ information: may run for 1 min, but stop_grace_period is 30 s`,
    }),
  ],
  [
    'stack/stop-grace-period',
    'the overlay mends what the base lacks when it is run alone',
    overlaid({
      worker: `    command: celery -A jobs worker -c 4
    stop_grace_period: 30s
                       ^^^ information: 30 s`,
      overlay: '  worker:\n    stop_grace_period: 65s',
    }).replace('    stop_grace_period: 70s\n', ''),
  ],
  [
    'stack/stop-grace-period',
    'the base gives the same finding: said once',
    overlaid({
      worker: `    command: celery -A jobs worker -c 4
    stop_grace_period: 30s
                       ^^^ information: 30 s`,
      overlay: '  worker:\n    deploy:\n      replicas: 4',
    }).replace('    stop_grace_period: 70s\n', ''),
  ],
  [
    'stack/stop-grace-period',
    'a longer limit of the overlay’s own command',
    overlaid({
      overlay: `  worker:
    command: celery -A jobs worker -c 4 --time-limit 300
                                                     ^^^ information: may run for 5 min, but stop_grace_period is 1 min 10 s`,
    }),
  ],
  [
    'stack/stop-grace-period',
    'development asks for less',
    overlaid({ name: 'compose.dev.yml', overlay: '  worker:\n    stop_grace_period: 30s' }),
  ],
  [
    'stack/stop-grace-period',
    'a comment in the overlay',
    overlaid({
      overlay:
        '  worker:\n    # headroom-ignore-next-line stack/stop-grace-period -- tasks may start again\n    stop_grace_period: 30s',
    }),
  ],
  [
    'stack/redis-memory-limit',
    'the overlay limits the memory of the base’s Redis',
    overlaid({
      overlay: `  redis:
    mem_limit: 512m
               ^^^^ warning: 512 MiB of data in a container of 512 MiB`,
    }),
  ],
  [
    'stack/redis-memory-limit',
    'the overlay raises the ceiling above the base’s limit, which it may raise too',
    overlaid({
      redis: '    command: redis-server --maxmemory 256mb --save ""\n    mem_limit: 512m',
      overlay: `  redis:
    command: redis-server --maxmemory 512mb --save ""
                                      ^^^^^ warning: 512 MiB of data in a container of 512 MiB`,
    }),
  ],
  [
    'stack/redis-memory-limit',
    'each overlay is a deployment of its own',
    overlaid({
      overlay: `  redis:
    mem_limit: 512m
               ^^^^ warning: 512 MiB of data in a container of 512 MiB`,
      files: '//- compose.staging.yml\nservices:\n  redis:\n    command: redis-server --maxmemory 1gb --save ""',
    }),
  ],
  [
    'stack/redis-connections',
    'replicas of the overlay',
    overlaid({
      redis: '    command: redis-server --maxmemory 512mb --maxclients 100 --save ""',
      overlay: `  worker:
    deploy:
      replicas: 10
                ^^ warning: Clients may open 150 connections (worker 10 × (11 + 4 tasks) = 150), but redis accepts 100`,
    }),
  ],
  [
    'stack/redis-connections',
    'the overlay lets Redis accept more as well',
    overlaid({
      redis: '    command: redis-server --maxmemory 512mb --maxclients 100 --save ""',
      overlay:
        '  worker:\n    deploy:\n      replicas: 10\n  redis:\n    command: redis-server --maxmemory 512mb --save ""',
    }),
  ],
  [
    'stack/mongodb-connections',
    'replicas of the overlay multiply the pools of Python',
    `
//- compose.yml
services:
  api:
    image: shop
    command: gunicorn -w 4 app:app
    working_dir: /srv
    volumes: [./app.py:/srv/app.py]
  mongo:
    image: mongo:7.0
    command: mongod --maxConns 1000
//- compose.prod.yml
services:
  api:
    deploy:
      replicas: 10
                ^^ warning: may open 2,000 connections (api 10 replicas × 4 processes × 50 connections = 2,000), but mongo accepts 1,000
//- app.py
from pymongo import MongoClient
client = MongoClient('mongodb://mongo', maxPoolSize=50)
`,
  ],
  [
    'stack/mongod-memory',
    'a cache of the base in a container that the overlay limits',
    `
//- compose.yml
services:
  mongo:
    image: mongo:7.0
    command: mongod --wiredTigerCacheSizeGB 4
//- compose.prod.yml
services:
  mongo:
    mem_limit: 2g
               ^^ warning: 4 GiB of data in a container of 2 GiB
`,
  ],
  [
    'celery/concurrency',
    'a worker’s own command in the overlay, for the CPUs that it gives',
    overlaid({
      overlay: `  worker:
    command: celery -A jobs worker -c 16
                                      ^^ warning: 2 CPUs
    cpus: 2`,
    }),
  ],
  [
    'stack/listen-backlog',
    'a configuration that only the overlay’s nginx reads',
    `
//- compose.yml
services:
  api:
    image: shop
//- compose.prod.yml
services:
  edge:
    image: nginx:1.28
    volumes: [./edge.nginx.conf:/etc/nginx/nginx.conf]
  api:
    restart: always
//- edge.nginx.conf
events {}
http {
    server {
        listen 80 backlog=8192;
                  ^^^^^^^^^^^^ warning: 4096
    }
}
`,
  ],
  [
    'stack/timeout-chain',
    'an nginx of the overlay before the base’s application',
    `
//- compose.yml
services:
  api:
    image: shop
    command: gunicorn --timeout 120 app:app
//- compose.prod.yml
services:
  edge:
    image: nginx:1.28
    volumes: [./edge.nginx.conf:/etc/nginx/nginx.conf]
  api:
    restart: always
//- edge.nginx.conf
events {}
http {
    server {
        listen 80;
        location / {
            proxy_pass http://api:8000;
            ^^^^^^^^^^ information: gives up on api after 1 min (its default) and answers 504, but gunicorn gives a process 2 min
        }
    }
}
`,
  ],
  [
    'stack/unknown-upstream',
    'the service is in another overlay, which may be laid over as well',
    `
//- compose.yml
services:
  web:
    image: shop
//- compose.edge.yml
services:
  edge:
    image: nginx:1.28
    volumes: [./nginx.conf:/etc/nginx/nginx.conf]
  web:
    restart: always
//- compose.api.yml
services:
  api:
    image: api
  web:
    restart: always
//- nginx.conf
events {}
http {
    server {
        listen 80;
        location / {
            proxy_pass http://api:80;
        }
    }
}
`,
  ],
];

describe('what an overlay makes of a stack', () => {
  test.each(CASES)('%s: %s', (rule, _, source) => checkCase(rule, source));

  test('only its own file is mended; the rest is advice', () => {
    const { files } = readFixture(
      overlaid({ overlay: '  redis:\n    mem_limit: 512m\n  worker:\n    restart: always' }),
    );
    const [finding] = judge(stackOf(files), ['stack/redis-memory-limit']).findings;
    expect(finding!.fixes.map(({ safety, edits }) => [safety, edits.map(({ path }) => path)])).toEqual([
      ['review', ['compose.prod.yml']],
      ['advice', []],
    ]);
    expect(finding!.related.map(({ file, message }) => [file.path, message])).toEqual([
      ['compose.yml', 'It comes together with maxmemory 512mb here.'],
    ]);
  });

  test('a value of the base gets another one in the overlay', () => {
    const { files } = readFixture(
      overlaid({
        redis: '    command: redis-server --maxmemory 256mb --save ""\n    mem_limit: 512m',
        overlay: '  redis:\n    command: redis-server --maxmemory 512mb --save ""',
      }),
    );
    const findings = judge(stackOf(files), ['stack/redis-memory-limit']).findings;
    const edits = findings.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    expect(
      edits.map(({ path, newText }) => [path, newText.trim()]),
      findings.map(describeFinding).join('\n'),
    ).toEqual([
      ['compose.prod.yml', '384mb'],
      ['compose.prod.yml', 'mem_limit: 683m'],
    ]);
  });
});
