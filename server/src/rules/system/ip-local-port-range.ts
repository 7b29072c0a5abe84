import { kernelNumbers, sysctlRefusal } from '../../knowledge/system/sysctl-values';
import { system } from '../../knowledge/tiers';
import type { Verdict } from '../../stack/finding';
import type { SysctlAssignment, SysctlSet } from '../../stack/system/sysctl-set';
import { numbersInForce, undecided } from '../../stack/system/values';
import { sysctlRule } from '../rule';

const KEY = 'net.ipv4.ip_local_port_range';
const WANTED = system.portRange.join(' ');

/** Ports of the kernel's own range, 32768 to 60999. */
const KERNEL_DEFAULT = 28_232;

/** Three quarters of all port numbers: a range that wide is not worth a remark. */
const WIDE = 49_152;

export default sysctlRule({
  summary: 'The range of ports for outgoing connections is narrow or refused',
  severity: 'information',
  guide: 'System › Kernel parameters',
  settings: [KEY],
  checklist: 'Tune kernel parameters (`somaxconn`, `tcp_fastopen`)',
  why: 'Each connection that the host opens itself, as nginx does to the application, takes a port of this range for as long as it lasts and for a minute afterwards. When the range is used up for one destination, further connections fail with "Cannot assign requested address". Connections that clients open to the host take none.',
  price:
    'A wider range comes nearer to the ports on which programs listen. 10240 leaves the usual ones alone; what listens above it belongs into net.ipv4.ip_local_reserved_ports.',
  unless:
    'Connections to the application are kept open (`keepalive` in nginx’s upstream), so that few new ones are needed.',
  sources: ['https://docs.kernel.org/networking/ip-sysctl.html'],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 32768 60999
                               ^^^^^^^^^^^ information: 28232 outgoing connections
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240 65535
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 65535 10240
                               ^^^^^^^^^^^ error: the lower port first
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240 65535
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 50000 65000
                               ^^^^^^^^^^^ warning: fewer than the kernel’s own 28232
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240 65535
`,
    },
  ],
  *check(set) {
    const doubt = undecided(set, KEY);
    if (doubt) yield doubt;
    let refused = false;
    for (const setting of set.settings(KEY)) {
      const message = setting.value.state === 'known' ? refusal(set, setting.value.value) : undefined;
      if (message === undefined) continue;
      refused = true;
      yield { ...verdict(setting, message), severity: 'error' };
    }
    const inForce = numbersInForce(set, KEY);
    if (refused || !inForce) return;
    const [low, high] = inForce.numbers as readonly [number, number];
    const ports = high - low + 1;
    if (ports >= WIDE) return;
    const range = `${ports} outgoing connections to one destination can be open at once`;
    if (ports >= KERNEL_DEFAULT)
      yield verdict(
        inForce.setting,
        `${range}. ${WANTED} allows ${width()} and leaves the ports alone on which programs usually listen.`,
      );
    else
      yield {
        ...verdict(
          inForce.setting,
          `Only ${range}, fewer than the kernel’s own ${KERNEL_DEFAULT}: further ones fail. ${WANTED} allows ${width()}.`,
        ),
        severity: 'warning',
      };
  },
});

function verdict(setting: SysctlAssignment, message: string): Verdict {
  return {
    at: setting.atValue,
    setting: KEY,
    value: setting.text,
    message,
    fixes: [{ title: `Set ${KEY} to ${WANTED}`, safety: 'safe', edits: setting.set(WANTED) }],
  };
}

function width(): number {
  return system.portRange[1] - system.portRange[0] + 1;
}

/** Why the kernel doesn't take the value as it is meant. */
function refusal(set: SysctlSet, value: string): string | undefined {
  if (value === '' || isQuoted(value)) return undefined;
  const message = sysctlRefusal(KEY, value);
  if (message !== undefined) return message;
  const [low, high] = kernelNumbers(value);
  if (low === undefined) return undefined;
  if (high === undefined)
    return `The kernel takes ${low} for the lower end and leaves the upper end as it was: write both.`;
  const first = firstUnprivileged(set);
  if (first === undefined || low >= first) return undefined;
  return `The kernel refuses a range that begins at ${low}: it may not begin below net.ipv4.ip_unprivileged_port_start, ${first} here.`;
}

/** What the reader reports by itself. */
function isQuoted(value: string): boolean {
  return /^["']/.test(value);
}

/** The first port that needs no privilege; undefined where it can't be told. */
function firstUnprivileged(set: SysctlSet): number | undefined {
  const key = 'net.ipv4.ip_unprivileged_port_start';
  // Docker sets it to 0 in a container; another engine leaves the kernel's 1024.
  if (set.effective(key).state === 'absent') return set.holdsFor === 'host' ? 1024 : undefined;
  return numbersInForce(set, key)?.numbers[0];
}
