import type { ConfigFile } from '../../settings/file';
import { redisSettings } from '../../settings/redis-conf';
import type { Stack } from '../../stack/stack';
import type { Span } from '../../text/span';
import { includedPaths } from './cursor';

/** The files that the includes of a redis.conf name. */
export function redisLinks(stack: Stack, file: ConfigFile): { span: Span; targets: string[] }[] {
  return redisSettings(file).flatMap((setting) => {
    const [word] = setting.args;
    if (setting.name !== 'include' || !word) return [];
    const targets = includedPaths(stack, setting);
    const quote = word.quote === '' ? 0 : 1;
    return targets.length === 0 ? [] : [{ span: { start: word.start + quote, end: word.end - quote }, targets }];
  });
}
