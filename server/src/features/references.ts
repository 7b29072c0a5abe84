import type { ConfigFile } from '../settings/file';
import type { Place } from '../stack/finding';
import type { Stack } from '../stack/stack';
import { assignmentsAt } from './assignments';
import { namedThingAt } from './nginx/mentions';

/** Every place that names the thing under the cursor; its definition too, where asked for. */
export function references(stack: Stack, file: ConfigFile, offset: number, includeDefinition = true): Place[] {
  const assignments = assignmentsAt(stack, file, offset);
  if (assignments) return assignments.all.map(({ file: other, nameSpan }) => ({ file: other, span: nameSpan }));
  if (file.kind !== 'nginx') return [];
  const thing = namedThingAt(stack, file, offset);
  if (!thing) return [];
  const all = includeDefinition ? [...thing.definitions, ...thing.uses] : thing.uses;
  return all.map((mention) => ({ file: mention.file, span: mention.span }));
}
