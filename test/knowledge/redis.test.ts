import { describe, expect, test } from 'vitest';
import {
  accumulates,
  canonicalDirective,
  defaultOf,
  directive,
  directives,
  removedIn,
} from '../../server/src/knowledge/redis/directives';
import { REDIS_DIRECTIVES, VALKEY_DIRECTIVES } from '../../server/src/knowledge/redis/table';
import { redisRefusal } from '../../server/src/knowledge/redis/validate';
import { atLeast } from '../../server/src/knowledge/redis/versions';

describe('the table of directives', () => {
  const rows = `${REDIS_DIRECTIVES}${VALKEY_DIRECTIVES}`.split('\n').filter((line) => line !== '');

  test('every row is read, and no name stands twice', () => {
    expect(directives()).toHaveLength(rows.length);
    expect(new Set(directives().map(({ name }) => name)).size).toBe(rows.length);
  });

  test('Redis takes its own defaults', () => {
    const wrong = directives().flatMap((one) =>
      one.default === undefined
        ? []
        : (redisRefusal(
            one.name,
            one.type === 'words' || one.type === 'buffers' ? one.default.split(' ') : [one.default],
          )?.message ?? []),
    );
    expect(wrong).toEqual([]);
  });

  test('every page is an address, every text one sentence', () => {
    for (const { page, what, name } of directives()) {
      expect(page, name).toMatch(/^https:\/\/(redis\.io|valkey\.io)\//);
      expect(what.endsWith('.') || what === '', name).toBe(false);
    }
  });
});

test('names', () => {
  expect(['SLAVEOF', 'replicaof', 'lua-time-limit', 'Nosuch'].map(canonicalDirective)).toEqual([
    'replicaof',
    'replicaof',
    'busy-reply-threshold',
    'nosuch',
  ]);
  expect(['save', 'user', 'maxmemory'].map(accumulates)).toEqual([true, true, false]);
  expect(removedIn('glueoutputbuf')).toBe('2.6');
  expect(directive('constructor')).toBeUndefined();
  expect(removedIn('constructor')).toBeUndefined();
});

test('versions', () => {
  expect([
    atLeast('7.0.15', '7.2.0'),
    atLeast('7.2', '7.2.0'),
    atLeast('8', '7.2'),
    atLeast(undefined, '9'),
    atLeast('7', '7.2'),
  ]).toEqual([false, true, true, true, true]);
  expect([defaultOf('locale-collate', '7.0.15'), defaultOf('locale-collate'), defaultOf('maxmemory')]).toEqual([
    undefined,
    '',
    '0',
  ]);
});

test.each([
  ['maxmemory', ['512mib'], '512mb'],
  ['maxmemory', ['1.5gb'], '1536mb'],
  ['maxmemory', ['0.5g'], '512mb'],
  ['maxmemory', ['1t'], '1024gb'],
  ['maxmemory', ['half'], undefined],
  ['maxmemory-policy', ['allkeys_lru'], 'allkeys-lru'],
  ['maxmemory-policy', ['lru'], undefined],
  ['appendonly', ['true'], 'yes'],
  ['appendonly', ['OFF'], 'no'],
  ['appendonly', ['maybe'], undefined],
  ['maxclients', ['010'], '10'],
] as const)('%s %j means %s', (name, args, meant) => {
  const refusal = redisRefusal(name, args);
  expect(refusal?.message).toMatch(/\.$/);
  expect(refusal?.meant).toBe(meant);
  if (meant !== undefined) expect(redisRefusal(name, [meant])).toBeUndefined();
});

test.each([
  ['search-timeout', ['1']],
  ['bf.error_rate', ['1']],
  ['include', ['a b']],
  ['user', ['default', 'on']],
  ['bind', []],
  ['save', []],
] as const)('%s %j is taken', (name, args) => expect(redisRefusal(name, args)).toBeUndefined());
