import type { Span } from '../../text/span';
import type { SyntaxProblem } from '../problem';
import { readByLibrary } from './library';
import { messageOf } from './messages';
import { readFastTo } from './reader';
import type { YamlEntry, YamlMap, YamlNode, YamlTree } from './tree';

/**
 * Reads a large text with a mistake in one place: the entry around the mistake by the library, which tells what is
 * wrong, and everything else in one pass. Undefined where the mistake can't be set apart.
 *
 * @param at where the fast reader was not certain
 */
export function readAround(text: string, at: number): YamlTree | undefined {
  // Under a text that keeps all empty lines, nothing can be taken away.
  if (at < 0 || /[|>]\d?\+/.test(text)) return undefined;
  const part = entryAround(text, at);
  if (!part) return undefined;
  const { start, end } = part.span;
  // That it is a tab which is wrong shows only inside what holds it.
  if (/^ *\t/m.test(text.slice(start, end))) return undefined;
  const rest = readFastTo(`${text.slice(0, start)}${'\n'.repeat(end - start)}${text.slice(end)}`);
  if (typeof rest === 'number' || rest.documents.length > 1) return undefined;
  const broken = readByLibrary(text, part.span, anchorsIn(rest.root, start));
  if (broken.documents.length > 1) return undefined;
  const problems: SyntaxProblem[] = [...rest.problems, ...broken.problems];
  const entries = entriesOfPart(text, part, broken.root, problems);
  const root = entries && join(rest.root, part, entries, problems);
  if (!root) return undefined;
  const byPlace = (a: { span: Span }, b: { span: Span }) => a.span.start - b.span.start;
  const comments = [...rest.comments, ...broken.comments].sort((a, b) => a.start - b.start);
  return { text, root, documents: [{ start: 0, root }], comments, problems: problems.sort(byPlace) };
}

/** Whole lines with an entry of the root map, or of a map directly below it. */
interface Part {
  readonly span: Span;
  readonly column: number;
  /** Where the key of the root map stands that it belongs to; undefined for an entry of the root map itself. */
  readonly owner: number | undefined;
}

function entryAround(text: string, at: number): Part | undefined {
  let line = lineStart(text, at);
  // The lines above that hold it, each indented less than the one before.
  const holders: { start: number; column: number }[] = [];
  for (let column = Number.POSITIVE_INFINITY; column > 0; line = lineStart(text, line - 1)) {
    const indent = indentOf(text, line);
    if (indent !== undefined && indent < column) {
      column = indent;
      holders.push({ start: line, column });
    }
    if (line === 0) break;
  }
  const top = holders.at(-1);
  if (top?.column !== 0) return undefined;
  const inner = holders.at(-2) ?? top;
  if (text[inner.start + inner.column] === '-') return undefined;
  return {
    span: { start: inner.start, end: endOf(text, inner.start, inner.column) },
    column: inner.column,
    owner: inner === top ? undefined : top.start,
  };
}

/** Where the next line begins that is not indented further, or the text ends. */
function endOf(text: string, start: number, column: number): number {
  for (let at = text.indexOf('\n', start) + 1; at > 0; at = text.indexOf('\n', at) + 1) {
    const indent = indentOf(text, at);
    if (indent !== undefined && indent <= column) return at;
  }
  return text.length;
}

function lineStart(text: string, at: number): number {
  return at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** The column of a line's content; undefined where it holds none. */
function indentOf(text: string, start: number): number | undefined {
  let at = start;
  while (text[at] === ' ') at++;
  return at === text.length || /[\r\n#\t]/.test(text[at]!) ? undefined : at - start;
}

function entriesOfPart(
  text: string,
  { span, column }: Part,
  node: YamlNode | undefined,
  problems: SyntaxProblem[],
): readonly YamlEntry[] | undefined {
  if (!node) return [];
  if (node.span.start !== span.start + column) return undefined;
  if (node.kind === 'map' && !node.flow) return node.entries;
  if (node.kind !== 'scalar' || node.style !== 'plain' || text.slice(node.span.start, node.span.end).includes('\n'))
    return undefined;
  // A key that is being typed.
  problems.push({ span: node.span, message: messageOf('MISSING_CHAR', 'map values') });
  return [{ key: node, value: undefined }];
}

/** Puts the entries where they belong. */
function join(
  root: YamlNode | undefined,
  { owner }: Part,
  entries: readonly YamlEntry[],
  problems: SyntaxProblem[],
): YamlNode | undefined {
  if (owner === undefined) return root ? inserted(root, entries, problems) : mapOf(entries);
  if (root?.kind !== 'map' || root.flow || root.anchor) return undefined;
  const index = root.entries.findIndex(({ key }) => key.span.start === owner);
  const entry = root.entries[index];
  if (!entry) return undefined;
  const value = entry.value ? inserted(entry.value, entries, problems) : mapOf(entries);
  if (!value) return undefined;
  return withEntries(root, root.entries.with(index, { key: entry.key, value }));
}

function mapOf(entries: readonly YamlEntry[]): YamlMap | undefined {
  const [first] = entries;
  return first && withEntries({ kind: 'map', span: first.key.span, entries, flow: false }, entries);
}

function inserted(node: YamlNode, entries: readonly YamlEntry[], problems: SyntaxProblem[]): YamlMap | undefined {
  // An alias leads to the map as it was.
  if (node.kind !== 'map' || node.flow || node.anchor) return undefined;
  const names = new Set(node.entries.flatMap(({ key }) => (key.kind === 'scalar' ? [key.text] : [])));
  for (const { key } of entries)
    if (key.kind === 'scalar' && names.has(key.text))
      problems.push({
        span: key.span,
        message: `"${key.text}" is set a second time here; only one of the two can count.`,
      });
  const all = [...node.entries, ...entries].sort((a, b) => a.key.span.start - b.key.span.start);
  return withEntries(node, all);
}

function withEntries(map: YamlMap, entries: readonly YamlEntry[]): YamlMap {
  const first = entries[0];
  const last = entries.at(-1);
  if (!first || !last) return map;
  // A block map begins at its first key and ends with its last value.
  const span = { start: first.key.span.start, end: (last.value ?? last.key).span.end };
  return { ...map, span, entries };
}

/** The values that have a name above the offset. */
export function anchorsIn(root: YamlNode | undefined, before: number): Map<string, YamlNode> {
  const anchors = new Map<string, YamlNode>();
  const pending: YamlNode[] = root ? [root] : [];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.span.start >= before || node.kind === 'alias') continue;
    if (node.anchor) anchors.set(node.anchor.text, node);
    // Of two values of one name the later one holds.
    if (node.kind === 'list') for (let i = node.items.length - 1; i >= 0; i--) pending.push(node.items[i]!);
    if (node.kind !== 'map') continue;
    for (let i = node.entries.length - 1; i >= 0; i--) {
      const { key, value } = node.entries[i]!;
      if (value) pending.push(value);
      pending.push(key);
    }
  }
  return anchors;
}
