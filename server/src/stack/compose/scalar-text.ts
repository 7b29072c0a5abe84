import type { ConfigFile } from '../../settings/file';
import type { YamlScalar } from '../../syntax/yaml/tree';
import { MappedText } from '../../text/mapped-text';

/** The text of a scalar with the way back to where its characters are written. */
export function scalarText(file: ConfigFile, scalar: YamlScalar): MappedText {
  const { start, end } = scalar.span;
  const quote = scalar.style === 'single' || scalar.style === 'double' ? 1 : 0;
  const inner = { start: start + quote, end: Math.max(start + quote, end - quote) };
  if (scalar.text === '') return new MappedText('', [], scalar.span);
  const verbatim = file.text.slice(inner.start, inner.end) === scalar.text;
  return new MappedText(scalar.text, [{ from: 0, source: verbatim ? inner : scalar.span, verbatim }], scalar.span);
}
