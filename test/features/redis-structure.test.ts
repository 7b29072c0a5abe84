import { describe, expect, test } from 'vitest';
import { insertRecommended } from '../../server/src/features/code-actions';
import { definition } from '../../server/src/features/definition';
import { documentLinks } from '../../server/src/features/document-links';
import { foldingRanges } from '../../server/src/features/folding';
import { references } from '../../server/src/features/references';
import { documentSymbols } from '../../server/src/features/symbols';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { applyEdits } from '../../server/src/text/edit';
import { stackOf } from '../support/fixture';
import { atByName, withHints } from './by-name';

test('hints: sizes, times and save points in units for people', () => {
  expect(
    withHints(`
//- redis.conf
<|>maxmemory 512mb
maxmemory 512m
maxmemory 1073741824
repl-timeout 600
timeout 60
busy-reply-threshold 5000
client-output-buffer-limit replica 256mb 67108864 60
save 3600 1 300 100
maxmemory 0
maxmemory nonsense
`),
  ).toBe(`maxmemory 512mb⟨= 536,870,912 bytes⟩
maxmemory 512m⟨= 512,000,000 bytes⟩
maxmemory 1073741824⟨= 1 GiB⟩
repl-timeout 600⟨= 10 min⟩
timeout 60
busy-reply-threshold 5000⟨= 5 s⟩
client-output-buffer-limit replica 256mb⟨= 268,435,456 bytes⟩ 67108864⟨= 64 MiB⟩ 60
save 3600 1 300 100⟨= 1 h with 1 change, 5 min with 100 changes⟩
maxmemory 0
maxmemory nonsense
`);
});

test('includes are links to their files', () => {
  const { stack, file } = atByName(
    '//- redis.conf\n<|>include "redis-a.conf"\ninclude /srv/x.conf\n//- redis-a.conf\nport 1\n',
  );
  const links = documentLinks(stack, file);
  expect(links.map(({ span, target }) => [file.text.slice(span.start, span.end), target])).toEqual([
    ['redis-a.conf', 'redis-a.conf'],
  ]);
});

test('the outline has a file’s own headings, or its directives alone', () => {
  const { file } = atByName(
    '//- redis.conf\n<|>include x.conf\n###### NETWORK ######\nport 1\nbind 127.0.0.1\n\n#### EMPTY ####\n### MEMORY ###\nmaxmemory 1gb\n',
  );
  expect(
    documentSymbols(file).map(({ name, kind, detail, children }) => [
      name,
      kind,
      detail,
      children.map((one) => one.name),
    ]),
  ).toEqual([
    ['include', 'include', 'x.conf', []],
    ['NETWORK', 'block', '', ['port', 'bind']],
    ['MEMORY', 'block', '', ['maxmemory']],
  ]);
});

test('runs of comment lines fold', () => {
  const { file } = atByName('//- redis.conf\n<|># one\n# two\nport 1\n# alone\n');
  expect(foldingRanges(file).map(({ span, kind }) => [kind, file.text.slice(span.start, span.end)])).toEqual([
    ['comment', '# one\n# two'],
  ]);
});

test('a directive that several lines set: the one in force, and all of them', () => {
  const { stack, file, offset } = atByName(
    '//- redis.conf\nmaxmem<|>ory 1gb\ninclude redis-a.conf\n//- redis-a.conf\nmaxmemory 2gb\n',
  );
  expect(definition(stack, file, offset)?.targets.map((target) => target.file.path)).toEqual(['redis-a.conf']);
  expect(references(stack, file, offset).map((place) => place.file.path)).toEqual(['redis.conf', 'redis-a.conf']);
  const once = atByName('//- redis.conf\nmaxmem<|>ory 1gb\n');
  expect(definition(once.stack, once.file, once.offset)).toBeUndefined();
});

test('the path of an include leads to its file', () => {
  const { stack, file, offset } = atByName('//- redis.conf\ninclude redis-<|>a.conf\n//- redis-a.conf\nport 2\n');
  expect(definition(stack, file, offset)?.targets.map((target) => target.file.path)).toEqual(['redis-a.conf']);
});

describe('Insert recommended', () => {
  const inserted = (source: string) => {
    const { stack, file, offset } = atByName(source);
    return insertRecommended(stack, file, offset, check(stack)).map(({ title, edits }) => [
      title,
      applyEdits(file.text, edits!),
    ]);
  };

  test('sizes where no ceiling is set, and the append-only file', () => {
    expect(inserted('//- redis.conf\n<|>port 6379\n')).toEqual([
      ['Insert recommended maxmemory 512mb (first size)', 'port 6379\nmaxmemory 512mb\n'],
      ['Insert recommended maxmemory 1gb (next step)', 'port 6379\nmaxmemory 1gb\n'],
      ['Insert recommended appendonly yes (broker or store)', 'port 6379\nappendonly yes\n'],
    ]);
  });

  test('policies once there is a ceiling, by use', () => {
    expect(inserted('//- redis.conf\n<|>maxmemory 1gb\nappendonly no\n').map(([title]) => title)).toEqual([
      'Insert recommended maxmemory-policy allkeys-lru (cache)',
      'Insert recommended maxmemory-policy volatile-lru (cache with lasting keys)',
      'Insert recommended maxmemory-policy noeviction (broker or store)',
    ]);
  });

  test('for a server whose name says what it is for, what fits', () => {
    expect(inserted('//- redis-cache.conf\n<|>maxmemory 1gb\n').map(([title]) => title)).toEqual([
      'Insert recommended maxmemory-policy allkeys-lru (cache)',
      'Insert recommended maxmemory-policy volatile-lru (cache with lasting keys)',
    ]);
    expect(inserted('//- redis-queue.conf\n<|>maxmemory 1gb\n').map(([title]) => title)).toEqual([
      'Insert recommended maxmemory-policy noeviction (broker or store)',
      'Insert recommended appendonly yes (broker or store)',
    ]);
  });

  test('nothing where it can’t be told, or where a part of a configuration is open', () => {
    expect(inserted('//- redis.conf\n<|>port 1\ninclude /srv/x.conf\n')).toEqual([]);
    expect(inserted('//- redis.conf\ninclude redis-a.conf\n//- redis-a.conf\n<|>port 1\n')).toEqual([]);
  });

  test('the new line stands behind its commented-out example', () => {
    const [first] = inserted('//- redis.conf\n<|>port 1\n# maxmemory <bytes>\n\n# other\n');
    expect(first?.[1]).toBe('port 1\n# maxmemory <bytes>\nmaxmemory 512mb\n\n# other\n');
  });
});

test('no feature throws on any prefix of a file', () => {
  const text =
    '# a\ninclude x.conf\nmaxmemory 512mb\nsave 60 1\nrename-command A "b\\x\nclient-output-buffer-limit normal 0 0 0\n';
  for (let end = 0; end <= text.length; end++) {
    const stack = stackOf([['redis.conf', text.slice(0, end)]]);
    const file = stack.file('redis.conf')!;
    documentLinks(stack, file);
    documentSymbols(file);
    foldingRanges(file);
    definition(stack, file, end);
    insertRecommended(stack, file, end);
  }
});

test('Sentinel keeps no data: nothing is recommended to it', () => {
  const file = new ConfigFile('sentinel.conf', 'port 26379\n', 'redis-conf');
  expect(file.kind).toBe('redis');
  expect(insertRecommended(Stack.of([file]), file, 0)).toEqual([]);
});
