import { describe, expect, test } from 'vitest';
import { cardAt } from './by-name';

const card = (source: string) => cardAt(source)?.markdown;

describe('a directive', () => {
  test('what it does, its size in bytes, the default, the guide’s values and the rule’s own text', () => {
    const shown = card('//- redis.conf\nmaxmem<|>ory 512mb\n');
    expect(shown).toContain('**maxmemory** · redis.conf · [documentation](https://redis.io/');
    expect(shown).toContain('k, m and g are powers of 1000.');
    expect(shown).toContain('**Here** `512mb` (536,870,912 bytes) · default `0`');
    expect(shown).toContain('**Guide** `512mb` (first size), `1gb` (next step)');
    expect(shown).toContain('**Why** ');
    expect(shown).toContain('[redis/maxmemory](docs/rules/redis/maxmemory.md)');
  });

  test('the name and the value show the same card, each under its own span', () => {
    const onName = cardAt('//- redis.conf\ntime<|>out 600\n');
    const onValue = cardAt('//- redis.conf\ntimeout 60<|>0\n');
    expect(onName?.covers).toBe('timeout');
    expect(onValue?.covers).toBe('600');
    expect(onValue?.markdown).toBe(onName?.markdown);
    expect(onName?.markdown).toContain('**Here** `600` (10 min) · default `0`');
  });

  test('a word of an enumeration is explained', () => {
    expect(card('//- redis.conf\nappendfsync al<|>ways\n')).toContain('`always` syncs before every answer');
  });

  test('an older name is said to be one', () => {
    const shown = card('//- redis.conf\nslave<|>of 10.0.0.1 6379\n');
    expect(shown).toContain('**replicaof**');
    expect(shown).toContain('`slaveof` is its older name.');
  });

  test('what Redis no longer knows, what Valkey alone knows, what nobody knows', () => {
    expect(card('//- redis.conf\nport 1\nvm-ena<|>bled no\n')).toContain('Redis 2.6 and newer refuse it');
    expect(card('//- valkey.conf\nport 1\nimport-mo<|>de no\n')).toContain('· Valkey ·');
    expect(card('//- redis.conf\nport 1\nno-such-th<|>ing no\n')).toBeUndefined();
  });

  test('rules and names of nginx stay with nginx', () => {
    const shown = card('//- redis.conf\ninclu<|>de other.conf\n');
    expect(shown).toContain('**include**');
    expect(shown).not.toContain('nginx/');
  });

  test('the default follows the version', () => {
    const shown = card(
      '//- headroom.yaml\nversions:\n  redis: "7.0"\n//- redis.conf\nset-max-listpack-en<|>tries 64\n',
    );
    expect(shown).toContain('Since Redis 7.2.0; this project runs 7.0, which refuses it.');
    expect(shown).not.toContain('default');
  });
});

describe('what is in force', () => {
  test('the last line wins, and says over which', () => {
    expect(card('//- redis.conf\nmaxmemory 1gb\nmaxmem<|>ory 2gb\n')).toContain(
      'it wins over `1gb` of [redis.conf:1](redis.conf#L1)',
    );
    expect(card('//- redis.conf\nmaxmem<|>ory 1gb\nmaxmemory 2gb\n')).toContain(
      '**In force** `2gb` of [redis.conf:2](redis.conf#L2), which Redis reads later.',
    );
  });

  test('an included file counts where its include stands', () => {
    const shown = card(
      '//- redis.conf\nmaxmem<|>ory 1gb\ninclude redis-extra.conf\n//- redis-extra.conf\nmaxmemory 3gb\n',
    );
    expect(shown).toContain('**In force** `3gb` of [redis-extra.conf:1](redis-extra.conf#L1)');
  });

  test('in an included file, the main file’s later line', () => {
    const shown = card(
      '//- redis.conf\ninclude redis-extra.conf\nmaxmemory 1gb\n//- redis-extra.conf\nmaxmem<|>ory 3gb\n',
    );
    expect(shown).toContain('**In force** `1gb` of [redis.conf:2](redis.conf#L2)');
  });

  test('servers that differ are told apart', () => {
    const shown = card(`
//- redis-a.conf
include redis-shared.conf
maxmemory 1gb
//- redis-b.conf
include redis-shared.conf
//- redis-shared.conf
maxmem<|>ory 3gb
`);
    expect(shown).toContain('In `redis-a.conf`: **In force** `1gb`');
    expect(shown).toContain('In `redis-b.conf`: in force.');
  });

  test('an include that leads out of the workspace leaves it open', () => {
    expect(card('//- redis.conf\nmaxmem<|>ory 1gb\ninclude /srv/secret.conf\n')).toContain(
      'What is in force is not known: the file /srv/secret.conf that it includes is not in the workspace.',
    );
  });

  test('save points add up, until an empty one takes them back', () => {
    expect(card('//- redis.conf\nsa<|>ve 60 1\nsave 3600 1\n')).toContain('One of 2 lines that add up');
    expect(card('//- redis.conf\nsa<|>ve 60 1\nsave ""\n')).toContain('A later `save ""` takes it back');
  });

  test('a template’s value is not guessed', () => {
    expect(card('//- redis.conf.j2\nport 6379\nmaxmem<|>ory {{ size }}\n')).toContain('(a template fills it in)');
  });
});

test('the path of an include lists the files', () => {
  const shown = card('//- redis.conf\ninclude redis-<|>*.conf\n//- redis-a.conf\nport 1\n//- redis-b.conf\nport 2\n');
  expect(shown).toContain('Reads 2 files in this place');
  expect(shown).toContain('- [redis-b.conf](redis-b.conf#L1)');
  expect(card('//- redis.conf\ninclude /srv/<|>x.conf\n')).toContain('The workspace holds no file of this name');
});
