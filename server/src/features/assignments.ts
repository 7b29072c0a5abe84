import type { ConfigFile } from '../settings/file';
import type { Setting } from '../settings/setting';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';
import { redisAssignments } from './redis/cursor';
import { limitsAssignments } from './system/limits-cursor';
import { sysctlAssignments } from './system/sysctl-cursor';

/** The lines that set one thing, in formats in which a later line takes the place of an earlier one. */
export interface Assignments {
  readonly all: readonly Setting[];
  /** Those that hold in the end. */
  readonly inForce: readonly Setting[];
  /** The name under the cursor. */
  readonly origin: Span;
}

/** The lines that set what the name under the cursor names; undefined where there is but one or none. */
export function assignmentsAt(stack: Stack, file: ConfigFile, offset: number): Assignments | undefined {
  const found = find(stack, file, offset);
  return found && found.all.length > 1 ? found : undefined;
}

function find(stack: Stack, file: ConfigFile, offset: number): Assignments | undefined {
  if (file.kind === 'redis') return redisAssignments(stack, file, offset);
  if (file.kind === 'sysctl') return sysctlAssignments(stack, file, offset);
  return file.kind === 'limits' ? limitsAssignments(stack, file, offset) : undefined;
}
