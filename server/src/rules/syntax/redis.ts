import { redisSettings } from '../../settings/redis-conf';
import { inlineComment, isSentinel } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'Redis cannot read this',
  severity: 'error',
  from: 'development',
  why: 'Redis refuses to start for one line that it cannot read. Quotes have to match, a blank stands between a name and its value, and nothing but the end of the line ends it.',
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
    {
      bad: `
//- redis/redis.conf
maxmemory=512mb
^^^^^^^^^^^^^^^ error: A blank stands between
appendonly = yes
           ^ error: No "="
timeout 30;
          ^ error: No ";"
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
appendonly yes
timeout 30
`,
    },
  ],
  *check(server) {
    if (isSentinel(server)) return;
    for (const file of server.files) {
      if (file.redis.problems.length === 0) continue;
      // Of comments behind a directive, an apostrophe in them included, redis/inline-comment speaks.
      const comments = redisSettings(file).filter((setting) => inlineComment(setting) !== undefined);
      for (const { span, message, fix } of file.redis.problems) {
        if (comments.some((setting) => setting.span.start <= span.start && span.start < setting.span.end)) continue;
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
