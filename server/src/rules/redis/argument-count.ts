import { directive } from '../../knowledge/redis/directives';
import { redisRefusal } from '../../knowledge/redis/validate';
import type { RedisSetting } from '../../settings/redis-conf';
import type { Fix } from '../../stack/finding';
import { judgedSettings, versionOf } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'A directive with more or fewer arguments than it takes',
  severity: 'error',
  from: 'development',
  why: 'Redis splits a line at its blanks and counts the words. One too many, as in "512 mb", or a missing one makes it refuse to start.',
  unless: 'There is no case for it: Redis does not start.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512 mb
          ^^^^^^ error: one argument, not 2
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
`,
    },
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
requirepass correct horse
            ^^^^^^^^^^^^^ error: Put it into quotes
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
requirepass "correct horse"
`,
    },
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
client-output-buffer-limit normal 0 0
                           ^^^^^^^^^^ error: a hard limit, a soft limit and seconds
logfile
^^^^^^^ error: one argument, not none
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
client-output-buffer-limit normal 0 0 0
logfile ""
`,
    },
  ],
  *check(server, view) {
    const version = versionOf(server, view);
    for (const setting of judgedSettings(server)) {
      const refusal = setting.refusal(version);
      if (refusal?.kind !== 'count') continue;
      const fixes = mends(setting);
      const quotes = fixes.length > 0 && isText(setting) ? ' Put it into quotes if it is one value.' : '';
      yield {
        at: setting.atValue,
        setting: setting.name,
        value: setting.text,
        message: `${refusal.message}${quotes}`,
        fixes,
      };
    }
  },
});

function isText(setting: RedisSetting): boolean {
  const type = directive(setting.name)?.type;
  return type === 'string' || type === 'path';
}

function mends(setting: RedisSetting): Fix[] {
  const { args, text } = setting;
  const joined = args.map((arg) => arg.value).join('');
  if (
    directive(setting.name)?.type === 'memory' &&
    args.length === 2 &&
    /^\d+$/.test(args[0]!.value) &&
    !redisRefusal(setting.name, [joined])
  ) {
    return [{ title: `Set ${setting.name} to ${joined}`, safety: 'safe', edits: setting.set(joined) }];
  }
  const address = /^([\w.-]+):(\d{1,5})$/.exec(joined);
  if (setting.name === 'replicaof' && args.length === 1 && address && !redisRefusal('replicaof', address.slice(1))) {
    const pair = `${address[1]} ${address[2]}`;
    return [{ title: `Set replicaof to ${pair}`, safety: 'safe', edits: setting.set(pair) }];
  }
  if (isText(setting) && args.length > 1 && args.every((arg) => arg.quote === '') && !/["\\]/.test(text)) {
    return [{ title: 'Put the value into quotes', safety: 'review', edits: setting.set(`"${text}"`) }];
  }
  return [];
}
