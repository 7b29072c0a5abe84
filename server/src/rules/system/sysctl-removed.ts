import { olderThan, type SysctlKey, sysctlKey } from '../../knowledge/system/sysctl';
import type { Known, Unknown } from '../../settings/value';
import { sysctlRule } from '../rule';

/** The oldest kernel that a distribution still maintains: what is gone from it is gone everywhere. */
const OLDEST = '4.18';

export default sysctlRule({
  summary: 'Kernels no longer have this setting',
  severity: 'warning',
  from: 'development',
  guide: 'System › Kernel parameters',
  settings: ['net.ipv4.tcp_tw_recycle', 'kernel.sched_migration_cost_ns', 'net.netfilter.nf_conntrack_helper'],
  why: 'What the kernel does not have can’t be set: `sysctl -p` says "cannot stat" and ends with an error, which makes scripts and container starts fail; systemd passes over the line in silence. Either way, the line does nothing.',
  price: 'None: the line has no effect.',
  unless: 'The file also serves hosts with older kernels. A dash before the key (`-net.ipv4.tcp_tw_recycle`) says so.',
  sources: [
    'https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id=4396e46187ca5070219b81773c4e65088dac50cc',
    'https://docs.kernel.org/networking/ip-sysctl.html',
  ],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_tw_recycle = 1
^^^^^^^^^^^^^^^^^^^^^^^ warning: gone since Linux 4.12
net.core.somaxconn = 65535
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
kernel.sched_migration_cost_ns = 5000000
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information: Linux 5.13 and later
`,
      good: `
//- headroom.yaml
host:
  kernel: 5.4
//- etc/sysctl.d/99-tuning.conf
kernel.sched_migration_cost_ns = 5000000
`,
    },
  ],
  *check(set, view) {
    const { kernel } = view.settings.host;
    for (const key of set.keys) {
      const known = sysctlKey(key);
      const removed = known?.removed;
      if (removed === undefined || (kernel !== undefined && olderThan(kernel, removed))) continue;
      const certain = kernel !== undefined || !olderThan(OLDEST, removed);
      for (const setting of set.settings(key)) {
        if (setting.lenient || setting.conditional) continue;
        // Where the kernel may still have the key, a line that only makes sure of its default does no harm.
        if (!certain && isDefault(known!, setting.value)) continue;
        yield {
          at: setting.atName,
          ...(certain ? {} : { severity: 'information' as const }),
          setting: key,
          value: setting.text,
          tag: 'deprecated',
          message: certain
            ? `${key} is gone since Linux ${removed}: ${set.holdsFor === 'host' ? 'sysctl reports an error here, and the line sets nothing' : 'the container doesn’t start'}.`
            : `Linux ${removed} and later have no ${key}: there, ${set.holdsFor === 'host' ? 'sysctl reports an error here and the line sets nothing' : 'the container doesn’t start'}.`,
          fixes: [{ title: `Remove ${key}`, safety: certain ? 'safe' : 'review', edits: setting.remove() }],
        };
      }
    }
  },
});

function isDefault(known: SysctlKey, value: Known<string> | Unknown): boolean {
  return value.state === 'known' && known.defaults.some((one) => one.value === value.value);
}
