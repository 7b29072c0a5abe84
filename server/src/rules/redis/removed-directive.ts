import { directive, removedIn } from '../../knowledge/redis/directives';
import { atLeast } from '../../knowledge/redis/versions';
import type { RedisSetting } from '../../settings/redis-conf';
import type { Fix } from '../../stack/finding';
import { judgedSettings, versionOf } from '../../stack/redis/judged';
import { redisRule } from '../rule';

/** What does the work of a directive today; every version since then takes the name. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  'hash-max-zipmap-entries': 'hash-max-ziplist-entries',
  'hash-max-zipmap-value': 'hash-max-ziplist-value',
  appendfsync_on_rewrite: 'no-appendfsync-on-rewrite',
};

/** Directives that Redis still takes and no longer heeds, with the version that ended it. */
const IDLE: Readonly<Record<string, string>> = {
  'list-max-ziplist-entries': '3.2',
  'list-max-ziplist-value': '3.2',
  'io-threads-do-reads': '8.0',
};

export default redisRule({
  summary: 'A directive that newer versions of Redis dropped',
  severity: 'information',
  from: 'development',
  why: 'Redis refuses to start for a directive that it once had: an upgrade of the image or the package is then enough to stop it. A few others are still read, but nothing comes of them.',
  unless: 'An older Redis runs it: say so under versions in headroom.yaml.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
vm-enabled no
^^^^^^^^^^ information: with Redis 2.6
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
`,
    },
    {
      bad: `
//- headroom.yaml
versions:
  redis: "7.0.15"
//- redis/redis.conf
maxmemory 512mb
hash-max-zipmap-entries 512
^^^^^^^^^^^^^^^^^^^^^^^ error: hash-max-ziplist-entries
list-max-ziplist-entries 512
^^^^^^^^^^^^^^^^^^^^^^^^ hint: nothing comes of it
`,
      good: `
//- headroom.yaml
versions:
  redis: "7.0.15"
//- redis/redis.conf
maxmemory 512mb
hash-max-ziplist-entries 512
`,
    },
  ],
  *check(server, view) {
    const version = versionOf(server, view);
    for (const setting of judgedSettings(server)) {
      const { name } = setting;
      const removed = removedIn(name);
      if (removed !== undefined && atLeast(version, removed)) {
        const next = Object.hasOwn(SUCCESSORS, name) ? SUCCESSORS[name] : undefined;
        yield {
          at: setting.atName,
          // What older versions made of it, refuse or ignore, is not known for each.
          severity: version !== undefined && atLeast(version, '7.0.0') ? 'error' : 'information',
          setting: name,
          value: setting.text,
          tag: 'deprecated',
          message: `"${name}" went with Redis ${removed}: present versions refuse to start${next === undefined ? '' : `; ${next} does its work`}.`,
          fixes: mends(setting, next),
        };
      }
      const idle = Object.hasOwn(IDLE, name) ? IDLE[name] : undefined;
      if (idle !== undefined && atLeast(version, idle)) {
        yield {
          at: setting.atName,
          severity: 'hint',
          setting: name,
          value: setting.text,
          tag: 'unnecessary',
          message: `Redis reads ${name} and since ${idle} nothing comes of it.`,
          fixes: [{ title: `Remove ${name}`, safety: 'review', edits: setting.remove() }],
        };
      }
    }
  },
});

function mends(setting: RedisSetting, next: string | undefined): Fix[] {
  const remove: Fix = { title: `Remove ${setting.name}`, safety: 'review', edits: setting.remove() };
  if (next === undefined || !directive(next)) return [remove];
  return [{ title: `Rename it to ${next}`, safety: 'review', edits: setting.rename(next) }, remove];
}
