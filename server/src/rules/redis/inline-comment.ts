import { redisRefusal } from '../../knowledge/redis/validate';
import type { RedisSetting } from '../../settings/redis-conf';
import type { Fix } from '../../stack/finding';
import { inlineComment, isSentinel } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'A comment behind a directive, which Redis takes for arguments',
  severity: 'error',
  from: 'development',
  why: 'Only a line that begins with # is a comment to Redis. Behind a directive the number sign and every word after it are further arguments, and Redis refuses to start with "wrong number of arguments" or a like message.',
  unless: 'There is no case for it: Redis does not start.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb   # half of the container
                  ^^^^^^^^^^^^^^^^^^^^^^^ error: only a whole line
appendonly yes
`,
      good: `
//- redis/redis.conf
# half of the container
maxmemory 512mb
appendonly yes
`,
    },
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
save 900 1 # don't lose much
           ^^^^^^^^^^^^^^^^^ error: only a whole line
rename-command FLUSHALL "" # too dangerous
                           ^^^^^^^^^^^^^^^ error: only a whole line
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
# don't lose much
save 900 1
# too dangerous
rename-command FLUSHALL ""
`,
    },
  ],
  *check(server) {
    if (isSentinel(server)) return;
    for (const setting of [...server.settings, ...server.includes.map((include) => include.setting)]) {
      const index = inlineComment(setting);
      if (index === undefined) continue;
      const span = { start: setting.args[index]!.start, end: setting.span.end };
      yield {
        at: { file: setting.file, span },
        setting: setting.name,
        message: `Redis takes this for ${setting.args.length - index > 1 ? 'more arguments' : 'one more argument'} and refuses to start: only a whole line can be a comment. Put it on the line above.`,
        fixes: moved(setting, index),
      };
    }
  },
});

function moved(setting: RedisSetting, index: number): Fix[] {
  const values = setting.args.slice(0, index).map((arg) => arg.value);
  if (redisRefusal(setting.name, values)?.kind === 'count') return [];
  const { file, span } = setting;
  const { lines, text } = file;
  const line = lines.startOf(lines.lineAt(span.start));
  const indent = text.slice(line, span.start);
  const before = setting.args[index - 1]?.end ?? setting.nameSpan.end;
  const comment = text.slice(setting.args[index]!.start, span.end);
  return [
    {
      title: 'Move the comment to a line of its own',
      safety: 'safe',
      edits: [file.edit(line, line, `${indent}${comment}${lines.lineBreak}`), file.edit(before, span.end, '')],
    },
  ];
}
