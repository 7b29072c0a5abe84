import type { ConfigFile } from '../../settings/file';
import { LimitsSetting } from '../../settings/limits';
import type { Stack } from '../../stack/stack';
import type { LimitSet } from '../../stack/system/limits';
import { type Span, touches } from '../../text/span';
import { sameLine } from './sysctl-cursor';

export type LimitsColumn = 'domain' | 'type' | 'item' | 'value';

/** A column of limits.conf under the cursor. */
export interface LimitsAtCursor {
  readonly setting: LimitsSetting;
  readonly column: LimitsColumn;
  readonly span: Span;
}

export function limitsAt(file: ConfigFile, offset: number): LimitsAtCursor | undefined {
  const entry = file.limits.entries.find(({ span }) => touches(span, offset));
  if (!entry) return undefined;
  const column = (['domain', 'type', 'item', 'value'] as const).find((one) => touches(entry[one], offset));
  return (
    column && {
      setting: new LimitsSetting(file, entry),
      column,
      span: { start: entry[column].start, end: entry[column].end },
    }
  );
}

export function limitSetOf(stack: Stack, file: ConfigFile): LimitSet | undefined {
  return stack.limits.find((set) => set.files.has(file));
}

/** Every entry of the same domain that sets the same limit as the one under the cursor, and those in force. */
export function limitsAssignments(
  stack: Stack,
  file: ConfigFile,
  offset: number,
): { all: LimitsSetting[]; inForce: LimitsSetting[]; origin: Span } | undefined {
  const at = limitsAt(file, offset);
  const set = limitSetOf(stack, file);
  const types = at?.setting.types;
  if (at?.column !== 'item' || !set || !types) return undefined;
  const { domain, name } = at.setting;
  const all = set.entries.filter(
    (entry) => entry.domain === domain && entry.name === name && entry.types!.some((type) => types.includes(type)),
  );
  const inForce = types.flatMap((type) => {
    const limit = set.inForce(domain, name, type);
    return limit.state !== 'absent' && limit.setting ? [limit.setting] : [];
  });
  return {
    all,
    inForce: inForce.filter((one, i) => inForce.findIndex((other) => sameLine(other, one)) === i),
    origin: at.span,
  };
}
