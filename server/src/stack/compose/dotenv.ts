import type { ConfigFile } from '../../settings/file';
import { known } from '../../settings/value';
import type { Variable } from './variables';

const read = new WeakMap<ConfigFile, ReadonlyMap<string, Variable>>();

/** The variables that a `.env` file or another file of variables sets; of several of one name the last. */
export function variablesOf(file: ConfigFile): ReadonlyMap<string, Variable> {
  let variables = read.get(file);
  if (!variables) {
    const made = new Map<string, Variable>();
    for (const match of file.text.matchAll(/^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(.*?)[ \t]*\r?$/gm)) {
      const [all, name, raw] = match as unknown as [string, string, string];
      const quoted = /^(["'])(.*?)\1/.exec(raw);
      const text = quoted ? quoted[2]! : raw.replace(/ #.*$/, '').trimEnd();
      const start = match.index + all.indexOf(raw, all.indexOf('=') + 1);
      made.set(name, { name, value: known(text), place: { file, span: { start, end: start + raw.length } } });
    }
    variables = made;
    read.set(file, variables);
  }
  return variables;
}
