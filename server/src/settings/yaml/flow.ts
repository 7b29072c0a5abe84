import type { YamlEntry, YamlList, YamlMap } from '../../syntax/yaml/tree';
import type { FileEdit } from '../../text/edit';
import type { ConfigFile } from '../file';
import { beginsLine, colonEnd, startOf } from './layout';
import { flowEntry, flowValue, type YamlValue } from './render';

/** Puts an entry into a map in braces, behind another one or as its only one. */
export function insertBraces(
  file: ConfigFile,
  map: YamlMap,
  before: YamlEntry | undefined,
  key: string,
  value: YamlValue,
): FileEdit[] {
  const source = flowEntry(file, key, value);
  if (!before) return fillEmpty(file, map, source);
  const end = before.value ? before.value.span.end : colonEnd(file, before);
  return insertBehind(file, map, startOf(before.key), end, source);
}

/** Puts an item at the end of a list in brackets. */
export function insertBrackets(file: ConfigFile, list: YamlList, value: YamlValue): FileEdit[] {
  const source = flowValue(file, value);
  const last = list.items.at(-1);
  return last ? insertBehind(file, list, startOf(last), last.span.end, source) : fillEmpty(file, list, source);
}

function fillEmpty(file: ConfigFile, { span }: YamlMap | YamlList, source: string): FileEdit[] {
  const inside = file.text.slice(span.start + 1, span.end - 1);
  // A comment in the brackets ends with its line.
  return inside.trim() === ''
    ? [file.edit(span.start + 1, span.end - 1, source)]
    : [file.edit(span.start + 1, span.start + 1, source)];
}

function insertBehind(
  file: ConfigFile,
  { span }: YamlMap | YamlList,
  start: number,
  end: number,
  source: string,
): FileEdit[] {
  const { text, lines } = file;
  const comma = commaBehind(file, end, span.end);
  const lineEnd = lines.endOf(lines.lineAt(comma ?? end));
  const onOwnLine = beginsLine(file, start) && span.end > lineEnd;
  // Something else may follow on the line.
  const rest = text.slice(comma ?? end, lineEnd).trim();
  if (!onOwnLine || (rest !== '' && !rest.startsWith('#'))) return [file.edit(end, end, `, ${source}`)];
  const line = `${lines.lineBreak}${lines.indentAt(start)}${source}`;
  return comma !== undefined
    ? [file.edit(lineEnd, lineEnd, `${line},`)]
    : [file.edit(end, end, ','), file.edit(lineEnd, lineEnd, line)];
}

/** Behind the comma that follows a value on its line; undefined where none does. */
function commaBehind(file: ConfigFile, end: number, limit: number): number | undefined {
  const found = /[ \t]*,/y;
  found.lastIndex = end;
  return found.test(file.text) && found.lastIndex < limit ? found.lastIndex : undefined;
}
