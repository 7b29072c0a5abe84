import { directive } from '../../knowledge/redis/directives';
import { describeMemory, parseMemory } from '../../knowledge/redis/units';
import { judgedSettings } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'k, m and g count in thousands to Redis; kb, mb and gb in 1024s',
  severity: 'information',
  guide: 'Redis › Memory management',
  why: 'To Redis 512m is 512,000,000 bytes and 512mb is 536,870,912. Docker, compose and Kubernetes read the same letters differently, so that a ceiling and the limit of its container do not fit together as they seem to.',
  unless: 'The decimal number is meant.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512m
          ^^^^ information: 512000000 bytes
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
`,
    },
    {
      bad: `
//- redis/redis.conf
maxmemory 1gb
repl-backlog-size 64M
                  ^^^ hint: 64000000 bytes
`,
      good: `
//- redis/redis.conf
maxmemory 1gb
repl-backlog-size 64mb
`,
    },
  ],
  *check(server) {
    for (const setting of judgedSettings(server)) {
      const type = directive(setting.name)?.type;
      if ((type !== 'memory' && type !== 'memory-or-percent') || setting.args.length !== 1) continue;
      const { value } = setting.args[0]!;
      if (!/^[1-9]\d*[kmg]$/i.test(value)) continue;
      const bytes = parseMemory(value);
      const meant = `${value.toLowerCase()}b`;
      const binary = parseMemory(meant);
      // Of a ceiling below one megabyte redis/tiny-maxmemory speaks.
      if (bytes === undefined || binary === undefined || (setting.name === 'maxmemory' && bytes < 1024 ** 2)) continue;
      yield {
        at: setting.atValue,
        severity: setting.name === 'maxmemory' ? 'information' : 'hint',
        setting: setting.name,
        value: setting.text,
        message: `Redis reads ${value} as ${bytes} bytes, ${describeMemory(binary - bytes)} less than ${meant}. Write ${meant} if 1024s are meant.`,
        fixes: [{ title: `Set ${setting.name} to ${meant}`, safety: 'review', edits: setting.set(meant) }],
      };
    }
  },
});
