import type { Position, Range } from 'vscode-languageserver';
import type { Lines } from '../text/lines';
import type { Span } from '../text/span';

/** The unit in which the client counts columns. Below this file everything is UTF-16 offsets. */
export type Encoding = 'utf-16' | 'utf-8';

export function toPosition(lines: Lines, offset: number, encoding: Encoding): Position {
  const { line, column } = lines.positionAt(offset);
  if (encoding === 'utf-16') return { line, character: column };
  const start = lines.startOf(line);
  return { line, character: utf8Length(lines.text, start, start + column) };
}

export function toRange(lines: Lines, span: Span, encoding: Encoding): Range {
  return { start: toPosition(lines, span.start, encoding), end: toPosition(lines, span.end, encoding) };
}

/** Positions past the end of a line or of the text are clamped, as the protocol asks. */
export function toOffset(lines: Lines, position: Position, encoding: Encoding): number {
  if (encoding === 'utf-16') return lines.offsetAt(position.line, position.character);
  const start = lines.startOf(position.line);
  const end = position.line < lines.count ? lines.endOf(position.line) : start;
  let bytes = 0;
  let offset = start;
  while (offset < end && bytes < position.character) {
    const code = lines.text.codePointAt(offset)!;
    bytes += utf8Bytes(code);
    offset += code > 0xffff ? 2 : 1;
  }
  return offset;
}

export function toSpan(lines: Lines, range: Range, encoding: Encoding): Span {
  const start = toOffset(lines, range.start, encoding);
  return { start, end: Math.max(start, toOffset(lines, range.end, encoding)) };
}

function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const code = text.codePointAt(i)!;
    bytes += utf8Bytes(code);
    if (code > 0xffff) i++;
  }
  return bytes;
}

function utf8Bytes(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
