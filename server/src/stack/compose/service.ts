import { type ImageProgram, knownImage, type Role } from '../../knowledge/compose/images';
import type { CommandLine } from '../../settings/command/command-line';
import type { StartedProgram } from '../../settings/command/program';
import type { ConfigFile } from '../../settings/file';
import type { YamlValue } from '../../settings/yaml/write';
import type { FileEdit } from '../../text/edit';
import type { Place } from '../finding';
import { BuiltFiles } from './built-files';
import { type CommandPart, joined, programsOf, readCommand, readStartup, type Startup } from './command';
import { type Build, readBuild } from './dockerfile';
import { type EnvironmentVariable, readEnvironment } from './environment';
import { type Image, readImage, versionOfTag } from './image';
import { type Located, located } from './located';
import { Mounts, type Shown, type ShownFolder } from './mounts';
import {
  type Dependency,
  type ExtraHost,
  type Link,
  type Ports,
  readDependencies,
  readExtraHosts,
  readLinks,
  readNetworks,
  readPorts,
  type ServiceNetworks,
} from './networking';
import { ComposeMap, type ComposeNode } from './node';
import type { ComposeProject } from './project';
import {
  cpuLimit,
  duration,
  type Healthcheck,
  memoryLimit,
  type Pairs,
  readHealthcheck,
  readPairs,
  readUlimit,
  replicas,
  type Ulimit,
} from './resources';
import { roleOf, type ServiceRole } from './role';
import { readVolumes, type ServiceVolumes } from './volumes';
import { removeBelow, setBelow } from './write';

/** A name by which other services of the project reach one. */
export interface HostName {
  readonly name: string;
  /** Where the name is given. */
  readonly place: Place;
  /** The network on which it holds; undefined for every one that the service is in. */
  readonly network: string | undefined;
}

/** Where images usually keep an application. */
const USUAL_FOLDERS = ['/app', '/code', '/srv', '/usr/src/app', '/opt/app'];

/** Stands for what has not been read yet, where undefined is an answer. */
const UNREAD = Symbol('unread');
type Unread = typeof UNREAD;

/** One service of a Compose project, as Compose has it after merging. Immutable; what is asked for is read then. */
export class ComposeService {
  #root: ComposeMap | undefined;
  // What has been read already: rules ask for all of it again and again.
  #active: boolean | undefined;
  #build: Build | undefined | Unread = UNREAD;
  #builtFiles: BuiltFiles | undefined;
  #command: CommandPart | undefined;
  #commandLine: CommandLine | undefined | Unread = UNREAD;
  #cpuLimit: Located<number> | undefined;
  #dependsOn: readonly Dependency[] | undefined;
  #entrypoint: CommandPart | undefined;
  #extraHosts: readonly ExtraHost[] | undefined;
  #healthcheck: Healthcheck | undefined | Unread = UNREAD;
  #hostnames: readonly HostName[] | undefined;
  #image: Image | undefined | Unread = UNREAD;
  #labels: Pairs | undefined;
  #links: readonly Link[] | undefined;
  #memoryLimit: Located<number> | undefined;
  #mounts: Mounts | undefined;
  #networkMode: Located<string> | undefined;
  #networks: ServiceNetworks | undefined;
  #ports: Ports | undefined;
  #programs: readonly StartedProgram[] | undefined;
  #replicas: Located<number> | undefined;
  #role: ServiceRole | undefined;
  #runtimeImage: Image | undefined | Unread = UNREAD;
  #startup: Startup | undefined;
  #sysctls: Pairs | undefined;
  #ulimits: ReadonlyMap<string, Ulimit> | undefined;
  #variables: ReturnType<typeof readEnvironment> | undefined;
  #volumes: ServiceVolumes | undefined;

  constructor(
    private owner: ComposeProject,
    readonly name: string,
    /** Its key in the first file that has it. */
    readonly place: Place,
  ) {}

  get project(): ComposeProject {
    return this.owner;
  }

  /** Hands it over to a project in which everything that it is read with is the same. */
  handTo(project: ComposeProject): this {
    this.owner = project;
    return this;
  }

  get file(): ConfigFile {
    return this.place.file;
  }

  /** Everything that all files say of it. A service of which nothing can be read has no entries and `unseen`. */
  get root(): ComposeMap {
    this.#root ??= this.#readRoot();
    return this.#root;
  }

  #readRoot(): ComposeMap {
    const node = this.project.model.resolve('services', this.name);
    if (node?.kind === 'map') return node;
    const reason = node?.kind === 'unknown' ? node.reason : 'nothing stands there that Compose could read';
    const origin = node?.origin ?? { kind: 'own' as const, through: [] };
    return new ComposeMap(new Map(), [], this.place, origin, undefined, reason);
  }

  /** Why there may be settings of it that are not in view: what it extends is not in the workspace. */
  get unseen(): string | undefined {
    return this.root.unseen ?? this.project.partial;
  }

  /** What a part of the service says; there may be more where the service itself is not all in view. */
  #asFarAsSeen<Part extends { readonly unseen: string | undefined }>(part: Part): Part {
    const { unseen } = this;
    return part.unseen !== undefined || unseen === undefined ? part : { ...part, unseen };
  }

  /** The merged value at a path below the service; a number finds an item of a list. */
  get(...path: readonly (string | number)[]): ComposeNode | undefined {
    let node: ComposeNode | undefined = this.root;
    for (const key of path) {
      if (node?.kind === 'map') node = node.get(String(key));
      else if (node?.kind === 'list') node = node.items[Number(key)];
      else return undefined;
    }
    return node;
  }

  /** The single value at a path: unknown also where a part of the way is not in view. Null is absent. */
  setting(...path: readonly string[]): Located<string> {
    let node: ComposeNode | undefined = this.root;
    let unseen = this.unseen;
    for (const key of path) {
      if (node?.kind === 'unknown') return { state: 'unknown', reason: node.reason, place: node.place, node };
      if (node?.kind !== 'map') {
        node = undefined;
        break;
      }
      unseen ??= node.unseen;
      node = node.get(key);
    }
    if (!node && unseen !== undefined) return { state: 'unknown', reason: unseen };
    return located(node);
  }

  /** Whether `docker compose up` starts it: one of a profile only starts with its profile. */
  get active(): boolean {
    this.#active ??= this.#isActive();
    return this.#active;
  }

  #isActive(): boolean {
    const { profiles } = this;
    const chosen = this.project.activeProfiles;
    return profiles.length === 0 || chosen.includes('*') || profiles.some((profile) => chosen.includes(profile));
  }

  get profiles(): readonly string[] {
    const node = this.get('profiles');
    if (node?.kind !== 'list') return [];
    return node.items.map((item) => {
      const text = located(item);
      return text.state === 'known' ? text.value : '';
    });
  }

  /** What the service is, with what says so. */
  get serviceRole(): ServiceRole {
    this.#role ??= roleOf(this);
    return this.#role;
  }

  get role(): Role {
    return this.serviceRole.role;
  }

  /** Its `image`; undefined where there is none, or it can't be told. */
  get image(): Image | undefined {
    if (this.#image === UNREAD) this.#image = this.#readImage();
    return this.#image;
  }

  #readImage(): Image | undefined {
    const node = this.get('image');
    const readable = node?.kind === 'scalar' && !node.isNull && node.refused === undefined;
    return readable ? readImage(node.text, node.file) : undefined;
  }

  /** Whether Compose builds the image, so that its name tells nothing of what is in it. */
  get isBuilt(): boolean {
    const node = this.get('build');
    return node !== undefined && !(node.kind === 'scalar' && node.isNull);
  }

  /** What its Dockerfile makes; undefined where it has none in the workspace. */
  get build(): Build | undefined {
    if (this.#build === UNREAD) this.#build = this.isBuilt ? readBuild(this) : undefined;
    return this.#build;
  }

  /** The image whose programs run: its own or, of one that Compose builds, the one that the Dockerfile builds on. */
  get runtimeImage(): Image | undefined {
    if (this.#runtimeImage === UNREAD) this.#runtimeImage = this.#readRuntimeImage();
    return this.#runtimeImage;
  }

  #readRuntimeImage(): Image | undefined {
    if (!this.isBuilt) return this.unseen === undefined || this.get('image') ? this.image : undefined;
    const { build } = this;
    return build?.base && readImage(build.base, build.file);
  }

  /** The version of a program that the tag of its image tells; undefined where that tells none. */
  version(program: ImageProgram): string | undefined {
    const image = this.runtimeImage;
    if (image?.tag === undefined || knownImage(image.path)?.versionOf !== program) return undefined;
    return versionOfTag(image.tag);
  }

  /** The folder in which its program starts; undefined where that can't be told. */
  get workingFolder(): string | undefined {
    const own = this.setting('working_dir');
    if (own.state !== 'absent') return own.state === 'known' ? own.value : undefined;
    return this.build?.steps.at(-1)?.workdir;
  }

  /** What `entrypoint` says. */
  get entrypoint(): CommandPart {
    this.#entrypoint ??= readCommand(this, 'entrypoint');
    return this.#entrypoint;
  }

  /** What `command` says. */
  get command(): CommandPart {
    this.#command ??= readCommand(this, 'command');
    return this.#command;
  }

  /** Entrypoint and command that hold in the end, those of its Dockerfile included. */
  get startup(): Startup {
    this.#startup ??= readStartup(this);
    return this.#startup;
  }

  /**
   * Entrypoint and command in one, as far as files of the workspace tell them: where the image's own entrypoint holds,
   * the words are only what it is given. Undefined where nothing tells, or one of the two can't be told.
   */
  get commandLine(): CommandLine | undefined {
    if (this.#commandLine === UNREAD) this.#commandLine = joined(this.startup);
    return this.#commandLine;
  }

  /** The programs that its command line starts. */
  get programs(): readonly StartedProgram[] {
    this.#programs ??= programsOf(this.startup);
    return this.#programs;
  }

  /** The variables inside its containers, by name. */
  get environment(): ReadonlyMap<string, EnvironmentVariable> {
    return this.#environment.variables;
  }

  /** Why there may be variables in its containers that are not in view. The image's own are never in view. */
  get environmentUnseen(): string | undefined {
    return this.#environment.unseen ?? this.unseen;
  }

  get #environment() {
    this.#variables ??= readEnvironment(this);
    return this.#variables;
  }

  /** A limit of `ulimits`; without one, what the container's engine sets holds, which no file tells. */
  ulimit(name: string): Ulimit | undefined {
    return this.ulimits.get(name);
  }

  get ulimits(): ReadonlyMap<string, Ulimit> {
    this.#ulimits ??= this.#readUlimits();
    return this.#ulimits;
  }

  #readUlimits(): ReadonlyMap<string, Ulimit> {
    const node = this.get('ulimits');
    const entries = node?.kind === 'map' ? [...node.entries.values()] : [];
    return new Map(entries.map((entry) => [entry.key, readUlimit(entry)]));
  }

  get sysctls(): Pairs {
    this.#sysctls ??= this.#asFarAsSeen(readPairs(this.get('sysctls')));
    return this.#sysctls;
  }

  get labels(): Pairs {
    this.#labels ??= this.#asFarAsSeen(readPairs(this.get('labels')));
    return this.#labels;
  }

  /** In bytes. 0 and negative: no limit. */
  get memoryLimit(): Located<number> {
    this.#memoryLimit ??= memoryLimit((...path) => this.setting(...path));
    return this.#memoryLimit;
  }

  /** In CPUs. 0: no limit. */
  get cpuLimit(): Located<number> {
    this.#cpuLimit ??= cpuLimit((...path) => this.setting(...path));
    return this.#cpuLimit;
  }

  /** How many containers run; absent is one. */
  get replicas(): Located<number> {
    this.#replicas ??= replicas((...path) => this.setting(...path));
    return this.#replicas;
  }

  get ports(): Ports {
    this.#ports ??= this.#asFarAsSeen(readPorts(this.get('ports')));
    return this.#ports;
  }

  /** What `volumes` mounts. */
  get volumes(): ServiceVolumes {
    this.#volumes ??= this.#asFarAsSeen(readVolumes(this.get('volumes')));
    return this.#volumes;
  }

  /** The files of the workspace in its image. */
  get builtFiles(): BuiltFiles {
    this.#builtFiles ??= new BuiltFiles(this.build, this.project.source);
    return this.#builtFiles;
  }

  get mounts(): Mounts {
    this.#mounts ??= new Mounts(this);
    return this.#mounts;
  }

  /** What shows at an absolute path in its containers: a file of the workspace, the image's own, or unknown. */
  mountedFile(containerPath: string): Shown {
    return this.mounts.at(containerPath);
  }

  /** The files directly in a folder of its containers. */
  mountedFolder(containerFolder: string): ShownFolder {
    return this.mounts.inFolder(containerFolder);
  }

  /** The paths in its containers at which a file of the workspace shows, with the mounts that show it. */
  containerPathsOf(file: ConfigFile): readonly { readonly path: string; readonly via: Place }[] {
    return this.mounts.pathsOf(file);
  }

  /** Ports that are open to other services only, as they are written. */
  get expose(): readonly Located<string>[] {
    const node = this.get('expose');
    return node?.kind === 'list' ? node.items.map(located) : [];
  }

  get networks(): ServiceNetworks {
    this.#networks ??= this.#asFarAsSeen(readNetworks(this.get('networks')));
    return this.#networks;
  }

  /** `host`, `none`, `bridge`, `service:NAME`, `container:NAME`. */
  get networkMode(): Located<string> {
    this.#networkMode ??= this.setting('network_mode');
    return this.#networkMode;
  }

  /** Every name by which other services reach it. */
  get hostnames(): readonly HostName[] {
    this.#hostnames ??= this.#readHostnames();
    return this.#hostnames;
  }

  #readHostnames(): readonly HostName[] {
    const names: HostName[] = [{ name: this.name, place: this.place, network: undefined }];
    for (const key of ['container_name', 'hostname']) {
      const value = this.setting(key);
      if (value.state === 'known') names.push({ name: value.value, place: value.place, network: undefined });
    }
    for (const { name: network, aliases } of this.networks.networks)
      for (const { name, place } of aliases) names.push({ name, place, network });
    return names;
  }

  /** Whether its programs may load a file: it lies below the folder that it is built from, or in one that it mounts. */
  shows(file: ConfigFile): boolean {
    return this.containerPathsOf(file).length > 0;
  }

  /** The workspace path of the file that its containers show under one of these paths, seen from where it works. */
  fileAt(paths: readonly string[]): string | undefined {
    const { workingFolder } = this;
    const folders = workingFolder === undefined ? USUAL_FOLDERS : [workingFolder];
    for (const path of paths)
      for (const folder of folders) {
        const shown = this.mountedFile(`${folder === '/' ? '' : folder}/${path}`);
        if (shown.state === 'file') return shown.path;
      }
    return undefined;
  }

  /** An image that isn't built here may hold any file. */
  get hidesFiles(): boolean {
    return this.build === undefined;
  }

  get extraHosts(): readonly ExtraHost[] {
    this.#extraHosts ??= readExtraHosts(this.get('extra_hosts'));
    return this.#extraHosts;
  }

  get links(): readonly Link[] {
    this.#links ??= readLinks(this.get('links'));
    return this.#links;
  }

  get dependsOn(): readonly Dependency[] {
    this.#dependsOn ??= readDependencies(this.get('depends_on'));
    return this.#dependsOn;
  }

  get healthcheck(): Healthcheck | undefined {
    if (this.#healthcheck === UNREAD) this.#healthcheck = this.#readHealthcheck();
    return this.#healthcheck;
  }

  #readHealthcheck(): Healthcheck | undefined {
    const node = this.get('healthcheck');
    return node?.kind === 'map' ? readHealthcheck(node, (...path) => this.setting(...path)) : undefined;
  }

  /** `no` where nothing is said. */
  get restart(): Located<string> {
    return this.setting('restart');
  }

  get loggingDriver(): Located<string> {
    return this.setting('logging', 'driver');
  }

  get loggingOptions(): Pairs {
    return this.#asFarAsSeen(readPairs(this.get('logging', 'options')));
  }

  /** In milliseconds; absent is ten seconds. */
  get stopGracePeriod(): Located<number> {
    return duration(this.setting('stop_grace_period'));
  }

  /** Whether an init process stands before the program; absent is no. */
  get init(): Located<boolean> {
    const value = this.setting('init');
    return value.state === 'known' ? { ...value, value: /^(true|yes|on|y)$/i.test(value.value) } : value;
  }

  /** Edits that give a setting this value, where it is written or else in the service's own file; an overlay comes first. */
  set(path: readonly string[], value: YamlValue): FileEdit[] {
    return setBelow(this.root, this.file, path, value, this.project.overlay);
  }

  /** Edits that give a variable of `environment` this value; none for one that another file sets. */
  setVariable(name: string, value: string): FileEdit[] {
    return this.environment.get(name)?.origin === 'environment' ? this.set(['environment', name], value) : [];
  }

  /** Edits that limit its memory, at the key that limits it now. */
  limitMemory(mebibytes: number): FileEdit[] {
    const long = ['deploy', 'resources', 'limits', 'memory'];
    return this.set(this.setting(...long).state === 'known' ? long : ['mem_limit'], `${mebibytes}m`);
  }

  /** Edits that take a setting out of the service. */
  remove(path: readonly string[]): FileEdit[] {
    return removeBelow(this.root, path);
  }
}
