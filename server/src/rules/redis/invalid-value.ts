import { directive } from '../../knowledge/redis/directives';
import type { RedisRefusal } from '../../knowledge/redis/validate';
import { atLeast } from '../../knowledge/redis/versions';
import type { RedisSetting } from '../../settings/redis-conf';
import type { Fix } from '../../stack/finding';
import { judgedSettings, versionOf } from '../../stack/redis/judged';
import type { RedisServer } from '../../stack/redis/server';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'A value that Redis refuses',
  severity: 'error',
  from: 'development',
  why: 'Redis reads its values strictly: yes and no rather than true and on, memory as a whole number with mb or gb, times as plain numbers, file names without their folder. One such value keeps it from starting.',
  unless: 'There is no case for it: Redis does not start.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 0.5gb
          ^^^^^ error: Write 512mb
appendonly true
           ^^^^ error: yes or no
timeout 30s
        ^^^ error: plain number of seconds
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
appendonly yes
timeout 30
`,
    },
    {
      bad: `
//- redis/redis.conf
maxmemory 512MiB
          ^^^^^^ error: Write 512mb
save 900 1m
         ^^ error: whole numbers
loglevel info
         ^^^^ error: notice
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
save 900 1
loglevel notice
`,
    },
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
maxclients 0
           ^ error: a number from 1
client-output-buffer-limit pubsub 32mb 8mb 60s
                                           ^^^ error: seconds
dbfilename /data/cache.rdb
           ^^^^^^^^^^^^^^^ error: without its folder
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
maxclients 10000
client-output-buffer-limit pubsub 32mb 8mb 60
dbfilename cache.rdb
dir /data
`,
    },
  ],
  *check(server, view) {
    const version = versionOf(server, view);
    for (const setting of judgedSettings(server)) {
      // Of policies redis/maxmemory-policy speaks.
      if (setting.name === 'maxmemory-policy') continue;
      // Versions before 6.0 read the digits of a number and leave out the rest.
      if (directive(setting.name)?.type === 'int' && !atLeast(version, '6.0.0')) continue;
      const refusal = setting.refusal(version);
      if (refusal?.kind !== 'value') continue;
      const meant = refusal.meant ?? perhapsMeant(setting);
      const index = refusal.argument ?? 0;
      yield {
        at: { file: setting.file, span: setting.argumentSpan(index) },
        setting: setting.name,
        value: setting.text,
        message: `${refusal.message}${meant === undefined ? '' : ` Write ${meant}.`}`,
        fixes:
          meant === undefined
            ? defaultFix(setting, refusal)
            : [mend(server, setting, index, meant, refusal.meant !== undefined)],
      };
    }
  },
});

/** What people write out of the habits of other programs: likely meant, not certainly. */
const LEVELS: Readonly<Record<string, string>> = {
  info: 'notice',
  warn: 'warning',
  error: 'warning',
  err: 'warning',
  trace: 'debug',
};

function perhapsMeant(setting: RedisSetting): string | undefined {
  const [first] = setting.args;
  if (!first) return undefined;
  if (setting.name === 'loglevel')
    return Object.hasOwn(LEVELS, first.value.toLowerCase()) ? LEVELS[first.value.toLowerCase()] : undefined;
  if (/^(dbfilename|appendfilename|appenddirname)$/.test(setting.name)) return /\/([\w.-]+)\/?$/.exec(first.value)?.[1];
  const seconds =
    setting.name === 'client-output-buffer-limit' && setting.args.length === 4
      ? /^(\d+)s$/i.exec(setting.args[3]!.value)
      : null;
  return seconds?.[1];
}

function mend(server: RedisServer, setting: RedisSetting, index: number, meant: string, sure: boolean): Fix {
  const whole = setting.args.map((arg, i) => (i === index ? meant : arg.value)).join(' ');
  return {
    title: `Set ${setting.name} to ${whole}`,
    safety: sure ? 'safe' : 'review',
    edits: [...setting.setArgument(index, meant), ...folderEdits(server, setting)],
  };
}

/** Out of range there is nothing that was surely meant: Redis’ own default is offered. */
function defaultFix(setting: RedisSetting, refusal: RedisRefusal): Fix[] {
  const known = directive(setting.name);
  const value = known?.default;
  if (known?.type !== 'int' || refusal.argument !== 0 || value === undefined || !/^-?\d+$/.test(setting.args[0]!.value))
    return [];
  return [{ title: `Set ${setting.name} to ${value} (Redis’ default)`, safety: 'review', edits: setting.set(value) }];
}

/** The folder of a snapshot whose name was written as a path goes where Redis looks for it. */
function folderEdits(server: RedisServer, setting: RedisSetting): Fix['edits'] {
  const path = setting.args[0]!.value;
  if (setting.name !== 'dbfilename' || !/^\/[\w./-]+\//.test(path)) return [];
  const folder = server.setting('dir');
  return folder.state === 'known' && !folder.setting ? server.insert('dir', path.slice(0, path.lastIndexOf('/'))) : [];
}
