import { formatMemory, parseMemory } from '../../knowledge/redis/units';
import { scaling } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import { insertAll } from '../../stack/redis/edits';
import { isSentinel, placeOfAbsent } from '../../stack/redis/judged';
import { roleOf } from '../../stack/redis/role';
import type { RedisServer } from '../../stack/redis/server';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'Redis has no ceiling for its memory',
  severity: 'warning',
  guide: 'Redis › Memory management',
  settings: ['maxmemory'],
  checklist: 'Set Redis max memory and eviction policy',
  why: 'Without maxmemory Redis grows until the machine swaps or the kernel kills it, and then everything that uses it stands still at once. With a ceiling it refuses single writes, or evicts keys where maxmemory-policy says so. A policy alone does nothing.',
  price:
    'At the ceiling, writes fail or keys go. The buffers of replicas and of the append-only file come on top, and while Redis saves, it may take up to twice the memory: leave it a quarter of the machine or container at least.',
  unless: 'The data is known to stay small, or what starts Redis is not in the workspace and sets maxmemory.',
  sources: [
    'https://redis.io/docs/latest/develop/reference/eviction/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/admin/',
  ],
  examples: [
    {
      bad: `
//- redis/redis.conf
bind 127.0.0.1
^^^^ warning: maxmemory is not set
appendonly yes
`,
      good: `
//- redis/redis.conf
bind 127.0.0.1
maxmemory 512mb
appendonly yes
`,
    },
    {
      bad: `
//- redis/redis.conf
maxmemory 0
          ^ warning: 0 sets no ceiling
maxmemory-policy allkeys-lru
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
maxmemory-policy allkeys-lru
`,
    },
    {
      bad: `
//- redis/redis-cache.conf
port 6380
^^^^ warning: maxmemory is not set
save ""
`,
      good: `
//- redis/redis-cache.conf
port 6380
maxmemory 512mb
maxmemory-policy allkeys-lru
save ""
`,
    },
    {
      bad: `
//- compose.yml
services:
  redis:
    image: redis:7.4
    command: redis-server --appendonly yes
             ^^^^^^^^^^^^ warning: maxmemory is not set
    volumes: ["./redis:/data"]
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
`,
      good: `
//- compose.yml
services:
  redis:
    image: redis:7.4
    command: redis-server --appendonly yes --maxmemory 768mb
    volumes: ["./redis:/data"]
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
`,
    },
  ],
  *check(server) {
    if (isSentinel(server)) return;
    const inForce = server.setting('maxmemory');
    const at =
      inForce.state !== 'absent' && inForce.setting
        ? inForce.setting.atValue
        : placeOfAbsent(server, 'maxmemory', ['maxmemory-policy']);
    if (!at) return;
    if (inForce.state !== 'known') {
      if (inForce.state === 'unknown') yield { at, unknown: inForce.reason };
      return;
    }
    const { value, setting } = inForce;
    if (setting && (setting.args.length !== 1 || setting.entry.broken)) return;
    if (parseMemory(value) !== 0) return;
    const policy = server.setting('maxmemory-policy');
    const idle =
      policy.state === 'known' && policy.setting && policy.value.toLowerCase() !== 'noeviction'
        ? ` Until then maxmemory-policy ${policy.value} does nothing.`
        : '';
    yield {
      at,
      setting: 'maxmemory',
      ...(setting ? { value: setting.text } : {}),
      message: `${setting ? `${setting.text === '0' ? '0' : `maxmemory ${setting.text}`} sets no ceiling` : 'maxmemory is not set'}: nothing keeps Redis from growing until the machine swaps or the kernel kills it. Set what it may take.${idle}`,
      fixes: sizesFor(server).map((size) => ceiling(server, size)),
    };
  },
});

/** Three quarters of what the container may take, where that is known, then the guide's sizes that leave a quarter free. */
function sizesFor(server: RedisServer): string[] {
  const limit = server.service?.memoryLimit;
  if (limit?.state !== 'known' || limit.value < 16 * 1024 ** 2) return [...scaling.redisMaxmemory];
  const share = Math.floor((limit.value * 3) / 4);
  const megabytes = `${Math.floor(share / 1024 ** 2)}mb`;
  const fitting = scaling.redisMaxmemory.filter((size) => (parseMemory(size) ?? 0) < share);
  return [formatMemory(share).endsWith('gb') ? formatMemory(share) : megabytes, ...fitting];
}

/** A cache without a policy would refuse writes at its ceiling, so it gets one along. */
function ceiling(server: RedisServer, size: string): Fix {
  const policy = server.setting('maxmemory-policy');
  const cache = roleOf(server) === 'cache' && policy.state === 'known' && !policy.setting;
  return {
    title: `Set maxmemory to ${size}${cache ? ' and maxmemory-policy to allkeys-lru' : ''}`,
    safety: 'review',
    edits: insertAll(server, [['maxmemory', size], ...(cache ? ([['maxmemory-policy', 'allkeys-lru']] as const) : [])]),
  };
}
