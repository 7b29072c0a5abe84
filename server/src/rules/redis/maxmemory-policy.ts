import { directive } from '../../knowledge/redis/directives';
import { parseMemory } from '../../knowledge/redis/units';
import { atLeast } from '../../knowledge/redis/versions';
import type { RedisSetting } from '../../settings/redis-conf';
import type { Fix, Verdict } from '../../stack/finding';
import { isSentinel, judgedSettings, versionOf } from '../../stack/redis/judged';
import { roleOf } from '../../stack/redis/role';
import type { RedisServer } from '../../stack/redis/server';
import { nearest } from '../../text/nearest';
import { redisRule } from '../rule';

/** The guide's policies, each with its use. */
const USES: readonly (readonly [policy: string, use: string])[] = [
  ['allkeys-lru', 'a cache: the longest unused keys go'],
  ['volatile-lru', 'a cache beside data: only keys that expire go'],
  ['noeviction', 'data and queues: writes fail instead'],
];

export default redisRule({
  summary: 'The eviction policy is missing on a cache, or Redis does not have it',
  severity: 'information',
  guide: 'Redis › Memory management',
  settings: ['maxmemory-policy'],
  checklist: 'Set Redis max memory and eviction policy',
  why: 'The policy decides what happens at maxmemory. Without one Redis refuses every write that needs memory, which is right for queues and data, but a full cache stops taking anything new. A policy that the running version does not have keeps it from starting.',
  price:
    'With allkeys-… any key may go at any time. Queues and cached data in one server share one ceiling and one policy, whatever their database numbers: give each its own server.',
  unless: 'The application handles refused writes itself.',
  sources: ['https://redis.io/docs/latest/develop/reference/eviction/'],
  examples: [
    {
      bad: `
//- redis/redis-cache.conf
maxmemory 1gb
^^^^^^^^^ information: refuses writes
save ""
`,
      good: `
//- redis/redis-cache.conf
maxmemory 1gb
maxmemory-policy allkeys-lru
save ""
`,
    },
    {
      bad: `
//- redis/redis.conf
maxmemory 1gb
maxmemory-policy allkeys_lru
                 ^^^^^^^^^^^ error: no policy "allkeys_lru"
`,
      good: `
//- redis/redis.conf
maxmemory 1gb
maxmemory-policy allkeys-lru
`,
    },
    {
      bad: `
//- headroom.yaml
versions:
  redis: "7.0.15"
//- redis/redis.conf
maxmemory 1gb
maxmemory-policy allkeys-lrm
                 ^^^^^^^^^^^ error: came with Redis 8.6
`,
      good: `
//- headroom.yaml
versions:
  redis: "7.0.15"
//- redis/redis.conf
maxmemory 1gb
maxmemory-policy allkeys-lru
`,
    },
  ],
  *check(server, view) {
    const version = versionOf(server, view);
    for (const setting of judgedSettings(server)) {
      if (setting.name !== 'maxmemory-policy' || setting.args.length !== 1) continue;
      const verdict = refused(setting, version);
      if (verdict) yield verdict;
    }
    if (!isSentinel(server)) yield* missing(server);
  },
});

function refused(setting: RedisSetting, version: string | undefined): Verdict | undefined {
  const { words } = directive('maxmemory-policy')!;
  const written = setting.args[0]!.value;
  const found = words.find(({ word }) => word === written.toLowerCase());
  if (found && (found.since === undefined || atLeast(version, found.since))) return undefined;
  const offered = words.filter(({ since }) => since === undefined || atLeast(version, since)).map(({ word }) => word);
  const dashed = written.toLowerCase().replaceAll('_', '-').replace(/[;,]$/, '');
  const meant = offered.includes(dashed)
    ? dashed
    : found
      ? dashed.replace(/-l(rm|fu)$/, '-lru')
      : nearest(written, offered);
  const why = found ? `came with Redis ${found.since!.replace(/\.0$/, '')}, so Redis ${version} refuses to start` : '';
  return {
    at: setting.atValue,
    severity: 'error',
    setting: 'maxmemory-policy',
    value: setting.text,
    message: found
      ? `The policy ${written} ${why}.`
      : `Redis has no policy "${written}" and refuses to start; it has ${offered.slice(0, -1).join(', ')} and ${offered.at(-1)}.`,
    fixes: meant
      ? [
          {
            title: `Set maxmemory-policy to ${meant}`,
            safety: meant === dashed ? 'safe' : 'review',
            edits: setting.set(meant),
          },
        ]
      : USES.map(
          ([policy, use]): Fix => ({
            title: `Set maxmemory-policy to ${policy} (${use})`,
            safety: 'review',
            edits: setting.set(policy),
          }),
        ),
  };
}

/** A ceiling without a policy is wrong only where Redis is a cache, which the file's name has to say. */
function* missing(server: RedisServer) {
  const ceiling = server.setting('maxmemory');
  if (ceiling.state !== 'known' || !ceiling.setting || !(parseMemory(ceiling.value) ?? 0)) return;
  const at = ceiling.setting.atName;
  const policy = server.setting('maxmemory-policy');
  if (policy.state === 'unknown') yield { at, unknown: policy.reason };
  if (policy.state !== 'known' || policy.setting) return;
  const role = roleOf(server);
  if (role === undefined) yield { at, unknown: 'nothing says whether this Redis is a cache' };
  if (role !== 'cache') return;
  yield {
    at,
    setting: 'maxmemory-policy',
    message: `Without maxmemory-policy this cache evicts nothing: at ${ceiling.setting.text} Redis refuses writes. Say what may go.`,
    fixes: USES.map(
      ([value, use]): Fix => ({
        title: `Set maxmemory-policy to ${value} (${use})`,
        safety: 'review',
        edits: server.insert('maxmemory-policy', value),
      }),
    ),
  };
}
