import { sysctlKey } from '../../knowledge/system/sysctl';
import { sysctlRefusal } from '../../knowledge/system/sysctl-values';
import type { Fix } from '../../stack/finding';
import type { SysctlAssignment } from '../../stack/system/sysctl-set';
import { sysctlRule } from '../rule';

/** Keys whose own rules say more. */
const OWN_RULES = new Set(['net.ipv4.ip_local_port_range', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']);

export default sysctlRule({
  summary: 'The kernel refuses this value',
  severity: 'error',
  from: 'development',
  guide: 'System › Kernel parameters',
  why: 'The kernel checks what is written to a setting: it takes plain numbers, no units, and for many settings only those of a range. It refuses anything else with "Invalid argument", and the setting stays as it was. At boot nobody sees the message.',
  unless: 'The kernel is patched, or newer than the ranges that Headroom knows (Linux 6.18).',
  sources: [
    'https://docs.kernel.org/admin-guide/sysctl/index.html',
    'https://docs.kernel.org/networking/ip-sysctl.html',
  ],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 64k
                     ^^^ error: the kernel refuses "64k"
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65536
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-redis.conf
vm.overcommit_memory = 3
                       ^ error: from 0 to 2
`,
      good: `
//- etc/sysctl.d/99-redis.conf
vm.overcommit_memory = 1
`,
    },
  ],
  *check(set) {
    for (const key of set.keys) {
      if (OWN_RULES.has(key)) continue;
      for (const setting of set.settings(key)) {
        if (setting.value.state !== 'known' || isQuoted(setting.value.value)) continue;
        const message = sysctlRefusal(key, setting.value.value);
        if (message !== undefined)
          yield { at: setting.atValue, setting: key, value: setting.text, message, fixes: fixes(setting) };
      }
    }
  },
});

/** What the reader of the file reports by itself. */
function isQuoted(value: string): boolean {
  return /^["']|\\$/.test(value);
}

/** The number with its unit spelt out, or without the commas between its thousands, where the kernel takes that. */
function fixes(setting: SysctlAssignment): Fix[] {
  const found = /^(\d[\d,_]*)([kmg])?b?$/i.exec(setting.text);
  if (!found || sysctlKey(setting.name)?.type === 'portlist') return [];
  const value = String(
    Number(found[1]!.replace(/[,_]/g, '')) * 1024 ** (found[2] ? 'kmg'.indexOf(found[2].toLowerCase()) + 1 : 0),
  );
  if (value === setting.text || sysctlRefusal(setting.name, value) !== undefined) return [];
  return [{ title: `Set ${setting.name} to ${value}`, safety: 'review', edits: setting.set(value) }];
}
