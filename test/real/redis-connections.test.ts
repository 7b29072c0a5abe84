import { expect, test } from 'vitest';
import { stackOf } from '../support/fixture';
import { judge } from '../support/laws';
import { findRedis, runRedis } from '../support/real-redis';

const redis = await findRedis();
if (!redis) console.log('redis-server is not installed: what its open files allow is not tried on it.');

const messages = (maxclients: number, nofile: number) =>
  judge(
    stackOf([
      [
        'compose.yml',
        `services:\n  redis:\n    image: redis:${redis?.version ?? '7.0.15'}\n    command: --maxclients ${maxclients}\n    ulimits: {nofile: ${nofile}}\n`,
      ],
    ]),
    ['stack/redis-maxclients'],
  ).findings.map(({ message }) => message);

test.skipIf(!redis).each([
  [1000, 200],
  [1000, 1031],
  [1000, 1032],
  [50, 200],
])('maxclients %i with %i open files', async (maxclients, nofile) => {
  const { settings } = await runRedis({}, undefined, ['--maxclients', String(maxclients)], nofile);
  const accepted = Number(settings.get('maxclients'));
  const said = messages(maxclients, nofile);
  expect(said).toHaveLength(accepted < maxclients ? 1 : 0);
  for (const message of said) expect(message).toContain(`it takes ${accepted}.`);
});
