import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from '../../syntax/yaml/tree';
import type { FileEdit } from '../../text/edit';
import type { ConfigFile } from '../file';
import { insertBraces, insertBrackets } from './flow';
import {
  colonEnd,
  columnOf,
  contentEnd,
  endOf,
  isReferred,
  layoutOf,
  lineEndOf,
  nodeEnd,
  ownEntry,
  startOf,
} from './layout';
import { replacingSource, type ScalarValue } from './quoting';
import { entryLines, flowValue, isScalarValue, itemLines, linesBelow, type YamlValue, type YamlValues } from './render';

export type { ScalarValue } from './quoting';
export { removeEntry, removeItem } from './remove';
export type { YamlValue, YamlValues } from './render';

/*
 * Writes YAML: minimal edits in the file's own indentation, quotes, lists and line ends, which give exactly the wanted
 * change of the tree and keep every comment. No edits where the value is there already, and where it can't be written
 * without changing something else: into an alias or a map that is merged in, over a comment.
 */

/** Gives a scalar another value, in the style in which it is written. */
export function setScalar(file: ConfigFile, scalar: YamlScalar, value: ScalarValue): FileEdit[] {
  if (saysAlready(scalar, value)) return [];
  const { span } = scalar;
  const inFlow = isInFlow(file, span.start);
  if (scalar.style === 'block') return setBlock(file, scalar, value);
  const source = replacingSource(scalar, value, inFlow, layoutOf(file).quote);
  if (span.end > span.start) return [file.edit(span.start, span.end, source)];
  const before = /\S/.test(file.text.charAt(span.start - 1)) ? ' ' : '';
  const behind = file.text[span.end] === '#' ? ' ' : '';
  return [file.edit(span.start, span.end, before + source + behind)];
}

/** A text in a block becomes one on the line of its key. */
function setBlock(file: ConfigFile, { span }: YamlScalar, value: ScalarValue): FileEdit[] {
  const { text, lines } = file;
  const header = lines.endOf(lines.lineAt(span.start));
  const comment = file.yaml.comments.find(({ start }) => start > span.start && start < header);
  const source = replacingSource({ style: 'plain' } as YamlScalar, value, false, layoutOf(file).quote);
  const indicators = comment ? span.start + text.slice(span.start, comment.start).trimEnd().length : header;
  return [file.edit(span.start, indicators, source), file.edit(header, lineEndOf(file, span.end), '')];
}

/**
 * Gives what a path of keys leads to a value. Keys that are missing are made, in braces where they belong into braces.
 *
 * @param map where the path begins; undefined for the first document of a file that holds nothing yet
 * @param after keys behind which the first missing one is put, the first of them that is there; else it comes last
 */
export function setIn(
  file: ConfigFile,
  map: YamlMap | undefined,
  path: readonly string[],
  value: YamlValue,
  after: readonly string[] = [],
): FileEdit[] {
  if (!map) return file.yaml.root ? [] : startFile(file, nested(path, value));
  let at = map;
  for (let depth = 0; depth < path.length; depth++) {
    const key = path[depth]!;
    const rest = path.slice(depth + 1);
    const entry = ownEntry(at, key);
    if (!entry) return rest.length > 0 && mayBeMerged(at) ? [] : insertEntry(file, at, key, nested(rest, value), after);
    if (rest.length === 0) return setValue(file, at, entry, value);
    if (isNothing(entry.value)) return setValue(file, at, entry, nested(rest, value));
    if (entry.value?.kind !== 'map') return [];
    at = entry.value;
  }
  return [];
}

/** Gives an entry of a map another value. */
export function setValue(file: ConfigFile, map: YamlMap, entry: YamlEntry, value: YamlValue): FileEdit[] {
  const { value: old } = entry;
  if (old?.kind === 'scalar' && !isNothing(old) && isScalarValue(value)) return setScalar(file, old, value);
  if (old && (sameValue(old, value) || isReferred(file, startOf(old), old.span.end))) return [];
  if (old && !(old.kind === 'scalar' && old.style !== 'block') && holdsComment(file, old)) return [];
  const from = old?.kind === 'scalar' && isNothing(old) && hasProperties(old) ? -1 : colonEnd(file, entry);
  if (from < 0 || (old && old.kind !== 'alias' && hasProperties(old))) return [];
  if (old && file.yaml.comments.some(({ start }) => start >= from && start < old.span.start)) return [];
  if (map.flow) {
    const colon = from === entry.key.span.end ? ':' : '';
    return [file.edit(from, old ? old.span.end : from, `${colon} ${flowValue(file, value)}`)];
  }
  const column = columnOf(file, startOf(entry.key));
  if (isScalarValue(value)) {
    const source = replacingSource({ style: 'plain' } as YamlScalar, value, false, layoutOf(file).quote);
    return [inlineEdit(file, from, old, source)];
  }
  const below = linesBelow(file, value, column);
  if (below.length === 0)
    return [file.edit(from, old ? contentEnd(file, nodeEnd(file, old)) : from, ` ${flowValue(file, value)}`)];
  const newLine = file.lines.lineBreak;
  const oldEnd = old ? nodeEnd(file, old) : from;
  const end = contentEnd(file, oldEnd);
  const lineEnd = lineEndOf(file, oldEnd);
  const lines = below.map((line) => newLine + line).join('');
  // A comment at the end of the line stays there, between the key and its new value.
  return end === lineEnd
    ? [file.edit(from, end, lines)]
    : [...(end > from ? [file.edit(from, end, '')] : []), file.edit(lineEnd, lineEnd, lines)];
}

/** What stands behind a key on its line, in place of the old value wherever that stood. */
function inlineEdit(file: ConfigFile, from: number, old: YamlNode | undefined, source: string): FileEdit {
  const end = old ? contentEnd(file, nodeEnd(file, old)) : from;
  return file.edit(from, end, ` ${source}${file.text[end] === '#' ? ' ' : ''}`);
}

/** Puts an entry into a map that hasn't got the key. */
export function insertEntry(
  file: ConfigFile,
  map: YamlMap,
  key: string,
  value: YamlValue,
  after: readonly string[] = [],
): FileEdit[] {
  const named = after.map((name) => ownEntry(map, name)).find((entry) => entry !== undefined);
  const before = named ?? map.entries.at(-1);
  if (map.flow) return insertBraces(file, map, before, key, value);
  if (!before) return [];
  const column = columnOf(file, startOf(map.entries[0]!.key));
  return [insertLines(file, endOf(file, before), entryLines(file, key, value, column), column)];
}

/** Puts an item at the end of a list. */
export function appendItem(file: ConfigFile, list: YamlList, value: YamlValue): FileEdit[] {
  if (list.flow) return insertBrackets(file, list, value);
  const column = columnOf(file, list.span.start);
  return [insertLines(file, nodeEnd(file, list), itemLines(file, value, column), column)];
}

/** Lines below the one on which something ends; all but the first have their indentation. */
function insertLines(file: ConfigFile, end: number, lines: readonly string[], column: number): FileEdit {
  const at = lineEndOf(file, end);
  const newLine = file.lines.lineBreak;
  const [first = '', ...rest] = lines;
  return file.edit(at, at, [`${newLine}${' '.repeat(column)}${first}`, ...rest].join(newLine));
}

/** Writes the first entries of a file, below the comments that it may hold. */
function startFile(file: ConfigFile, value: YamlValue): FileEdit[] {
  const { text, lines } = file;
  const second = file.yaml.documents[1]?.start;
  const end = /^\.\.\.(?=\s|$)/m.exec(text)?.index;
  const at = Math.min(second ?? text.length, end ?? text.length);
  const newLine = lines.lineBreak;
  const glue = at > 0 && !/[\r\n\uFEFF]$/.test(text.slice(0, at)) ? newLine : '';
  const body = Object.entries(value as YamlValues).flatMap(([key, inner]) => entryLines(file, key, inner, 0));
  return [file.edit(at, at, glue + body.map((line) => line + newLine).join(''))];
}

function nested(path: readonly string[], value: YamlValue): YamlValue {
  return path.reduceRight<YamlValue>((inner, key) => ({ [key]: inner }), value);
}

/** Whether the map takes entries from others, so that a key that it lacks may still be there. */
function mayBeMerged(map: YamlMap): boolean {
  return ownEntry(map, '<<') !== undefined;
}

function isNothing(node: YamlNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.style === 'plain' && node.value === null);
}

function hasProperties(node: YamlNode): boolean {
  return node.kind !== 'alias' && (node.anchor !== undefined || node.tag !== undefined);
}

function holdsComment(file: ConfigFile, { span }: YamlNode): boolean {
  return file.yaml.comments.some(({ start }) => start >= span.start && start < span.end);
}

function saysAlready(scalar: YamlScalar, value: ScalarValue): boolean {
  return typeof value === 'string' ? scalar.text === value && !isNothing(scalar) : Object.is(scalar.value, value);
}

function sameValue(node: YamlNode, value: YamlValue): boolean {
  if (node.kind === 'scalar') return isScalarValue(value) && saysAlready(node, value);
  if (node.kind === 'alias' || isScalarValue(value)) return false;
  if (Array.isArray(value))
    return (
      node.kind === 'list' &&
      node.items.length === value.length &&
      node.items.every((item, index) => sameValue(item, value[index]!))
    );
  const wanted = Object.entries(value);
  return (
    node.kind === 'map' &&
    node.entries.length === wanted.length &&
    wanted.every(([key, inner]) => {
      const entry = ownEntry(node, key);
      return entry !== undefined && (entry.value ? sameValue(entry.value, inner) : inner === null);
    })
  );
}

/** Whether the offset lies in brackets or braces. */
function isInFlow(file: ConfigFile, offset: number): boolean {
  let nodes: readonly (YamlNode | undefined)[] = file.yaml.documents.map(({ root }) => root);
  for (;;) {
    const holder = nodes.find(
      (node) => node && node.span.start <= offset && offset <= node.span.end && node.kind !== 'scalar',
    );
    if (!holder || holder.kind === 'scalar' || holder.kind === 'alias') return false;
    if (holder.flow) return holder.span.start < offset && offset < holder.span.end;
    nodes = holder.kind === 'list' ? holder.items : holder.entries.flatMap(({ key, value }) => [key, value]);
  }
}
