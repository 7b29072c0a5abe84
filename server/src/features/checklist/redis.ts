import { isSentinel } from '../../stack/redis/judged';
import type { Stack } from '../../stack/stack';
import type { Evidence } from './evidence';

/** A ceiling that is set, with the policy in force. */
export function redisMemory(stack: Stack): Evidence {
  const servers = stack.redisServers.filter((server) => !stack.ignores(server.main.path) && !isSentinel(server));
  const met = servers.flatMap((server) => {
    const ceiling = server.setting('maxmemory');
    const policy = server.setting('maxmemory-policy');
    if (ceiling.state !== 'known' || !ceiling.setting || policy.state !== 'known') return [];
    const by = policy.setting ? '' : ' by default';
    return [{ text: `maxmemory ${ceiling.value}, maxmemory-policy ${policy.value}${by}`, at: ceiling.setting.atValue }];
  });
  const otherwise = servers.length === 0 ? 'no Redis in this workspace' : 'what Redis may take is not known';
  return { met, otherwise };
}
