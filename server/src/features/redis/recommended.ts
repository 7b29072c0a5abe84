import { redisRecommendations } from '../../knowledge/redis/recommended';
import type { ConfigFile } from '../../settings/file';
import { insertRedis } from '../../settings/redis-conf';
import { isSentinel, versionOf } from '../../stack/redis/judged';
import { roleOf } from '../../stack/redis/role';
import type { RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import type { Action } from '../code-actions';

/** The directives whose absence is worth an offer; `save` is set by Redis itself. */
const OFFERED: ReadonlySet<string> = new Set(['maxmemory', 'maxmemory-policy', 'appendonly']);

/** What the guide recommends and no file of the server sets, as lines for its main file. */
export function insertRecommendedRedis(stack: Stack, file: ConfigFile): Action[] {
  const server = stack.redisServers.find(({ configuration }) => configuration === file);
  return server ? recommendedForRedis(stack, server) : [];
}

/** The same for a server, as lines of its file or, where it has none, as flags. */
export function recommendedForRedis(stack: Stack, server: RedisServer): Action[] {
  if (isSentinel(server)) return [];
  const role = roleOf(server);
  const use = role === undefined || role === 'cache' ? role : 'store';
  const fitting = redisRecommendations.filter((one) => use === undefined || one.use === undefined || one.use === use);
  return fitting.flatMap(({ name, value, label }) => {
    const effective = server.setting(name, versionOf(server, stack));
    const isAbsent = effective.state === 'absent' || (effective.state === 'known' && effective.setting === undefined);
    // Without a ceiling a policy has nothing to do, and "appendonly no" says what holds anyway.
    const isIdle = (name === 'maxmemory-policy' && server.all('maxmemory').length === 0) || value === 'no';
    if (!OFFERED.has(name) || !isAbsent || isIdle) return [];
    return [
      {
        title: `Insert recommended ${name} ${value} (${label})`,
        kind: 'refactor',
        safety: 'review',
        edits: server.configuration ? insertRedis(server.configuration, name, value) : server.insert(name, value),
      },
    ];
  });
}
