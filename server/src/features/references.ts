import type { ConfigFile } from '../settings/file';
import type { Place } from '../stack/finding';
import type { Stack } from '../stack/stack';

/** Every place that names the thing under the cursor; its definition too, where asked for. */
export function references(stack: Stack, file: ConfigFile, offset: number, includeDefinition = true): Place[] {
  void stack, file, offset, includeDefinition;
  return [];
}
