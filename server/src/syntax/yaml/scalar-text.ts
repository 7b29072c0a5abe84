import { MappedText } from '../../text/mapped-text';
import { blockHeader, takeBlock } from './block-scalar-text';
import { takeDoubleQuoted, takePlain, takeSingleQuoted } from './flow-scalar-text';
import { TextPieces } from './text-pieces';
import type { YamlScalar } from './tree';

/**
 * The text of a scalar with the way back to where each of its characters stands: through escapes, folded lines and the
 * margin of a block.
 */
export function mappedText(text: string, scalar: YamlScalar): MappedText {
  const pieces = new TextPieces(text);
  takeScalar(text, scalar, pieces);
  const mapped = pieces.mapped(scalar.span);
  // Broken YAML may be read as something that the lines alone don't tell.
  return mapped.text === scalar.text ? mapped : asWhole(scalar);
}

function takeScalar(text: string, scalar: YamlScalar, pieces: TextPieces): void {
  const { start, end } = scalar.span;
  if (scalar.style === 'plain') takePlain(text, start, end, pieces);
  else if (scalar.style === 'single') takeSingleQuoted(text, start + 1, end - 1, pieces);
  else if (scalar.style === 'double') takeDoubleQuoted(text, start + 1, end - 1, pieces);
  else {
    const header = blockHeader(text, start);
    const lineFeed = header ? text.indexOf('\n', header.end) : -1;
    if (header && lineFeed >= 0 && lineFeed < end)
      takeBlock(text, lineFeed + 1, end, header, marginOf(text, lineFeed + 1, end, scalar.text), pieces);
  }
}

/** The margin is what a line that isn't empty has lost. */
function marginOf(text: string, start: number, end: number, result: string): number {
  const written = /^ *(?=[^ \r\n])/m.exec(text.slice(start, end))?.[0].length;
  const left = /^ *(?=[^ \r\n])/m.exec(result)?.[0].length;
  if (written !== undefined && left !== undefined) return Math.max(0, written - left);
  // Nothing but blanks: the longest line tells.
  const longest = (lines: string) => Math.max(0, ...lines.split(/\r?\n/, 1000).map((line) => line.length));
  return longest(text.slice(start, end)) - longest(result);
}

function asWhole({ span, text }: YamlScalar): MappedText {
  return new MappedText(text, text === '' ? [] : [{ from: 0, source: span, verbatim: false }], span);
}
