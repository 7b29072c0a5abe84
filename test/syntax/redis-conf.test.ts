import { describe, expect, test } from 'vitest';
import { describeMemory, formatMemory, parseMemory } from '../../server/src/knowledge/redis/units';
import { ConfigFile } from '../../server/src/settings/file';
import { insertRedis, readRedisConf, redisSettings } from '../../server/src/settings/redis-conf';
import { parseRedisConf } from '../../server/src/syntax/redis-conf/parse';
import { applyEdits, type TextEdit } from '../../server/src/text/edit';
import { corpusFiles, mended, prefixes, problemsOf, spansInside } from '../support/lines';

const fileOf = (text: string) => new ConfigFile('redis.conf', text);
const read = (text: string) =>
  parseRedisConf(text).entries.map(({ keyword, args }) => [keyword, ...args].map(({ value }) => value));

describe('grammar', () => {
  test.each([
    ['words between blanks', ' MaxMemory \t 1gb ', [['maxmemory', '1gb']]],
    ['comments', '# a\n  # b\nport 1\n', [['port', '1']]],
    ['no comment behind a value', 'port 1 # x', [['port', '1', '#', 'x']]],
    ['double quotes with escapes', 'logfile "a b\\"\\x41\\n\\q"', [['logfile', 'a b"A\nq']]],
    ['single quotes', "logfile 'a \\n \\' b'", [['logfile', "a \\n ' b"]]],
    ['quotes inside a word', 'logfile a"b c"', [['logfile', 'ab c']]],
    ['empty ones', 'save ""\nsave \'\'\nsave', [['save', ''], ['save', ''], ['save']]],
    ['a quoted name', '"port" 1', [['port', '1']]],
    [
      'CRLF',
      'port 1\r\ntimeout 2\r\n',
      [
        ['port', '1'],
        ['timeout', '2'],
      ],
    ],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected));

  test.each([
    ['logfile "a', '"a|This quote is not closed', 'logfile "a"'],
    ["logfile 'a", "'a|This quote is not closed", "logfile 'a'"],
    ['logfile "a b', '"a b|The quotes do not match', undefined],
    ['logfile "a"b', '"a"b|The quotes do not match', undefined],
    ['maxmemory 1gb # x', '# x|A comment stands on a line', '# x\nmaxmemory 1gb'],
    ['port 1\n  save 1 1 #x y\r\nport 2', '#x y|A comment stands on a line', 'port 1\n  #x y\r\n  save 1 1\r\nport 2'],
    ['maxmemory=1gb', 'maxmemory=1gb|A blank stands between', 'maxmemory 1gb'],
    ['maxmemory: 1gb', 'maxmemory:|A blank stands between', 'maxmemory 1gb'],
    ['maxmemory = 1gb', '=|No "=" stands between', 'maxmemory 1gb'],
    ['maxmemory =1gb', '=|No "=" stands between', 'maxmemory 1gb'],
    ['maxmemory 1gb;', ';|No ";" ends a line', 'maxmemory 1gb'],
    ['maxmemory 1gb ;', ';|No ";" ends a line', 'maxmemory 1gb'],
    ['\uFEFFport 1', '\uFEFF|This file begins with', 'port 1'],
  ])('%j is told', (text, expected, after) => {
    const { problems } = readRedisConf(text);
    expect(problemsOf(text, problems, expected)).toBe(expected);
    expect(mended(text, problems)).toBe(after ?? text);
  });

  test.each([
    'requirepass #a',
    'requirepass a;',
    'user a on #0123 ~*',
    'rename-command CONFIG ""',
    'logfile "a # b"',
    'proc-title-template "{title}"',
    'nosuch 1 # x',
    'bind 127.0.0.1 -::1',
  ])('%j is fine as far as words go', (text) => expect(readRedisConf(text).problems).toEqual([]));

  test('templates', () => {
    const file = fileOf(
      'maxmemory {{ mem | default("1gb") }}\nport ${PORT}\n{% if aof %}\nappendonly yes\n{% endif %}\n{{ extra }}\nrequirepass "{{ pass }}"\ntimeout <%= t %>\nlogfile "{{ x }}\n',
    );
    expect(file.redis.problems).toEqual([]);
    expect(file.redis.unseen).toHaveLength(1);
    expect(redisSettings(file).map((one) => `${one.name} ${one.value.state}`)).toEqual([
      'maxmemory unknown',
      'port unknown',
      'appendonly unknown',
      'requirepass unknown',
      'timeout unknown',
      'logfile unknown',
    ]);
  });
});

describe('memory', () => {
  test.each([
    ['1k', 1000],
    ['1kb', 1024],
    ['512m', 512_000_000],
    ['512MB', 536_870_912],
    ['1g', 1e9],
    ['2gb', 2 ** 31],
    ['100b', 100],
    ['100', 100],
    ['0.5gb', undefined],
    ['1t', undefined],
    ['512mib', undefined],
    ['50%', undefined],
    ['-1', undefined],
    ['512mb;', undefined],
  ])('%s', (text, bytes) => expect(parseMemory(text)).toBe(bytes));

  test('back', () => {
    expect([2 ** 30, 512 * 2 ** 20, 1536 * 2 ** 20, 2048, 1000].map(formatMemory)).toEqual([
      '1gb',
      '512mb',
      '1536mb',
      '2kb',
      '1000',
    ]);
    expect([2 ** 30, 1.5 * 2 ** 30, 512_000_000, 100].map(describeMemory)).toEqual([
      '1 GiB',
      '1.5 GiB',
      '488 MiB',
      '100 bytes',
    ]);
  });
});

describe('writing', () => {
  const change = (text: string, edit: (file: ConfigFile) => TextEdit[]) => applyEdits(text, edit(fileOf(text)));

  test('sets and removes', () => {
    expect(change('# a\r\nmaxmemory   512m\r\n', (file) => redisSettings(file)[0]!.set('512mb'))).toBe(
      '# a\r\nmaxmemory   512mb\r\n',
    );
    expect(change('save\n', (file) => redisSettings(file)[0]!.set('""'))).toBe('save ""\n');
    expect(change('save 900 1 300 10\n', (file) => redisSettings(file)[0]!.set('60 1'))).toBe('save 60 1\n');
    expect(change('# a\nport 1', (file) => redisSettings(file)[0]!.remove())).toBe('# a');
  });

  test.each([
    ['an empty file', '', 'maxmemory', 'maxmemory 9\n'],
    [
      'beside its relatives',
      'port 1\nmaxmemory-policy noeviction\n\ntimeout 1\n',
      'maxmemory',
      'port 1\nmaxmemory-policy noeviction\nmaxmemory 9\n\ntimeout 1\n',
    ],
    [
      'behind its commented-out example',
      'port 1\n\n# maxmemory <bytes>\n\n# maxmemory-policy noeviction\n\ntimeout 1\n',
      'maxmemory',
      'port 1\n\n# maxmemory <bytes>\nmaxmemory 9\n\n# maxmemory-policy noeviction\n\ntimeout 1\n',
    ],
    [
      'not behind prose',
      '# maxmemory is a limit that every server should have\nport 1\n',
      'maxmemory',
      '# maxmemory is a limit that every server should have\nport 1\nmaxmemory 9\n',
    ],
    ['at the end', 'port 1', 'maxmemory', 'port 1\nmaxmemory 9\n'],
    ['aligned', 'port        1\ntimeout     2\n', 'maxmemory', 'port        1\ntimeout     2\nmaxmemory   9\n'],
    ['CRLF', 'port 1\r\n', 'maxmemory', 'port 1\r\nmaxmemory 9\r\n'],
  ])('inserts: %s', (_, text, name, expected) =>
    expect(change(text, (file) => insertRedis(file, name, '9'))).toBe(expected),
  );
});

test('Headroom’s comments silence on lines of their own only', () => {
  const file = fileOf(
    '# headroom: profile=development\n# headroom-ignore-next-line redis/x -- a\nport 1 # headroom-ignore redis/y\n',
  );
  expect(file.comments.choices.map(({ value }) => value)).toEqual(['development']);
  expect(file.comments.suppressions.map(({ rules }) => rules[0])).toEqual(['redis/x']);
});

describe('any text', () => {
  test('no prefix of a real file throws, and spans lie inside', () => {
    for (const [path, text] of corpusFiles('redis')) {
      for (const part of prefixes(text, 40)) {
        const tree = readRedisConf(part);
        spansInside(part, path, [
          ...tree.comments,
          ...tree.entries.flatMap(({ span, keyword, args }) => [span, keyword, ...args]),
          ...tree.problems.map(({ span }) => span),
        ]);
      }
    }
  });

  test('linear time', () => {
    parseRedisConf('a "'.repeat(100_000));
    parseRedisConf('a "b" \'c\' d\\ "\n'.repeat(50_000));
    parseRedisConf(`a "${'\\x4'.repeat(100_000)}`);
    parseRedisConf(`{{ `.repeat(50_000));
    parseRedisConf(`\${`.repeat(50_000));
  });
});
