import { sysctlRule } from '../rule';
import { judgeTcpMemory } from '../tcp-memory';

const KEY = 'net.ipv4.tcp_wmem';

export default sysctlRule({
  summary: 'The sizes of TCP send buffers slow connections down',
  severity: 'information',
  guide: 'System › Kernel parameters',
  settings: [KEY],
  why: 'The three numbers are the least, the first and the largest size of a connection’s send buffer; the kernel grows it from the first towards the largest while data flows. A small largest size bounds the speed of connections over long distances, and a small first size makes programs wait for the network sooner.',
  price:
    'Each connection may take up to the largest size of memory; the kernel gives it only where the connection needs it, and less when memory is short.',
  unless: 'The host has little memory for many connections, or all clients are near.',
  sources: ['https://docs.kernel.org/networking/ip-sysctl.html'],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_wmem = 4096 16384 4194304
                    ^^^^^^^^^^^^^^^^^^ information: grows to 4194304 bytes at most
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_wmem = 4096 16384 16777216
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_wmem = 16777216 16384 4096
                    ^^^^^^^^^^^^^^^^^^^ error: go upwards
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_wmem = 4096 16384 16777216
`,
    },
  ],
  check: (set, view) => judgeTcpMemory(set, KEY, view),
});
