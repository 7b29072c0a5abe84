import { limitsRule } from '../rule';

export default limitsRule({
  summary: 'PAM skips a line of limits.conf',
  severity: 'error',
  from: 'development',
  why: 'A line of limits.conf has four fields: domain, type, item and value. PAM skips any other line, says so in the system log at each login, and the limit is never set.',
  unless: 'The file is rendered by a template engine first; give it a name that says so (`.template`, `.j2`, `.erb`).',
  sources: ['https://man7.org/linux/man-pages/man5/limits.conf.5.html'],
  examples: [
    {
      bad: `
//- etc/security/limits.conf
nginx soft,hard nofile 65535
      ^^^^^^^^^ error: soft, hard or -
`,
      good: `
//- etc/security/limits.conf
nginx - nofile 65535
`,
    },
  ],
  *check(set) {
    for (const file of set.files) {
      for (const { span, message, fix } of file.limits.problems) {
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
