import type { YamlEntry, YamlMap, YamlNode, YamlTree } from '../../syntax/yaml/tree';
import type { ConfigFile } from '../file';
import type { Quote } from './quoting';

/** How a file is written. */
export interface Layout {
  /** By how many columns a map is indented below the key that holds it. */
  readonly step: number;
  /** By how many columns a list is indented below the key that holds it: 0 or the step, mostly. */
  readonly listStep: number;
  readonly quote: Quote;
}

const LAYOUTS = new WeakMap<YamlTree, Layout>();

/** How many values are looked at, to learn the style of a file. */
const ENOUGH = 2_000;

export function layoutOf(file: ConfigFile): Layout {
  let layout = LAYOUTS.get(file.yaml);
  if (!layout) LAYOUTS.set(file.yaml, (layout = readLayout(file)));
  return layout;
}

function readLayout(file: ConfigFile): Layout {
  const steps = new Map<number, number>();
  const listSteps = new Map<number, number>();
  const quotes = new Map<Quote, number>();
  const count = <T>(counts: Map<T, number>, what: T) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const pending: YamlNode[] = file.yaml.documents.flatMap(({ root }) => (root ? [root] : []));
  for (let i = 0; i < pending.length && i < ENOUGH; i++) {
    const node = pending[i]!;
    if (node.kind === 'scalar' && (node.style === 'single' || node.style === 'double')) count(quotes, node.style);
    if (node.kind === 'list') for (const item of node.items) pending.push(item);
    if (node.kind !== 'map') continue;
    for (const { key, value } of node.entries) {
      pending.push(key);
      if (!value) continue;
      pending.push(value);
      if (node.flow || value.kind === 'scalar' || value.kind === 'alias' || value.flow) continue;
      const step = columnOf(file, startOf(value)) - columnOf(file, startOf(key));
      count(value.kind === 'map' ? steps : listSteps, step);
    }
  }
  const step = mostFrequent(steps) ?? 2;
  return { step, listStep: mostFrequent(listSteps) ?? step, quote: mostFrequent(quotes) ?? 'double' };
}

function mostFrequent<T>(counts: ReadonlyMap<T, number>): T | undefined {
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Where a value begins, its anchor and tag included; in front of a map in a block stand those of its first key. */
export function startOf(node: YamlNode): number {
  if (node.kind === 'map' && !node.flow && node.entries[0]) return startOf(node.entries[0].key);
  if (node.kind === 'alias' || (node.kind === 'list' && !node.flow)) return node.span.start;
  return Math.min(node.span.start, node.anchor?.span.start ?? Infinity, node.tag?.span.start ?? Infinity);
}

export function columnOf(file: ConfigFile, offset: number): number {
  const { line, column } = file.lines.positionAt(offset);
  return line === 0 && file.text.charCodeAt(0) === 0xfeff ? column - 1 : column;
}

/** Behind the colon of an entry; behind its key where it has none. */
export function colonEnd(file: ConfigFile, { key }: YamlEntry): number {
  const found = /[ \t]*:/y;
  found.lastIndex = key.span.end;
  return found.test(file.text) ? found.lastIndex : key.span.end;
}

/** Behind all that is written of an entry. */
export function endOf(file: ConfigFile, entry: YamlEntry): number {
  return entry.value ? nodeEnd(file, entry.value) : colonEnd(file, entry);
}

/** Behind all that is written of a value: its span doesn't hold the colon of a last key that has no value. */
export function nodeEnd(file: ConfigFile, node: YamlNode): number {
  let last: YamlNode | undefined = node;
  while (last && last.kind !== 'scalar' && last.kind !== 'alias' && !last.flow) {
    const entry: YamlEntry | undefined = last.kind === 'map' ? last.entries.at(-1) : undefined;
    if (entry && !entry.value) return colonEnd(file, entry);
    last = last.kind === 'list' ? last.items.at(-1) : entry?.value;
  }
  return node.span.end;
}

/** Where the last line of what ends at the offset has its end. A text in a block ends with its last line's break. */
export function lineEndOf(file: ConfigFile, end: number): number {
  const { lines, text } = file;
  const inside = end > 0 && text.charCodeAt(end - 1) === 10 ? end - 1 : end;
  return lines.endOf(lines.lineAt(inside));
}

/** The offset without the line break that ends a text in a block. */
export function contentEnd(file: ConfigFile, end: number): number {
  return file.text.charCodeAt(end - 1) === 10 ? lineEndOf(file, end) : end;
}

/** Whether nothing stands on the line in front of the offset. */
export function beginsLine(file: ConfigFile, offset: number): boolean {
  const { lines, text } = file;
  return /^\uFEFF?\s*$/.test(text.slice(lines.startOf(lines.lineAt(offset)), offset));
}

/** The entry that counts of those with the key. */
export function ownEntry(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.findLast((entry) => entry.key.kind === 'scalar' && entry.key.text === key);
}

const TARGETS = new WeakMap<YamlTree, readonly YamlNode[]>();

/** Whether an alias leads to something between the offsets, so that it can't go without harm. */
export function isReferred(file: ConfigFile, from: number, to: number): boolean {
  let targets = TARGETS.get(file.yaml);
  if (!targets) TARGETS.set(file.yaml, (targets = readTargets(file.yaml)));
  return targets.some(({ span }) => from <= span.start && span.start <= to);
}

function readTargets({ documents }: YamlTree): YamlNode[] {
  const targets = new Set<YamlNode>();
  const pending: YamlNode[] = documents.flatMap(({ root }) => (root ? [root] : []));
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'alias' && node.target) targets.add(node.target);
    if (node.kind === 'list') for (const item of node.items) pending.push(item);
    if (node.kind === 'map') for (const { key, value } of node.entries) pending.push(key, ...(value ? [value] : []));
  }
  return [...targets];
}
