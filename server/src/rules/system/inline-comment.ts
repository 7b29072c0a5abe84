import { sysctlKey } from '../../knowledge/system/sysctl';
import { kernelNumbers } from '../../knowledge/system/sysctl-values';
import { hostRule } from '../rule';

export default hostRule({
  summary: 'A comment behind a value is part of the value',
  severity: 'information',
  from: 'development',
  guide: 'System › Kernel parameters',
  why: 'In sysctl files a comment is a line of its own: what stands behind a value goes to the kernel with it. Of a number the kernel reads as far as the blank, so it works by accident; a name, such as that of a congestion control, is not found any more.',
  price: 'None.',
  unless: 'The mark belongs to the value, as in a pattern for the names of core dumps.',
  sources: [
    'https://man7.org/linux/man-pages/man5/sysctl.conf.5.html',
    'https://www.freedesktop.org/software/systemd/man/latest/sysctl.d.html',
  ],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_congestion_control = bbr # needs the module
                                      ^^^^^^^^^^^^^^^^^^ error: part of the value
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
# needs the module
net.ipv4.tcp_congestion_control = bbr
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535 # for nginx
                           ^^^^^^^^^^^ information: works by accident
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
# for nginx
net.core.somaxconn = 65535
`,
    },
  ],
  *check(host) {
    for (const setting of host.lines) {
      const { remark } = setting.entry;
      if (!remark || setting.value.state !== 'known') continue;
      const known = sysctlKey(setting.name);
      const isNumber = known
        ? known.type !== 'string' && known.type !== 'portlist'
        : kernelNumbers(setting.value.value).length > 0;
      // A value that is nothing but odd is refused as a whole: the rule about values says so.
      if (known && isNumber && kernelNumbers(setting.value.value).length === 0) continue;
      // What a pattern or a command line of the kernel means by it is not ours to judge.
      if (!isNumber && !COMMENTS_BREAK.has(setting.name)) continue;
      const start = remark.start + /^\s*/.exec(setting.file.text.slice(remark.start, remark.end))![0].length;
      yield {
        at: { file: setting.file, span: { start, end: remark.end } },
        ...(isNumber ? {} : { severity: 'error' as const }),
        setting: setting.name,
        value: setting.text,
        message: isNumber
          ? 'This is no comment but part of the value: it works by accident, because the kernel stops reading a number at the blank. Comments stand on lines of their own.'
          : `This is no comment but part of the value: the kernel finds nothing of that name and refuses it. Comments stand on lines of their own.`,
        fixes: [{ title: 'Put the comment on a line of its own', safety: 'safe', edits: setting.moveRemark() }],
      };
    }
  },
});

/** Keys that take a name, or a list without blanks. */
const COMMENTS_BREAK = new Set([
  'net.ipv4.tcp_congestion_control',
  'net.core.default_qdisc',
  'net.ipv4.ip_local_reserved_ports',
]);
