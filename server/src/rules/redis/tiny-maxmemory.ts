import { formatMemory, parseMemory } from '../../knowledge/redis/units';
import { scaling } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import { isSentinel } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'maxmemory is below one megabyte',
  severity: 'warning',
  from: 'development',
  guide: 'Redis › Memory management',
  why: 'A number without a unit is a number of bytes. Redis needs about a megabyte for itself, so with less it refuses every write, or evicts each key right away. It only warns about it when it starts.',
  unless: 'A test wants a full Redis.',
  sources: [
    'https://redis.io/docs/latest/develop/reference/eviction/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/config/',
  ],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512
          ^^^ warning: 512 bytes
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
`,
    },
  ],
  *check(server) {
    if (isSentinel(server)) return;
    const inForce = server.setting('maxmemory');
    if (inForce.state !== 'known' || inForce.setting?.args.length !== 1) return;
    const { value, setting } = inForce;
    const bytes = parseMemory(value);
    if (bytes === undefined || bytes === 0 || bytes >= 1024 ** 2) return;
    // What was meant can be told where only the unit is missing.
    const number = /^[1-9]\d*$/.exec(value) && bytes >= 16 ? formatMemory(bytes * 1024 ** 2) : undefined;
    const sizes = number === undefined ? scaling.redisMaxmemory : [number];
    yield {
      at: setting.atValue,
      setting: 'maxmemory',
      value: setting.text,
      message: `Redis reads this as ${bytes} bytes, less than it needs for itself: it refuses every write or keeps no key. Give the size with its unit.`,
      fixes: sizes.map(
        (size): Fix => ({ title: `Set maxmemory to ${size}`, safety: 'review', edits: setting.set(size) }),
      ),
    };
  },
});
