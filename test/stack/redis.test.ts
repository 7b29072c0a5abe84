import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { loadStack } from '../../server/src/stack/load';
import type { RedisServer } from '../../server/src/stack/redis/server';
import { applyEdits } from '../../server/src/text/edit';
import { readFixture, stackOf } from '../support/fixture';

const stack = (source: string) => stackOf(readFixture(source).files);

function shown(server: RedisServer, name: string, version?: string): string {
  const found = server.setting(name, version);
  if (found.state === 'unknown') return `unknown: ${found.reason}`;
  if (found.state === 'absent') return 'absent';
  return `${found.value} (${found.setting?.file.path ?? 'default'})`;
}

describe('servers', () => {
  const files = (source: string) =>
    stack(source).redisServers.map((server) => [...server.files].map((file) => file.path).join(' + '));

  test.each([
    [
      'each file that no other includes',
      '//- a/redis.conf\nport 1\n//- b/redis.conf\nport 2\n',
      ['a/redis.conf', 'b/redis.conf'],
    ],
    [
      'with what it includes',
      '//- redis.conf\ninclude redis-common.conf\n//- redis-common.conf\nport 1\n',
      ['redis.conf + redis-common.conf'],
    ],
    [
      'from the folder where distributions keep it',
      '//- docker/redis.conf\ninclude /etc/redis/redis-x.conf\n//- docker/redis-x.conf\nport 1\n',
      ['docker/redis.conf + docker/redis-x.conf'],
    ],
    [
      'from a tree that mirrors the host',
      '//- host/etc/redis/redis.conf\ninclude /srv/redis-x.conf\n//- host/srv/redis-x.conf\nport 1\n',
      ['host/etc/redis/redis.conf + host/srv/redis-x.conf'],
    ],
    [
      'one file in several servers',
      '//- redis-a.conf\ninclude redis-c.conf\n//- redis-b.conf\ninclude redis-c.conf\n//- redis-c.conf\nport 1\n',
      ['redis-a.conf + redis-c.conf', 'redis-b.conf + redis-c.conf'],
    ],
    [
      'files that include each other',
      '//- redis-a.conf\ninclude redis-b.conf\n//- redis-b.conf\ninclude redis-a.conf\n',
      ['redis-a.conf + redis-b.conf'],
    ],
    ['no Sentinel', '//- sentinel.conf\nport 1\n//- redis-sentinel.conf\nport 1\n', []],
  ])('%s', (_, source, expected) => expect(files(source)).toEqual(expected));

  test('an include leads to files of any name', async () => {
    const texts: Record<string, string> = {
      'redis.conf': 'include common.conf\n',
      'common.conf': 'include more/other\n',
      'more/other': 'port 1\n',
    };
    const found = await loadStack({ paths: Object.keys(texts), links: new Map() }, (path) =>
      Promise.resolve(texts[path]),
    );
    // A relative path is taken from the folder in which Redis runs, not from that of the including file.
    expect(found.redisServers.map((server) => [...server.files].map((file) => file.path))).toEqual([
      ['redis.conf', 'common.conf', 'more/other'],
    ]);
  });
});

describe('values in force', () => {
  test.each([
    ['the last one', '//- redis.conf\nport 1\nport 2\n', 'port', '2 (redis.conf)'],
    ['the default', '//- redis.conf\nport 1\n', 'maxmemory', '0 (default)'],
    ['none', '//- redis.conf\nport 1\n', 'requirepass', 'absent'],
    ['an older name', '//- redis.conf\nslave-read-only no\n', 'replica-read-only', 'no (redis.conf)'],
    [
      'an include in its place',
      '//- redis.conf\nport 1\ninclude redis-x.conf\n//- redis-x.conf\nport 2\n',
      'port',
      '2 (redis-x.conf)',
    ],
    [
      'and behind it',
      '//- redis.conf\ninclude redis-x.conf\nport 1\n//- redis-x.conf\nport 2\n',
      'port',
      '1 (redis.conf)',
    ],
    [
      'an include out of view hides what stands before it',
      '//- redis.conf\nport 1\ninclude /opt/x.conf\n',
      'port',
      'unknown: the file /opt/x.conf that it includes is not in the workspace',
    ],
    ['but not what stands behind it', '//- redis.conf\ninclude /opt/x.conf\nport 1\n', 'port', '1 (redis.conf)'],
    [
      'nor the default',
      '//- redis.conf\ninclude /opt/x.conf\n',
      'port',
      'unknown: the file /opt/x.conf that it includes is not in the workspace',
    ],
    ['a pattern that matches nothing', '//- redis.conf\nport 1\ninclude *.inc\n', 'port', '1 (redis.conf)'],
    ['a template', '//- redis.conf\nport {{ p }}\n', 'port', 'unknown: a template fills it in'],
    [
      'a condition',
      '//- redis.conf\nport 1\n{% if x %}\nport 2\n{% endif %}\n',
      'port',
      'unknown: a template’s condition decides',
    ],
    ['snapshots by default', '//- redis.conf\nport 1\n', 'save', '3600 1 300 100 60 10000 (default)'],
    ['snapshots add up', '//- redis.conf\nsave 900 1\nsave 60 5\n', 'save', '900 1 60 5 (redis.conf)'],
    ['and are taken back', '//- redis.conf\nsave 900 1\nsave ""\n', 'save', ' (redis.conf)'],
    ['and begin anew', '//- redis.conf\nsave 900 1\nsave ""\nsave 60 5\n', 'save', '60 5 (redis.conf)'],
  ])('%s', (_, source, name, expected) => expect(shown(stack(source).redisServers[0]!, name)).toBe(expected));

  test('what is newer than the version has no default', () => {
    const [server] = stack('//- redis.conf\nport 1\n').redisServers;
    expect([shown(server!, 'locale-collate', '7.0.15'), shown(server!, 'locale-collate', '7.2')]).toEqual([
      'absent',
      ' (default)',
    ]);
  });

  test('save points', () => {
    const points = (text: string) => stack(`//- redis.conf\n${text}`).redisServers[0]!.savePoints;
    expect(points('save 900 1\nsave 60 5\n')).toEqual({
      state: 'known',
      value: [
        { seconds: 900, changes: 1 },
        { seconds: 60, changes: 5 },
      ],
    });
    expect(points('save ""\n')).toEqual({ state: 'known', value: [] });
    expect(points('save 900\n').state).toBe('unknown');
    expect(points('save {{ s }}\n').state).toBe('unknown');
  });

  test('what is overridden', () => {
    const [server] = stack(
      '//- redis.conf\nport 1\nsave 900 1\ninclude redis-x.conf\n//- redis-x.conf\nport 2\nsave 60 1\n',
    ).redisServers;
    expect(server!.overridden.map(({ setting, winner }) => `${setting.name} ${setting.text} ${winner.text}`)).toEqual([
      'port 1 2',
    ]);
  });

  test('inserting', () => {
    const now = stack('//- redis.conf\nmaxmemory 1gb\nsave 900 1\n');
    const [server] = now.redisServers;
    const inserted = (name: string, value: string) =>
      applyEdits(now.file('redis.conf')!.text, server!.insert(name, value));
    expect(inserted('maxmemory', '2gb')).toBe('maxmemory 2gb\nsave 900 1\n');
    expect(inserted('maxmemory-policy', 'allkeys-lru')).toBe(
      'maxmemory 1gb\nmaxmemory-policy allkeys-lru\nsave 900 1\n',
    );
    expect(inserted('save', '60 1')).toBe('maxmemory 1gb\nsave 900 1\nsave 60 1\n');
  });
});

test('an edit of an included file changes the server, an edit elsewhere does not', () => {
  const before = stack('//- redis.conf\ninclude redis-x.conf\n//- redis-x.conf\nport 1\n//- nginx.conf\nevents {}\n');
  const [server] = before.redisServers;
  expect(before.with(new ConfigFile('nginx.conf', 'events { }')).redisServers[0]).toBe(server);
  expect(shown(before.with(new ConfigFile('redis-x.conf', 'port 2\n')).redisServers[0]!, 'port')).toBe(
    '2 (redis-x.conf)',
  );
});
