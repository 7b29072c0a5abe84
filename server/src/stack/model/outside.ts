import { programsOfFile } from '../../settings/command/file-programs';
import type { StartedProgram } from '../../settings/command/program';
import type { ConfigFile } from '../../settings/file';
import { readCommandFlags } from '../../settings/flags/programs';
import type { FileKind } from '../../settings/kind';
import { unknown } from '../../settings/value';
import type { FileEdit } from '../../text/edit';
import { directoryOf, joinPath } from '../../text/paths';
import { type Role, roleOfProgram } from '../compose/role';
import type { Place } from '../finding';
import type { FileNames } from '../nginx/includes';
import type { Stack } from '../stack';
import { modulePaths } from './module-paths';
import { ofSupervisord } from './outside-supervisord';
import { ofUnit } from './outside-unit';
import { ABSENT, type Service, type ServiceVariable, type Told } from './service';

/** How long a program has to end, by what starts it outside containers. */
export interface StopTime {
  /** `supervisord`, `systemd`. */
  readonly by: string;
  /** The setting that decides: `stopwaitsecs`, `TimeoutStopSec`. */
  readonly setting: string;
  readonly seconds: number;
  /** Undefined where the default holds. */
  readonly at: Place | undefined;
  readonly written: string | undefined;
  set(seconds: number): readonly FileEdit[];
}

export interface OutsideParts {
  readonly name: string;
  readonly programs: readonly StartedProgram[];
  /** The folder in which it starts, as it is written; undefined where nothing says so. */
  readonly workingFolder?: string | undefined;
  readonly environmentUnseen?: string | undefined;
  readonly replicas?: Told<number>;
  readonly cpuLimit?: Told<number>;
  readonly memoryLimit?: Told<number>;
  /** Undefined where it can't be told. */
  readonly stop?: StopTime | undefined;
  /** Edits that let it take as many MiB. */
  limitMemory?(mebibytes: number): readonly FileEdit[];
}

/** A service that the machine itself runs: a unit of systemd, a program of supervisord, a process of a Procfile. */
export class OutsideService implements Service {
  readonly role: Role;
  readonly environment: ReadonlyMap<string, ServiceVariable>;
  /** What names its application: with the role, the same wherever the same is started. */
  readonly entry: string;
  /** The workspace folder in which it starts; undefined where none has its application. */
  readonly folder: string | undefined;

  constructor(
    readonly parts: OutsideParts,
    private readonly source: FileNames,
  ) {
    const { programs } = parts;
    this.role = programs.map(roleOfProgram).find((role) => role !== 'other') ?? 'other';
    this.environment = new Map(programs.flatMap(variablesOf));
    const texts = programs.flatMap(({ args }) => args.map(({ text }) => text.split('=').at(-1)!));
    const moved = ['--chdir', '--workdir'].map((name) => readCommandFlags(programs[0]!)?.option(name)?.value);
    const start = moved.find((value) => value?.state === 'known')?.value ?? parts.workingFolder;
    const folders = foldersOf(this.file, start, source);
    const folderOf = (text: string) => folders.find((folder) => fileIn(folder, entryPaths(text), source) !== undefined);
    const entry = texts.find((text) => folderOf(text) !== undefined);
    this.entry = entry ?? programs.map(({ name }) => name).join();
    this.folder = entry === undefined ? undefined : folderOf(entry);
  }

  fileAt(paths: readonly string[]): string | undefined {
    return this.folder === undefined ? undefined : fileIn(this.folder, paths, this.source);
  }

  get name(): string {
    return this.parts.name;
  }

  get place(): Place {
    const { word } = this.parts.programs[0]!;
    return { file: word.file, span: word.span };
  }

  get file(): ConfigFile {
    return this.place.file;
  }

  get programs(): readonly StartedProgram[] {
    return this.parts.programs;
  }

  get environmentUnseen(): string | undefined {
    return this.parts.environmentUnseen;
  }

  get replicas(): Told<number> {
    return this.parts.replicas ?? ABSENT;
  }

  get cpuLimit(): Told<number> {
    return this.parts.cpuLimit ?? ABSENT;
  }

  get memoryLimit(): Told<number> {
    return this.parts.memoryLimit ?? ABSENT;
  }

  shows({ path }: ConfigFile): boolean {
    return !this.folder || path.startsWith(`${this.folder}/`);
  }

  get hidesFiles(): boolean {
    return this.folder === undefined;
  }

  limitMemory(mebibytes: number): readonly FileEdit[] {
    return this.parts.limitMemory?.(mebibytes) ?? [];
  }

  setVariable(): readonly FileEdit[] {
    return [];
  }
}

function variablesOf({ environment }: StartedProgram): [string, ServiceVariable][] {
  return environment.map(({ name, word, from }) => {
    const keyPlace = { file: word.file, span: word.span };
    const { value } = word;
    const told = value.state === 'known' ? { ...value, value: value.value.slice(from), place: keyPlace } : value;
    return [name, { name, keyPlace, value: told }];
  });
}

/** The first of some paths below a workspace folder that is there. */
function fileIn(folder: string, paths: readonly string[], source: FileNames): string | undefined {
  return paths.map((path) => joinPath(folder, path)).find((path) => path !== undefined && source.has(path));
}

/** The files that a word of a command line may name: a script, or the module of an application. */
function entryPaths(text: string): readonly string[] {
  if (/^(\.\/)?[\w/-]+\.py$/.test(text)) return [text.replace(/^\.\//, '')];
  return /^[A-Za-z_][\w.]*(:[\w.()]+)?$/.test(text) ? modulePaths(text) : [];
}

/**
 * The workspace folders in which a service may start: those in which its working folder ends, for nobody knows where
 * the workspace lies on the machine, then those around its file.
 */
function foldersOf(file: ConfigFile, workingFolder: string | undefined, source: FileNames): readonly string[] {
  const around: string[] = [];
  for (let folder = directoryOf(file.path); ; folder = directoryOf(folder)) {
    around.push(folder);
    if (folder === '' || workingFolder === '.') break;
  }
  const names = (workingFolder ?? '').split('/').filter((name) => name !== '' && name !== '.');
  const ends = names.map((_, i) => names.slice(i).join('/')).filter((folder) => source.hasFolder(folder));
  return [...ends, ...around];
}

type Ways = readonly (readonly OutsideService[])[];

const read = new WeakMap<Stack, Ways>();

/** Every application and worker that units, supervisord and Procfiles start, whatever else may start the same. */
export function outsideServices(stack: Stack): readonly OutsideService[] {
  return waysOf(stack).flat();
}

/** The services of each machine's units, then of each other file. */
function waysOf(stack: Stack): Ways {
  let ways = read.get(stack);
  if (!ways) {
    ways = readWays(stack);
    read.set(stack, ways);
  }
  return ways;
}

function readWays(stack: Stack): Ways {
  const make = (all: readonly OutsideParts[]) =>
    all.flatMap((parts) => {
      const service = parts.programs.length > 0 ? new OutsideService(parts, stack.source) : undefined;
      return service && isOurs(service) ? [service] : [];
    });
  const roots = new Map<string, OutsideParts[]>();
  for (const unit of stack.units)
    if (unit.main && !stack.ignores(unit.main.path))
      roots.set(unit.root, [...(roots.get(unit.root) ?? []), ...ofUnit(unit)]);
  const ofKind = (wanted: FileKind) =>
    [...stack.files.values()].filter(({ kind, path }) => kind === wanted && !stack.ignores(path));
  const supervised = ofKind('supervisord').map(ofSupervisord);
  const processes = ofKind('procfile').map(ofProcfile);
  return [...roots.values(), ...supervised, ...processes].map(make);
}

/** Whether it runs Python of the workspace, as far as one can tell. */
function isOurs({ role, programs }: OutsideService): boolean {
  return (
    role === 'api' ||
    role.startsWith('celery') ||
    (role === 'other' && programs.some(({ name }) => /^python/.test(name)))
  );
}

function ofProcfile(file: ConfigFile): readonly OutsideParts[] {
  return programsOfFile(file).map(({ program, name }) => ({
    name: name!,
    programs: [program],
    workingFolder: '.',
    environmentUnseen: 'whoever starts a Procfile sets the variables',
    replicas: unknown('how many run is told where the Procfile is started'),
  }));
}

const started = new WeakMap<Stack, readonly OutsideService[]>();

/**
 * Those of them that run beside each other. Where Compose runs the application, files for it outside are another way
 * to start the same, and so is a second file; which way is taken can't be told.
 */
export function servicesOutside(stack: Stack): readonly OutsideService[] {
  let services = started.get(stack);
  if (!services) {
    services = composeRunsApplication(stack) ? [] : withoutTwins(waysOf(stack), stack);
    started.set(stack, services);
  }
  return services;
}

function composeRunsApplication(stack: Stack): boolean {
  return stack.composeProjects.some((project) =>
    [...project.services.values()].some(({ role, isBuilt }) => isBuilt || role === 'api' || role.startsWith('celery-')),
  );
}

function withoutTwins(ways: Ways, stack: Stack): readonly OutsideService[] {
  const seen = new Set<string>();
  return ways.flatMap((way) => {
    const keyOf = ({ role, entry }: OutsideService) => `${role}\n${entry}`;
    const fresh = way.filter((service) => !seen.has(keyOf(service)) && !isInContainer(service, stack));
    for (const service of way) seen.add(keyOf(service));
    return fresh;
  });
}

/** supervisord often is what a container starts; then its programs have the container's network. */
function isInContainer({ file }: OutsideService, stack: Stack): boolean {
  return (
    file.kind === 'supervisord' &&
    [...stack.files.values()].some(
      (one) => (one.kind === 'dockerfile' || one.kind === 'compose') && one.text.includes('supervisor'),
    )
  );
}
