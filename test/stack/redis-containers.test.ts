import { describe, expect, test } from 'vitest';
import { stackOf } from '../support/compose';

/** What a Redis in a container has for maxmemory: `main` includes a pattern. */
function maxmemory(include: string, volumes: readonly string[]): string {
  const mounts = ['./conf/main.conf:/etc/redis.conf', ...volumes];
  const { redisServers } = stackOf({
    'compose.yaml': `services:\n  cache:\n    image: redis:7\n    command: redis-server /etc/redis.conf\n    volumes: ${JSON.stringify(mounts)}\n`,
    'conf/main.conf': `maxmemory 1gb\ninclude ${include}\n`,
    'redis/a.conf': 'maxmemory 2gb\n',
    'redis/b.conf': 'maxmemory 3gb\n',
    'conf/a.conf': 'maxmemory 9gb\n',
  });
  const found = redisServers.find(({ service }) => service)!.setting('maxmemory');
  return found.state === 'known' ? found.value : found.state;
}

describe('includes of a Redis in a container', () => {
  test.each([
    ['/etc/more/*.conf', ['./redis:/etc/more'], '3gb'],
    ['/etc/more/a.conf', ['./redis:/etc/more'], '2gb'],
    ['/etc/more/*.conf', ['./redis/a.conf:/etc/more/z.conf', './redis/b.conf:/etc/more/y.conf'], 'unknown'],
    ['/etc/more/*.none', ['./redis:/etc/more'], '1gb'],
    ['/etc/more/gone.conf', ['./redis:/etc/more'], 'unknown'],
    ['/etc/more/a.conf', [], 'unknown'],
    ['a.conf', ['./redis:/data'], '2gb'],
    ['a.conf', [], 'unknown'],
  ])('%s with %j', (include, volumes, expected) => expect(maxmemory(include, volumes)).toBe(expected));
});
