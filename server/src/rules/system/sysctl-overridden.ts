import type { ConfigFile } from '../../settings/file';
import type { SysctlSetting } from '../../settings/sysctl';
import type { Verdict } from '../../stack/finding';
import type { Host, OverriddenSysctl } from '../../stack/system/host';
import { hostRule } from '../rule';

export default hostRule({
  summary: 'A later line sets the same key to another value',
  severity: 'information',
  from: 'development',
  guide: 'System › Kernel parameters',
  why: 'Files are applied in the order of their names, whatever their folder, and the last line that sets a key wins. `sysctl --system` reads /etc/sysctl.conf after all of them; systemd, which sets the values at boot, reads that file only where a link in /etc/sysctl.d leads to it. A value that is overridden is set for a moment at most.',
  price: 'None.',
  unless: 'The file is also used without the other one.',
  sources: [
    'https://www.freedesktop.org/software/systemd/man/latest/sysctl.d.html',
    'https://man7.org/linux/man-pages/man8/sysctl.8.html',
  ],
  examples: [
    {
      bad: `
//- etc/sysctl.d/50-tuning.conf
net.core.somaxconn = 32768
                     ^^^^^ information: 99-local.conf
//- etc/sysctl.d/99-local.conf
net.core.somaxconn = 65535
`,
      good: `
//- etc/sysctl.d/99-local.conf
net.core.somaxconn = 65535
`,
    },
  ],
  *check(host) {
    const ranks = new Map(host.slots.map((slot) => [slot.file, slot.rank]));
    for (const overridden of host.overridden) {
      const found = verdict(host, overridden, ranks);
      if (found) yield found;
    }
  },
});

function verdict(
  host: Host,
  { setting, procps: winner, systemd }: OverriddenSysctl,
  ranks: ReadonlyMap<ConfigFile, number>,
): Verdict | undefined {
  // What wins under procps but not under systemd is told where it loses.
  if (!winner || !differs(setting, winner) || setting.lenient || setting.entry.conditional) return undefined;
  // An administrator's file overrides that of a package by design.
  if (ranks.get(winner.file) !== ranks.get(setting.file)) return undefined;
  const both = winner === systemd;
  const boot = systemd ?? (host.effective(setting.name, 'systemd').state === 'known' ? setting : undefined);
  return {
    at: setting.atValue,
    setting: setting.name,
    value: setting.text,
    ...(both ? { tag: 'unnecessary' as const } : {}),
    message: both
      ? `${placeOf(setting, winner)} sets ${setting.name} to ${winner.text} later on and wins: ${setting.text} is never in force.`
      : boot
        ? `Two values for ${setting.name}: \`sysctl --system\` leaves ${winner.text} in force, systemd sets ${boot.text} at boot, for it doesn’t read /etc/sysctl.conf last.`
        : `${placeOf(setting, winner)} sets ${setting.name} to ${winner.text}, and \`sysctl --system\` leaves that in force. Whether a boot with systemd does depends on a link to /etc/sysctl.conf, which is not in view.`,
    related: [
      {
        ...winner.atValue,
        message: both ? `${winner.text} is in force.` : `${winner.text} is in force after \`sysctl --system\`.`,
      },
    ],
    fixes: both ? [{ title: 'Remove the line that has no effect', safety: 'review', edits: setting.remove() }] : [],
  };
}

function placeOf(setting: SysctlSetting, winner: SysctlSetting): string {
  const line = winner.file.lines.lineAt(winner.span.start) + 1;
  return winner.file === setting.file ? `Line ${line}` : `${winner.file.name}, line ${line},`;
}

/** Nothing behind the sign writes nothing: the kernel keeps the value that it has. */
function differs(one: SysctlSetting, other: SysctlSetting): boolean {
  if (one.text === '' || other.text === '') return false;
  return (
    one.value.state === 'known' &&
    other.value.state === 'known' &&
    one.value.value.replace(/\s+/g, ' ') !== other.value.value.replace(/\s+/g, ' ')
  );
}
