import type { CommandLine } from '../../settings/command/command-line';
import { PlainText, type SourceText } from '../../settings/command/source-text';
import { TextCommandLine } from '../../settings/command/text-command';
import { BLANKS } from '../../settings/command/word-language';
import { YamlText } from '../../settings/command/yaml-text';
import { MappedText } from '../../text/mapped-text';
import type { ComposeService } from './service';

/** The arguments that a variable of a service holds, as scripts of images take them; undefined where nothing is known of it. */
export function variableLine(service: ComposeService, name: string): CommandLine | undefined {
  const source = sourceOf(service, name);
  return source && new TextCommandLine(source, BLANKS, BLANKS.split(source.text.text).words);
}

function sourceOf(service: ComposeService, name: string): SourceText | undefined {
  const variable = service.environment.get(name);
  const node = variable?.node;
  if (node?.kind === 'scalar' && !node.isNull && node.refused === undefined) {
    const parent = service.get('environment');
    const flow = parent?.kind === 'map' && parent.parts.some(({ yaml }) => yaml.kind === 'map' && yaml.flow);
    return new YamlText(node.file, node.yaml, node.text, { interpolated: true, flow });
  }
  if (variable?.value.state !== 'known') return undefined;
  const { value, place } = variable.value;
  const { file, span } = place;
  const verbatim = file.text.slice(span.start, span.end) === value;
  // How such a file would have to quote it is not known.
  return new PlainText(file, new MappedText(value, [{ from: 0, source: span, verbatim }], span), () => undefined);
}
