import { describe, expect, test } from 'vitest';
import { cardAt } from './by-name';

const compose = (lines: string) => `//- compose.yml\nservices:\n${lines}`;

/** Where the cursor stands, what the card covers, what it tells, and what it must not tell. */
const CARDS: Record<string, [source: string, covers: string, tells: string[], not?: string[]]> = {
  'a limit of memory, shared by the processes of a worker': [
    compose(`  work:
    image: app:1
    command: celery -A app worker --concurrency=4
    mem_li<|>mit: 536870912
`),
    'mem_limit',
    [
      '**mem_limit** · Compose · [documentation](https://docs.docker.com/reference/compose-file/services/#mem_limit)',
      '**Here** `536870912` (512 MiB) · default `no limit`',
      '4 processes ([compose.yml:4](compose.yml#L4)) share it: 128 MiB each.',
      '**Why** Without a limit',
    ],
    ['**Guide**'],
  ],
  'replicas, with what they come to': [
    compose(`  work:
    image: app:1
    command: celery -A app worker --concurrency=4
    deploy: {replicas: 3<|>}
`),
    '3',
    [
      '**deploy.replicas** · Compose',
      '3 containers × 4 ([compose.yml:4](compose.yml#L4)) = 12 tasks at once.',
      '**Guide** `5` (next step)',
    ],
  ],
  'a value that an override file lays over': [
    `//- compose.yml\nservices:\n  db:\n    image: mongo:7.0\n    mem_limit: 1<|>g\n//- compose.override.yml\nservices:\n  db:\n    mem_limit: 2g\n`,
    '1g',
    ['**Here** `1g`', '**In force** in `db`: `2g` of [compose.override.yml:3](compose.override.yml#L3).'],
  ],
  'a value that comes by an anchor': [
    `//- compose.yml
x-app: &app
  stop_grace_<|>period: 305s
services:
  a: {<<: *app, image: "app:1", command: celery -A app worker --time-limit=300}
  b: {<<: *app, image: "app:1"}
`,
    'stop_grace_period',
    [
      'Holds for `a`, `b`.',
      '**Here** `305s` (5 min 5 s) · default `10s`',
      'A task of this worker may run for 5 min.',
      '**Guide** `305s` (lets every task end)',
    ],
  ],
  'a value that comes by an alias': [
    `//- compose.yml
x-logging: &log
  driver: json-file
  options: {max-size: 1<|>0m}
services:
  a: {image: "nginx:1.28", logging: *log}
`,
    '10m',
    ['**logging.options.max-size** · Compose', 'Holds for `a`.'],
  ],
  'open files': [
    compose('  web:\n    image: nginx:1.28\n    ulimits: {nofile: {soft: 10<|>24, hard: 4096}}\n'),
    '1024',
    ['**nofile** · ulimit of the container', '**Here** soft `1024`, hard `4096`', '**Guide** `65535`', 'system/nofile'],
  ],
  'one number of open files': [
    compose('  web:\n    image: nginx:1.28\n    ulimits: {nof<|>ile: 4096}\n'),
    'nofile',
    ['**Here** `4096` for both, soft and hard'],
  ],
  'a kernel parameter of a list': [
    compose('  web:\n    image: nginx:1.28\n    sysctls:\n      - net.core.somax<|>conn=512\n'),
    'net.core.somaxconn',
    [
      '**net.core.somaxconn** · sysctl of the container',
      '**Here** `512`',
      'It holds in this container alone',
      '**Guide** `65535`',
    ],
  ],
  'the tiers of a flag, with the one in force': [
    compose('  w:\n    image: app:1\n    command: sh -c "celery -A app worker --concurr<|>ency=16"\n'),
    '--concurrency',
    [
      '**worker_concurrency** · `celery worker --concurrency`',
      '**Here** `16`',
      '| **mixed** ← in force | **2 × CPUs + 1** |',
    ],
  ],
  'a flag that wins over the settings of the app': [
    `${compose('  w:\n    build: .\n    command: ["celery", "-A", "app", "worker", "--time-limit", "36<|>00"]\n')}//- Dockerfile\nFROM python:3.12\nCOPY . /\n//- app.py\nfrom celery import Celery\napp = Celery("app")\napp.conf.task_time_limit = 300\n`,
    '3600',
    ['**Here** `3600` (1 h)', 'In force: it wins over `task_time_limit = 300` of [app.py:3](app.py#L3).'],
  ],
  'a flag that a later one takes the place of': [
    compose('  w:\n    image: app:1\n    command: celery -A app worker -c <|>4 -c 8\n'),
    '4',
    ['**In force** `-c 8`, which stands behind it on the command line.'],
  ],
  'a flag in a block scalar': [
    compose('  api:\n    image: app:1\n    command: >\n      gunicorn app:app\n      --time<|>out 120\n'),
    '--timeout',
    ['**timeout** · `gunicorn --timeout`', '**Here** `120` (2 min) · default `30`'],
    ['duration-without-unit'],
  ],
  'a flag of mongod': [
    compose('  db:\n    image: mongo:7.0\n    command: --maxC<|>onns 1000\n'),
    '--maxConns',
    ['**net.maxIncomingConnections** · mongod · ', '**Here** `1000`', '**Guide** `1000` (first size)'],
  ],
  'a flag in a Dockerfile': [
    `${compose('  api:\n    build: .\n')}//- Dockerfile\nFROM python:3.12\nCMD ["uvicorn", "app:app", "--work<|>ers", "4"]\n`,
    '--workers',
    ['**workers** · `uvicorn --workers`', '**Here** `4` · default `1`'],
  ],
  'a variable of .env within a flag': [
    `${compose('  api:\n    image: app:1\n    command: gunicorn -w ${WORK<|>ERS:-2} app:app\n')}//- .env\n# count\nWORKERS=4\n`,
    '${WORKERS:-2}',
    ['**WORKERS** · variable of Compose\n\n**Here** `4`, by [.env:2](.env#L2).', '**workers** · `gunicorn -w`'],
  ],
  'a variable whose default holds': [
    compose('  api:\n    image: app:${TAG<|>:-1.4}\n'),
    '${TAG:-1.4}',
    ['**Here** `1.4`, by the default: no file in view sets it'],
  ],
  'a variable that nothing sets': [
    compose('  api:\n    image: app:$T<|>AG\n'),
    '$TAG',
    ['Not known: no file in view sets TAG. The shell that runs Compose may set it.'],
  ],
  'the value of a secret stays where it is': [
    `${compose('  api:\n    image: app:1\n    environment:\n      DB: ${DB_PASS<|>WORD}\n')}//- .env\nDB_PASSWORD=hunter2\n`,
    '${DB_PASSWORD}',
    ['**Here** set, by [.env:1](.env#L1).'],
    ['hunter2'],
  ],
  'a variable of the container that its program reads': [
    compose(
      '  w:\n    image: app:1\n    command: celery -A app worker\n    environment:\n      CELERY_WORKER_CONCURR<|>ENCY: 6\n',
    ),
    'CELERY_WORKER_CONCURRENCY',
    ['**worker_concurrency** · `CELERY_WORKER_CONCURRENCY of celery worker`', '**Here** `6`'],
  ],
  'one that a flag wins over': [
    compose(
      '  api:\n    image: app:1\n    command: gunicorn -w 8 app:app\n    environment:\n      - WEB_CONCURR<|>ENCY=4\n',
    ),
    'WEB_CONCURRENCY',
    [
      '**workers** · `WEB_CONCURRENCY of gunicorn`',
      '**In force** in `api`: `-w 8` of [compose.yml:4](compose.yml#L4).',
    ],
  ],
  'a service': [
    `${compose('  we<|>b:\n    image: app:1\n    command: uvicorn app:app --port 80\n    mem_limit: 1g\n    scale: 2\n  proxy:\n    image: nginx:1.28\n    volumes: [./nginx.conf:/etc/nginx/nginx.conf]\n')}//- nginx.conf\nevents {}\nhttp { server { location / { proxy_pass http://web; } } }\n`,
    'web',
    [
      '**web** · the API',
      'Starts `uvicorn app:app --port 80`',
      '2 containers, each: 1 process, at the most 1 GiB of memory',
      '`proxy` passes requests on to it ([nginx.conf:2](nginx.conf#L2)).',
    ],
  ],
  'a database with its clients': [
    `${compose('  api:\n    build: .\n    command: gunicorn -w 2 app:app\n    scale: 3\n  d<|>b:\n    image: mongo:7.0\n')}//- Dockerfile\nFROM python:3.12\nCOPY . /\n//- app.py\nfrom pymongo import MongoClient\nclient = MongoClient("mongodb://db:27017", maxPoolSize=50)\n`,
    'db',
    ['**db** · MongoDB 7.0', '`api` connects to it, by up to 300 connections ([app.py:2](app.py#L2)).'],
  ],
  'an image': [compose('  c:\n    image: redis:7<|>.2-alpine\n'), 'redis:7.2-alpine', ['Read as Redis 7.2.']],
  'a file that is mounted': [
    `${compose('  c:\n    image: redis:7\n    volumes:\n      - "./redis<|>.conf:/r.conf:ro"\n')}//- redis.conf\nmaxmemory 1gb\n`,
    './redis.conf:/r.conf:ro',
    ['Shows [redis.conf](redis.conf#L1) of the workspace as `/r.conf` in `c`, read-only.'],
  ],
  'a file of variables': [
    `${compose('  c:\n    image: app:1\n    env_file: app<|>.env\n')}//- app.env\nA=1\nB=2\n`,
    'app.env',
    ['[app.env](app.env#L1) gives `c` 2 variables: `A`, `B`.'],
  ],
  'a name in .env': [
    `${compose('  api:\n    image: app:${TAG}\n    command: gunicorn app:app\n    env_file: .env\n')}//- .env\nTAG=1\nWEB_CONC<|>URRENCY=4\n`,
    'WEB_CONCURRENCY',
    ['**workers** · `WEB_CONCURRENCY of gunicorn`', '**Here** `4` · default `1`', 'In the environment of `api`.'],
  ],
  'a name in .env that is filled in': [
    `${compose('  api:\n    image: app:${TAG}\n')}//- .env\nT<|>AG=1\n`,
    'TAG',
    ['Filled in at [compose.yml:3](compose.yml#L3).'],
  ],
};

describe('cards', () => {
  test.each(Object.entries(CARDS))('%s', (_, [source, covers, tells, not = []]) => {
    const card = cardAt(source);
    expect(card?.covers).toBe(covers);
    for (const text of tells) expect(card!.markdown).toContain(text);
    for (const text of not) expect(card!.markdown).not.toContain(text);
  });
});

/** What other extensions document, or nobody knows anything of. */
const NOTHING: Record<string, string> = {
  'the top': 'serv<|>ices:\n  a: {image: "postgres:16"}\n',
  'an image that we know nothing of': 'services:\n  a:\n    image: postgres:<|>16\n',
  'a service of such an image': 'services:\n  a<|>:\n    image: postgres:16\n',
  'the command of one': 'services:\n  a:\n    image: postgres:16\n    comm<|>and: postgres -c fsync=off\n',
  'ports of a service that is not scaled': 'services:\n  a:\n    image: nginx:1\n    po<|>rts: ["80:80"]\n',
  'a key without a bearing on performance': 'services:\n  a:\n    image: nginx:1\n    lab<|>els: {a: b}\n',
  'a word of a command': 'services:\n  a:\n    image: app\n    command: gunicorn ap<|>p:app\n',
  'a flag that we know nothing of':
    'services:\n  a:\n    image: app\n    command: gunicorn --access-log<|>file - app:app\n',
  'a variable that no program of ours reads': 'services:\n  a:\n    image: nginx:1\n    environment: {FO<|>O: bar}\n',
  'a volume': 'services:\n  a:\n    image: nginx:1\n    volumes: [dat<|>a:/data]\n',
  'a comment': '# mem_<|>limit\nservices:\n  a: {image: "nginx:1"}\n',
};

describe('silence', () => {
  test.each(Object.entries(NOTHING))('%s', (_, text) => {
    expect(cardAt(`//- compose.yml\n${text}`)).toBeUndefined();
  });

  test('YAML that is not ours', () => {
    expect(cardAt('//- k8s.yaml\napiVersion: v1\nkind: Pod\nrest<|>art: Always\n')).toBeUndefined();
  });
});
