import { directive, directives, mayBelongToModule, removedIn } from '../../knowledge/redis/directives';
import { redisRefusal } from '../../knowledge/redis/validate';
import { atLeast } from '../../knowledge/redis/versions';
import type { RedisSetting } from '../../settings/redis-conf';
import { RedisFlag } from '../../settings/redis-flags';
import type { Fix, Verdict } from '../../stack/finding';
import { isValkey, judgedSettings, versionOf } from '../../stack/redis/judged';
import { nearest } from '../../text/nearest';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'Redis has no directive of this name',
  severity: 'error',
  from: 'development',
  why: 'Redis refuses to start for one name that it does not know. The names are written with dashes, and without those in front that the command line wants.',
  unless: 'A module, another product such as KeyDB, or a version newer than Headroom knows brings the directive along.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
max-memory-policy allkeys-lru
^^^^^^^^^^^^^^^^^ error: "maxmemory-policy" is probably meant
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
maxmemory-policy allkeys-lru
`,
    },
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
--appendonly yes
^^^^^^^^^^^^ error: command line
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
appendonly yes
`,
    },
    {
      bad: `
//- headroom.yaml
versions:
  redis: "7.0.15"
//- redis/redis.conf
maxmemory 512mb
set-max-listpack-entries 128
^^^^^^^^^^^^^^^^^^^^^^^^ error: came with Redis 7.2
`,
      good: `
//- headroom.yaml
versions:
  redis: "7.0.15"
//- redis/redis.conf
maxmemory 512mb
`,
    },
  ],
  *check(server, view) {
    const version = versionOf(server, view);
    const said = new Set<string>();
    const meant = new Map<string, string | undefined>();
    for (const setting of judgedSettings(server)) {
      const { name } = setting;
      const known = directive(name);
      if (removedIn(name) !== undefined) continue;
      if (known) {
        const verdict = known.valkey
          ? onlyValkey(setting, isValkey(server))
          : tooNew(setting, known.since, isValkey(server) ? undefined : version);
        if (verdict) yield verdict;
        continue;
      }
      const verdict = miswritten(setting) ?? misspelt(setting, version, meant);
      if (verdict) {
        yield verdict;
        continue;
      }
      if (mayBelongToModule(name) || said.has(name)) continue;
      said.add(name);
      yield {
        at: setting.atName,
        severity: 'information',
        setting: name,
        message: `Redis and Valkey have no directive "${shown(name)}" that Headroom knows: unless a module or another product brings it along, the server refuses to start.`,
      };
    }
  },
});

function onlyValkey(setting: RedisSetting, valkey: boolean): Verdict | undefined {
  if (valkey) return undefined;
  return {
    at: setting.atName,
    severity: 'information',
    setting: setting.name,
    message: `Only Valkey has "${setting.name}": Redis refuses to start.`,
  };
}

function tooNew(setting: RedisSetting, since: string | undefined, version: string | undefined): Verdict | undefined {
  if (since === undefined || version === undefined || atLeast(version, since)) return undefined;
  return {
    at: setting.atName,
    setting: setting.name,
    value: setting.text,
    message: `"${setting.name}" came with Redis ${since.replace(/\.0$/, '')}: Redis ${version} refuses to start.`,
    fixes: [{ title: `Remove ${setting.name}`, safety: 'review', edits: setting.remove() }],
  };
}

/** A known name that is not written as Redis wants it. */
function miswritten(setting: RedisSetting): Verdict | undefined {
  if (setting instanceof RedisFlag) return undefined;
  const { file, nameSpan } = setting;
  const written = file.text.slice(nameSpan.start, nameSpan.end);
  const bare = written.replace(/^-+/, '');
  if (bare !== written && directive(bare)) {
    return {
      at: setting.atName,
      setting: directive(bare)!.name,
      message: `Dashes in front of a name belong on the command line: here Redis refuses to start for "${shown(written)}".`,
      fixes: [{ title: `Write ${bare}`, safety: 'safe', edits: [file.edit(nameSpan.start, nameSpan.end, bare)] }],
    };
  }
  if (/^(\/\/|\/\*|--|;)/.test(written)) {
    const mark = /^(\/\/|--|;)[ \t]*/.exec(written);
    return {
      at: setting.atName,
      message: `Redis takes "${shown(written)}" for a directive’s name and refuses to start: its comments begin with #.`,
      fixes: mark
        ? [
            {
              title: 'Make it a comment',
              safety: 'review',
              edits: [file.edit(nameSpan.start, nameSpan.start + mark[1]!.length, '#')],
            },
          ]
        : [],
    };
  }
  return undefined;
}

function misspelt(
  setting: RedisSetting,
  version: string | undefined,
  found: Map<string, string | undefined>,
): Verdict | undefined {
  const { name } = setting;
  if (!found.has(name)) found.set(name, probablyMeant(name, version));
  const meant = found.get(name);
  if (
    meant === undefined ||
    redisRefusal(
      meant,
      setting.args.map((arg) => arg.value),
      version,
    )?.kind === 'count'
  )
    return undefined;
  const sameLetters = name.replaceAll(/[-_]/g, '') === meant.replaceAll('-', '');
  const fix: Fix = {
    title: `Rename it to ${meant}`,
    safety: sameLetters ? 'safe' : 'review',
    edits: setting.rename(meant),
  };
  return {
    at: setting.atName,
    setting: meant,
    value: name,
    message: `Redis has no directive "${shown(name)}" and refuses to start; "${meant}" is probably meant.`,
    fixes: [fix],
  };
}

function probablyMeant(name: string, version: string | undefined): string | undefined {
  const letters = name.replaceAll(/[-_]/g, '');
  const candidates = directives().filter(
    (one) => !one.valkey && (one.since === undefined || atLeast(version, one.since)),
  );
  const same = candidates.find((one) => one.name.replaceAll('-', '') === letters);
  if (same) return same.name;
  if (mayBelongToModule(name) || name.length < 4) return undefined;
  const close = nearest(
    name,
    candidates.flatMap((one) => (one.olderName === undefined ? [one.name] : [one.name, one.olderName])),
  );
  // A beginning in common says little: save-foo is not save.
  return close !== undefined && Math.abs(close.length - name.length) <= 2 ? close : undefined;
}

function shown(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}
