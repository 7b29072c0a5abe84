import { formatDuration } from '../../knowledge/nginx/units';
import { directive } from '../../knowledge/redis/directives';
import type { ConfigFile } from '../../settings/file';
import { type RedisSetting, redisSettings } from '../../settings/redis-conf';
import type { Stack } from '../../stack/stack';
import { grouped } from '../../text/numbers';
import { overlaps, type Span } from '../../text/span';
import type { InlayHint } from '../inlay-hints';
import { redisFlagsIn } from './flags';
import { easierForm, easierMemory } from './units';

/** Sizes and times of a redis.conf in easier units. */
export function redisHints(file: ConfigFile, range: Span): InlayHint[] {
  return redisSettings(file)
    .filter(({ span, entry }) => overlaps(span, { start: range.start, end: range.end + 1 }) && !entry.conditional)
    .flatMap(hintsOf)
    .filter(({ offset }) => range.start <= offset && offset <= range.end);
}

/** The same of the flags of redis-server in a file. */
export function redisFlagHints(stack: Stack, file: ConfigFile, range: Span): InlayHint[] {
  return [...redisFlagsIn(stack, file)]
    .flatMap(({ flag }) => hintsOf(flag))
    .filter(({ offset }) => range.start <= offset && offset <= range.end);
}

function hintsOf(setting: RedisSetting): InlayHint[] {
  const known = directive(setting.name);
  if (!known) return [];
  if (known.type === 'save') return savePoints(setting);
  // Of `class hard-limit soft-limit seconds`, the limits are sizes.
  if (known.type === 'buffers')
    return setting.args.flatMap((_, i) => (i % 4 === 1 || i % 4 === 2 ? hint(setting, i, easierMemory) : []));
  return setting.args.length === 1 ? hint(setting, 0, (value) => easierForm(known, value)) : [];
}

function hint(setting: RedisSetting, index: number, form: (value: string) => string | undefined): InlayHint[] {
  const argument = setting.argument(index);
  const label = argument?.state === 'known' ? form(argument.value) : undefined;
  return label === undefined ? [] : [{ offset: setting.argumentSpan(index).end, label: `= ${label}`, kind: 'units' }];
}

/** `3600 1` as `1 h after 1 change`. */
function savePoints(setting: RedisSetting): InlayHint[] {
  if (setting.value.state !== 'known') return [];
  const numbers = setting.value.value.split(/\s+/).filter((text) => text !== '');
  if (numbers.length === 0 || numbers.length % 2 !== 0 || !numbers.every((text) => /^\d{1,9}$/.test(text))) return [];
  const points: string[] = [];
  for (let i = 0; i < numbers.length; i += 2) {
    const changes = Number(numbers[i + 1]);
    points.push(
      `${formatDuration(Number(numbers[i]) * 1000)} with ${grouped(changes)} ${changes === 1 ? 'change' : 'changes'}`,
    );
  }
  const tooltip =
    'A snapshot is taken as soon as so much time has passed since the last one and so many keys have changed.';
  return [{ offset: setting.valueSpan.end, label: `= ${points.join(', ')}`, kind: 'units', tooltip }];
}
