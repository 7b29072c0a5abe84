import type { ConfigFile } from '../settings/file';
import type { Place } from '../stack/finding';
import type { Stack } from '../stack/stack';
import { assignmentsAt } from './assignments';
import { composeNameAt } from './compose/names';
import { namedThingAt } from './nginx/mentions';
import { pythonNameAt } from './python/names';

/** Every place that names the thing under the cursor; its definition too, where asked for. */
export function references(stack: Stack, file: ConfigFile, offset: number, includeDefinition = true): Place[] {
  const assignments = assignmentsAt(stack, file, offset);
  if (assignments) return assignments.all.map(({ file: other, nameSpan }) => ({ file: other, span: nameSpan }));
  const thing = file.kind === 'nginx' ? namedThingAt(stack, file, offset) : undefined;
  if (!thing || thing.definitions.length === 0) {
    const uses = usesOfName(stack, file, offset, includeDefinition);
    if (!thing || uses.length > 0) return uses;
  }
  const all = includeDefinition ? [...thing.definitions, ...thing.uses] : thing.uses;
  return all.map((mention) => ({ file: mention.file, span: mention.span }));
}

function usesOfName(stack: Stack, file: ConfigFile, offset: number, includeDefinition: boolean): Place[] {
  const name = composeNameAt(stack, file, offset) ?? pythonNameAt(stack, file, offset);
  return name ? [...(includeDefinition ? name.definitions : []), ...name.uses()] : [];
}
