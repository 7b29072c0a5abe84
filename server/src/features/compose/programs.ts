import { celerySetting } from '../../knowledge/celery/settings';
import { gunicornSetting } from '../../knowledge/gunicorn';
import { uvicornSetting } from '../../knowledge/uvicorn';
import { programsOfFile } from '../../settings/command/file-programs';
import type { StartedProgram } from '../../settings/command/program';
import type { ConfigFile } from '../../settings/file';
import type { CommandFlags } from '../../settings/flags/command-flags';
import type { FlagSetting } from '../../settings/flags/flag-setting';
import { readCommandFlags } from '../../settings/flags/programs';
import type { ComposeService } from '../../stack/compose/service';
import type { Stack } from '../../stack/stack';
import { type Span, touches } from '../../text/span';
import { projectsOf } from './cursor';

/** A program whose command line stands in a file. */
export interface ProgramIn {
  readonly program: StartedProgram;
  /** Undefined where no service of the workspace starts it. */
  readonly service: ComposeService | undefined;
}

/** The programs whose command lines stand in a file, those that services start first; each once. */
export function programsIn(stack: Stack, file: ConfigFile): readonly ProgramIn[] {
  const projects = file.kind === 'compose' ? projectsOf(stack, file) : stack.composeProjects;
  const found = new Map<number, ProgramIn>();
  for (const service of projects.flatMap((project) => [...project.services.values()])) {
    for (const program of service.programs) {
      const { word } = program;
      if (word.file === file && !found.has(word.span.start)) found.set(word.span.start, { program, service });
    }
  }
  for (const { program } of programsOfFile(file))
    if (!found.has(program.word.span.start)) found.set(program.word.span.start, { program, service: undefined });
  return [...found.values()];
}

export interface FlagIn extends ProgramIn {
  readonly flags: CommandFlags;
  readonly setting: FlagSetting;
}

/** Every flag in a part of a file that stands for a setting; those of redis-server and mongod have a home of their own. */
export function* flagsIn(stack: Stack, file: ConfigFile, range: Span): Iterable<FlagIn> {
  for (const { program, service } of programsIn(stack, file)) {
    if (!isWithin(program, range)) continue;
    const flags = readCommandFlags(program);
    for (const setting of flags?.settings ?? []) yield { program, service, flags: flags!, setting };
  }
}

/** Whether some of a command line may stand in a part of the file. */
function isWithin({ word, args }: StartedProgram, { start, end }: Span): boolean {
  let [first, last] = [word.span.start, word.span.end];
  for (const { span } of args) {
    first = Math.min(first, span.start);
    last = Math.max(last, span.end);
  }
  return first <= end && start <= last;
}

export function flagAt(stack: Stack, file: ConfigFile, offset: number): FlagIn | undefined {
  for (const found of flagsIn(stack, file, { start: offset, end: offset })) {
    const { nameSpan, valueSpan } = found.setting;
    if (touches(nameSpan, offset) || touches(valueSpan, offset)) return found;
  }
  return undefined;
}

/** What is known of a setting of a server, whoever's it is. */
export interface ServerKnowledge {
  readonly name: string;
  readonly what: string;
  readonly page: string;
  readonly default: string;
  readonly unit: string | undefined;
  readonly words: readonly string[];
}

/** @param kind the program with its subcommand: `celery worker`, `gunicorn` */
export function serverKnowledge(kind: string, name: string): ServerKnowledge | undefined {
  if (kind.startsWith('celery')) return celerySetting(name) ?? (name === 'autoscale' ? AUTOSCALE : undefined);
  const found = kind === 'gunicorn' ? gunicornSetting(name) : UVICORNS.test(kind) ? uvicornSetting(name) : undefined;
  return found && { ...found, words: [] };
}

const UVICORNS = /^(uvicorn|fastapi)/;

const AUTOSCALE: ServerKnowledge = {
  name: 'autoscale',
  what: 'MAX,MIN processes: the pool grows while tasks wait, and shrinks when there are none. It wins over the concurrency',
  page: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#autoscaling',
  default: 'None',
  unit: undefined,
  words: [],
};
