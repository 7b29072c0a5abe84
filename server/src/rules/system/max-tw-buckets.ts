import { numbersInForce, undecided } from '../../stack/system/values';
import { sysctlRule } from '../rule';

const KEY = 'net.ipv4.tcp_max_tw_buckets';

/** The kernel's own limit is not below this on a host with a gigabyte of memory. */
const LEAST = 8192;

export default sysctlRule({
  summary: 'The number of connections in TIME_WAIT is cut short',
  severity: 'warning',
  guide: 'System › Kernel parameters',
  settings: [KEY],
  why: 'A closed connection stays in TIME_WAIT for a minute, so that late packets don’t disturb its successor. Above this number the kernel destroys such connections at once and logs "time wait bucket table overflow". The kernel’s documentation says that the limit must not be lowered: it exists only against simple attacks.',
  price: 'A connection in TIME_WAIT takes about 250 bytes of memory.',
  unless: 'The host has very little memory.',
  sources: ['https://docs.kernel.org/networking/ip-sysctl.html'],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_max_tw_buckets = 5000
                              ^^^^ warning: must not be lowered
net.core.somaxconn = 65535
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    },
  ],
  *check(set) {
    const doubt = undecided(set, KEY);
    if (doubt) yield doubt;
    const inForce = numbersInForce(set, KEY);
    if (!inForce || inForce.numbers[0]! >= LEAST) return;
    const { setting, numbers } = inForce;
    yield {
      at: setting.atValue,
      setting: KEY,
      value: setting.text,
      message: `Above ${numbers[0]} closed connections the kernel forgets them too early. Its documentation says that this limit must not be lowered; without the line it follows the host’s memory.`,
      fixes: [
        {
          title: 'Remove the line: the kernel’s own limit follows the memory',
          safety: 'review',
          edits: setting.remove(),
        },
      ],
    };
  },
});
