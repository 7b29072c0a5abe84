import { describe, expect, test } from 'vitest';
import { checklist, type Item, mendItem } from '../../server/src/features/checklist/checklist';
import { checklistMarkdown } from '../../server/src/features/checklist/text';
import { CHECKLIST, type ChecklistItemId } from '../../server/src/knowledge/checklist';
import { rules } from '../../server/src/rules/index.generated';
import { check } from '../../server/src/rules/run';
import { Stack } from '../../server/src/stack/stack';
import { readFixture, stackOf } from '../support/fixture';
import { edited } from './support';

const stackFrom = (source: string) => stackOf(readFixture(source).files);
const itemIn = (stack: Stack, id: ChecklistItemId): Item => checklist(stack).items.find((one) => one.id === id)!;
const item = (source: string, id: ChecklistItemId) => itemIn(stackFrom(source), id);

const MAIN = (settings: string, http = '') => `
//- nginx.conf
worker_processes auto;
events {
    ${settings}
}
http {
    ${http}
}
`;

test('the rules name items of the guide, in its words', () => {
  const titles = CHECKLIST.map(({ title }): string => title);
  expect(titles).toHaveLength(13);
  for (const { id, checklist: named } of rules) if (named !== undefined) expect(titles, id).toContain(named);
});

test('an empty workspace is unknown throughout, with reasons', () => {
  const list = checklist(Stack.of([]));
  expect(list.counts).toEqual({ missing: 0, unknown: 13, accepted: 0, met: 0 });
  for (const { id, reason } of list.items) expect(reason, id).not.toBe('');
  expect(list.lastTierMet).toBeUndefined();
  expect(list.items[0]!.reason).toBe('no nginx configuration in this workspace');
});

describe('states', () => {
  test.each<[string, string, ChecklistItemId, Item['state'], RegExp]>([
    ['met', MAIN('worker_connections 10000;'), 'worker-connections', 'met', /^worker_connections 10000$/],
    ['better than asked', MAIN('worker_connections 30000;'), 'worker-connections', 'met', /30000/],
    ['missing', MAIN('worker_connections 512;'), 'worker-connections', 'missing', /512 connections/],
    ['absent', MAIN('use epoll;'), 'worker-connections', 'missing', /512 connections/],
    [
      'a template fills it in',
      MAIN('worker_connections {{ n }};').replace('nginx.conf', 'nginx.conf.j2'),
      'worker-connections',
      'unknown',
      /template/,
    ],
    [
      'accepted with a reason',
      MAIN('worker_connections 512; # headroom-ignore nginx/worker-connections -- behind a CDN'),
      'worker-connections',
      'accepted',
      /^behind a CDN$/,
    ],
    [
      'accepted without one',
      MAIN('worker_connections 512; # headroom-ignore'),
      'worker-connections',
      'accepted',
      /gives no reason/,
    ],
    [
      'turned off',
      `${MAIN('worker_connections 512;')}//- headroom.yaml\nrules:\n  nginx/*: off\n`,
      'worker-connections',
      'accepted',
      /turned off/,
    ],
    [
      'not asked for',
      `${MAIN('use epoll;').replace('worker_processes auto;', '')}//- headroom.yaml\nprofile: development\n`,
      'worker-processes',
      'accepted',
      /Development does not ask/,
    ],
    [
      'only a fragment',
      '//- conf.d/site.conf\nserver {\n    listen 80;\n}\n',
      'worker-connections',
      'unknown',
      /main nginx configuration/,
    ],
    ['no API', MAIN('use epoll;'), 'rate-limiting', 'unknown', /apiRoutes/],
    [
      'an API with a limit',
      MAIN(
        'use epoll;',
        'limit_req_zone $binary_remote_addr zone=a:10m rate=100r/s; server { location /api/ { limit_req zone=a burst=200 nodelay; proxy_pass http://127.0.0.1:1; } }',
      ),
      'rate-limiting',
      'met',
      /limit_req zone=a/,
    ],
    [
      'ignored files are not there',
      `${MAIN('worker_connections 512;')}//- headroom.yaml\nignore: [nginx.conf]\n`,
      'worker-connections',
      'unknown',
      /no nginx/,
    ],
    [
      'redis with both',
      '//- redis.conf\nmaxmemory 512mb\nmaxmemory-policy allkeys-lru\n',
      'redis-memory',
      'met',
      /512mb.*allkeys-lru/,
    ],
    ['redis without', '//- redis.conf\nport 6379\n', 'redis-memory', 'missing', /maxmemory is not set/],
    [
      'kernel keys that no file sets',
      '//- sysctl.d/9.conf\nnet.core.somaxconn = 65535\n',
      'kernel-parameters',
      'missing',
      /sets net.ipv4.tcp_fastopen/,
    ],
    [
      'kernel keys',
      '//- sysctl.d/9.conf\nnet.core.somaxconn = 65535\nnet.ipv4.tcp_fastopen = 3\n',
      'kernel-parameters',
      'met',
      /somaxconn = 65535/,
    ],
    [
      'limits.conf',
      '//- limits.conf\n* soft nofile 65535\n* hard nofile 65535\nroot soft nofile 65535\nroot hard nofile 65535\n',
      'open-files',
      'met',
      /nofile 65535 for \*/,
    ],
    [
      'a remark beside what is met',
      '//- limits.conf\n* soft nofile 65535\n* hard nofile 65535\n',
      'open-files',
      'met',
      /nofile/,
    ],
    [
      'limits.conf beside containers',
      '//- limits.conf\n* soft nofile 65535\n* hard nofile 65535\n//- compose.yml\nservices: {}\n',
      'open-files',
      'unknown',
      /containers/,
    ],
    [
      'Celery’s settings',
      "//- tasks.py\nfrom celery import Celery\napp = Celery('a')\napp.conf.task_acks_late = True\n\n\n@app.task\ndef work():\n    pass\n",
      'acks-late',
      'met',
      /^task_acks_late = True$/,
    ],
    [
      'Celery without them',
      "//- tasks.py\nfrom celery import Celery\napp = Celery('a')\n\n\n@app.task\ndef work():\n    pass\n",
      'prefetch-multiplier',
      'missing',
      /./,
    ],
    [
      'a command line that fits',
      '//- compose.yml\nservices:\n  jobs:\n    image: shop\n    command: celery -A app worker -c 5\n    cpus: 2\n',
      'celery-concurrency',
      'met',
      /^-c 5 of jobs$/,
    ],
    [
      'a command line that asks too much',
      '//- compose.yml\nservices:\n  jobs:\n    image: shop\n    command: celery -A app worker --concurrency=16\n    cpus: 2\n',
      'celery-concurrency',
      'missing',
      /^16 processes for 2 CPUs/,
    ],
    [
      'CPUs that no file tells',
      '//- compose.yml\nservices:\n  jobs:\n    image: shop\n    command: celery -A app worker -c 5\n',
      'celery-concurrency',
      'unknown',
      /how many CPUs/,
    ],
    ['no Celery', '//- redis.conf\nport 1\n', 'acks-late', 'unknown', /no Celery application/],
    [
      'a pool',
      "//- db.py\nfrom pymongo import MongoClient\nclient = MongoClient('mongodb://m', maxPoolSize=50)\n",
      'mongodb-pool',
      'met',
      /^maxPoolSize=50$/,
    ],
    [
      'a pool of unset size',
      "//- db.py\nfrom pymongo import MongoClient\nclient = MongoClient('mongodb://m')\n",
      'mongodb-pool',
      'missing',
      /not set/,
    ],
    [
      'open files of a container',
      '//- compose.yml\nservices:\n  cache:\n    image: redis:7\n    ulimits: {nofile: 65535}\n',
      'open-files',
      'met',
      /nofile 65535 of cache/,
    ],
    [
      'a container without limits',
      '//- compose.yml\nservices:\n  cache:\n    image: redis:7\n',
      'open-files',
      'unknown',
      /no ulimits/,
    ],
    [
      'kernel parameters of a container',
      '//- compose.yml\nservices:\n  edge:\n    image: nginx\n    sysctls: {net.core.somaxconn: 65535, net.ipv4.tcp_fastopen: 3}\n',
      'kernel-parameters',
      'met',
      /somaxconn 65535 of edge/,
    ],
    [
      'the host’s, which reach no container',
      '//- sysctl.d/9.conf\nnet.core.somaxconn = 65535\nnet.ipv4.tcp_fastopen = 3\n//- compose.yml\nservices:\n  edge:\n    image: nginx\n',
      'kernel-parameters',
      'unknown',
      /does not reach/,
    ],
    ['a load test', '//- locustfile.py\nx = 1\n', 'load-test', 'unknown', /no file tells/],
  ])('%s', (_, source, id, state, reason) => {
    const found = item(source, id);
    expect(found).toMatchObject({ state, reason: expect.stringMatching(reason) });
  });

  test('what is missing comes before what is met elsewhere', () => {
    const found = item(
      `${MAIN('worker_connections 10000;')}${MAIN('worker_connections 512;').replace('nginx.conf', 'edge/nginx.conf')}`,
      'worker-connections',
    );
    expect(found.points.map(({ state, at }) => [state, at?.file.path])).toEqual([
      ['missing', 'edge/nginx.conf'],
      ['met', 'nginx.conf'],
    ]);
  });
});

describe('tiers', () => {
  const GOOD = MAIN('worker_connections 10000;');

  test('a stack at production is not yet at high-traffic', () => {
    const { tiers, lastTierMet } = checklist(stackFrom(GOOD));
    expect(tiers.map(({ profile, reached }) => [profile, reached])).toEqual([
      ['development', true],
      ['production', true],
      ['high-traffic', false],
    ]);
    expect(lastTierMet).toBe('production');
  });

  test('files for development are held to no other tier', () => {
    const { lastTierMet, profiles } = checklist(
      stackFrom(`${GOOD}${MAIN('worker_connections 600;').replace('nginx.conf', 'dev/nginx.conf')}`),
    );
    expect(lastTierMet).toBe('production');
    expect(profiles).toEqual(['production', 'development']);
  });

  test('asking leaves what the runner keeps alone', () => {
    const stack = stackFrom(GOOD);
    const before = check(stack).findings;
    checklist(stack);
    expect(check(stack).findings.map((finding, i) => finding === before[i])).not.toContain(false);
  });
});

describe('mending', () => {
  test.each<[string, string, ChecklistItemId, string, RegExp]>([
    ['a finding', MAIN('worker_connections 512;'), 'worker-connections', 'nginx.conf', /worker_connections 10000;\n\}/],
    [
      'a flag',
      '//- compose.yml\nservices:\n  jobs:\n    image: shop\n    command: celery -A app worker --concurrency=16\n    cpus: 2\n',
      'celery-concurrency',
      'compose.yml',
      /worker --concurrency=5\n/,
    ],
    [
      'two keys of the kernel',
      '//- sysctl.d/9.conf\nvm.swappiness = 1\n',
      'kernel-parameters',
      'sysctl.d/9.conf',
      /somaxconn = 65535[\s\S]*tcp_fastopen = 3/,
    ],
  ])('%s', (_, source, id, path, text) => {
    const stack = stackFrom(source);
    expect(itemIn(stack, id)).toMatchObject({ state: 'missing', mendable: true });
    const after = edited(stack, mendItem(stack, id));
    expect(after[path]).toMatch(text);
    expect(itemIn(stackOf(Object.entries(after)), id).state).toBe('met');
    expect(mendItem(stackOf(Object.entries(after)), id)).toEqual([]);
  });
});

test('Markdown', () => {
  const text = checklistMarkdown('shop', checklist(stackFrom(MAIN('worker_connections 512;'))));
  expect(text).toContain(
    '- [x] Set Nginx `worker_processes auto`: **met**\n  - nginx.conf:1: worker\\_processes auto\n',
  );
  expect(text).toMatch(/- \[ \] Set Nginx `worker_connections 10000`: \*\*missing\*\*\n {2}- nginx.conf:3: 512/);
  expect(text.match(/^- \[/gm)).toHaveLength(13);
});

describe('with a file for production that is laid over the base', () => {
  const overlaid = (name: string, redis: string, files = '') =>
    stackFrom(`
//- compose.yml
services:
  api:
    image: shop
  cache:
    image: redis:7.4
//- ${name}
services:
  cache:
    command: ${redis}
${files}`);

  test('it tells of that deployment, and says so', () => {
    const list = checklist(
      overlaid('compose.prod.yml', 'redis-server --maxmemory 256mb --maxmemory-policy allkeys-lru'),
    );
    const { state, points } = list.items.find(({ id }) => id === 'redis-memory')!;
    expect(state, points.map(({ text }) => text).join('\n')).toBe('met');
    expect(checklistMarkdown('shop', list)).toContain('This is the stack with compose.prod.yml.');
  });

  test('what it lacks is missing there', () => {
    const { state, points } = itemIn(
      overlaid('compose.prod.yml', 'redis-server --maxmemory-policy allkeys-lru'),
      'redis-memory',
    );
    expect(state).toBe('missing');
    expect(points.filter((point) => point.state === 'missing').map(({ at }) => at?.file.path)).toEqual([
      'compose.prod.yml',
    ]);
  });

  test.each([
    ['one of another name', 'compose.staging.yml', ''],
    ['two of them', 'compose.prod.yml', '//- compose.production.yml\nservices:\n  api:\n    restart: always\n'],
  ])('%s changes nothing', (_, name, files) => {
    const list = checklist(overlaid(name, 'redis-server --maxmemory 256mb --maxmemory-policy allkeys-lru', files));
    expect(list.overlay).toBeUndefined();
    expect(list.items.find(({ id }) => id === 'redis-memory')!.state).toBe('missing');
  });
});
