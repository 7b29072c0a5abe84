import type { ConfigFile } from '../../settings/file';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Stack } from '../../stack/stack';
import { touches } from '../../text/span';
import { occurrences, wordAt } from './cursor';
import { type Mention, mentionsIn, nameIndex } from './names';

/** The name under the cursor, with all that is said of it in the configurations of the file. */
export interface NamedThing {
  readonly mention: Mention;
  readonly configuration: NginxConfiguration;
  readonly definitions: readonly Mention[];
  readonly uses: readonly Mention[];
}

/** Of several names at one place the shortest wins: a variable inside of a longer value. */
export function namedThingAt(stack: Stack, file: ConfigFile, offset: number): NamedThing | undefined {
  const at = wordAt(file, offset);
  if (!at || at.index < 0) return undefined;
  let result: NamedThing | undefined;
  for (const { configuration, setting } of occurrences(stack, file, at.directive)) {
    for (const mention of mentionsIn(setting)) {
      if (!touches(mention.span, offset)) continue;
      if (result && length(result.mention) <= length(mention) && result.definitions.length > 0) continue;
      const all = unique(nameIndex(configuration).of(mention.kind, mention.name));
      result = {
        mention,
        configuration,
        definitions: all.filter(({ role }) => role === 'definition'),
        uses: all.filter(({ role }) => role === 'use'),
      };
    }
  }
  return result;
}

function length({ span }: Mention): number {
  return span.end - span.start;
}

/** A file that is included twice says the same twice. */
function unique(mentions: readonly Mention[]): Mention[] {
  const seen = new Set<string>();
  return mentions.filter(({ file, span }) => {
    const key = `${file.path}\n${span.start}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
