import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import type { PartialSettings } from '../../server/src/settings/project';
import { Stack } from '../../server/src/stack/stack';
import { readFixture } from '../support/fixture';
import { applyFix, checkCase, checkSilent, judge as judgeStack } from '../support/laws';

/** What the rule says: `severity «place» message`, what it leaves open, and its fixes. */
function judge(rule: string, source: string, settings: PartialSettings = {}) {
  const files = [...readFixture(source).files].map(([path, text]) => new ConfigFile(path, text));
  const stack = Stack.of(files, settings);
  const report = judgeStack(stack, [rule]);
  return {
    stack,
    findings: report.findings,
    found: report.findings.map(
      ({ severity, at, message }) => `${severity} «${at.file.text.slice(at.span.start, at.span.end)}» ${message}`,
    ),
    unknown: report.unknown.map((one) => one.unknown),
    fixes: report.findings.map((finding) => finding.fixes.map((fix) => fix.title)),
  };
}

/** The text of the file after the first fix. */
function mended(rule: string, source: string, path = 'redis/redis.conf'): string {
  const { stack, findings } = judge(rule, source);
  return applyFix(stack, findings[0]!.fixes[0]!.edits).file(path)!.text;
}

const conf = (body: string, path = 'redis/redis.conf') => `//- ${path}\n${body}\n`;

const CASES: readonly (readonly [rule: string, what: string, source: string])[] = [
  // redis/maxmemory
  ['redis/maxmemory', 'a small ceiling is one', conf('maxmemory 100mb')],
  ['redis/maxmemory', 'a template fills it in', conf('maxmemory ${REDIS_MAXMEMORY}')],
  [
    'redis/maxmemory',
    'a template decides',
    conf('port 6379\n{% if limit %}\nmaxmemory 1gb\n{% endif %}', 'redis/redis.conf.j2'),
  ],
  ['redis/maxmemory', 'a value that Redis refuses', conf('maxmemory 0.5gb')],
  ['redis/maxmemory', 'a file that is not in view may set it', conf('port 6379\ninclude /etc/redis/memory.conf')],
  [
    'redis/maxmemory',
    'an included file sets it',
    `${conf('port 6379\ninclude memory.conf')}//- redis/memory.conf\nmaxmemory 1gb`,
  ],
  ['redis/maxmemory', 'Sentinel keeps no data', conf('sentinel monitor main 127.0.0.1 6379 2')],
  ['redis/maxmemory', 'a file without directives', conf('# nothing yet')],
  ['redis/maxmemory', 'other words for 0', conf('maxmemory 0mb\n          ^^^ warning: maxmemory 0mb sets no ceiling')],
  [
    'redis/maxmemory',
    'at the commented-out line',
    conf('port 6379\n# maxmemory <bytes>\n^^^^^^^^^^^^^^^^^^^ warning: not set\ntimeout 0'),
  ],
  // redis/maxmemory-policy
  [
    'redis/maxmemory-policy',
    'a queue refuses writes rather than losing tasks',
    conf('maxmemory 1gb', 'redis/redis-queue.conf'),
  ],
  [
    'redis/maxmemory-policy',
    'a cache that has one',
    conf('maxmemory 1gb\nmaxmemory-policy volatile-ttl', 'redis/redis-cache.conf'),
  ],
  ['redis/maxmemory-policy', 'any case', conf('maxmemory 1gb\nmaxmemory-policy ALLKEYS-LRU')],
  ['redis/maxmemory-policy', 'of the newest version', conf('maxmemory 1gb\nmaxmemory-policy volatile-lrm')],
  ['redis/maxmemory-policy', 'no ceiling: redis/maxmemory speaks', conf('port 6379', 'redis/redis-cache.conf')],
  [
    'redis/maxmemory-policy',
    'a name with nothing near it',
    conf('maxmemory 1gb\nmaxmemory-policy lru\n                 ^^^ error: no policy "lru"'),
  ],
  // redis/persistence
  ['redis/persistence', 'a broker with snapshots', conf('maxmemory 1gb', 'redis/redis-broker.conf')],
  [
    'redis/persistence',
    'a broker with an append-only file',
    conf('appendonly yes\nsave ""', 'redis/redis-celery.conf'),
  ],
  ['redis/persistence', 'a cache without', conf('appendonly no\nsave ""', 'redis/redis-cache.conf')],
  [
    'redis/persistence',
    'a cache with both',
    conf(
      'appendonly yes\n           ^^^ hint: an append-only file and snapshots (these by default)',
      'redis/redis-cache.conf',
    ),
  ],
  ['redis/persistence', 'a file that is both', conf('save ""', 'redis/redis-cache-and-queue.conf')],
  // redis/invalid-value
  [
    'redis/invalid-value',
    'what Redis takes',
    conf(
      'appendonly YES\nmaxmemory mb\nmaxmemory-clients 5%\nsave 900 1 300 10\nsave ""\nunixsocketperm 0700\nreplicaof no one\nlist-max-ziplist-size -2\nslowlog-log-slower-than -1\nclient-output-buffer-limit slave 256MB 64mb 60\nnotify-keyspace-events KEA\nport 0',
    ),
  ],
  ['redis/invalid-value', 'percent of the machine', conf('maxmemory 50%\n          ^^^ error: kb, mb or gb')],
  ['redis/invalid-value', 'a switch between quotes', conf('appendonly "on"\n           ^^^^ error: yes or no')],
  ['redis/invalid-value', 'minutes', conf('timeout 5m\n        ^^ error: Write 300')],
  [
    'redis/invalid-value',
    'milliseconds',
    conf('cluster-node-timeout 15s\n                     ^^^ error: Write 15000'),
  ],
  ['redis/invalid-value', 'zeros in front', conf('timeout 030\n        ^^^ error: Write 30')],
  [
    'redis/invalid-value',
    'out of range',
    conf('port 70000\n     ^^^^^ error: 65535\nio-threads 200\n           ^^^ error: 128'),
  ],
  ['redis/invalid-value', 'a template fills it in', conf('timeout ${TIMEOUT}s')],
  [
    'redis/invalid-value',
    'a class of clients',
    conf('client-output-buffer-limit master 256mb 64mb 60\n                           ^^^^^^ error: replica'),
  ],
  ['redis/invalid-value', 'terabytes', conf('maxmemory 2tb\n          ^^^ error: Write 2048gb')],
  // redis/argument-count
  [
    'redis/argument-count',
    'lists of any length',
    conf(
      'bind 127.0.0.1 -::1\nsave 900 1 300 10\nsave\nuser worker on >secret ~jobs:* +@all\nclient-output-buffer-limit normal 0 0 0 pubsub 32mb 8mb 60',
    ),
  ],
  [
    'redis/argument-count',
    'one missing of a pair',
    conf('replicaof 10.0.0.5\n          ^^^^^^^^ error: two arguments'),
  ],
  ['redis/argument-count', 'an odd number of save', conf('save 900 1 300\n     ^^^^^^^^^ error: pairs')],
  // redis/inline-comment
  ['redis/inline-comment', 'a secret that begins so', conf('requirepass #secret')],
  ['redis/inline-comment', 'between quotes', conf('requirepass "a #b"')],
  ['redis/inline-comment', 'the hash of a password', conf(`user worker on #${'0123456789abcdef'.repeat(4)} ~* +@all`)],
  ['redis/inline-comment', 'a comment line', conf('   # only a comment')],
  [
    'redis/inline-comment',
    'behind a list',
    conf('bind 127.0.0.1 # local only\n               ^^^^^^^^^^^^ error: only a whole line'),
  ],
  ['redis/inline-comment', 'of a module, whose arguments are its own', conf('loadmodule /opt/search.so # MAXDOC')],
  [
    'redis/inline-comment',
    'nothing is left before it',
    conf('logfile # standard output\n        ^^^^^^^^^^^^^^^^^ error: only a whole line'),
  ],
  // redis/unknown-directive
  [
    'redis/unknown-directive',
    'older names, modules',
    conf('slaveof 10.0.0.5 6379\nhash-max-ziplist-entries 512\nsearch-timeout 500\nredisearch.maxdoctablesize 5'),
  ],
  ['redis/unknown-directive', 'underscores', conf('max_clients 100\n^^^^^^^^^^^ error: "maxclients"')],
  ['redis/unknown-directive', 'a slip', conf('apendonly yes\n^^^^^^^^^ error: "appendonly"')],
  [
    'redis/unknown-directive',
    'a name in common is not the same',
    conf('save-every 5\n^^^^^^^^^^ information: unless a module'),
  ],
  [
    'redis/unknown-directive',
    'of another product, said once',
    conf('server-threads 4\n^^^^^^^^^^^^^^ information: another product\nserver-threads 4'),
  ],
  ['redis/unknown-directive', 'of Valkey', conf('log-format logfmt\n^^^^^^^^^^ information: Only Valkey')],
  ['redis/unknown-directive', 'of Valkey, in its file', conf('log-format logfmt', 'valkey/valkey.conf')],
  [
    'redis/unknown-directive',
    'comments of other formats',
    conf(
      'port 6379\nmaxmemory 1gb\nappendonly yes\n-- the ceiling\n^^ error: begin with #\n; the ceiling\n^ error: begin with #',
    ),
  ],
  ['redis/unknown-directive', 'names that every object has', conf('constructor 1\n^^^^^^^^^^^ information: unless')],
  // redis/removed-directive
  [
    'redis/removed-directive',
    'the project runs a version that has it',
    `//- headroom.yaml\nversions:\n  redis: "2.4"\n${conf('vm-enabled no')}`,
  ],
  [
    'redis/removed-directive',
    'the version refuses it',
    `//- headroom.yaml\nversions:\n  redis: "7.2"\n${conf('gopher-enabled no\n^^^^^^^^^^^^^^ error: with Redis 7.0')}`,
  ],
  [
    'redis/removed-directive',
    'threads for reading before 8.0',
    `//- headroom.yaml\nversions:\n  redis: "7.2"\n${conf('io-threads-do-reads yes')}`,
  ],
  // redis/decimal-unit
  [
    'redis/decimal-unit',
    'units of 1024, plain bytes and 0',
    conf('maxmemory 512mb\nrepl-backlog-size 1048576\nauto-aof-rewrite-min-size 0'),
  ],
  ['redis/decimal-unit', 'tiny: redis/tiny-maxmemory speaks', conf('maxmemory 900k')],
  // redis/tiny-maxmemory
  ['redis/tiny-maxmemory', 'a megabyte', conf('maxmemory 1mb')],
  ['redis/tiny-maxmemory', 'none', conf('maxmemory 0')],
  ['redis/tiny-maxmemory', 'thousands', conf('maxmemory 512kb\n          ^^^^^ warning: 524288 bytes')],
  // redis/overridden-directive
  [
    'redis/overridden-directive',
    'lines that add up',
    conf(
      'save 900 1\nsave 300 10\nrename-command CONFIG ""\nrename-command DEBUG ""\nclient-output-buffer-limit normal 0 0 0\nclient-output-buffer-limit pubsub 1mb 1mb 60',
    ),
  ],
  [
    'redis/overridden-directive',
    'an included file sets it anew',
    `${conf('maxmemory 1gb\ninclude memory.conf')}//- redis/memory.conf\nmaxmemory 2gb`,
  ],
  [
    'redis/overridden-directive',
    'a condition chooses',
    conf('{% if a %}\nmaxmemory 1gb\n{% else %}\nmaxmemory 2gb\n{% endif %}', 'redis/redis.conf.j2'),
  ],
  ['redis/overridden-directive', 'the same again', conf('timeout 5\n^^^^^^^^^ hint: Line 2 says the same\ntimeout 5')],
  [
    'redis/overridden-directive',
    'by its older name',
    conf('slave-read-only no\n^^^^^^^^^^^^^^^^^^ information: line 2\nreplica-read-only yes'),
  ],
  // redis/missing-include
  ['redis/missing-include', 'a place outside the workspace', conf('include /etc/redis/local.conf')],
  [
    'redis/missing-include',
    'a pattern may match nothing',
    `${conf('include local-*.conf')}//- redis/redis-other.conf\nmaxmemory 1gb`,
  ],
  ['redis/missing-include', 'no other file of Redis there', conf('include local.conf')],
  // redis/appendfsync
  ['redis/appendfsync', 'no append-only file', conf('appendfsync always')],
  ['redis/appendfsync', 'every second', conf('appendonly yes\nappendfsync everysec')],
  [
    'redis/appendfsync',
    'left to the kernel',
    conf('appendonly yes\nappendfsync no\n            ^^ information: half a minute'),
  ],
  // redis/users-with-aclfile, redis/replica-in-cluster, redis/nowhere-to-listen
  ['redis/users-with-aclfile', 'an empty name is none', conf('aclfile ""\nuser worker on >secret ~* +@all')],
  ['redis/replica-in-cluster', 'no cluster', conf('cluster-enabled no\nreplicaof 10.0.0.5 6379')],
  ['redis/replica-in-cluster', 'no replica', conf('cluster-enabled yes\nreplicaof no one')],
  ['redis/nowhere-to-listen', 'TLS', conf('port 0\ntls-port 6379')],
  ['redis/nowhere-to-listen', 'an included file may name a socket', conf('port 0\ninclude /etc/redis/local.conf')],
  // syntax/redis
  ['syntax/redis', 'an apostrophe in a comment behind a directive', conf("maxmemory 512mb # don’t, or don't")],
  ['syntax/redis', 'quotes inside of quotes', conf('proc-title-template "{title} \\"x\\""')],
];

for (const rule of new Set(CASES.map(([id]) => id))) {
  describe(rule, () => {
    for (const [id, what, source] of CASES) if (id === rule) test(what, () => checkCase(rule, source));
  });
}

test('a good file is silent under every rule', () => {
  checkSilent(
    conf(
      '# All that a queue needs.\nbind 127.0.0.1 -::1\nport 6379\nmaxmemory 1gb\nmaxmemory-policy noeviction\nappendonly yes\nappendfsync everysec\ntcp-backlog 511\ntimeout 0',
      'redis/redis-queue.conf',
    ),
  );
});

describe('what is not known is left open', () => {
  test.each([
    [
      'redis/maxmemory',
      conf('port 6379\ninclude /etc/redis/memory.conf'),
      'the file /etc/redis/memory.conf that it includes is not in the workspace',
    ],
    ['redis/maxmemory', conf('maxmemory ${LIMIT}'), 'a template fills it in'],
    ['redis/maxmemory-policy', conf('maxmemory 1gb'), 'nothing says whether this Redis is a cache'],
    ['redis/persistence', conf('save ""'), 'nothing says whether this Redis is a cache or keeps data'],
  ])('%s', (rule, source, reason) => {
    const { found, unknown } = judge(rule, source);
    expect({ found, unknown }).toEqual({ found: [], unknown: [reason] });
  });
});

describe('fixes', () => {
  test('a ceiling goes behind the commented-out line of its name', () => {
    expect(mended('redis/maxmemory', conf('port 6379\n# maxmemory <bytes>\ntimeout 0'))).toBe(
      'port 6379\n# maxmemory <bytes>\nmaxmemory 512mb\ntimeout 0\n',
    );
  });

  test('a cache without a final line break gets both lines', () => {
    const file = new ConfigFile('redis/redis-cache.conf', 'port 6379');
    const stack = Stack.of([file]);
    const [finding] = judgeStack(stack, ['redis/maxmemory']).findings;
    expect(applyFix(stack, finding!.fixes[0]!.edits).file(file.path)!.text).toBe(
      'port 6379\nmaxmemory 512mb\nmaxmemory-policy allkeys-lru\n',
    );
  });

  test('a comment moves above its line, indented as it is', () => {
    expect(mended('redis/inline-comment', conf('  maxmemory 512mb # half\ntimeout 5'))).toBe(
      '  # half\n  maxmemory 512mb\ntimeout 5\n',
    );
  });

  test('every snapshot of a cache goes', () => {
    expect(
      mended(
        'redis/persistence',
        conf('save 900 1\n# often\nsave 60 1000\nappendonly no', 'redis/redis-cache.conf'),
        'redis/redis-cache.conf',
      ),
    ).toBe('save ""\n# often\nappendonly no\n');
  });

  test('the folder of a snapshot goes into dir', () => {
    expect(mended('redis/invalid-value', conf('dbfilename /data/dump.rdb'))).toBe('dbfilename dump.rdb\ndir /data\n');
    expect(mended('redis/invalid-value', conf('dbfilename /data/dump.rdb\ndir /srv'))).toBe(
      'dbfilename dump.rdb\ndir /srv\n',
    );
  });

  test('a host and its port are two arguments', () => {
    expect(mended('redis/argument-count', conf('replicaof 10.0.0.5:6379'))).toBe('replicaof 10.0.0.5 6379\n');
  });

  test('a missing unit is added', () => {
    expect(judge('redis/tiny-maxmemory', conf('maxmemory 1024')).fixes).toEqual([['Set maxmemory to 1gb']]);
    expect(judge('redis/tiny-maxmemory', conf('maxmemory 512kb')).fixes).toEqual([
      ['Set maxmemory to 512mb', 'Set maxmemory to 1gb'],
    ]);
  });

  test('only what was certainly meant is safe', () => {
    const safety = (rule: string, body: string) => judge(rule, conf(body)).findings[0]?.fixes.map((fix) => fix.safety);
    expect(safety('redis/invalid-value', 'appendonly true')).toEqual(['safe']);
    expect(safety('redis/invalid-value', 'loglevel info')).toEqual(['review']);
    expect(safety('redis/invalid-value', 'maxclients 0')).toEqual(['review']);
    expect(safety('redis/unknown-directive', 'max_memory 1gb')).toEqual(['safe']);
    expect(safety('redis/unknown-directive', 'maxmemoy 1gb')).toEqual(['review']);
  });
});

test('a policy that does nothing is named, one that asks for nothing is not', () => {
  expect(judge('redis/maxmemory', conf('maxmemory-policy volatile-lru')).found[0]).toContain(
    'Until then maxmemory-policy volatile-lru does nothing.',
  );
  expect(judge('redis/maxmemory', conf('maxmemory-policy noeviction')).found[0]).not.toContain('does nothing');
});

test('numbers of versions before 6.0 were read leniently', () => {
  expect(judge('redis/invalid-value', conf('timeout 030'), { versions: { redis: '5.0.14' } }).found).toEqual([]);
  expect(judge('redis/invalid-value', conf('timeout 030'), { versions: { redis: '6.2' } }).found).toHaveLength(1);
});

test('policies by version', () => {
  const policy = (version: string, name: string) =>
    judge('redis/maxmemory-policy', conf(`maxmemory 1gb\nmaxmemory-policy ${name}`), { versions: { redis: version } })
      .found.length;
  expect([
    policy('3.2', 'allkeys-lfu'),
    policy('4.0', 'allkeys-lfu'),
    policy('8.4', 'allkeys-lrm'),
    policy('8.6', 'allkeys-lrm'),
    policy('8', 'allkeys-lrm'),
  ]).toEqual([1, 0, 1, 0, 0]);
});
