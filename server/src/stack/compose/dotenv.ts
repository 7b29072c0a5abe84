import type { ConfigFile } from '../../settings/file';
import { known, unknown } from '../../settings/value';
import type { DotenvEntry } from '../../syntax/dotenv/tree';
import { interpolate } from './interpolate';
import { type Variable, Variables } from './variables';

const read = new WeakMap<ConfigFile, ReadonlyMap<string, Variable>>();

/**
 * The variables that a `.env` file or another file of variables sets; of several of one name the last. A variable in a
 * value is that of the project, else the one that stands above it in the file.
 *
 * @see https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
export function variablesOf(file: ConfigFile, project?: Variables): ReadonlyMap<string, Variable> {
  // What holds no variable says the same to everybody.
  if (file.text.includes('$')) return readVariables(file, project);
  let variables = read.get(file);
  if (!variables) {
    variables = readVariables(file, undefined);
    read.set(file, variables);
  }
  return variables;
}

function readVariables(file: ConfigFile, project: Variables | undefined): ReadonlyMap<string, Variable> {
  const made = new Map<string, Variable>();
  const above = new Variables(made, project);
  for (const entry of file.dotenv.entries) {
    const { name } = entry;
    // A later one takes the place of an earlier one, but stands where that stood.
    made.set(name, { name, value: valueIn(entry, file, above), place: placeOf(entry, file) });
  }
  return made;
}

function valueIn(entry: DotenvEntry, file: ConfigFile, above: Variables): Variable['value'] {
  const { value, name } = entry;
  if (!value) return unknown(`${name} comes from the shell that runs Compose`);
  if (!value.expands || !value.text.text.includes('$')) return known(value.text.text);
  const { text, refused } = interpolate(value.text, file, above);
  const reason = refused ?? text.unknownIn(0, Math.max(1, text.text.length));
  return reason === undefined ? known(text.text) : unknown(reason);
}

function placeOf(entry: DotenvEntry, file: ConfigFile): Variable['place'] {
  return { file, span: entry.value?.span ?? entry.nameSpan };
}

/** The lines of a file of variables as they stand, for `format: raw`: nothing is filled in and quotes are kept. */
export function rawVariablesOf(file: ConfigFile): ReadonlyMap<string, Variable> {
  const made = new Map<string, Variable>();
  for (const match of file.text.matchAll(/^[ \t]*([^\s#=][^=\n]*)=([^\n]*?)\r?$/gm)) {
    const [all, written, text] = match as unknown as [string, string, string];
    const end = match.index + all.replace(/\r$/, '').length;
    const place = { file, span: { start: end - text.length, end } };
    made.set(written.trim(), { name: written.trim(), value: known(text), place });
  }
  return made;
}
