import { numbersInForce, undecided } from '../../stack/system/values';
import { sysctlRule } from '../rule';

const KEY = 'net.ipv4.tcp_syncookies';

export default sysctlRule({
  summary: 'Without SYN cookies, a flood of half-open connections stops a server',
  severity: 'warning',
  from: 'production',
  guide: 'System › Kernel parameters',
  settings: [KEY],
  why: 'When the queue of half-open connections overflows, under a flood or a burst of clients, the kernel can answer without remembering each one. With 0 it drops them instead, and real clients can’t connect. SYN cookies do nothing until then.',
  price: 'Connections made while the queue overflows may lose TCP options such as window scaling.',
  unless: 'The host accepts no connections from outside.',
  sources: ['https://docs.kernel.org/networking/ip-sysctl.html'],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_syncookies = 0
                          ^ warning: real clients
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_syncookies = 1
`,
    },
  ],
  *check(set) {
    const doubt = undecided(set, KEY);
    if (doubt) yield doubt;
    const inForce = numbersInForce(set, KEY);
    if (inForce?.numbers[0] !== 0) return;
    const { setting } = inForce;
    yield {
      at: setting.atValue,
      setting: KEY,
      value: setting.text,
      message:
        'With SYN cookies off, a flood of half-open connections keeps real clients out. 1, the kernel’s own value, uses them only when the queue overflows.',
      fixes: [{ title: `Set ${KEY} to 1`, safety: 'safe', edits: setting.set('1') }],
    };
  },
});
