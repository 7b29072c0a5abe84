import type { DockerfileInstruction } from '../../syntax/dockerfile/tree';
import type { IniSection } from '../../syntax/ini/parse';
import type { UnitEntry } from '../../syntax/systemd/tree';
import { MappedText } from '../../text/mapped-text';
import type { ConfigFile } from '../file';
import { isTemplateName } from '../kind';
import type { CommandLine } from './command-line';
import {
  dockerfileCommand,
  expansions,
  procfileCommand,
  supervisordCommand,
  unitCommand,
  unitText,
} from './file-commands';
import { JoinedCommandLine } from './joined-command';
import { type AssignedVariable, programsOfScript, type StartedProgram, startedPrograms } from './program';
import { PlainText } from './source-text';
import { TextCommandLine } from './text-command';
import { SHLEX, SYSTEMD_WORDS, type WordLanguage } from './word-language';

/** A program that a file other than Compose's starts. */
export interface FileProgram {
  readonly program: StartedProgram;
  /** How the file calls it: the process of a Procfile, the program of supervisord. */
  readonly name: string | undefined;
  /** How many of it run; undefined where that can't be told. */
  readonly copies: number | undefined;
}

const read = new WeakMap<ConfigFile, readonly FileProgram[]>();

/** The programs that a Dockerfile, Procfile, supervisord's configuration, systemd unit or shell script starts. */
export function programsOfFile(file: ConfigFile): readonly FileProgram[] {
  let programs = read.get(file);
  if (!programs) {
    programs = [...programsIn(file)];
    read.set(file, programs);
  }
  return programs;
}

function programsIn(file: ConfigFile): Iterable<FileProgram> {
  switch (file.kind) {
    case 'dockerfile':
      return once(file.dockerfile.stages.flatMap(({ instructions }) => programsOfStage(file, instructions)));
    case 'procfile':
      return file.procfile.entries.flatMap((entry) => once(startedPrograms(procfileCommand(file, entry)), entry.name));
    case 'supervisord':
      return file.supervisord.sections.flatMap((section) => programsOfSection(file, section));
    case 'systemd':
      return once(programsOfUnit(file));
    case 'shell':
      return isTemplateName(file.path) ? [] : once(programsOfScript(wholeText(file)));
    default:
      return [];
  }
}

function once(programs: readonly StartedProgram[], name?: string): FileProgram[] {
  return programs.map((program) => ({ program, name, copies: 1 }));
}

/** The last ENTRYPOINT with the last CMD behind it. */
function programsOfStage(file: ConfigFile, instructions: readonly DockerfileInstruction[]): readonly StartedProgram[] {
  const last = (keyword: string) => instructions.findLast((one) => one.keyword === keyword);
  const shell = last('SHELL')?.items?.map((item) => item.text.text);
  const line = (instruction: DockerfileInstruction | undefined) =>
    instruction && dockerfileCommand(file, instruction, shell);
  const entrypoint = line(last('ENTRYPOINT'));
  const command = line(last('CMD'));
  if (!entrypoint || !command) return startedPrograms(entrypoint ?? command ?? NO_COMMAND(file));
  // A shell's ENTRYPOINT takes no notice of CMD.
  if (!last('ENTRYPOINT')!.items) return startedPrograms(entrypoint);
  const programs = startedPrograms(new JoinedCommandLine([entrypoint, command]));
  const given = programs.length === 1 && /\.sh$|entrypoint/.test(programs[0]!.name) ? startedPrograms(command) : [];
  return given.length > 0 ? given : programs;
}

const NO_COMMAND = (file: ConfigFile): CommandLine =>
  new TextCommandLine(new PlainText(file, new MappedText('', [], { start: 0, end: 0 })), SHLEX, []);

function programsOfSection(file: ConfigFile, section: IniSection): FileProgram[] {
  const name = /^program:(.+)$/.exec(section.name)?.[1];
  const value = (key: string) => section.entries.findLast((entry) => entry.key === key);
  const command = value('command');
  if (name === undefined || !command) return [];
  const environment = value('environment');
  const variables = environment ? variablesOf(file, environment.value) : [];
  const numprocs = value('numprocs')?.value.text.trim() ?? '1';
  const copies = /^\d+$/.test(numprocs) ? Number(numprocs) : undefined;
  return startedPrograms(supervisordCommand(file, command)).map((program) => ({
    program: { ...program, environment: [...variables, ...program.environment] },
    name,
    copies,
  }));
}

/** `environment=A="1",B="2"` */
function variablesOf(file: ConfigFile, value: MappedText): AssignedVariable[] {
  const text = expansions(value);
  // Between quotes a comma stands for itself.
  const blanked = text.text.replace(/"[^"]*"|'[^']*'|,/g, (part) => (part === ',' ? ' ' : part));
  return assigned(file, new MappedText(blanked, text.pieces, text.source), SHLEX);
}

/** `NAME=value` words. */
function assigned(file: ConfigFile, text: MappedText, language: WordLanguage): AssignedVariable[] {
  const line = new TextCommandLine(new PlainText(file, text), language, language.split(text.text).words);
  return line.words.flatMap((word) => {
    const name = /^([A-Za-z_]\w*)=/.exec(word.text)?.[1];
    return name === undefined ? [] : [{ name, word, from: name.length + 1, line }];
  });
}

function programsOfUnit(file: ConfigFile): readonly StartedProgram[] {
  const variables = inService(file, 'Environment').flatMap((entry) =>
    assigned(file, unitText(file, entry), SYSTEMD_WORDS),
  );
  return inService(file, 'ExecStart')
    .flatMap((entry) => startedPrograms(unitCommand(file, entry)))
    .map((program) => ({ ...program, environment: [...variables, ...program.environment] }));
}

/** The entries of a key that count: an empty one takes back those before it. */
function inService(file: ConfigFile, key: string): readonly UnitEntry[] {
  const entries = file.systemd.sections
    .filter((section) => section.name === 'Service' && !section.conditional)
    .flatMap((section) => section.entries)
    .filter((entry) => entry.key.value === key && !entry.conditional);
  return entries.slice(entries.findLastIndex((entry) => entry.value.value === '') + 1);
}

function wholeText(file: ConfigFile): PlainText {
  return new PlainText(file, MappedText.verbatim(file.text, { start: 0, end: file.text.length }));
}
