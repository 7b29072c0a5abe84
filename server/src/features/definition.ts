import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import { spanOf } from '../syntax/nginx/tree';
import type { Span } from '../text/span';
import { occurrences, wordAt } from './nginx/cursor';
import { includedFiles } from './nginx/included-files';
import { namedThingAt } from './nginx/mentions';

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
  if (file.kind !== 'nginx') return undefined;
  const at = wordAt(file, offset);
  if (at?.index === 0 && at.directive.name.value === 'include') {
    const settings = occurrences(stack, file, at.directive).map(({ setting }) => setting);
    const targets = includedFiles(stack, settings).map((target) => ({ file: target, span: START, nameSpan: START }));
    return targets.length > 0 ? { origin: { start: at.word.start, end: at.word.end }, targets } : undefined;
  }
  const thing = namedThingAt(stack, file, offset);
  if (!thing || thing.definitions.length === 0) return undefined;
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
