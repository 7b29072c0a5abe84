import { directive } from '../../knowledge/redis/directives';
import { redisSettings } from '../../settings/redis-conf';
import { inlineComment } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'Redis cannot read this',
  severity: 'error',
  from: 'development',
  why: 'Redis refuses to start for one line that it cannot split into words. Quotes have to match, and behind a closing one comes a blank or the end of the line.',
  unless: 'The file is rendered by a template engine first; give it a name that says so (`.template`, `.j2`, `.erb`).',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
logfile "/var/log/redis.log
        ^^^^^^^^^^^^^^^^^^^ error: not closed
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
logfile "/var/log/redis.log"
`,
    },
  ],
  *check(server) {
    for (const file of server.files) {
      if (file.redis.problems.length === 0) continue;
      // An apostrophe in a comment behind a directive: the comment is the mistake.
      const comments = redisSettings(file).filter((setting) => setting.entry.broken && directive(setting.name) && inlineComment(setting) !== undefined);
      for (const { span, message, fix } of file.redis.problems) {
        if (comments.some((setting) => setting.span.start <= span.start && span.start < setting.span.end)) continue;
        yield {
          at: { file, span },
          message,
          fixes: fix ? [{ title: fix.title, safety: 'safe', edits: [file.edit(fix.span.start, fix.span.end, fix.newText)] }] : [],
        };
      }
    }
  },
});
