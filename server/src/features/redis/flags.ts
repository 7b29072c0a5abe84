import type { ConfigFile } from '../../settings/file';
import { RedisFlag } from '../../settings/redis-flags';
import type { RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import { touches } from '../../text/span';
import type { RedisWordAtCursor } from './cursor';

/** The flags of redis-server that stand in a file, with the servers that they are given to. */
export function* redisFlagsIn(stack: Stack, file: ConfigFile): Iterable<{ flag: RedisFlag; server: RedisServer }> {
  for (const server of stack.redisServers) {
    if (!server.command) continue;
    for (const setting of server.settings)
      if (setting instanceof RedisFlag && setting.file === file) yield { flag: setting, server };
  }
}

/** The word of a flag under the cursor. */
export function redisFlagAt(
  stack: Stack,
  file: ConfigFile,
  offset: number,
): (RedisWordAtCursor & { readonly server: RedisServer }) | undefined {
  for (const { flag, server } of redisFlagsIn(stack, file)) {
    if (touches(flag.nameSpan, offset)) return { setting: flag, index: -1, span: flag.nameSpan, server };
    const index = flag.args.findIndex((arg) => touches(arg, offset));
    if (index >= 0) return { setting: flag, index, span: flag.argumentSpan(index), server };
  }
  return undefined;
}
