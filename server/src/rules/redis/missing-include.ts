import type { Fix } from '../../stack/finding';
import type { RedisInclude, RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import { nearest } from '../../text/nearest';
import { baseName, directoryOf, joinPath } from '../../text/paths';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'redis.conf includes a file that is not there',
  severity: 'warning',
  from: 'development',
  settings: ['include'],
  why: 'Redis refuses to start when a file that an include names is missing; only a pattern with an asterisk may match nothing, from version 7.0 on. A relative name starts from the folder in which Redis runs.',
  unless: 'The file is made when the stack is deployed.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
include redis-tunning.conf
        ^^^^^^^^^^^^^^^^^^ warning: has no file of that name
//- redis/redis-tuning.conf
maxmemory 1gb
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
include redis-tuning.conf
//- redis/redis-tuning.conf
maxmemory 1gb
`,
    },
  ],
  *check(stack) {
    for (const server of stack.redisServers) {
      for (const include of server.includes) {
        const beside = missingBeside(server, include, stack);
        if (beside === undefined || beside.length === 0) continue;
        const { setting } = include;
        yield {
          at: setting.atValue,
          setting: 'include',
          value: setting.text,
          message: `${directoryOf(server.main.path) === '' ? 'The workspace' : `The folder ${directoryOf(server.main.path)}`} has no file of that name, and Redis refuses to start without it.`,
          fixes: rename(include, beside),
        };
      }
    }
  },
});

/** The Redis files in the folder in which a relative include finds none; undefined where it is not certainly missing. */
function missingBeside(server: RedisServer, { setting, paths }: RedisInclude, stack: Stack): string[] | undefined {
  const argument = setting.argument(0);
  // Inside a container, a relative name starts from a folder that may be anything.
  if (server.service || paths !== undefined || setting.args.length !== 1 || argument?.state !== 'known')
    return undefined;
  const name = argument.value;
  if (name.startsWith('/') || /[*?[]/.test(name)) return undefined;
  const full = joinPath(directoryOf(server.main.path), name);
  if (full === undefined || directoryOf(full) !== directoryOf(server.main.path)) return undefined;
  return [...stack.files.values()]
    .filter(
      (file) => file.kind === 'redis' && file.path !== server.main.path && directoryOf(file.path) === directoryOf(full),
    )
    .map((file) => file.path);
}

function rename({ setting }: RedisInclude, beside: readonly string[]): Fix[] {
  const name = setting.args[0]!.value;
  const meant = nearest(baseName(name), beside.map(baseName));
  if (meant === undefined || meant === baseName(name)) return [];
  return [{ title: `Include ${meant}`, safety: 'review', edits: setting.set(meant) }];
}
