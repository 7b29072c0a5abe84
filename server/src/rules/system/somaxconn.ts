import { system } from '../../knowledge/tiers';
import { numbersInForce, undecided } from '../../stack/system/values';
import { sysctlRule } from '../rule';

const KEY = 'net.core.somaxconn';

/** The kernel's own default since Linux 5.4. */
const KERNEL_DEFAULT = 4096;

export default sysctlRule({
  summary: 'net.core.somaxconn is below what a busy server needs',
  severity: 'information',
  guide: 'System › Kernel parameters',
  settings: [KEY],
  checklist: 'Tune kernel parameters (`somaxconn`, `tcp_fastopen`)',
  why: 'A program that listens has a queue of connections that it has not accepted yet, and the kernel cuts this queue to net.core.somaxconn without a word. When a burst of clients fills it, their connections are dropped and tried again after a second or more: requests freeze although the CPUs are idle.',
  price:
    'None that counts: the queue takes memory only while connections wait in it. A program has to ask for a longer queue as well, as nginx with `listen … backlog=`.',
  unless: 'Few clients connect at once, or nothing on the host listens.',
  sources: ['https://docs.kernel.org/networking/ip-sysctl.html', 'https://man7.org/linux/man-pages/man2/listen.2.html'],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 1024
                     ^^^^ warning: below the kernel’s own 4096
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 16384
                     ^^^^^ information: 16384 connections
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
    if (!inForce) return;
    const { setting, numbers } = inForce;
    const value = numbers[0]!;
    if (value >= system.somaxconn) return;
    const low = value < KERNEL_DEFAULT;
    yield {
      at: setting.atValue,
      ...(low ? { severity: 'warning' as const } : {}),
      setting: KEY,
      value: setting.text,
      message: low
        ? `No program can have more than ${value} connections waiting to be accepted, below the kernel’s own ${KERNEL_DEFAULT}: a burst of clients is dropped. ${system.somaxconn} leaves room.`
        : `At most ${value} connections can wait to be accepted, whatever a program asks for. ${system.somaxconn} leaves room for bursts.`,
      fixes: [
        { title: `Set ${KEY} to ${system.somaxconn}`, safety: 'safe', edits: setting.set(String(system.somaxconn)) },
      ],
    };
  },
});
