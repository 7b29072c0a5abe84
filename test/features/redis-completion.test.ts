import { describe, expect, test } from 'vitest';
import { redisRecommendations } from '../../server/src/knowledge/redis/recommended';
import { atByName, offersAt } from './by-name';

const labels = (source: string) => offersAt(source).map(({ label }) => label);
const offer = (source: string, label: string) => offersAt(source).find((one) => one.label === label);

describe('directives', () => {
  test('the guide’s own come first, with the default and a line of documentation', () => {
    const names = labels('//- redis.conf\n<|>\n');
    expect(names.slice(0, 5)).toContain('maxmemory');
    expect(names.slice(0, 5)).toContain('maxmemory-policy');
    expect(offer('//- redis.conf\n<|>\n', 'timeout')).toMatchObject({ detail: 'default 0', isSnippet: true });
    expect(offer('//- redis.conf\n<|>\n', 'maxmemory')?.insertText).toBe('maxmemory ${1|512mb,1gb|}');
    expect(offer('//- redis.conf\n<|>\n', 'maxmemory')?.documentation).toContain('Most memory for data');
  });

  test('what stands there already goes to the end, but for what adds up', () => {
    expect(offer('//- redis.conf\nport 1\n<|>\n', 'port')).toMatchObject({
      detail: 'stands here already',
      sortText: expect.stringMatching(/^7/),
    });
    expect(offer('//- redis.conf\nsave 60 1\n<|>\n', 'save')?.detail).toContain('default');
  });

  test('those of the version that the image of a service tells', () => {
    const source = (image: string) =>
      `//- compose.yml\nservices:\n  cache:\n    image: ${image}\n    command: redis-server /etc/redis.conf\n    volumes: ["./redis.conf:/etc/redis.conf"]\n//- redis.conf\nport 1\n<|>\n`;
    expect(labels(source('redis:6.2'))).not.toContain('locale-collate');
    expect(labels(source('redis:7.4'))).toContain('locale-collate');
  });

  test('before a value, only the name is changed', () => {
    const { offset } = atByName('//- redis.conf\nmaxm<|> 512mb\n');
    expect(offer('//- redis.conf\nmaxm<|> 512mb\n', 'maxmemory')).toMatchObject({
      insertText: 'maxmemory',
      isSnippet: false,
      span: { start: 0, end: offset },
    });
  });

  test('by version, and by the program', () => {
    const old = '//- headroom.yaml\nversions:\n  redis: "7.0"\n//- redis.conf\n<|>\n';
    expect(labels(old)).not.toContain('set-max-listpack-entries');
    expect(labels('//- redis.conf\n<|>\n')).toContain('set-max-listpack-entries');
    expect(labels('//- redis.conf\n<|>\n')).not.toContain('import-mode');
    expect(labels('//- valkey.conf\n<|>\n')).toContain('import-mode');
  });

  test('whole snippets, each with its tier', () => {
    const snippet = offer('//- redis.conf\n<|>\n', 'headroom redis broker 1gb');
    expect(snippet).toMatchObject({ kind: 'snippet', tier: 'next step' });
    expect(snippet?.insertText).toContain('maxmemory-policy noeviction');
  });
});

describe('values', () => {
  test('the guide’s first, labelled, then the default', () => {
    expect(labels('//- redis.conf\nmaxmemory <|>\n')).toEqual(['512mb — first size', '1gb — next step', '0']);
    expect(offer('//- redis.conf\nmaxmemory <|>\n', '1gb — next step')?.insertText).toBe('1gb');
  });

  test('words of an enumeration, the default marked', () => {
    const words = labels('//- redis.conf\nmaxmemory-policy a<|>\n');
    expect(words.slice(0, 3)).toEqual([
      'allkeys-lru — cache',
      'volatile-lru — cache with lasting keys',
      'noeviction — broker or store',
    ]);
    expect(words).toContain('volatile-ttl');
    expect(offer('//- redis.conf\nappendfsync <|>\n', 'everysec')?.detail).toBe('default');
    expect(offer('//- redis.conf\nappendfsync <|>\n', 'always')?.documentation).toContain('slow');
  });

  test('yes and no', () => {
    expect(labels('//- redis.conf\nactivedefrag <|>\n')).toEqual(['yes', 'no']);
    expect(labels('//- redis.conf\nappendonly <|>\n')).toEqual(['yes — broker or store', 'no — cache']);
  });

  test('words that came with a later version are left out', () => {
    const old = '//- headroom.yaml\nversions:\n  redis: "7.0"\n//- redis.conf\nmaxmemory-policy <|>\n';
    expect(labels(old)).not.toContain('allkeys-lrm');
    expect(labels('//- redis.conf\nmaxmemory-policy <|>\n')).toContain('allkeys-lrm');
  });

  test('files behind include', () => {
    expect(
      labels('//- etc/redis.conf\ninclude <|>\n//- etc/redis-extra.conf\nport 1\n//- redis-top.conf\nport 2\n'),
    ).toEqual(expect.arrayContaining(['./redis-extra.conf', '../redis-top.conf']));
  });

  test('nothing in quotes, nor behind an unknown directive', () => {
    expect(labels('//- redis.conf\nrequirepass "a<|>b"\n')).toEqual([]);
    expect(labels('//- redis.conf\nport 1\nno-such-thing <|>\n')).toEqual([]);
  });
});

describe('comments', () => {
  test('Headroom’s own words, rules of Redis first', () => {
    expect(labels('//- redis.conf\n# head<|>\n')).toContain('headroom-ignore-next-line');
    expect(labels('//- redis.conf\n# headroom-ignore-next-line <|>\n')[0]).toMatch(/^redis\//);
    expect(labels('//- redis.conf\n# headroom: profile=<|>\n')).toContain('high-traffic');
  });

  test('a number sign behind a value is no comment', () => {
    expect(labels('//- redis.conf\nmaxmemory 1gb # head<|>\n')).toEqual([]);
  });
});

test('every recommended value is one that the completion offers', () => {
  for (const { name, value, label } of redisRecommendations) {
    expect(labels(`//- redis.conf\n${name} <|>\n`)).toContain(`${value} — ${label}`);
  }
});
