import { changeBetween } from '../../text/change';
import type { Span } from '../../text/span';
import { readFastTo } from './reader';
import { anchorsIn } from './recover';
import type { YamlEntry, YamlMap, YamlNode, YamlTree } from './tree';

/** How a text differs from an earlier one: in the value of one entry. */
export interface EditedEntry {
  /** The entry of the earlier tree. */
  readonly before: YamlEntry;
  /** What it is now, with its positions in the present text. Anchors of other entries are the earlier tree's. */
  readonly after: YamlEntry;
  /** The whole lines of the earlier text that it had, comments behind it included. */
  readonly span: Span;
  /** By how many characters what stands behind it has moved. */
  readonly by: number;
}

/**
 * Reads a text of which an earlier version has been read, where only an entry of the map under one key of the root has
 * changed: that entry alone is read. The earlier tree stays as it is.
 *
 * @returns undefined where more has to be read: the change lies elsewhere, touches a key or an anchor, or one of the two
 *   texts has mistakes
 */
export function editedEntry(before: YamlTree, text: string, section: string): EditedEntry | undefined {
  const change = changeBetween(before.text, text);
  const root = blockMap(before.root);
  if (!change || !root || before.problems.length > 0 || before.documents.length > 1) return undefined;
  const at = root.entries.findIndex(({ key }) => key.kind === 'scalar' && key.text === section);
  const entries = blockMap(root.entries[at]?.value)?.entries;
  const index = entries?.findLastIndex(({ key }) => key.span.end < change.fromA) ?? -1;
  const entry = entries?.[index];
  if (!entry || !blockMap(entry.value)) return undefined;
  const next = entries![index + 1] ?? root.entries[at + 1];
  const span = { start: lineOf(before.text, entry), end: next ? lineOf(before.text, next) : before.text.length };
  if (span.start < 0 || (next && span.end <= change.toA) || hasAnchor(entry)) return undefined;
  const by = text.length - before.text.length;
  const known = anchorsIn(root, span.start);
  const tree = readFastTo(text, { start: span.start, end: span.end + by }, known);
  if (typeof tree === 'number' || tree.problems.length > 0 || tree.documents.length > 1) return undefined;
  const made = blockMap(tree.root)?.entries;
  const after = made?.[0];
  if (!after || made.length > 1 || !isSameKey(entry, after) || hasAnchor(after)) return undefined;
  return { before: entry, after, span, by };
}

function blockMap(node: YamlNode | undefined): YamlMap | undefined {
  return node?.kind === 'map' && !node.flow && !node.anchor && !node.tag ? node : undefined;
}

/** Where the line of an entry begins, -1 where something stands in front of its key. */
function lineOf(text: string, { key }: YamlEntry): number {
  const start = text.lastIndexOf('\n', key.span.start) + 1;
  return text.slice(start, key.span.start).trim() === '' ? start : -1;
}

function isSameKey(a: YamlEntry, b: YamlEntry): boolean {
  return a.key.kind === 'scalar' && b.key.kind === 'scalar' && a.key.text === b.key.text && isAt(a, b);
}

function isAt(a: YamlEntry, b: YamlEntry): boolean {
  return a.key.span.start === b.key.span.start && a.key.span.end === b.key.span.end;
}

function hasAnchor({ key, value }: YamlEntry): boolean {
  return holdsAnchor(key) || (value !== undefined && holdsAnchor(value));
}

function holdsAnchor(node: YamlNode): boolean {
  if (node.kind === 'alias') return false;
  if (node.anchor) return true;
  if (node.kind === 'map') return node.entries.some(hasAnchor);
  return node.kind === 'list' && node.items.some(holdsAnchor);
}
