import { argumentsSpan, type Block, type Directive, type Word } from '../../syntax/nginx/tree';
import type { FileEdit } from '../../text/edit';
import type { ConfigFile } from '../file';

/** Writes nginx: minimal edits in the file's own indentation and line ends. Comments stay untouched. */

/** Sets all arguments of a directive. */
export function setArguments(file: ConfigFile, directive: Directive, args: readonly string[]): FileEdit[] {
  const old = directive.args;
  const text = args.map(quoteWord);
  if (old.length === text.length) {
    return old.flatMap((word, i) => (word.value === args[i] ? [] : [setWord(file, word, args[i]!)]));
  }
  const span = argumentsSpan(directive);
  if (old.length === 0) return [file.edit(span.start, span.end, ` ${text.join(' ')}`)];
  return [file.edit(span.start, span.end, text.join(' '))];
}

/** Replaces one word, keeping its quotes where it has some. */
export function setWord(file: ConfigFile, word: Word, value: string): FileEdit {
  if (word.quote === '' || word.end - word.start < 2) return file.edit(word.start, word.end, quoteWord(value));
  return file.edit(word.start + 1, word.end - 1, escapeFor(value, word.quote));
}

/** Adds arguments behind the last one. */
export function addArguments(file: ConfigFile, directive: Directive, args: readonly string[]): FileEdit {
  const end = argumentsSpan(directive).end;
  return file.edit(end, end, ` ${args.map(quoteWord).join(' ')}`);
}

/** Removes an argument with the white space before it. */
export function removeArgument(file: ConfigFile, directive: Directive, word: Word): FileEdit {
  const index = directive.args.indexOf(word);
  const before = index > 0 ? directive.args[index - 1]! : directive.name;
  const between = file.text.slice(before.end, word.start);
  return file.edit(between.includes('#') ? word.start : before.end, word.end, '');
}

/** Ends a directive before one of its arguments: what follows becomes a statement of its own. */
export function endDirectiveBefore(file: ConfigFile, directive: Directive, word: Word): FileEdit {
  const index = directive.args.indexOf(word);
  const { end } = index > 0 ? directive.args[index - 1]! : directive.name;
  return file.edit(end, end, ';');
}

/** Removes a directive, and its line where nothing else stands on it. */
export function removeDirective(file: ConfigFile, directive: Directive): FileEdit {
  const { text, lines } = file;
  const lineStart = lines.startOf(lines.lineAt(directive.name.start));
  const lastLine = lines.lineAt(directive.end);
  const before = text.slice(lineStart, directive.name.start);
  const after = text.slice(directive.end, lines.endOf(lastLine));
  if (before.trim() === '' && after.trim() === '') return file.edit(lineStart, lines.startOf(lastLine + 1), '');
  if (after.trim() === '') return file.edit(lineStart + before.trimEnd().length, directive.end, '');
  const gap = /^[ \t]*/.exec(after)![0].length;
  return file.edit(directive.name.start, directive.end + (after.trimStart().startsWith('#') ? 0 : gap), '');
}

export interface Placement {
  /** Put it behind this directive. */
  readonly after?: Directive;
  /** Put it before this directive. */
  readonly before?: Directive;
  /** Where neither is given: at the block's start (the default) or at its end. */
  readonly at?: 'start' | 'end';
}

/**
 * Inserts statements, one a line (a statement may itself span lines, indented from column 0).
 *
 * @param block the block to insert into, or undefined for the file's own level
 */
export function insertDirectives(
  file: ConfigFile,
  block: { readonly owner: Directive; readonly block: Block } | undefined,
  statements: readonly string[],
  place: Placement = {},
): FileEdit {
  const newLine = file.lines.lineBreak;
  const unit = indentUnit(file);
  const children = block ? block.block.directives : file.nginx.directives;
  const after = place.after ?? (place.before || place.at !== 'end' ? undefined : children[children.length - 1]);
  const write = (indent: string) =>
    statements
      .map((s) =>
        s
          .split('\n')
          .map((line) => (line === '' ? line : indent + line.replace(/^(?: {4})+/, (w) => unit.repeat(w.length / 4))))
          .join(newLine),
      )
      .join(newLine);
  if (after) {
    if (sharesLine(file, after)) return file.edit(after.end, after.end, ` ${inline(statements)}`);
    const end = file.lines.endOf(file.lines.lineAt(after.end));
    return file.edit(end, end, newLine + write(file.lines.indentAt(after.name.start)));
  }
  const before = place.before ?? children[0];
  if (before && startsLine(file, before) && !(block && sameLine(file, block.block.open, before.name.start))) {
    const start = place.before || !block ? lineStart(file, before.name.start) : afterBrace(file, block.block);
    const indent = file.lines.indentAt(before.name.start);
    if (start !== undefined) return file.edit(start, start, write(indent) + newLine);
  }
  if (before) return file.edit(before.name.start, before.name.start, `${inline(statements)} `);
  if (!block) {
    const end = file.text.length;
    const glue = end === 0 || file.text.endsWith('\n') ? '' : newLine;
    return file.edit(end, end, glue + write('') + newLine);
  }
  return insertIntoEmptyBlock(file, block.owner, block.block, write, newLine, unit);
}

function insertIntoEmptyBlock(
  file: ConfigFile,
  owner: Directive,
  block: Block,
  write: (indent: string) => string,
  newLine: string,
  unit: string,
): FileEdit {
  const outer = file.lines.indentAt(owner.name.start);
  const line = afterBrace(file, block);
  if (line !== undefined && block.close >= line) return file.edit(line, line, write(outer + unit) + newLine);
  const close = block.close < 0 ? block.end : block.close;
  const inside = file.text.slice(block.open + 1, close);
  const blank = inside.trim() === '';
  const from = blank ? block.open + 1 : close;
  return file.edit(from, close, newLine + write(outer + unit) + newLine + outer);
}

/** The start of the line behind the block's opening brace, when only blanks or a comment follow the brace. */
function afterBrace(file: ConfigFile, block: Block): number | undefined {
  const line = file.lines.lineAt(block.open);
  const rest = file.text.slice(block.open + 1, file.lines.endOf(line)).trim();
  if (rest !== '' && !rest.startsWith('#')) return undefined;
  return line + 1 < file.lines.count ? file.lines.startOf(line + 1) : undefined;
}

function inline(statements: readonly string[]): string {
  return statements.map((s) => s.replace(/\n\s*/g, ' ')).join(' ');
}

function lineStart(file: ConfigFile, offset: number): number {
  return file.lines.startOf(file.lines.lineAt(offset));
}

function startsLine(file: ConfigFile, directive: Directive): boolean {
  return file.text.slice(lineStart(file, directive.name.start), directive.name.start).trim() === '';
}

/** Whether something other than a comment follows the directive on its line. */
function sharesLine(file: ConfigFile, directive: Directive): boolean {
  const rest = file.text.slice(directive.end, file.lines.endOf(file.lines.lineAt(directive.end))).trim();
  return rest !== '' && !rest.startsWith('#');
}

function sameLine(file: ConfigFile, a: number, b: number): boolean {
  return file.lines.lineAt(a) === file.lines.lineAt(b);
}

/** One step of indentation as the file has it; four spaces where it shows none. */
export function indentUnit(file: ConfigFile): string {
  for (const directive of file.nginx.directives) {
    const child = directive.block?.directives.find((d) => startsLine(file, d));
    if (!child) continue;
    const outer = file.lines.indentAt(directive.name.start);
    const inner = file.lines.indentAt(child.name.start);
    if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
  }
  return '    ';
}

/** Quotes a value where nginx needs it. */
export function quoteWord(value: string): string {
  if (value !== '' && !/[\s;{}"'\\#]/.test(value)) return value;
  return value.includes('"') && !value.includes("'") ? `'${value}'` : `"${escapeFor(value, '"')}"`;
}

function escapeFor(value: string, quote: string): string {
  return value
    .replace(/\\(?=["'\\trn]|$)/g, '\\\\')
    .split(quote)
    .join(`\\${quote}`);
}
