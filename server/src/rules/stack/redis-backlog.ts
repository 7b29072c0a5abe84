import { system } from '../../knowledge/tiers';
import type { Setting } from '../../settings/setting';
import { type AcceptLimit, acceptLimit, type Runtime, redisRuntimesOf, sysctlsIn } from '../../stack/system/containers';
import { onlyHost } from '../../stack/system/values';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

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
    for (const server of stack.redisServers) {
      const backlog = server.setting('tcp-backlog');
      if (backlog.state !== 'known' || !backlog.setting || !/^\d+$/.test(backlog.value)) continue;
      for (const runtime of redisRuntimesOf(server, stack)) {
        const set = sysctlsIn(runtime, stack);
        const accept = set && acceptLimit(set);
        if (accept) yield* judge(backlog.setting, Number(backlog.value), accept, runtime);
        else if (runtime.kind === 'unknown' && onlyHost(stack)?.effective(KEY).state === 'known')
          yield { at: backlog.setting.atValue, unknown: runtime.reason };
      }
    }
  },
});

function* judge(setting: Setting, backlog: number, { limit, place, set }: AcceptLimit, runtime: Runtime): Verdicts {
  if (backlog <= limit) return;
  const raised = Math.max(backlog, system.somaxconn);
  const owner =
    runtime.kind === 'service' && set.holdsFor === 'container'
      ? `the container of ${runtime.service.name}`
      : 'the host';
  yield {
    at: setting.atValue,
    setting: 'tcp-backlog',
    value: setting.text,
    message: `Redis asks for a queue of ${backlog} new connections, which the kernel cuts to ${limit}, ${place ? `${KEY} of ${owner}` : `with which ${owner} begins whatever its host has`}.`,
    related: place ? [{ ...place, message: `Here ${limit} are allowed.` }] : [],
    fixes: fixWith(`Raise ${KEY} of ${owner} to ${raised}`, 'review', set.insert(KEY, String(raised))),
  };
}
