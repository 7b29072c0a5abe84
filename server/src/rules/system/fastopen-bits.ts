import { fastOpen } from '../../knowledge/system/fast-open';
import { system } from '../../knowledge/tiers';
import { numbersInForce } from '../../stack/system/values';
import { sysctlRule } from '../rule';

const KEY = 'net.ipv4.tcp_fastopen';

export default sysctlRule({
  summary: 'net.ipv4.tcp_fastopen has bits that mean nothing',
  severity: 'warning',
  from: 'development',
  guide: 'System › Kernel parameters',
  settings: [KEY],
  why: 'The value is a set of bits: 1, 2, 4, 0x200 and 0x400. The kernel takes any number without checking it, so a number that was meant as a size or a switch turns bits on or off by accident, among them those that accept data without a cookie.',
  unless: 'A newer kernel knows further bits.',
  sources: ['https://docs.kernel.org/networking/ip-sysctl.html'],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 256
                        ^^^ warning: bits that mean nothing
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 3
`,
    },
  ],
  *check(set) {
    const inForce = numbersInForce(set, KEY);
    if (!inForce) return;
    const { setting, numbers } = inForce;
    const bits = numbers[0]!;
    if (bits >= 0 && (bits & ~fastOpen.all) === 0) return;
    yield {
      at: setting.atValue,
      setting: KEY,
      value: setting.text,
      message:
        bits < 0
          ? `${bits} sets every bit: all servers then accept data in the first packet, without a cookie that shows who sends it. ${system.tcpFastopen} turns fast open on for clients and servers.`
          : `${bits} holds bits that mean nothing to the kernel; it takes them without a word. The bits are 1, 2, 4, 0x200 and 0x400: ${system.tcpFastopen} turns fast open on for clients and servers.`,
      fixes: [
        {
          title: `Set ${KEY} to ${system.tcpFastopen}`,
          safety: 'review',
          edits: setting.set(String(system.tcpFastopen)),
        },
      ],
    };
  },
});
