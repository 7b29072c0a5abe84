import type { YamlEntry, YamlList, YamlMap, YamlNode } from '../../syntax/yaml/tree';
import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import type { ConfigFile } from '../file';
import { beginsLine, contentEnd, endOf, isReferred, lineEndOf, nodeEnd, startOf } from './layout';

/** One part of a list or map: from its hyphen or its key's anchor to the end of its value. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly value: YamlNode | undefined;
}

/** Takes an entry out of its map with its lines. A map that would be left without entries becomes `{}`. */
export function removeEntry(file: ConfigFile, map: YamlMap, entry: YamlEntry): FileEdit[] {
  const index = map.entries.indexOf(entry);
  if (index < 0) return [];
  const parts = map.entries.map((one) => ({ start: startOf(one.key), end: endOf(file, one), value: one.value }));
  if (isReferred(file, parts[index]!.start, parts[index]!.end)) return [];
  if (map.flow) return removeFromFlow(file, map, parts, index);
  return removeFromBlock(file, map, parts, index, '{}');
}

/** Takes an item out of its list with its lines. A list that would be left without items becomes `[]`. */
export function removeItem(file: ConfigFile, list: YamlList, item: YamlNode): FileEdit[] {
  const index = list.items.indexOf(item);
  if (index < 0 || isReferred(file, startOf(item), item.span.end)) return [];
  if (list.flow)
    return removeFromFlow(
      file,
      list,
      list.items.map((one) => ({ start: startOf(one), end: one.span.end, value: one })),
      index,
    );
  const parts = list.items.map((one, i) => ({
    start: hyphenOf(file, list, i),
    end: Math.max(nodeEnd(file, one), hyphenOf(file, list, i) + 1),
    value: one,
  }));
  return removeFromBlock(file, list, parts, index, '[]');
}

/** The hyphen of an item: between the item before and its own start. */
function hyphenOf(file: ConfigFile, list: YamlList, index: number): number {
  if (index === 0) return list.span.start;
  const { text, yaml } = file;
  let from = nodeEnd(file, list.items[index - 1]!);
  for (const comment of yaml.comments)
    if (comment.start >= from && text.slice(from, comment.start).trim() === '') from = comment.end;
  const found = text.indexOf('-', from);
  return found < 0 ? from : found;
}

function removeFromBlock(
  file: ConfigFile,
  holder: YamlMap | YamlList,
  parts: readonly Part[],
  index: number,
  empty: string,
): FileEdit[] {
  const part = parts[index]!;
  if (parts.length === 1) {
    if (!isRoot(file, holder)) return emptied(file, holder, part, empty);
    // Without its content, a document may become a part of the next one.
    if (file.yaml.documents.length > 1) return [];
  }
  const next = parts[index + 1];
  if (keepsEmptyLines(file, parts[index - 1]?.value)) return [];
  if (beginsLine(file, part.start)) return removeLines(file, part);
  // It shares its line with the hyphen of an item or a mark.
  const kept = commentsIn(file, part.start, next?.start ?? part.end);
  if (next && kept.length === 0) return [file.edit(part.start, next.start, '')];
  return removeLines(file, part);
}

/** Whether the value ends with a text to which all empty lines below belong, so that it would grow. */
function keepsEmptyLines(file: ConfigFile, value: YamlNode | undefined): boolean {
  let last = value;
  while (last && last.kind !== 'scalar' && last.kind !== 'alias')
    last = last.kind === 'list' ? last.items.at(-1) : last.entries.at(-1)?.value;
  return (
    last?.kind === 'scalar' &&
    last.style === 'block' &&
    /^[|>]\d?\+/.test(file.text.slice(last.span.start, last.span.start + 3))
  );
}

/** The edits that take out a part and leave its comments, each on a line of its own. */
function removeLines(file: ConfigFile, { start, end }: Part): FileEdit[] {
  const { lines, text } = file;
  const own = beginsLine(file, start);
  const lineStart = own ? lines.startOf(lines.lineAt(start)) : start;
  const from = lineStart === 0 && text.charCodeAt(0) === 0xfeff ? 1 : lineStart;
  const lineEnd = lineEndOf(file, end);
  const comments = commentsIn(file, start, lineEnd);
  if (comments.length === 0) return [removeWholeLines(file, from, lineEnd, own)];
  const edits: FileEdit[] = [];
  const indent = own ? text.slice(from, start) : '';
  let done = from;
  for (const comment of comments) {
    const lineStart = lines.startOf(lines.lineAt(comment.start));
    const alone = beginsLine(file, comment.start);
    // Where a text in a block stands above, a comment that is indented further would become a part of it.
    const keepFrom = alone && !own ? lineStart : comment.start;
    const glue = own || (done > from && !alone) ? indent : '';
    if (text.slice(done, keepFrom) !== glue) edits.push(file.edit(done, keepFrom, glue));
    done = lines.startOf(lines.lineAt(comment.end) + 1);
  }
  if (done < lineEnd) edits.push(removeWholeLines(file, done, lineEnd, true));
  return edits;
}

/** Takes out what stands from the start of a line to the end of one, with one of the two line breaks. */
function removeWholeLines(file: ConfigFile, from: number, lineEnd: number, own: boolean): FileEdit {
  const { lines, text } = file;
  if (!own) {
    const blank = /[ \t]*$/.exec(text.slice(0, from).slice(-200))![0].length;
    return file.edit(from - blank, lineEnd, '');
  }
  const next = lines.startOf(lines.lineAt(lineEnd) + 1);
  if (next > lineEnd) return file.edit(from, next, '');
  // The last line of a file that doesn't end with a line break: the one before it goes.
  const line = lines.lineAt(from);
  return file.edit(line > 0 ? lines.endOf(line - 1) : from, lineEnd, '');
}

/** A block whose only part goes: an empty pair of brackets takes its place, where it belongs. */
function emptied(file: ConfigFile, holder: YamlMap | YamlList, part: Part, empty: string): FileEdit[] {
  const place = placeOf(file, holder);
  if (place === undefined) return [];
  const edits = removeLines(file, part);
  if (!beginsLine(file, part.start)) {
    // On the line of a hyphen.
    const [first, ...rest] = edits;
    if (!first) return [];
    return commentsIn(file, part.start, lineEndOf(file, part.end)).length === 0
      ? [file.edit(part.start, contentEnd(file, part.end), empty)]
      : [file.edit(first.span.start, first.span.end, `${empty} `), ...rest];
  }
  return [file.edit(place, place, ` ${empty}`), ...edits];
}

/** Behind the key or hyphen that a block belongs to, and what stands behind that on its line. */
function placeOf(file: ConfigFile, holder: YamlMap | YamlList): number | undefined {
  const pending: YamlNode[] = file.yaml.documents.flatMap(({ root }) => (root ? [root] : []));
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'list') {
      const index = node.items.indexOf(holder);
      if (index >= 0) return holder.anchor || holder.tag ? propertiesEnd(holder) : hyphenOf(file, node, index) + 1;
      pending.push(
        ...node.items.filter((item) => item.span.start <= holder.span.start && holder.span.end <= item.span.end),
      );
    }
    if (node.kind !== 'map') continue;
    for (const entry of node.entries) {
      if (entry.value === holder)
        return holder.anchor || holder.tag ? propertiesEnd(holder) : endOf(file, { ...entry, value: undefined });
      if (entry.value && entry.value.span.start <= holder.span.start && holder.span.end <= entry.value.span.end)
        pending.push(entry.value);
    }
  }
  return undefined;
}

function propertiesEnd({ anchor, tag }: YamlMap | YamlList): number {
  return Math.max(anchor?.span.end ?? 0, tag?.span.end ?? 0);
}

function removeFromFlow(
  file: ConfigFile,
  { span }: YamlMap | YamlList,
  parts: readonly Part[],
  index: number,
): FileEdit[] {
  const part = parts[index]!;
  if (commentsIn(file, part.start, part.end).length > 0) return [];
  const next = parts[index + 1]?.start;
  const before = parts[index - 1]?.end;
  // With the part go the comma and the white space between it and a neighbour, if there is no comment among them.
  const from = next === undefined ? (before ?? span.start + 1) : part.start;
  const to = next ?? (before === undefined ? span.end - 1 : part.end);
  if (commentsIn(file, from, to).length === 0) return [file.edit(from, to, '')];
  const comma = commaBehind(file, part.end);
  const edits = [file.edit(part.start, part.end, '')];
  return comma === undefined ? edits : [...edits, file.edit(comma, comma + 1, '')];
}

/** Where the comma behind a value stands, comments passed over; undefined where there is none. */
function commaBehind(file: ConfigFile, end: number): number | undefined {
  const { text, yaml } = file;
  let at = end;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++;
    const comment = yaml.comments.find(({ start }) => start === at);
    if (!comment) return text[at] === ',' ? at : undefined;
    at = comment.end;
  }
}

function commentsIn(file: ConfigFile, from: number, to: number): Span[] {
  return file.yaml.comments.filter(({ start }) => from <= start && start < to);
}

function isRoot(file: ConfigFile, node: YamlNode): boolean {
  return file.yaml.documents.some(({ root }) => root === node);
}
