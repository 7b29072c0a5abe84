import { acceptsCount } from '../../knowledge/redis/arguments';
import { directive, type RedisDirective, removedIn } from '../../knowledge/redis/directives';
import { explainBuffers, explainRedisValue, explainSave, type InvalidRedisValue } from '../../knowledge/redis/values';
import { atLeast } from '../../knowledge/redis/versions';
import type { RedisSetting } from '../../settings/redis-conf';
import type { Fix, Verdict } from '../../stack/finding';
import { judgedSettings } from '../../stack/redis/judged';
import type { RedisServer } from '../../stack/redis/server';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'A value that Redis refuses',
  severity: 'error',
  from: 'development',
  why: 'Redis reads its values strictly: yes and no rather than true and on, memory as a whole number with mb or gb, times as plain numbers, snapshots in pairs. One such value keeps it from starting.',
  unless: 'There is no case for it: Redis does not start.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 0.5gb
          ^^^^^ error: no decimals
appendonly true
           ^^^^ error: only yes and no
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
          ^^^^^^ error: no i in its units
save 900 1 300
     ^^^^^^^^^ error: pairs
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
           ^ error: 1 is the least
client-output-buffer-limit pubsub 32mb 8mb 60s
                                           ^^^ error: plain number of seconds
dbfilename /data/cache.rdb
           ^^^^^^^^^^^^^^^ error: dir is its folder
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
    const strictNumbers = atLeast(view.version('redis'), '6.0.0');
    for (const setting of judgedSettings(server)) {
      const known = directive(setting.name);
      // Of policies redis/maxmemory-policy speaks.
      if (!known || setting.name === 'maxmemory-policy' || removedIn(setting.name) !== undefined || !acceptsCount(known, setting.args.length)) continue;
      const verdict = judge(server, setting, known, strictNumbers);
      if (verdict) yield verdict;
    }
  },
});

function judge(server: RedisServer, setting: RedisSetting, known: RedisDirective, strictNumbers: boolean): Verdict | undefined {
  const texts = setting.args.map((arg) => arg.value);
  switch (known.type) {
    case 'save': {
      const fault = explainSave(texts);
      return fault && { ...verdict(setting, fault, undefined), at: setting.atValue };
    }
    case 'buffers': {
      const fault = texts.length === 1 ? undefined : explainBuffers(texts);
      return fault && verdict(setting, fault, fault.index);
    }
    case 'integers3': {
      const index = texts.length === 3 ? texts.findIndex((text) => !/^-?\d+$/.test(text) || Number(text) < known.least! || Number(text) > known.most!) : -1;
      return index < 0 ? undefined : verdict(setting, { problem: `each is a whole number from ${known.least} to ${known.most}` }, index);
    }
    case 'percentiles': {
      const index = texts.findIndex((text) => /^-?\d+(\.\d+)?$/.test(text) && (Number(text) < 0 || Number(text) > 100));
      return index < 0 ? undefined : verdict(setting, { problem: 'percentiles lie between 0 and 100' }, index);
    }
    case 'flags': {
      // One word in quotes may hold a list of them.
      const accepted = (text: string) => text.split(' ').every((part) => known.words.some(({ word }) => word === part.toLowerCase()));
      const index = texts.findIndex((text) => !accepted(text));
      return index < 0 ? undefined : verdict(setting, { problem: `it takes ${known.words.map(({ word }) => word).join(', ')}` }, index);
    }
    case 'pair': {
      if (known.name !== 'replicaof' || texts.join(' ').toLowerCase() === 'no one') return undefined;
      const port = Number(texts[1]);
      return Number.isInteger(port) && port >= 0 && port <= 65_535 ? undefined : verdict(setting, { problem: 'behind the host stands its port, from 0 to 65535' }, 1);
    }
    default: {
      const fault = texts.length === 1 ? explainRedisValue(known, texts[0]!, strictNumbers) : undefined;
      return fault && verdict(setting, fault, 0, defaultFix(setting, known, fault), folderEdits(server, setting));
    }
  }
}

function verdict(setting: RedisSetting, fault: InvalidRedisValue, index: number | undefined, otherwise: readonly Fix[] = [], besides: Fix['edits'] = []): Verdict {
  const { problem, suggestion, sure } = fault;
  const { file } = setting;
  const span = index === undefined ? setting.valueSpan : setting.argumentSpan(index);
  const mend = suggestion === undefined ? undefined : { title: `Set ${setting.name} to ${index ? replaced(setting, index, suggestion) : suggestion}`, safety: sure ? ('safe' as const) : ('review' as const), edits: [file.edit(span.start, span.end, suggestion), ...besides] };
  return {
    at: { file, span },
    setting: setting.name,
    value: setting.text,
    message: `Redis refuses to start with ${setting.name} ${shown(setting.text)}: ${problem}.${suggestion === undefined ? '' : ` Write ${suggestion}.`}`,
    fixes: mend ? [mend] : otherwise,
  };
}

function replaced(setting: RedisSetting, index: number, suggestion: string): string {
  return setting.args.map((arg, i) => (i === index ? suggestion : arg.value)).join(' ');
}

/** Out of range there is nothing that was surely meant: Redis’ own default is offered. */
function defaultFix(setting: RedisSetting, known: RedisDirective, fault: InvalidRedisValue): Fix[] {
  if (!/ is the (least|most)$/.test(fault.problem) || known.default === undefined) return [];
  return [{ title: `Set ${setting.name} to ${known.default} (Redis’ default)`, safety: 'review', edits: setting.set(known.default) }];
}

/** The folder of a name that was written as a path goes where Redis looks for it. */
function folderEdits(server: RedisServer, setting: RedisSetting): Fix['edits'] {
  const path = setting.args[0]!.value;
  if (setting.name !== 'dbfilename' || !path.startsWith('/') || path.indexOf('/', 1) < 0) return [];
  const folder = server.setting('dir');
  return folder.state === 'known' && !folder.setting ? server.insert('dir', path.slice(0, path.lastIndexOf('/'))) : [];
}

function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
