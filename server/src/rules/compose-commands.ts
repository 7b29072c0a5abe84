import type { ComposeScalar } from '../stack/compose/node';
import type { ComposeProject } from '../stack/compose/project';
import type { ComposeService } from '../stack/compose/service';

/** `command` or `entrypoint` of a service, written as one text. */
export interface StringCommand {
  readonly service: ComposeService;
  readonly key: 'command' | 'entrypoint';
  readonly node: ComposeScalar;
  /** After interpolation. */
  readonly text: string;
}

/** The commands of a project that are one text each, which Compose takes apart by itself. */
export function* stringCommands(project: ComposeProject): Iterable<StringCommand> {
  for (const service of project.services.values()) {
    for (const key of ['entrypoint', 'command'] as const) {
      const node = service.get(key);
      if (node?.kind !== 'scalar' || node.isNull || node.refused !== undefined) continue;
      yield { service, key, node, text: node.text.text };
    }
  }
}
