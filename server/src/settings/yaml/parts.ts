import type { YamlNode } from '../../syntax/yaml/tree';
import type { Span } from '../../text/span';
import type { ConfigFile } from '../file';
import { columnOf, endOf, nodeEnd, startOf } from './layout';

/** An entry of a map or an item of a list, with all that it holds. */
export interface YamlPart {
  readonly span: Span;
  /** The single value that it consists of or ends with; undefined where it holds further parts. */
  readonly scalar: YamlNode | undefined;
}

/**
 * The entry or item that a comment on a line of its own stands above; undefined where it comes last among those that
 * are indented as it is.
 */
export function partBelow(file: ConfigFile, offset: number): YamlPart | undefined {
  const { next } = lookUp(file, offset);
  return next && columnOf(file, next.span.start) >= columnOf(file, offset) ? next : undefined;
}

/** The innermost entry or item around the offset. */
export function partAround(file: ConfigFile, offset: number): YamlPart | undefined {
  return lookUp(file, offset).around;
}

/** Whether everything in the file comes after the offset. */
export function isAboveAll(file: ConfigFile, offset: number): boolean {
  const root = file.yaml.documents.find((document) => document.root)?.root;
  return !root || offset < startOf(root);
}

function lookUp(file: ConfigFile, offset: number): { around: YamlPart | undefined; next: YamlPart | undefined } {
  let around: YamlPart | undefined;
  let node: YamlNode | undefined = file.yaml.documents.findLast(({ start }) => start <= offset)?.root;
  while (node) {
    const parts: { part: YamlPart; value: YamlNode | undefined }[] = partsOf(file, node);
    const found = parts.find(({ part }) => part.span.end > offset);
    if (!found) return { around, next: undefined };
    if (found.part.span.start >= offset) return { around, next: found.part };
    around = found.part;
    node = found.value;
  }
  return { around, next: undefined };
}

function partsOf(file: ConfigFile, node: YamlNode): { part: YamlPart; value: YamlNode | undefined }[] {
  if (node.kind === 'map')
    return node.entries.map((entry) => ({
      part: { span: { start: startOf(entry.key), end: endOf(file, entry) }, scalar: scalarIn(entry.value) },
      value: entry.value,
    }));
  if (node.kind !== 'list') return [];
  return node.items.map((item, index) => ({
    part: {
      span: { start: itemStart(file, node.items[index - 1], item, node.span.start), end: nodeEnd(file, item) },
      scalar: scalarIn(item),
    },
    value: item,
  }));
}

/** An item begins with its hyphen where it has its own line, else with its value. */
function itemStart(file: ConfigFile, before: YamlNode | undefined, item: YamlNode, listStart: number): number {
  const start = startOf(item);
  const { lines, text } = file;
  const hyphen = /^\s*-\s+(?:-\s+)*$/.exec(text.slice(lines.startOf(lines.lineAt(start)), start));
  if (!hyphen) return before ? start : Math.min(start, listStart);
  return lines.startOf(lines.lineAt(start)) + hyphen[0].indexOf('-');
}

function scalarIn(value: YamlNode | undefined): YamlNode | undefined {
  return value?.kind === 'scalar' ? value : undefined;
}
