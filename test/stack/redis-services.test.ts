import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { insertAll } from '../../server/src/stack/redis/edits';
import type { RedisServer } from '../../server/src/stack/redis/server';
import { applyEdits, type FileEdit } from '../../server/src/text/edit';
import { readFixture, stackOf } from '../support/fixture';

const stack = (source: string) => stackOf(readFixture(source).files);
const service = (body: string, files = '') =>
  `//- compose.yml\nservices:\n  redis:\n${body.replace(/^/gm, '    ')}\n${files}`;

function shown(server: RedisServer, name: string): string {
  const found = server.setting(name);
  if (found.state === 'unknown') return `unknown: ${found.reason}`;
  if (found.state === 'absent') return 'absent';
  return `${found.value} (${found.setting?.file.path ?? 'default'})`;
}

describe('which services start Redis', () => {
  const count = (body: string) => stack(service(body)).redisServers.length;
  test.each([
    ['image: redis:7', 1],
    ['image: docker.io/library/redis:7-alpine\ncommand: --save ""', 1],
    ['image: valkey/valkey:8\ncommand: [valkey-server, --save, ""]', 1],
    ['image: alpine\ncommand: redis-server --save ""', 1],
    ['image: redis:7\ncommand: sh -c "exec redis-server --requirepass $$PASS"', 1],
    ['image: redis:7\ncommand: redis-cli monitor', 0],
    ['image: redis:7\ncommand: redis-server /x.conf --sentinel', 0],
    ['image: redis:7\nentrypoint: /run.sh', 0],
    ['image: bitnami/redis:7', 0],
    ['image: redis/redis-stack:7', 0],
    ['image: nginx', 0],
  ])('%s: %i', (body, expected) => expect(count(body)).toBe(expected));
});

describe('what is in force', () => {
  const conf = '//- redis/redis.conf\nmaxmemory 1gb\nappendonly yes\n';
  const mounted = 'image: redis:7\nvolumes: [./redis/redis.conf:/etc/redis.conf]\n';
  const read = (body: string, name: string, files = '') =>
    shown(stack(service(body, files)).redisServers.at(-1)!, name);

  test.each([
    ['image: redis:7', 'maxmemory', '0 (default)'],
    ['image: redis:7\ncommand: redis-server --maxmemory 512mb', 'maxmemory', '512mb (compose.yml)'],
    ['image: redis:7\ncommand: [redis-server, "--maxmemory 512mb"]', 'maxmemory', '512mb (compose.yml)'],
    ['image: redis:7\ncommand: --MAXMEMORY 1gb --maxmemory 2gb', 'maxmemory', '2gb (compose.yml)'],
    ['image: redis:7\ncommand: redis-server --save ""', 'save', ' (compose.yml)'],
    ['image: redis:7\ncommand: redis-server --save --appendonly yes', 'save', ' (compose.yml)'],
    ['image: redis:7\ncommand: redis-server --save --appendonly yes', 'appendonly', 'yes (compose.yml)'],
    ['image: redis:7\ncommand: redis-server --save 900 1 --save "300 10"', 'save', '900 1 300 10 (compose.yml)'],
    ['image: redis:7\ncommand: redis-server --save 60 1 --save ""', 'save', ' (compose.yml)'],
    ['image: redis:7\ncommand: redis-server --slaveof a 1', 'replicaof', 'a 1 (compose.yml)'],
    ['image: redis:7\ncommand: redis-server --maxmemory $M', 'maxmemory', 'unknown: '],
    ['image: redis:7\ncommand: redis-server --maxmemory ${M:-1gb}', 'maxmemory', '1gb (compose.yml)'],
    ['image: redis:7\ncommand: redis-server $FLAGS', 'maxmemory', 'unknown: '],
    ['image: redis:7\ncommand: redis-server $FLAGS --maxmemory 1gb', 'maxmemory', '1gb (compose.yml)'],
    ['image: redis:7\ncommand: redis-server --requirepass $P', 'maxmemory', '0 (default)'],
    ['image: redis:7\ncommand: redis-server /etc/redis.conf', 'maxmemory', 'unknown: '],
    ['image: redis:7\nentrypoint: [redis-server]\ncommand: [--maxmemory, 1gb]', 'maxmemory', '1gb (compose.yml)'],
  ])('%s: %s', (body, name, expected) =>
    expect(read(body, name).slice(0, Math.max(9, expected.length))).toContain(expected),
  );

  test.each([
    [`${mounted}command: redis-server /etc/redis.conf`, 'maxmemory', '1gb (redis/redis.conf)'],
    [`${mounted}command: redis-server /etc/redis.conf --maxmemory 2gb`, 'maxmemory', '2gb (compose.yml)'],
    [`${mounted}command: /etc/redis.conf --maxmemory 2gb`, 'appendonly', 'yes (redis/redis.conf)'],
    [mounted, 'maxmemory', '0 (default)'],
  ])('%s: %s', (body, name, expected) => expect(read(body, name, conf)).toBe(expected));

  test('a file that a service starts with is read there, and once', () => {
    const servers = stack(service(`${mounted}command: redis-server /etc/redis.conf`, conf)).redisServers;
    expect(servers.map((server) => [server.main.path, server.service?.name])).toEqual([['redis/redis.conf', 'redis']]);
    expect(stack(service(mounted, conf)).redisServers.map((server) => server.service?.name)).toEqual([
      undefined,
      'redis',
    ]);
  });

  test('what it includes is found through the mounts', () => {
    const files = '//- r/redis.conf\ninclude /etc/redis-more.conf\n//- s/redis-more.conf\nmaxmemory 3gb\n';
    const body =
      'image: redis:7\nvolumes:\n  - ./r/redis.conf:/etc/redis.conf\n  - ./s/redis-more.conf:/etc/redis-more.conf\ncommand: redis-server /etc/redis.conf';
    expect(read(body, 'maxmemory', files)).toBe('3gb (s/redis-more.conf)');
  });
});

describe('what a variable gives the script of an image', () => {
  const read = (body: string, name: string, files = '') => {
    const [server] = stack(service(body, files)).redisServers;
    return server ? shown(server, name) : 'no server';
  };
  const own = 'unknown: the image brings a configuration of its own along';
  const given = (image: string, variable: string, text: string) =>
    `image: ${image}\nenvironment:\n  ${variable}: ${text}`;
  const mounted = 'image: redis/redis-stack-server:7.2.0-v9\nvolumes: [./r.conf:/redis-stack.conf]';
  const conf = '//- r.conf\nmaxmemory 1gb\n';

  test.each([
    [
      given('redis/redis-stack:7.4.0-v3', 'REDIS_ARGS', '--maxmemory 2gb --save 60 1'),
      'maxmemory',
      '2gb (compose.yml)',
    ],
    [given('redis/redis-stack:7.4.0-v3', 'REDIS_ARGS', '--maxmemory 2gb --save 60 1'), 'save', own],
    [given('redis/redis-stack:7.4.0-v3', 'REDIS_ARGS', '--maxmemory 2gb'), 'appendonly', own],
    [given('redis/redis-stack:7.4.0-v3', 'REDIS_ARGS', '"--appendonly yes"'), 'appendonly', 'yes (compose.yml)'],
    [given('redis/redis-stack', 'REDIS_ARGS', '--maxmemory ${M:-3gb}'), 'maxmemory', '3gb (compose.yml)'],
    [given('redis/redis-stack', 'REDIS_ARGS', '--maxmemory ${M} --maxclients 9'), 'maxclients', '9 (compose.yml)'],
    [given('redis/redis-stack', 'REDIS_ARGS', '${ARGS}'), 'maxmemory', 'unknown: no file in view sets ARGS'],
    [given('bitnami/redis:7.4', 'REDIS_EXTRA_FLAGS', '--maxmemory 2gb'), 'maxmemory', '2gb (compose.yml)'],
    [given('bitnamilegacy/valkey:8', 'VALKEY_EXTRA_FLAGS', '--maxmemory 2gb'), 'maxmemory', '2gb (compose.yml)'],
    [given('valkey/valkey:8.1', 'VALKEY_EXTRA_FLAGS', '--maxmemory 2gb'), 'maxmemory', '2gb (compose.yml)'],
    [
      'image: valkey/valkey\ncommand: valkey-server --maxmemory 1gb\nenvironment: [VALKEY_EXTRA_FLAGS=--maxmemory 2gb]',
      'maxmemory',
      '2gb (compose.yml)',
    ],
    [
      'image: valkey/valkey\nentrypoint: valkey-server\nenvironment: [VALKEY_EXTRA_FLAGS=--maxmemory 2gb]',
      'maxmemory',
      '0 (default)',
    ],
    [given('bitnami/redis:7.4', 'REDIS_ARGS', '--maxmemory 2gb'), 'maxmemory', 'no server'],
    [given('bitnami/redis:7.4', 'REDIS_AOF_ENABLED', '"no"'), 'appendonly', 'no server'],
    ['image: bitnami/redis\nenvironment: [REDIS_EXTRA_FLAGS=--maxmemory 2gb]', 'maxmemory', '2gb (compose.yml)'],
    [
      'image: bitnami/redis\ncommand: /opt/bitnami/scripts/redis/run.sh --maxmemory 5gb',
      'maxmemory',
      '5gb (compose.yml)',
    ],
    ['image: bitnami/redis\nenv_file: x.env', 'maxmemory', '4gb (x.env)'],
    ['image: bitnami/redis\nenv_file: x.env\nentrypoint: redis-server', 'maxmemory', '0 (default)'],
    [mounted, 'maxmemory', '1gb (r.conf)'],
    [mounted, 'appendonly', 'no (default)'],
    [`${mounted}\nenvironment: {REDIS_ARGS: --maxmemory 2gb}`, 'maxmemory', '2gb (compose.yml)'],
    [given('redis:7', 'REDIS_ARGS', '--maxmemory 2gb'), 'maxmemory', '0 (default)'],
  ])('%s: %s', (body, name, expected) =>
    expect(read(body, name, `//- x.env\nREDIS_EXTRA_FLAGS=--maxmemory 4gb\n${conf}`)).toBe(expected),
  );

  test.each([
    ['environment: {REDIS_ARGS: --maxmemory 2gb}', 'environment: {REDIS_ARGS: --maxmemory 3gb}'],
    [
      'environment: ["REDIS_ARGS=--maxmemory 2gb --save 60 1"]',
      'environment: ["REDIS_ARGS=--maxmemory 3gb --save 60 1"]',
    ],
    [
      'environment:\n  REDIS_ARGS: >-\n    --save 60 1\n    --maxmemory 2gb',
      'environment:\n  REDIS_ARGS: >-\n    --save 60 1\n    --maxmemory 3gb',
    ],
  ])('is written in its own style: %s', (before, after) => {
    const source = (environment: string) => service(`image: redis/redis-stack\n${environment}`);
    const start = stack(source(before));
    const [server] = start.redisServers;
    const edits = server!.inForce('maxmemory')[0]!.set('3gb');
    expect(applyEdits(start.file('compose.yml')!.text, edits)).toBe(stack(source(after)).file('compose.yml')!.text);
  });
});

describe('writing', () => {
  const write = (body: string, name: string, value: string, files = '') => {
    const before = stack(service(body, files));
    const [server] = before.redisServers.filter((one) => one.service);
    const edits = server!.insert(name, value);
    const [edit] = edits;
    const file = before.file(edit!.path)!;
    const after = applyEdits(file.text, edits);
    return file.path === 'compose.yml' ? after.split('\n').slice(2).join('\n').replace(/^ {4}/gm, '').trimEnd() : after;
  };

  test.each([
    ['image: redis:7\ncommand: redis-server', 'image: redis:7\ncommand: redis-server --maxmemory 1gb'],
    [
      'image: redis:7\ncommand: redis-server --save ""',
      'image: redis:7\ncommand: redis-server --save "" --maxmemory 1gb',
    ],
    ['image: redis:7\ncommand: --save ""', 'image: redis:7\ncommand: --save "" --maxmemory 1gb'],
    ['image: redis:7\ncommand: redis-server --maxmemory 5mb', 'image: redis:7\ncommand: redis-server --maxmemory 1gb'],
    ['image: redis:7\ncommand: ["redis-server"]', 'image: redis:7\ncommand: ["redis-server", "--maxmemory", "1gb"]'],
    [
      'image: redis:7\ncommand: ["redis-server", "--save 60 1"]',
      'image: redis:7\ncommand: ["redis-server", "--save 60 1", "--maxmemory 1gb"]',
    ],
    [
      'image: redis:7\ncommand:\n  - redis-server\n  - --save\n  - ""',
      'image: redis:7\ncommand:\n  - redis-server\n  - --save\n  - ""\n  - --maxmemory\n  - 1gb',
    ],
    [
      'image: redis:7\ncommand: sh -c "exec redis-server --save 60 1"',
      'image: redis:7\ncommand: sh -c "exec redis-server --save 60 1 --maxmemory 1gb"',
    ],
    ['image: redis:7\nrestart: always', 'image: redis:7\ncommand: redis-server --maxmemory 1gb\nrestart: always'],
  ])('%s', (body, expected) => {
    const written = write(body, 'maxmemory', '1gb');
    // Where a new key goes is Compose's writer's affair.
    expect(written.split('\n').sort()).toEqual(expected.split('\n').sort());
  });

  test('into the file that the service starts with', () => {
    const body = 'image: redis:7\nvolumes: [./redis.conf:/r.conf]\ncommand: redis-server /r.conf --appendonly yes';
    const conf = '//- redis.conf\nsave 60 1\n';
    expect(write(body, 'maxmemory', '1gb', conf)).toBe('save 60 1\nmaxmemory 1gb\n');
    expect(write(body, 'appendonly', 'no', conf)).toContain('--appendonly no');
  });

  const change = (command: string, edit: (server: RedisServer) => readonly FileEdit[]) => {
    const before = stack(service(`image: redis:7\ncommand: ${command}`));
    const edits = edit(before.redisServers[0]!);
    return /command: (.*)/.exec(applyEdits(before.file('compose.yml')!.text, edits))![1];
  };

  test('of several arguments', () => {
    const set = (value: string) => (server: RedisServer) => server.all('save')[0]!.set(value);
    expect(change('redis-server --save 900 1 --port 1', set('""'))).toBe('redis-server --save "" --port 1');
    expect(change('redis-server --save "" --port 1', set('60 1'))).toBe('redis-server --save 60 1 --port 1');
    expect(change('redis-server --save --port 1', set('60 1'))).toBe('redis-server --save 60 1 --port 1');
    expect(change('[redis-server, "--save 900 1"]', set('""'))).toBe('[redis-server, "--save \\"\\""]');
    const remove = (server: RedisServer) => server.all('save')[0]!.remove();
    expect(change('redis-server --save 900 1 --port 1', remove)).toBe('redis-server --port 1');
    expect(change('[redis-server, --save, "900 1", --port, "1"]', remove)).toBe('[redis-server, --port, "1"]');
    const rename = (server: RedisServer) => server.all('save')[0]!.rename('port');
    expect(change('redis-server --save 900', rename)).toBe('redis-server --port 900');
  });
});

test('several directives at once', () => {
  const after = (command: string) => {
    const before = stack(service(`image: redis:7${command}`));
    const edits = insertAll(before.redisServers[0]!, [
      ['maxmemory', '1gb'],
      ['save', '""'],
    ]);
    return /command:\s*([\s\S]*?)\n*$/.exec(applyEdits(before.file('compose.yml')!.text, edits))![1];
  };
  expect(after('')).toBe('redis-server --maxmemory 1gb --save ""');
  expect(after('\ncommand: redis-server')).toBe('redis-server --maxmemory 1gb --save ""');
  expect(after('\ncommand: redis-server --port 1')).toBe('redis-server --port 1 --maxmemory 1gb --save ""');
  expect(after('\ncommand:\n  - redis-server\n  - "--port 1"')).toBe(
    '- redis-server\n      - "--port 1"\n      - "--maxmemory 1gb"\n      - "--save \\"\\""',
  );
});

test('a server is taken over while nothing that it is read from changes', () => {
  const first = stack(
    service(
      'image: redis:7\ncommand: redis-server /r.conf\nvolumes: [./redis.conf:/r.conf]',
      '//- redis.conf\nport 1\n//- other.conf\n',
    ),
  );
  const [server] = first.redisServers;
  expect(first.with(new ConfigFile('other.conf', 'x')).redisServers[0]).toBe(server);
  const changed = first.with(new ConfigFile('redis.conf', 'port 2\n')).redisServers[0]!;
  expect(changed).not.toBe(server);
  expect(shown(changed, 'port')).toBe('2 (redis.conf)');
});
