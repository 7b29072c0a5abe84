import type { CommandLine } from '../../settings/command/command-line';
import { JoinedCommandLine } from '../../settings/command/joined-command';
import { composeListCommand, composeStringCommand, type YamlItem } from '../../settings/command/yaml-command';
import type { ComposeList, ComposeMap, ComposeNode, ComposeScalar } from './node';
import type { ComposeService } from './service';

/**
 * What one of a service's two commands is.
 *
 * - written: the service says it
 * - image: the service says nothing, and the image's own holds
 * - none: the service takes the image's away
 * - unknown: it can't be told
 */
export type CommandPart =
  | { readonly state: 'written'; readonly line: CommandLine; readonly node: ComposeScalar | ComposeList }
  | { readonly state: 'image' }
  | { readonly state: 'none' }
  | { readonly state: 'unknown'; readonly reason: string };

/**
 * `command` or `entrypoint` of a service. Compose splits a text into words itself; no shell takes part.
 *
 * @see https://docs.docker.com/reference/compose-file/services/#command
 */
export function readCommand(service: ComposeService, key: 'command' | 'entrypoint'): CommandPart {
  const node = service.get(key);
  if (!node) return service.unseen === undefined ? { state: 'image' } : { state: 'unknown', reason: service.unseen };
  if (node.kind === 'unknown') return { state: 'unknown', reason: node.reason };
  if (node.kind === 'map') return { state: 'unknown', reason: 'a map stands there' };
  if (node.kind === 'list') return readList(node);
  if (node.isNull) return { state: 'image' };
  if (node.refused !== undefined) return { state: 'unknown', reason: node.refused };
  if (node.text.text.trim() === '') return { state: 'none' };
  const line = composeStringCommand(node.file, node.yaml, node.text, standsInBraces(service.root, node));
  return { state: 'written', line, node };
}

function readList(node: ComposeList): CommandPart {
  if (node.items.length === 0) return { state: 'none' };
  const list = node.parts[0]?.yaml;
  if (list?.kind !== 'list') return { state: 'unknown', reason: 'its items can’t be told' };
  const items: YamlItem[] = [];
  for (const [i, item] of node.items.entries()) {
    if (item.kind !== 'scalar' || item.refused !== undefined)
      return { state: 'unknown', reason: 'one of its items can’t be told' };
    const assumed = item.variables.filter(({ origin }) => origin === 'default').map(({ name }) => name);
    items.push({ node: list.items[i] ?? item.yaml, scalar: item.yaml, text: item.text, assumed });
  }
  return { state: 'written', line: composeListCommand(node.file, list, items), node };
}

/** Whether a value of a service is written between braces. */
function standsInBraces(map: ComposeMap, node: ComposeNode): boolean {
  if (node.kind !== 'scalar') return false;
  return map.parts.some(
    ({ yaml }) => yaml.kind === 'map' && yaml.flow && yaml.entries.some(({ value }) => value === node.yaml),
  );
}

/** Several parts of one command line as one; undefined where there is none. */
export function joined(parts: readonly CommandLine[]): CommandLine | undefined {
  const [first, ...rest] = parts;
  if (!first) return undefined;
  return rest.length === 0 ? first : new JoinedCommandLine([first, ...rest]);
}
