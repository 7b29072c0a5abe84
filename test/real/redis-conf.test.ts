import { describe, expect, test } from 'vitest';
import { accumulates, defaultOf, directive } from '../../server/src/knowledge/redis/directives';
import { parseMemory } from '../../server/src/knowledge/redis/units';
import { redisRefusal } from '../../server/src/knowledge/redis/validate';
import { ConfigFile } from '../../server/src/settings/file';
import { insertRedis } from '../../server/src/settings/redis-conf';
import type { RedisServer } from '../../server/src/stack/redis/server';
import { applyEdits } from '../../server/src/text/edit';
import { stackOf } from '../support/fixture';
import { corpusFiles } from '../support/lines';
import { findRedis } from '../support/real-redis';
import { isOwnOverride, redisVerdict } from '../support/redis-verdict';

const redis = await findRedis();
if (!redis) console.log('redis-server is not installed: nothing is tried on it.');

const version = redis?.version ?? '7.0.15';

/** What we say of a server that the real one refuses: problems of its texts, then lines that it does not take. */
function complaints(server: RedisServer): string[] {
  const problems = [...server.files].flatMap((file) => file.redis.problems.map(({ message }) => message));
  return [...problems, ...server.settings.flatMap((setting) => setting.refusal(version)?.message ?? [])];
}

function serverOf(files: Readonly<Record<string, string>>, main = 'redis.conf'): RedisServer {
  return stackOf(Object.entries(files)).redisServers.find((server) => server.main.path === main)!;
}

/** A value as CONFIG GET writes it. */
function asTold(name: string, value: string): string {
  const type = directive(name)?.type;
  if (type === 'memory' || type === 'memory-or-percent')
    return value.endsWith('%') ? value : String(parseMemory(value) ?? value);
  return type === 'bool' || type === 'enum' || type === 'flags' ? value.toLowerCase() : value;
}

describe.skipIf(!redis)('the real Redis', () => {
  test('has the defaults that we say', async () => {
    const { settings, refusal } = await redisVerdict({ 'redis.conf': '' }, 'redis.conf');
    expect(refusal).toBeUndefined();
    const told = [...settings].filter(([name]) => !isOwnOverride(name) && directive(name)?.name === name);
    expect(told.length).toBeGreaterThan(140);
    expect(told.map(([name, value]) => `${name} ${value}`)).toEqual(
      told.map(([name]) => `${name} ${asTold(name, defaultOf(name, version) ?? '')}`),
    );
  });

  test.each([
    'maxmemory 512m',
    'maxmemory 512MB',
    'MaxMemory "1gb"',
    "maxmemory '1gb'",
    'maxmemory ""',
    'maxmemory mb',
    'maxmemory\t 1b\t',
    'appendonly YES',
    'maxmemory-policy ALLKEYS-LRU',
    'save ""',
    "save ''",
    'save',
    'save 900 1 300 10',
    'save "900 1"',
    'save 900 1\nsave ""\nsave 60 5',
    'save ""\nappendonly no',
    'client-output-buffer-limit slave 1mb 1mb 60',
    'client-output-buffer-limit normal 0 0 0 pubsub 1mb 1mb 60',
    'maxmemory-clients 5%',
    'unixsocketperm 700',
    'notify-keyspace-events KEA',
    'slave-read-only no',
    'lua-time-limit 100',
    'list-max-ziplist-entries 512',
    'rename-command FLUSHALL ""',
    'user default on nopass ~* &* +@all',
    'latency-tracking-info-percentiles 50 99',
    'oom-score-adj-values 0 1 2',
    'shutdown-on-sigterm save force',
    'loglevel warning\n  \t\n# comment\n   # indented',
    'proc-title-template "{title} {port}"',
    'logfile "a\\x62\\n"',
    'syslog-ident a"b"',
    'databases 1',
    'maxclients 100\r\ntimeout 5\r',
    'tcp-keepalive 0',
    'slowlog-log-slower-than -1',
    'replicaof 127.0.0.1 6379',
    'lfu-decay-time 1',
    'repl-backlog-size 1',
    'list-max-listpack-size -5',
  ])('takes %j, and so do we', async (text) => {
    const files = { 'redis.conf': `${text}\n` };
    const { refusal, settings } = await redisVerdict(files, 'redis.conf');
    const server = serverOf(files);
    expect({ refusal, complaints: complaints(server) }).toEqual({ refusal: undefined, complaints: [] });
    for (const { name } of server.settings) {
      const effective = server.setting(name, version);
      const told = settings.get(name);
      if (
        told === undefined ||
        isOwnOverride(name) ||
        name === 'client-output-buffer-limit' ||
        name === 'notify-keyspace-events'
      )
        continue;
      expect(effective.state === 'known' && asTold(name, effective.value), name).toBe(told);
    }
  });

  test.each([
    'maxmemory 512mb # comment',
    'save 900 1 # comment',
    'appendonly yes #comment',
    'maxmemory 512mb;',
    'maxmemory 512mb ;',
    'maxmemory = 512mb',
    'maxmemory=512mb',
    'maxmemory: 512mb',
    'maxmemory 0.5gb',
    'maxmemory 1t',
    'maxmemory 512mib',
    'maxmemory 50%',
    'maxmemory -1',
    'maxmemory 512 mb',
    'maxmemory "512mb',
    'maxmemory "512mb"x',
    'logfile "a',
    "logfile 'a",
    'maxmemory-policy allkeys_lru',
    'maxmemory-policy lru',
    'maxmemory-policy allkeys-lrm',
    'maxmemory-samples 0',
    'appendonly true',
    'appendonly on',
    'appendonly',
    'save 900',
    'save a b',
    'save 0 1',
    'maxclients 0',
    'maxclients 010',
    'maxclients +5',
    'maxclients 1e3',
    'io-threads 0',
    'io-threads 129',
    'port 65536',
    'databases 0',
    'maxmemory-eviction-tenacity 101',
    'hash-max-zipmap-entries 5',
    'vm-enabled no',
    'client-output-buffer-limit normal 0 0',
    'client-output-buffer-limit other 0 0 0',
    'client-output-buffer-limit normal a 0 0',
    'nosuch 1',
    'glueoutputbuf yes',
    'unixsocketperm 999',
    'notify-keyspace-events Q',
    'loglevel warn',
    'locale-collate ""',
    'rename-command FLUSHALL',
    'latency-tracking-info-percentiles 101',
    'oom-score-adj-values 0 1',
    'oom-score-adj-values 0 1 3000',
    'shutdown-on-sigterm never',
    'replicaof 127.0.0.1',
    'proto-max-bulk-len 1kb',
    'tcp-backlog many',
  ])('refuses %j, and so do we', async (text) => {
    const files = { 'redis.conf': `${text}\n` };
    const { refusal } = await redisVerdict(files, 'redis.conf');
    expect(refusal).toBeDefined();
    expect(complaints(serverOf(files))).not.toEqual([]);
  });

  test.each([
    'maxmemory 512mb # comment',
    '  save 900 1 # comment',
    'bind 127.0.0.1 # local',
    'maxmemory 512mb;',
    'maxmemory = 512mb',
    'maxmemory =512mb',
    'maxmemory=512mb',
    'maxmemory= 512mb',
    'maxmemory : 512mb',
    'logfile "a',
    'maxmemory 512mb # comment\r\ntimeout 5\r',
  ])('takes %j once our fix mended it', async (text) => {
    const file = new ConfigFile('redis.conf', `${text}\n`);
    expect(file.redis.problems.length).toBeGreaterThan(0);
    const mended = applyEdits(
      file.text,
      file.redis.problems.flatMap(({ fix }) => (fix ? [fix] : [])),
    );
    const { refusal } = await redisVerdict({ 'redis.conf': mended }, 'redis.conf');
    expect({ mended, refusal }).toEqual({ mended, refusal: undefined });
    if (text.includes('#')) expect(mended).toMatch(/^\s*# (comment|local)\r?$/m);
  });

  test.each([
    ['the last one wins', { 'redis.conf': 'maxclients 1\nmaxclients 2\n' }],
    [
      'an include in its place',
      { 'redis.conf': 'maxclients 1\ninclude more.conf\ntimeout 7\n', 'more.conf': 'maxclients 2\ntimeout 6\n' },
    ],
    [
      'an include of an include',
      {
        'redis.conf': 'include a/b.conf\nmaxclients 5\n',
        'a/b.conf': 'include c.conf\nmaxclients 6\n',
        'c.conf': 'timeout 9\n',
      },
    ],
    [
      'a pattern, by name',
      {
        'redis.conf': 'include conf.d/*.conf\n',
        'conf.d/b.conf': 'maxclients 2\n',
        'conf.d/a.conf': 'maxclients 1\ntimeout 1\n',
      },
    ],
    ['snapshots add up over files', { 'redis.conf': 'save 900 1\ninclude more.conf\n', 'more.conf': 'save 60 5\n' }],
    ['and are taken back', { 'redis.conf': 'save 900 1\ninclude more.conf\n', 'more.conf': 'save ""\n' }],
  ] as const)('reads as we do: %s', async (_, files) => {
    const { settings, refusal } = await redisVerdict(files, 'redis.conf');
    expect(refusal).toBeUndefined();
    const server = serverOf(files);
    for (const name of ['maxclients', 'timeout', 'save']) {
      const effective = server.setting(name, version);
      expect(effective.state === 'known' && effective.value, name).toBe(settings.get(name));
    }
  });

  test('takes what our writer inserts', async () => {
    for (const [path, text] of corpusFiles('redis').filter(([name]) => /redis@7\.0/.test(name))) {
      const file = new ConfigFile('redis.conf', text);
      const added = {
        maxmemory: '100mb',
        'maxmemory-policy': 'allkeys-lru',
        appendonly: 'yes',
        'tcp-backlog': '1000',
        save: '60 1',
      };
      let now = file;
      for (const [name, value] of Object.entries(added))
        now = new ConfigFile('redis.conf', applyEdits(now.text, insertRedis(now, name, value)));
      const { settings, refusal } = await redisVerdict({ 'redis.conf': now.text }, 'redis.conf');
      expect(refusal, path).toBeUndefined();
      expect([settings.get('maxmemory'), settings.get('maxmemory-policy')], path).toEqual(['104857600', 'allkeys-lru']);
    }
  });

  const real = corpusFiles('redis').filter(
    ([name, text]) => !/sentinel/.test(name) && !/^\s*(loadmodule|sentinel)\s/m.test(text),
  );
  test.each(real)('says of %s what we say', async (_, text) => {
    const files = {
      'redis.conf': text.replace(/^(include|aclfile|tls-\S+-file|tls-ca\S*|tls-port|unixsocketperm)\s.*$/gm, '# $&'),
    };
    const { refusal, settings } = await redisVerdict(files, 'redis.conf');
    const server = serverOf(files);
    expect(complaints(server).length > 0, refusal).toBe(refusal !== undefined);
    for (const [name, value] of settings) {
      if (isOwnOverride(name) || directive(name)?.name !== name || accumulates(name)) continue;
      const effective = server.setting(name, version);
      expect(`${name} ${effective.state === 'known' ? asTold(name, effective.value) : ''}`).toBe(`${name} ${value}`);
    }
  });
});

test('what depends on the version', () => {
  expect(redisRefusal('maxmemory-policy', ['allkeys-lrm'], '8.6.0')).toBeUndefined();
  expect(redisRefusal('maxmemory-policy', ['allkeys-lrm'])).toBeUndefined();
  expect(redisRefusal('locale-collate', ['C'], '7.2')).toBeUndefined();
  expect(redisRefusal('search-timeout', ['5'])).toBeUndefined();
});
