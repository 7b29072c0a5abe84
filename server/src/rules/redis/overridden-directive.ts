import { isSentinel, judgedSettings } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'A directive that a later line of the same file overrides',
  severity: 'information',
  from: 'development',
  why: 'Of a directive that stands twice Redis takes the last line and says nothing about the first, so that a change there does nothing. Only save, user, client-output-buffer-limit, rename-command and loadmodule add up.',
  unless: 'The lines are written by different tools, and the last one is to win.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 2gb
^^^^^^^^^^^^^ information: line 3
appendonly yes
maxmemory 512mb
`,
      good: `
//- redis/redis.conf
appendonly yes
maxmemory 512mb
`,
    },
  ],
  *check(server, { moves }) {
    if (isSentinel(server)) return;
    const judged = new Set(judgedSettings(server));
    for (const { setting, winner } of server.overridden) {
      // What one file sets and another sets anew is what include is for.
      if (
        setting.file !== winner.file ||
        setting.span.start === winner.span.start ||
        !judged.has(setting) ||
        !judged.has(winner)
      )
        continue;
      const now = moves.place(winner);
      const line = now.file.lines.lineAt(now.span.start) + 1;
      const same =
        setting.value.state === 'known' &&
        winner.value.state === 'known' &&
        setting.value.value.toLowerCase() === winner.value.value.toLowerCase();
      yield {
        at: { file: setting.file, span: setting.span },
        severity: same ? 'hint' : 'information',
        setting: setting.name,
        value: setting.text,
        tag: 'unnecessary',
        message: same
          ? `Line ${line} says the same again, and only the last one counts.`
          : `This does nothing: line ${line} sets ${setting.name} to ${winner.text || 'nothing'}, and the last one counts.`,
        related: [{ file: winner.file, span: winner.span, message: 'This one counts.' }],
        fixes: [{ title: `Remove this ${setting.name}`, safety: same ? 'safe' : 'review', edits: setting.remove() }],
      };
    }
  },
});
