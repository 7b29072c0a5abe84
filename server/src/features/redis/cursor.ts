import { directive } from '../../knowledge/redis/directives';
import type { ConfigFile } from '../../settings/file';
import { RedisSetting } from '../../settings/redis-conf';
import type { RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import { type Span, touches } from '../../text/span';

/** A word of redis.conf under the cursor. */
export interface RedisWordAtCursor {
  readonly setting: RedisSetting;
  /** -1 for the name, else the argument's place from 0. */
  readonly index: number;
  readonly span: Span;
}

export function redisWordAt(file: ConfigFile, offset: number): RedisWordAtCursor | undefined {
  const entry = file.redis.entries.find(({ span }) => touches(span, offset));
  if (!entry) return undefined;
  const index = [entry.keyword, ...entry.args].findIndex((word) => touches(word, offset)) - 1;
  const word = index === -1 ? entry.keyword : entry.args[index];
  return word && { setting: new RedisSetting(file, entry), index, span: { start: word.start, end: word.end } };
}

/** The servers in whose configuration the file takes part. */
export function serversOf(stack: Stack, file: ConfigFile): readonly RedisServer[] {
  return stack.redisServers.filter((server) => server.files.has(file));
}

export function sameSetting(a: RedisSetting, b: RedisSetting): boolean {
  return a.file === b.file && a.span.start === b.span.start;
}

/** The files that an include reads, those of every server that reads the file. */
export function includedPaths(stack: Stack, setting: RedisSetting): string[] {
  const found = serversOf(stack, setting.file).flatMap(({ includes }) =>
    includes.filter((one) => sameSetting(one.setting, setting)).flatMap(({ paths }) => paths ?? []),
  );
  return [...new Set(found.map((path) => stack.listing.links.get(path) ?? path))];
}

/** Every line that sets the same directive as the one under the cursor, and those of them that are in force. */
export function redisAssignments(
  stack: Stack,
  file: ConfigFile,
  offset: number,
): { all: RedisSetting[]; inForce: RedisSetting[]; origin: Span } | undefined {
  const at = redisWordAt(file, offset);
  if (!at || at.index >= 0 || at.setting.name === 'include' || !directive(at.setting.name)) return undefined;
  const servers = serversOf(stack, file);
  return {
    all: unique(servers.flatMap((server) => server.all(at.setting.name))),
    inForce: unique(servers.flatMap((server) => server.inForce(at.setting.name))),
    origin: at.span,
  };
}

function unique(settings: readonly RedisSetting[]): RedisSetting[] {
  return settings.filter((setting, i) => settings.findIndex((other) => sameSetting(other, setting)) === i);
}
