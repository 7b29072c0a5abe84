import { sysctlRule } from '../rule';
import { judgeTcpMemory } from '../tcp-memory';

const KEY = 'net.ipv4.tcp_rmem';

export default sysctlRule({
  summary: 'The sizes of TCP receive buffers slow connections down',
  severity: 'information',
  guide: 'System › Kernel parameters',
  settings: [KEY],
  why: 'The three numbers are the least, the first and the largest size of a connection’s receive buffer; the kernel grows it from the first towards the largest while data flows. A small first size makes every connection start slowly: the guide’s 87380 was the kernel’s own before Linux 4.20, now it is 131072. A small largest size bounds the speed of connections over long distances.',
  price:
    'Each connection may take up to the largest size of memory; the kernel gives it only where the connection needs it, and less when memory is short.',
  unless: 'The host has little memory for many connections, or all clients are near.',
  sources: ['https://docs.kernel.org/networking/ip-sysctl.html'],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 4096 87380 16777216
                    ^^^^^^^^^^^^^^^^^^^ information: less than the kernel’s own 131072
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 4096 131072 16777216
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 4096 131072 16M
                    ^^^^^^^^^^^^^^^ error: the kernel refuses
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_rmem = 4096 131072 16777216
`,
    },
  ],
  check: (set, view) => judgeTcpMemory(set, KEY, view),
});
