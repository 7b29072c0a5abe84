import type { YamlList, YamlNode, YamlScalar } from '../../syntax/yaml/tree';
import type { MappedText } from '../../text/mapped-text';
import type { ConfigFile } from '../file';
import { ListCommandLine, usualQuote } from './list-command';
import { TextCommandLine } from './text-command';
import { SHELL_WORDS } from './word-language';
import { YamlText, yamlScalar } from './yaml-text';

/** An item of a list of arguments in a Compose file. */
export interface YamlItem {
  /** What stands in the list: a scalar, or an alias for one. */
  readonly node: YamlNode;
  readonly scalar: YamlScalar;
  /** What the scalar says, variables filled in. */
  readonly text: MappedText;
  readonly assumed?: readonly string[];
}

/**
 * `command` or `entrypoint` of a Compose file as a string, split as Compose splits it.
 *
 * @param text what the scalar says, variables filled in
 */
export function composeStringCommand(
  file: ConfigFile,
  scalar: YamlScalar,
  text: MappedText,
  flow = false,
): TextCommandLine {
  const source = new YamlText(file, scalar, text, { interpolated: true, flow });
  return new TextCommandLine(source, SHELL_WORDS, SHELL_WORDS.split(text.text).words);
}

/** `command` or `entrypoint` of a Compose file as a list of strings. */
export function composeListCommand(file: ConfigFile, list: YamlList, items: readonly YamlItem[]): ListCommandLine {
  const { flow } = list;
  const spans = items.map(({ node }) => node.span);
  return new ListCommandLine(
    file,
    list.span,
    items.map(({ node, scalar, text, assumed }) => ({
      span: node.span,
      source: new YamlText(file, scalar, text, { interpolated: true, flow, asText: true }),
      own: node === scalar,
      ...(assumed ? { assumed } : {}),
    })),
    {
      flow,
      // Compose refuses an item that is no string.
      render: (argument) => yamlScalar(argument.replaceAll('$', '$$$$'), usualQuote(file, spans), flow),
    },
  );
}
