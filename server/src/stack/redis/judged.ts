import { directive } from '../../knowledge/redis/directives';
import { redisRefusal } from '../../knowledge/redis/validate';
import type { RedisSetting } from '../../settings/redis-conf';
import { RedisFlag } from '../../settings/redis-flags';
import type { Place } from '../finding';
import type { RedisServer } from './server';

/** Whether the file is Sentinel's, which has directives of its own and keeps no data. */
export function isSentinel(server: RedisServer): boolean {
  return server.main.name.includes('sentinel') || server.all('sentinel').length > 0;
}

/** Whether Valkey reads it: what starts it says so, or the name of its file or folder. */
export function isValkey(server: RedisServer): boolean {
  return server.command?.valkey ?? /valkey/i.test(server.main.path);
}

/** The version of Redis that runs the server: that of its image, else that of the project. */
export function versionOf(
  server: RedisServer,
  view: { version(program: 'redis'): string | undefined },
): string | undefined {
  return server.imageVersion ?? (server.command?.valkey ? undefined : view.version('redis'));
}

/**
 * The directives that Redis reads as they stand here: without those that a template fills in or decides on, and those
 * of which syntax/redis and redis/inline-comment speak.
 */
export function judgedSettings(server: RedisServer): readonly RedisSetting[] {
  let settings = judged.get(server);
  if (!settings) {
    settings = isSentinel(server)
      ? []
      : withoutProblems(server).filter((setting) => isReadable(setting) && inlineComment(setting) === undefined);
    judged.set(server, settings);
  }
  return settings;
}

/** Every rule asks, and a server never changes. */
const judged = new WeakMap<RedisServer, readonly RedisSetting[]>();

function withoutProblems(server: RedisServer): readonly RedisSetting[] {
  const lines = new Map(
    [...server.files].map((file) => [
      file,
      new Set(file.redis.problems.map(({ span }) => file.lines.lineAt(span.start))),
    ]),
  );
  return server.settings.filter(
    (setting) =>
      setting instanceof RedisFlag || !lines.get(setting.file)?.has(setting.file.lines.lineAt(setting.span.start)),
  );
}

function isReadable(setting: RedisSetting): boolean {
  const { broken, conditional, keyword, args } = setting.entry;
  return !broken && !conditional && !keyword.placeholder && !args.some((arg) => arg.placeholder);
}

/** What may follow these is their own affair: a module's arguments may begin with a number sign. */
const FREE = new Set(['loadmodule']);

/**
 * The index of the argument with which a comment begins behind a directive; Redis takes it for an argument. Undefined
 * where there is none, or where the word may be meant: `requirepass #secret`.
 */
export function inlineComment(setting: RedisSetting): number | undefined {
  const known = directive(setting.name);
  if (!known || FREE.has(setting.name) || setting.entry.conditional || setting instanceof RedisFlag) return undefined;
  const { args } = setting;
  const values = args.map((arg) => arg.value);
  const index = args.findIndex((arg, i) => {
    if (arg.quote !== '' || setting.file.text[arg.start] !== '#') return false;
    // Where the words before it are not enough, and among the rules of a user, whose password's hash begins so.
    const mayBeMeant = setting.name === 'user' || redisRefusal(known.name, values.slice(0, i))?.kind === 'count';
    return !mayBeMeant || (arg.value === '#' && i + 1 < args.length);
  });
  return index < 0 ? undefined : index;
}

/**
 * Where a finding about a directive goes that no line sets: at the commented-out line of its name, as the file that
 * ships with Redis has one for each directive, else at the first directive; without a file, at what starts Redis.
 * Undefined in a file that sets nothing.
 *
 * @param beside directives whose line is the better place, the best first
 */
export function placeOfAbsent(server: RedisServer, name: string, beside: readonly string[] = []): Place | undefined {
  for (const other of beside) {
    const present = server.inForce(other).at(-1);
    if (present) return present.atName;
  }
  const main = server.configuration;
  const first = main?.redis.entries[0];
  if (!main || !first) return server.command?.place;
  const example = main.redis.comments.findLast(({ start, end }) =>
    new RegExp(`^#\\s?${name}(\\s+\\S+){1,4}$`, 'i').test(main.text.slice(start, end)),
  );
  return { file: main, span: example ?? { start: first.keyword.start, end: first.keyword.end } };
}
