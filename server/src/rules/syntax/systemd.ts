import { unitRule } from '../rule';

export default unitRule({
  summary: 'systemd can’t read a line of a unit',
  severity: 'error',
  from: 'development',
  why: 'systemd skips a line that it can’t read, with a message in the journal only, and refuses a file whose section names are broken. The service then runs without the setting, or not at all.',
  unless: 'The file is rendered by a template engine first; give it a name that says so (`.template`, `.j2`, `.erb`).',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html'],
  examples: [
    {
      bad: `
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE 65535
^^^^^^^^^^^^^^^^^ error: no "="
`,
      good: `
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=65535
`,
    },
  ],
  *check(unit) {
    for (const file of unit.files) {
      for (const { span, message, fix } of file.systemd.problems) {
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
