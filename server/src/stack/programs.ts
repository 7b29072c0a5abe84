import { programsOfFile } from '../settings/command/file-programs';
import type { StartedProgram } from '../settings/command/program';
import type { ComposeService } from './compose/service';
import type { Stack } from './stack';

/** A program that something in the workspace starts. */
export interface ProgramOfStack {
  readonly program: StartedProgram;
  /** The Compose service that starts it. */
  readonly service: ComposeService | undefined;
  /** How many of it the file starts; of a service see its replicas. Undefined where that can't be told. */
  readonly copies: number | undefined;
}

/**
 * Every program that the files of the workspace start, each named place once: by Compose services, and by Dockerfiles,
 * Procfiles, supervisord, systemd units and shell scripts.
 */
export function* programsOfStack(stack: Stack): Iterable<ProgramOfStack> {
  const seen = new Set<string>();
  const isNew = ({ word }: StartedProgram) => {
    const place = `${word.file.path}\n${word.span.start}`;
    return !seen.has(place) && seen.add(place) !== undefined;
  };
  for (const project of stack.composeProjects)
    for (const service of project.services.values())
      for (const program of service.programs) if (isNew(program)) yield { program, service, copies: 1 };
  for (const file of stack.files.values()) {
    if (stack.ignores(file.path)) continue;
    for (const { program, copies } of programsOfFile(file))
      if (isNew(program)) yield { program, service: undefined, copies };
  }
}
