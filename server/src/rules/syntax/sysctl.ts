import { hostRule } from '../rule';

export default hostRule({
  summary: 'A line of a sysctl file can’t be read',
  severity: 'error',
  from: 'development',
  why: 'sysctl and systemd say a word about a line that they can’t read and go on with the next, so the setting is never made and nobody notices. Values that were copied from a command line bring quotes along, which the kernel takes for part of the value and refuses.',
  unless: 'The file is rendered by a template engine first; give it a name that says so (`.template`, `.j2`, `.erb`).',
  sources: [
    'https://man7.org/linux/man-pages/man5/sysctl.conf.5.html',
    'https://www.freedesktop.org/software/systemd/man/latest/sysctl.d.html',
  ],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn 65535
^^^^^^^^^^^^^^^^^^^^^^^^ error: no "="
net.ipv4.tcp_fastopen = "3"
                        ^^^ error: quotes
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
net.ipv4.tcp_fastopen = 3
`,
    },
  ],
  *check(host) {
    for (const file of host.files) {
      for (const { span, message, fix } of file.sysctl.problems) {
        yield {
          at: { file, span },
          message,
          fixes: fix
            ? [{ title: fix.title, safety: 'safe', edits: [file.edit(fix.span.start, fix.span.end, fix.newText)] }]
            : [],
        };
      }
    }
  },
});
