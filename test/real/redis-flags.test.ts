import { describe, expect, test } from 'vitest';
import { directive } from '../../server/src/knowledge/redis/directives';
import { parseMemory } from '../../server/src/knowledge/redis/units';
import { redisWords } from '../../server/src/settings/redis-flags';
import type { Stack } from '../../server/src/stack/stack';
import { stackOf } from '../support/fixture';
import { applyFix, judge } from '../support/laws';
import { findRedis, runRedis } from '../support/real-redis';

const redis = await findRedis();
if (!redis) console.log('redis-server is not installed: its command lines are not tried on it.');

const composed = (command: string) =>
  stackOf([
    ['compose.yml', `services:\n  redis:\n    image: redis:${redis?.version ?? '7.0.15'}\n    command: ${command}\n`],
  ]);

function argv(stack: Stack): string[] {
  const words = stack.composeProjects[0]!.services.get('redis')!.commandLine?.words.map((word) => word.text) ?? [];
  return words[0] === 'redis-server' ? words.slice(1) : words;
}

const start = (stack: Stack) => runRedis({}, undefined, argv(stack));
const errors = (stack: Stack) => judge(stack).findings.filter(({ severity }) => severity === 'error');

function inBytes(name: string, value: string): string {
  const type = directive(name)?.type;
  return type === 'memory' ? String(parseMemory(value) ?? value) : value;
}

describe.skipIf(!redis)('the real Redis', () => {
  test.each([
    'redis-server --maxmemory 512mb --maxmemory-policy allkeys-lru',
    '--MAXMEMORY 1GB',
    '["redis-server", "--maxmemory 512mb", "--save 900 1"]',
    'redis-server --save "" --appendonly yes',
    'redis-server --save --appendonly yes',
    'redis-server --appendonly no --save',
    'redis-server --save 900 1 --save "300 10"',
    'redis-server --save "900 1 300 10"',
    "[redis-server, --save, '60', '1', --save, '']",
    '[redis-server, "--save \'\'"]',
    'redis-server --maxclients 500 --maxclients 600',
    'redis-server --client-output-buffer-limit pubsub 64mb 16mb 90',
    'redis-server --notify-keyspace-events ""',
    'redis-server --notify-keyspace-events xE --timeout 300',
    `sh -c "exec redis-server --tcp-backlog 100 --timeout '30'"`,
  ])('%s: what we read is what holds', async (command) => {
    const stack = composed(command);
    const [server] = stack.redisServers;
    // Behind a shell, what it starts.
    const [program] = server!.service!.programs;
    const given = program?.shell || command.startsWith('sh') ? program!.args.map((word) => word.text) : argv(stack);
    const run = await runRedis({}, undefined, given);
    expect(run.refusal).toBeUndefined();
    expect(errors(stack).map(({ message }) => message)).toEqual([]);
    const names = new Set(server!.settings.map((setting) => setting.name));
    expect(names.size).toBeGreaterThan(0);
    for (const name of names) {
      const ours = server!.setting(name);
      const real = run.settings.get(name) ?? '';
      if (name === 'client-output-buffer-limit') continue;
      expect(ours.state === 'known' && inBytes(name, ours.value), name).toBe(real);
    }
  });

  test.each([
    'redis-server --maxmemory=512mb',
    'redis-server -maxmemory 512mb',
    'redis-server maxmemory 512mb',
    'redis-server --appendonly yes -maxmemory 512mb',
    '[redis-server, "--appendonly yes --maxmemory 512mb"]',
    'redis-server --max-memory 512mb',
    'redis-server --appendonly',
    'redis-server --appendonly true',
    'redis-server --maxmemory 0.5gb',
    'redis-server --maxmemory 512 mb',
    'redis-server --maxmemory-policy allkeys_lru',
    'redis-server --maxclients 0',
    'redis-server --save 900',
  ])('%s is refused, is an error, and is accepted once mended', async (command) => {
    let stack = composed(command);
    expect((await start(stack)).refusal).toBeDefined();
    const found = errors(stack);
    expect(found.map(({ message }) => message)).not.toEqual([]);
    for (let round = 0; round < 5; round++) {
      const fix = errors(stack).flatMap(({ fixes }) => fixes.slice(0, 1))[0];
      if (!fix) break;
      stack = applyFix(stack, fix.edits);
    }
    if (found.some(({ fixes }) => fixes.length > 0)) {
      expect(errors(stack).map(({ message }) => message)).toEqual([]);
      expect((await start(stack)).refusal).toBeUndefined();
    }
  });

  const VALUES: readonly (readonly [string, string])[] = [
    ['maxmemory', '64mb'],
    ['maxmemory-policy', 'volatile-lru'],
    ['appendonly', 'yes'],
    ['save', '""'],
    ['save', '60 1000'],
    ['tcp-backlog', '128'],
    ['notify-keyspace-events', '""'],
  ];

  test.each([
    'redis-server',
    '--timeout 5',
    'redis-server --save 900 1 --maxmemory 1gb --appendonly no',
    'redis-server --save "" --timeout 5 --maxmemory-policy noeviction',
    '["redis-server", "--save", "900 1", "--appendonly", "no"]',
    "[redis-server, '--save 900 1', '--maxmemory 1gb']",
    '\n      - redis-server\n      - --save\n      - "900"\n      - "1"\n      - --maxmemory # c\n      - 1gb',
    '>\n      redis-server\n      --save 900 1\n      --maxmemory 1gb\n',
    '|\n      redis-server\n        --appendonly no\n        --save ""\n',
    '\'redis-server --save "" --notify-keyspace-events Ex\'',
  ])('%s: accepts each command line that we write, with its value', async (command) => {
    for (const [name, value] of VALUES) {
      const stack = composed(command);
      const [server] = stack.redisServers;
      const present = server!.all(name);
      const edits =
        present.length > 0
          ? present.flatMap((one, i) => (i === 0 ? one.set(value) : one.remove()))
          : server!.insert(name, value);
      const after = applyFix(stack, edits);
      const { refusal, settings } = await start(after);
      const text = after.file('compose.yml')!.text;
      expect(refusal, `${name} ${value}\n${text}`).toBeUndefined();
      expect(settings.get(name), `${name} ${value}\n${text}`).toBe(inBytes(name, redisWords(value).join(' ')));
    }
  });
});
