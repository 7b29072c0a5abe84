import type { ConfigFile } from '../../settings/file';
import { insertAfter, removeLines } from '../../settings/write-lines';
import type { PyDict, PyStatement } from '../../syntax/python/tree';
import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';

/** Arguments in parentheses or entries in braces, as far as it matters for writing them. */
export interface ItemList {
  readonly file: ConfigFile;
  /** From the opening bracket to behind the closing one. */
  readonly span: Span;
  readonly items: readonly Span[];
  /** The closing bracket is missing: nothing is written into it. */
  readonly broken: boolean;
}

export function argumentList(
  file: ConfigFile,
  call: { readonly list: Span; readonly args: readonly { readonly span: Span }[]; readonly broken: boolean },
): ItemList {
  return { file, span: call.list, items: call.args.map(({ span }) => span), broken: call.broken };
}

export function entryList(file: ConfigFile, dict: PyDict): ItemList {
  return { file, span: dict.span, items: dict.entries.map(({ span }) => span), broken: dict.broken };
}

/** Adds items behind the last one: on its line, or each on a line of its own where the list is written so. */
export function insertItems(list: ItemList, written: readonly string[]): FileEdit[] {
  const { file, span, items, broken } = list;
  if (broken || written.length === 0) return [];
  const last = items[items.length - 1];
  if (!last) return insertFirst(list, written);
  const { text, lines } = file;
  const comma = commaBehind(text, last.end, span.end);
  const manyLines = lines.lineAt(span.start) !== lines.lineAt(last.start);
  const ownLine = manyLines && text.slice(lines.startOf(lines.lineAt(last.start)), last.start).trim() === '';
  if (!ownLine) {
    if (comma === undefined) return [file.edit(last.end, last.end, written.map((one) => `, ${one}`).join(''))];
    return [file.edit(comma, comma, `${written.map((one) => ` ${one}`).join(',')},`)];
  }
  const indent = lines.indentAt(last.start);
  const joined = written.map((one) => `${lines.lineBreak}${indent}${one}`);
  const line = lines.lineAt(comma ?? last.end);
  // Where the closing bracket stands on the last item's line, the new ones come before it; a comment stays on its line.
  const closing = span.end - 1;
  const end = lines.lineAt(closing) === line ? (comma ?? last.end) : lines.endOf(line);
  const tail = comma === undefined ? '' : ',';
  const body = joined.join(',') + tail;
  if (comma !== undefined) return [file.edit(end, end, body)];
  if (end === last.end) return [file.edit(end, end, `,${body}`)];
  return [file.edit(last.end, last.end, ','), file.edit(end, end, body)];
}

function insertFirst({ file, span }: ItemList, written: readonly string[]): FileEdit[] {
  const { text, lines } = file;
  const inner = text.slice(span.start + 1, span.end - 1);
  if (!/[\r\n]/.test(inner)) return [file.edit(span.start + 1, span.start + 1, written.join(', '))];
  const indent = `${lines.indentAt(span.start)}${indentStep(file)}`;
  const end = lines.endOf(lines.lineAt(span.start));
  return [file.edit(end, end, written.map((one) => `${lines.lineBreak}${indent}${one},`).join(''))];
}

/** Takes an item out, with its comma; its line goes with it where nothing else stands there. */
export function removeItem(list: ItemList, item: Span): FileEdit[] {
  const { file, span, items } = list;
  const { text, lines } = file;
  const comma = commaBehind(text, item.end, span.end);
  const end = comma ?? item.end;
  const first = lines.startOf(lines.lineAt(item.start));
  const alone = text.slice(first, item.start).trim() === '';
  const rest = text.slice(end, lines.endOf(lines.lineAt(end)));
  if (alone && rest.trim() === '') return [removeLines(file, { start: item.start, end })];
  const at = items.findIndex(({ start }) => start === item.start);
  const next = items[at + 1];
  const before = items[at - 1];
  if (next && lines.lineAt(next.start) === lines.lineAt(item.end)) return [file.edit(item.start, next.start, '')];
  if (!next && before && !text.slice(before.end, item.start).includes('#'))
    return [file.edit(before.end, item.end, '')];
  return [file.edit(item.start, end, '')];
}

/** Behind the comma that follows an item; undefined where none does. */
function commaBehind(text: string, from: number, limit: number): number | undefined {
  for (let at = from; at < limit; at++) {
    const sign = text[at]!;
    if (sign === ',') return at + 1;
    if (sign === '#') {
      while (at < limit && text[at] !== '\n' && text[at] !== '\r') at++;
    } else if (!/[\s\\]/.test(sign)) return undefined;
  }
  return undefined;
}

/** `name=value`, with blanks around the sign where the list's other arguments have them. */
export function writtenArgument(list: ItemList, name: string, value: string): string {
  const spaced = list.items.some(({ start, end }) => /^\w+\s+=\s/.test(list.file.text.slice(start, end)));
  return spaced ? `${name} = ${value}` : `${name}=${value}`;
}

/** `'name': value`, quoted as the list's other keys are. */
export function writtenEntry(list: ItemList, name: string, value: string): string {
  const [first] = list.items;
  const quote = first ? /^[rbuRBU]*(["'])/.exec(list.file.text.slice(first.start, first.start + 4))?.[1] : undefined;
  const sign = quote ?? quoteOf(list.file);
  return `${sign}${name}${sign}: ${value}`;
}

/** The quotes that a file uses most. */
export function quoteOf(file: ConfigFile): '"' | "'" {
  const head = file.text.slice(0, 20_000).replace(/"""|'''/g, '');
  const count = (sign: string) => head.split(sign).length;
  return count('"') > count("'") ? '"' : "'";
}

/** A text as a literal in the file's own quotes. */
export function pythonString(file: ConfigFile, text: string): string {
  const quote = quoteOf(file);
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}

/** Adds statements on lines of their own behind another one, as deep as that. */
export function insertStatements(file: ConfigFile, behind: Span, written: readonly string[]): FileEdit[] {
  const indent = file.lines.indentAt(behind.start);
  return [
    insertAfter(
      file,
      Math.max(behind.start, behind.end - 1),
      written.map((line) => indent + line),
    ),
  ];
}

/** The statement behind which a module's first setting goes: its docstring and imports stay on top. */
export function lastOfHead(body: readonly PyStatement[]): PyStatement | undefined {
  let last: PyStatement | undefined;
  for (const [i, statement] of body.entries()) {
    const docstring = i === 0 && statement.kind === 'expression' && statement.value.kind === 'string';
    if (statement.kind !== 'import' && statement.kind !== 'from' && !docstring) break;
    last = statement;
  }
  return last;
}

/** One step of indentation, as the file's first indented line shows it. */
function indentStep(file: ConfigFile): string {
  return /\n([ \t]+)\S/.exec(file.text.slice(0, 20_000))?.[1]?.slice(0, 8) ?? '    ';
}
