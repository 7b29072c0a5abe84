import type { CommandLine } from '../../settings/command/command-line';
import { JoinedCommandLine } from '../../settings/command/joined-command';
import { type StartedProgram, startedPrograms } from '../../settings/command/program';
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
  | {
      readonly state: 'written';
      readonly line: CommandLine;
      /** Undefined where a Dockerfile says it. */
      readonly node: ComposeScalar | ComposeList | undefined;
    }
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

/** What a container starts: an entrypoint, and what it is given. */
export interface Startup {
  readonly entrypoint: CommandPart;
  readonly command: CommandPart;
}

/**
 * Entrypoint and command of a service, those of its Dockerfile where it says nothing itself. An entrypoint of its own
 * drops the image's command.
 */
export function readStartup(service: ComposeService): Startup {
  const { build } = service;
  const ofBuild = (line: CommandLine | undefined): CommandPart =>
    line ? { state: 'written', line, node: undefined } : { state: 'image' };
  const entrypoint = service.entrypoint.state === 'image' ? ofBuild(build?.entrypoint) : service.entrypoint;
  const { command } = service;
  if (command.state !== 'image') return { entrypoint, command };
  const dropped = service.entrypoint.state === 'written' || service.entrypoint.state === 'unknown';
  return { entrypoint, command: dropped ? { state: 'none' } : ofBuild(build?.command) };
}

/** Both parts as one; undefined where nothing is written, or one of the two can't be told. */
export function joined({ entrypoint, command }: Startup): CommandLine | undefined {
  if (entrypoint.state === 'unknown' || command.state === 'unknown') return undefined;
  const [first, second] = [entrypoint, command].flatMap((part) => (part.state === 'written' ? [part.line] : []));
  return first && second ? new JoinedCommandLine([first, second]) : first;
}

/**
 * The programs that a container starts. Behind an entrypoint that is a script of its own, those of what it is given: such
 * scripts prepare something and then run their arguments.
 */
export function programsOf(startup: Startup): readonly StartedProgram[] {
  const line = joined(startup);
  if (!line) return [];
  const programs = startedPrograms(line);
  const { entrypoint, command } = startup;
  const only = programs.length === 1 ? programs[0] : undefined;
  if (entrypoint.state !== 'written' || command.state !== 'written' || !only || !/\.sh$|entrypoint/.test(only.name))
    return programs;
  const given = startedPrograms(command.line);
  return given.length > 0 ? given : programs;
}
