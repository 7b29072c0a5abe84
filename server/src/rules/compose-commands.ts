import type { ComposeScalar } from '../stack/compose/node';
import type { ComposeProject } from '../stack/compose/project';
import type { ComposeService } from '../stack/compose/service';
import { splitShellWords } from '../syntax/command-line/shell-words';
import type { Split } from '../syntax/word';

/** `command` or `entrypoint` of a service, written as one text. */
export interface StringCommand {
  readonly service: ComposeService;
  readonly key: 'command' | 'entrypoint';
  readonly node: ComposeScalar;
  /** After interpolation. */
  readonly text: string;
  /** What Compose makes of it. */
  readonly split: Split;
}

const read = new WeakMap<ComposeProject, readonly StringCommand[]>();

/** The commands of a project that are one text each, which Compose takes apart by itself. */
export function stringCommands(project: ComposeProject): readonly StringCommand[] {
  let commands = read.get(project);
  if (!commands) {
    commands = [...findCommands(project)];
    read.set(project, commands);
  }
  return commands;
}

function* findCommands(project: ComposeProject): Iterable<StringCommand> {
  for (const service of project.services.values()) {
    for (const key of ['entrypoint', 'command'] as const) {
      const node = service.get(key);
      if (node?.kind !== 'scalar' || node.isNull || node.refused !== undefined) continue;
      const { text } = node.text;
      yield { service, key, node, text, split: splitShellWords(text) };
    }
  }
}
