import type { Place } from '../../stack/finding';
import type { RedisServer } from '../../stack/redis/server';
import { numbersInForce, onlyHost } from '../../stack/system/values';
import { stackRule } from '../rule';

const KEY = 'vm.overcommit_memory';

export default stackRule({
  summary: 'Redis can’t save in the background with this vm.overcommit_memory',
  severity: 'warning',
  from: 'development',
  guide: 'Redis › Persistence',
  settings: [KEY],
  why: 'To write a snapshot or rewrite its log, Redis forks: for a moment the kernel has to promise its memory twice, although hardly any of it is copied. With 0 or 2 the kernel may refuse when memory is not free twice over; the save fails with "Can’t save in background: fork: Cannot allocate memory", and Redis then refuses writes. Redis itself warns of it at start.',
  price: 'The kernel promises more memory than there is: when programs really use it all, one of them is ended.',
  unless: 'Redis runs on another host than this one.',
  sources: [
    'https://docs.kernel.org/admin-guide/sysctl/vm.html#overcommit-memory',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/admin/',
  ],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
vm.overcommit_memory = 0
                       ^ warning: Redis
//- redis.conf
maxmemory 512mb
maxmemory-policy noeviction
appendonly yes
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
vm.overcommit_memory = 1
//- redis.conf
maxmemory 512mb
maxmemory-policy noeviction
appendonly yes
`,
    },
  ],
  *check(stack) {
    const host = onlyHost(stack);
    const inForce = host && numbersInForce(host, KEY);
    if (!inForce || inForce.numbers[0] === 1) return;
    const { setting, numbers } = inForce;
    const saving = stack.redisServers.find(forks);
    if (!saving) return;
    const what =
      saving.setting('appendonly').state === 'known' && isOn(saving) ? 'rewriting its log' : 'taking snapshots';
    yield {
      at: setting.atValue,
      setting: KEY,
      value: setting.text,
      message: `With ${numbers[0]} the kernel may refuse the fork that Redis (${saving.main.path}) needs for ${what}: the save fails, and Redis refuses writes. Redis asks for 1.`,
      related: [{ ...placeIn(saving), message: 'This Redis saves its data.' }],
      fixes: [{ title: `Set ${KEY} to 1`, safety: 'review', edits: setting.set('1') }],
    };
  },
});

/** Whether the server is known to save in the background. */
function forks(server: RedisServer): boolean {
  const points = server.savePoints;
  return isOn(server) || (points.state === 'known' && points.value.length > 0);
}

function isOn(server: RedisServer): boolean {
  const appendonly = server.setting('appendonly');
  return appendonly.state === 'known' && appendonly.value.toLowerCase() === 'yes';
}

function placeIn(server: RedisServer): Place {
  const [setting] = [...server.all('appendonly'), ...server.all('save')];
  return setting ? { file: setting.file, span: setting.span } : server.place;
}
