import { mongodOption, optionOfFlag } from '../../knowledge/mongodb/mongod-options';
import type { CommandLine, CommandWord } from '../../settings/command/command-line';
import type { ConfigFile } from '../../settings/file';
import type { MongodSetting } from '../../settings/mongod-conf';
import type { SettingPlace } from '../../settings/setting';
import { type Known, known, type Unknown } from '../../settings/value';
import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import { givenByScript } from '../compose/image-script';
import type { ComposeService } from '../compose/service';
import type { Place } from '../finding';

/** How a Compose service starts mongod. */
export interface MongodCommand {
  readonly service: ComposeService;
  readonly flags: readonly MongodFlag[];
  /** The configuration file of `--config`; undefined where there is none. */
  readonly configuration: { readonly path: string | undefined; readonly unseen: string | undefined } | undefined;
  /** Why the command can't be told; every setting is unknown then. */
  readonly unseen: string | undefined;
  /** Where a finding about an option goes that nothing sets: what starts mongod. */
  readonly place: Place;
  /** Edits that add an option to the command. */
  insert(name: string, value: string): FileEdit[];
}

/** Flags that say in one word what the configuration file says by a value. */
const SWITCHES: Readonly<Record<string, readonly [name: string, value: string]>> = {
  auth: ['security.authorization', 'enabled'],
  noauth: ['security.authorization', 'disabled'],
  dur: ['storage.journal.enabled', 'true'],
  nodur: ['storage.journal.enabled', 'false'],
  nojournal: ['storage.journal.enabled', 'false'],
  syslog: ['systemLog.destination', 'syslog'],
};

/** An option on mongod's command line: `--maxConns 1000`, in one word or two. */
export class MongodFlag implements MongodSetting {
  readonly file: ConfigFile;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  readonly span: Span;
  readonly shape = 'scalar';

  /** @param at where in the flag's own word its value begins; undefined where it has none there */
  constructor(
    readonly line: CommandLine,
    readonly name: string,
    readonly word: CommandWord,
    readonly at: number | undefined,
    readonly argument: CommandWord | undefined,
    readonly value: Known<string> | Unknown,
  ) {
    this.file = word.file;
    this.nameSpan = word.part(0, at === undefined ? word.text.length : at - 1);
    const end = argument?.span ?? (at === undefined ? undefined : word.part(at, word.text.length));
    this.valueSpan = end ?? { start: this.nameSpan.end, end: this.nameSpan.end };
    this.span = { start: word.span.start, end: Math.max(word.span.end, this.valueSpan.end) };
  }

  /** Whether the word alone says it, as `--auth` does. */
  get isSwitch(): boolean {
    return this.at === undefined && this.argument === undefined;
  }

  get empty(): boolean {
    return this.value.state === 'known' && this.value.value === '';
  }

  get text(): string {
    return this.argument ? this.argument.text : this.at === undefined ? '' : this.word.text.slice(this.at);
  }

  get words(): readonly CommandWord[] {
    return this.argument ? [this.word, this.argument] : [this.word];
  }

  get atName(): SettingPlace {
    return { file: this.file, span: this.nameSpan };
  }

  get atValue(): SettingPlace {
    return { file: this.file, span: this.isSwitch ? this.nameSpan : this.valueSpan };
  }

  set(value: string): FileEdit[] {
    if (this.isSwitch || this.text === value) return [];
    if (this.argument) return this.line.replace(this.argument, value);
    return this.line.replacePart(this.word, this.at!, this.word.text.length, value);
  }

  remove(): FileEdit[] {
    return this.line.remove(this.words);
  }
}

/** How a service starts mongod; undefined where it starts something else, or where an image brings its own start. */
export function mongodCommandOf(service: ComposeService): MongodCommand | undefined {
  const program = service.programs.find(({ name }) => name === 'mongod');
  if (program) return started(service, program.line, program.word, program.args);
  if (service.runtimeImage?.path !== 'mongo') return startedByScript(service);
  if (service.startup.entrypoint.state !== 'image') return undefined;
  const { command } = service.startup;
  if (command.state === 'unknown') return unknownCommand(service, command.reason);
  const line = command.state === 'written' ? command.line : undefined;
  const first = line?.words[0];
  // The image's entrypoint puts mongod in front of flags.
  if (first && !first.text.startsWith('-')) return undefined;
  return started(service, line, undefined, line?.words ?? []);
}

/** Behind the configuration file that the image makes itself. */
function startedByScript(service: ComposeService): MongodCommand | undefined {
  const given = givenByScript(service);
  if (given?.script.program !== 'mongod') return undefined;
  const readings = given.parts.map(({ line, args }) => readFlags(line, args));
  const flags = readings.flatMap((reading) => reading.flags);
  if (flags.length === 0) return undefined;
  return {
    ...unknownCommand(service, undefined),
    flags,
    configuration: { path: undefined, unseen: 'the image brings a configuration of its own along' },
    unseen: readings.find(({ unseen }) => unseen !== undefined)?.unseen,
  };
}

function started(
  service: ComposeService,
  line: CommandLine | undefined,
  word: CommandWord | undefined,
  args: readonly CommandWord[],
): MongodCommand {
  const { flags, configuration, unseen, last } = line ? readFlags(line, args) : NOTHING;
  const start = word ?? line?.words[0];
  const behind = last ?? word;
  return {
    service,
    flags,
    configuration: configuration && shownAt(service, configuration),
    unseen,
    place: start ? { file: start.file, span: start.span } : placeOfImage(service),
    insert: (name, value) => {
      const flag = mongodOption(name)?.flag;
      if (flag === undefined || unseen !== undefined) return [];
      if (line) return behind ? line.insertAfter(behind, [`--${flag}`, value]) : [];
      return service.set(['command'], `--${flag} ${value}`);
    },
  };
}

interface Flags {
  readonly flags: readonly MongodFlag[];
  readonly configuration: CommandWord | undefined;
  readonly unseen: string | undefined;
  readonly last: CommandWord | undefined;
}

const NOTHING: Flags = { flags: [], configuration: undefined, unseen: undefined, last: undefined };

function readFlags(line: CommandLine, args: readonly CommandWord[]): Flags {
  const flags: MongodFlag[] = [];
  let configuration: CommandWord | undefined;
  let unseen: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word.mayBeSeveral || (word.value.state === 'unknown' && !/^--?\w+=/.test(word.text)))
      unseen = word.value.state === 'unknown' ? word.value.reason : 'a variable of the command may hold any option';
    const written = /^--?(\w+)(=)?/.exec(word.text);
    if (!written) continue;
    const name = written[1]!;
    const at = written[2] ? written[0].length : undefined;
    const isConfiguration = name === 'config' || name === 'f';
    const isSwitch = at === undefined && !isConfiguration && takesNoValue(name);
    const argument = at === undefined && !isSwitch ? args[i + 1] : undefined;
    if (isConfiguration) {
      configuration = argument ?? word;
      if (argument) i++;
      continue;
    }
    const made = flagOf(line, word, name, at, argument);
    if (!made) continue;
    if (argument) i++;
    flags.push(made);
  }
  return { flags, configuration, unseen, last: args.at(-1) };
}

function takesNoValue(name: string): boolean {
  if (Object.hasOwn(SWITCHES, name)) return true;
  const option = optionOfFlag(name);
  return option?.type === 'bool' || option === undefined;
}

function flagOf(
  line: CommandLine,
  word: CommandWord,
  name: string,
  at: number | undefined,
  argument: CommandWord | undefined,
): MongodFlag | undefined {
  const fixed = Object.hasOwn(SWITCHES, name) ? SWITCHES[name] : undefined;
  if (fixed) return new MongodFlag(line, fixed[0], word, undefined, undefined, known(fixed[1]));
  const option = optionOfFlag(name);
  if (!option) return undefined;
  if (at === undefined && !argument)
    return option.type === 'bool'
      ? new MongodFlag(line, option.name, word, undefined, undefined, known(name.startsWith('no') ? 'false' : 'true'))
      : undefined;
  const value = argument
    ? argument.value
    : word.value.state === 'known'
      ? known(word.value.value.slice(at))
      : word.value;
  return new MongodFlag(line, option.name, word, at, argument, value);
}

function unknownCommand(service: ComposeService, reason: string | undefined): MongodCommand {
  return {
    service,
    flags: [],
    configuration: undefined,
    unseen: reason,
    place: placeOfImage(service),
    insert: () => [],
  };
}

function shownAt(service: ComposeService, word: CommandWord): MongodCommand['configuration'] {
  if (word.value.state === 'unknown') return { path: undefined, unseen: word.value.reason };
  const value = word.value.value.replace(/^--?\w+=/, '');
  if (!value.startsWith('/')) return { path: undefined, unseen: `where ${value} lies is not known` };
  const shown = service.mountedFile(value);
  if (shown.state === 'file') return { path: shown.path, unseen: undefined };
  return { path: undefined, unseen: shown.state === 'unknown' ? shown.reason : `${value} is not in the workspace` };
}

function placeOfImage(service: ComposeService): Place {
  return service.image?.place ?? service.place;
}
