import type { ConfigFile } from '../../settings/file';
import { mappedText } from '../../syntax/yaml/scalar-text';
import type { YamlScalar } from '../../syntax/yaml/tree';
import { MappedText } from '../../text/mapped-text';

/** The text of a scalar with the way back to where its characters are written. */
export function scalarText(file: ConfigFile, scalar: YamlScalar): MappedText {
  const { start, end } = scalar.span;
  if (scalar.text === '') return new MappedText('', [], scalar.span);
  const quote = scalar.style === 'single' || scalar.style === 'double' ? 1 : 0;
  if (scalar.style !== 'block' && end - start === scalar.text.length + 2 * quote && !scalar.text.includes('\n')) {
    const source = { start: start + quote, end: end - quote };
    if (file.text.startsWith(scalar.text, source.start))
      return new MappedText(scalar.text, [{ from: 0, source, verbatim: true }], scalar.span);
  }
  return mappedText(file.text, scalar);
}
