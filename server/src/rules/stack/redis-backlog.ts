import { system } from '../../knowledge/tiers';
import { IN_CONTAINERS, mayRunInContainers } from '../../stack/system/services';
import { numbersInForce, onlyHost } from '../../stack/system/values';
import { stackRule } from '../rule';

const KEY = 'net.core.somaxconn';

export default stackRule({
  summary: 'Redis’ tcp-backlog is above what the kernel allows',
  severity: 'warning',
  guide: 'System › Kernel parameters',
  settings: ['tcp-backlog', KEY],
  why: 'Redis asks for a queue of tcp-backlog new connections, and the kernel cuts it to net.core.somaxconn. Redis warns of it at start: "The TCP backlog setting … cannot be enforced". When many clients connect at once, as after a restart, those beyond the queue wait and try again.',
  price: 'None that counts.',
  unless: 'Redis runs in a container or on another host than the sysctl files are for.',
  sources: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/config/',
    'https://man7.org/linux/man-pages/man2/listen.2.html',
  ],
  examples: [
    {
      bad: `
//- redis.conf
maxmemory 512mb
maxmemory-policy allkeys-lru
tcp-backlog 32768
            ^^^^^ warning: cuts to 4096
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 4096
`,
      good: `
//- redis.conf
maxmemory 512mb
maxmemory-policy allkeys-lru
tcp-backlog 32768
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    },
  ],
  *check(stack) {
    const host = onlyHost(stack);
    const somaxconn = host && numbersInForce(host, KEY);
    if (!somaxconn) return;
    const limit = somaxconn.numbers[0]!;
    for (const server of stack.redisServers) {
      const backlog = server.setting('tcp-backlog');
      if (
        backlog.state !== 'known' ||
        !backlog.setting ||
        !/^\d+$/.test(backlog.value) ||
        Number(backlog.value) <= limit
      )
        continue;
      const { setting } = backlog;
      if (mayRunInContainers(stack)) {
        yield { at: setting.atValue, unknown: IN_CONTAINERS };
        continue;
      }
      const raised = Math.max(Number(backlog.value), system.somaxconn);
      yield {
        at: setting.atValue,
        setting: 'tcp-backlog',
        value: setting.text,
        message: `Redis asks for a queue of ${backlog.value} new connections, which the kernel cuts to ${limit}, the host’s ${KEY}.`,
        related: [{ ...somaxconn.setting.atValue, message: `The host allows ${limit}.` }],
        fixes: [{ title: `Raise ${KEY} to ${raised}`, safety: 'review', edits: somaxconn.setting.set(String(raised)) }],
      };
    }
  },
});
