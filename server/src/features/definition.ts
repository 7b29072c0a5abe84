import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import { spanOf } from '../syntax/nginx/tree';
import type { Span } from '../text/span';
import { assignmentsAt } from './assignments';
import { composeNameAt } from './compose/names';
import { occurrences, wordAt } from './nginx/cursor';
import { includedFiles } from './nginx/included-files';
import { namedThingAt } from './nginx/mentions';
import { pythonNameAt } from './python/names';
import { includedPaths, redisWordAt } from './redis/cursor';

export interface DefinitionTarget {
  readonly file: ConfigFile;
  /** The whole definition. */
  readonly span: Span;
  /** The name in it. */
  readonly nameSpan: Span;
}

export interface Definition {
  /** What under the cursor names it. */
  readonly origin: Span;
  readonly targets: readonly DefinitionTarget[];
}

/** Where the thing that a value names is defined: a zone, an upstream, a format, a variable, an included file. */
export function definition(stack: Stack, file: ConfigFile, offset: number): Definition | undefined {
  if (file.kind !== 'nginx') return definitionOfLine(stack, file, offset) ?? definitionOfName(stack, file, offset);
  const at = wordAt(file, offset);
  if (at?.index === 0 && at.directive.name.value === 'include') {
    const settings = occurrences(stack, file, at.directive).map(({ setting }) => setting);
    const targets = includedFiles(stack, settings).map((target) => ({ file: target, span: START, nameSpan: START }));
    return targets.length > 0 ? { origin: { start: at.word.start, end: at.word.end }, targets } : undefined;
  }
  const thing = namedThingAt(stack, file, offset);
  if (!thing || thing.definitions.length === 0) return definitionOfName(stack, file, offset);
  return {
    origin: thing.mention.span,
    targets: thing.definitions.map((one) => ({
      file: one.file,
      span: spanOf(one.setting.directive),
      nameSpan: one.span,
    })),
  };
}

const START: Span = { start: 0, end: 0 };

/** Of a name of Compose or in Python: a service, a variable, a file, a task. */
function definitionOfName(stack: Stack, file: ConfigFile, offset: number): Definition | undefined {
  const name = composeNameAt(stack, file, offset) ?? pythonNameAt(stack, file, offset);
  if (!name || name.definitions.length === 0) return undefined;
  const targets = name.definitions.map((one) => ({ file: one.file, span: one.span, nameSpan: one.span }));
  return { origin: name.origin, targets };
}

/** Of a name that several lines set, those in force; of an include of Redis, the files. */
function definitionOfLine(stack: Stack, file: ConfigFile, offset: number): Definition | undefined {
  const assignments = assignmentsAt(stack, file, offset);
  if (assignments) {
    const targets = assignments.inForce.map((one) => ({ file: one.file, span: one.span, nameSpan: one.nameSpan }));
    return targets.length > 0 ? { origin: assignments.origin, targets } : undefined;
  }
  const at = file.kind === 'redis' ? redisWordAt(file, offset) : undefined;
  if (at?.index !== 0 || at.setting.name !== 'include') return undefined;
  const files = includedPaths(stack, at.setting).flatMap((path) => stack.file(path) ?? []);
  return files.length > 0
    ? { origin: at.span, targets: files.map((target) => ({ file: target, span: START, nameSpan: START })) }
    : undefined;
}
