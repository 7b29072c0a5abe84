import { acceptsCount, argumentCount } from '../../knowledge/redis/arguments';
import { directive, type RedisDirective } from '../../knowledge/redis/directives';
import { parseMemory } from '../../knowledge/redis/units';
import type { RedisSetting } from '../../settings/redis-conf';
import type { Fix } from '../../stack/finding';
import { judgedSettings } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'A directive with more or fewer arguments than it takes',
  severity: 'error',
  from: 'development',
  why: 'Redis splits a line at its blanks and counts the words. One too many, as in "512 mb" or around an equals sign, or a missing one makes it refuse to start.',
  unless: 'There is no case for it: Redis does not start.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512 mb
          ^^^^^^ error: one argument, not 2
appendonly = yes
           ^^^^^ error: No equals sign
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
appendonly yes
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
                           ^^^^^^^^^^ error: groups of 4
logfile
^^^^^^^ error: needs an argument
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
client-output-buffer-limit normal 0 0 0
logfile ""
`,
    },
  ],
  *check(server) {
    for (const setting of judgedSettings(server)) {
      const known = directive(setting.name);
      const count = setting.args.length;
      // What names lists of its own is refused for its value.
      if (!known || acceptsCount(known, count)) continue;
      if (setting.name === 'replicaof' && count === 1 && setting.args[0]!.value === '') continue;
      yield {
        at: setting.atValue,
        setting: setting.name,
        value: setting.text,
        message: `${complaint(setting, known)} Redis refuses to start.`,
        fixes: mends(setting, known),
      };
    }
  },
});

function complaint(setting: RedisSetting, known: RedisDirective): string {
  const count = setting.args.length;
  const { least, most, multiple } = argumentCount(known);
  const name = setting.file.text.slice(setting.nameSpan.start, setting.nameSpan.end);
  if (setting.args[0]?.value === '=') return `No equals sign belongs between ${name} and its value:`;
  if (count === 0) return least === 1 ? `${name} needs an argument:` : `${name} needs ${multiple ?? least} arguments:`;
  if (multiple !== undefined) return `${name} takes groups of ${multiple} arguments (class, hard limit, soft limit, seconds), not ${count}:`;
  const wanted = most === 1 ? 'one argument' : `${most} arguments`;
  const quotes = isText(known) && count > most ? ' Put it into quotes if it is one value:' : '';
  return `${name} takes ${wanted}, not ${count}${quotes === '' ? ':' : '.'}${quotes}`;
}

function isText(known: RedisDirective): boolean {
  return known.type === 'string' || known.type === 'path';
}

function mends(setting: RedisSetting, known: RedisDirective): Fix[] {
  const { args, file } = setting;
  const written = (from: number) => file.text.slice(args[from]!.start, setting.valueSpan.end);
  if (args[0]?.value === '=' && acceptsCount(known, args.length - 1)) {
    return [{ title: 'Remove the equals sign', safety: 'safe', edits: [file.edit(args[0].start, args[1]!.start, '')] }];
  }
  const joined = args.map((arg) => arg.value).join('');
  if (known.type === 'memory' && args.length === 2 && /^\d+$/.test(args[0]!.value) && parseMemory(joined) !== undefined) {
    return [{ title: `Set ${setting.name} to ${joined}`, safety: 'safe', edits: setting.set(joined) }];
  }
  if (isText(known) && args.length > 1 && args.every((arg) => arg.quote === '') && !/["\\]/.test(written(0))) {
    return [{ title: 'Put the value into quotes', safety: 'review', edits: setting.set(`"${written(0)}"`) }];
  }
  return [];
}
