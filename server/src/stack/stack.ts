import type { ConfigFile } from '../settings/file';
import { type ProjectFile, readProject } from '../settings/headroom-yaml';
import { type FileKind, PYTHON_MODULE } from '../settings/kind';
import {
  DEFAULT_SETTINGS,
  type ForcedSettings,
  mergeSettings,
  type PartialSettings,
  type Policy,
  type Program,
  type ProjectSettings,
  policyFor,
} from '../settings/project';
import type { StatedPackage } from '../settings/python-packages';
import { directoryOf, matchesGlob } from '../text/paths';
import type { ComposeProject } from './compose/project';
import { readComposeProjects } from './compose/projects';
import { wantedBy } from './compose/wanted';
import { wantedCode } from './model/code';
import { packageVersion, wantedPackages } from './model/package-versions';
import type { Service } from './model/service';
import { synchronousRoutes } from './model/synchronous';
import { type MongodServer, readMongodServers } from './mongodb/server';
import { Moves } from './moves';
import type { FileSource, NginxConfiguration } from './nginx/configuration';
import { nginxContainers } from './nginx/containers';
import { readNginxConfigurations } from './nginx/read-configurations';
import type { Route } from './nginx/routes';
import { type NginxVersions, nginxVersions } from './nginx/version';
import type { CeleryApp } from './python/celery';
import type { GunicornConfig } from './python/gunicorn-files';
import type { MongoClientUse } from './python/mongo-clients';
import { NO_PYTHON, type PythonStack, readPython, withoutFiles } from './python/python';
import type { RedisClientUse } from './python/redis-clients';
import { type RedisServer, readRedisServers } from './redis/server';
import { redisFileOf } from './system/containers';
import type { Host } from './system/host';
import { type LimitSet, readLimitSets } from './system/limits';
import { readHosts } from './system/read-hosts';
import { readUnits, type Unit } from './system/unit';

/** The names of the project's own file, the preferred one first. */
export const PROJECT_FILES = ['headroom.yaml', '.headroom.yaml'] as const;

/** What lies in a workspace folder besides the files whose text is held. */
export interface Listing {
  readonly paths: readonly string[];
  /** Symbolic links to files of the same folder: from the link's path to the file's. */
  readonly links: ReadonlyMap<string, string>;
}

/** What the project and the editor choose, and what follows for each file: the same until one of them changes. */
interface Chosen {
  readonly settings: ProjectSettings;
  readonly project: ProjectFile | undefined;
  readonly policies: WeakMap<ConfigFile, Policy>;
}

/**
 * Everything that is known of one workspace folder at one moment. Immutable: a change gives a new stack that shares
 * what the change does not touch.
 */
export class Stack {
  readonly settings: ProjectSettings;
  readonly project: ProjectFile | undefined;
  readonly #listing: Listing;
  readonly #editor: PartialSettings;
  readonly #forced: ForcedSettings | undefined;
  readonly #previous: Parts;
  #names: Names | undefined;
  #nginx: readonly NginxConfiguration[] | undefined;
  #hosts: readonly Host[] | undefined;
  #limits: readonly LimitSet[] | undefined;
  #units: readonly Unit[] | undefined;
  #redisServers: readonly RedisServer[] | undefined;
  #mongodServers: readonly MongodServer[] | undefined;
  #composeProjects: readonly ComposeProject[] | undefined;
  #python: PythonStack | undefined;
  #files: FileSource | undefined;
  #runs: ((project: ComposeProject) => boolean) | undefined;
  /** What was read for the stack before, until it is known what can be taken over of it. */
  #before: Parts | undefined;
  #judged: Stack | undefined;
  #moves: Moves | undefined;
  readonly #policies: WeakMap<ConfigFile, Policy>;

  private constructor(
    readonly files: ReadonlyMap<string, ConfigFile>,
    editor: PartialSettings,
    listing: Listing,
    names: Names | undefined,
    previous: Parts,
    forced: ForcedSettings | undefined,
    inherited: Chosen | undefined,
  ) {
    this.#editor = editor;
    this.#listing = listing;
    this.#names = names;
    this.#previous = previous;
    this.#forced = forced;
    if (inherited) {
      this.settings = inherited.settings;
      this.project = inherited.project;
      this.#policies = inherited.policies;
    } else {
      this.#policies = new WeakMap();
      const file = PROJECT_FILES.map((name) => files.get(name)).find((f) => f !== undefined);
      this.project = file && readProject(file);
      const chosen = mergeSettings(mergeSettings(DEFAULT_SETTINGS, editor), this.project?.settings ?? {});
      this.settings = forced ? mergeSettings(chosen, forced.settings) : chosen;
    }
  }

  /**
   * @param editor choices of the editor or the command line's defaults: they hold where headroom.yaml is silent
   * @param listing what else lies in the folder
   */
  static of(files: Iterable<ConfigFile>, editor: PartialSettings = {}, listing: Listing = EMPTY_LISTING): Stack {
    const map = new Map<string, ConfigFile>();
    for (const file of files) map.set(file.path, file);
    return new Stack(map, editor, listing, undefined, NO_PARTS, undefined, undefined);
  }

  /** The stack with these files put in or replaced. */
  with(...changed: readonly ConfigFile[]): Stack {
    const files = new Map(this.files);
    let sameNames = true;
    for (const file of changed) {
      if (!files.has(file.path)) sameNames = false;
      files.set(file.path, file);
    }
    const next = this.#next(
      files,
      sameNames,
      changed.map((file) => file.path),
    );
    if (sameNames && changed.every(({ kind, goesOn }) => kind === 'compose' && goesOn))
      next.#before = this.#before ?? this.judged.#parts(true);
    return next;
  }

  /**
   * The stack as rules see it. Where a Compose file has changed in one service only, its other services are those that
   * were read before, with places in the text of that time; what the stack itself gives has places in the present text.
   */
  get judged(): Stack {
    if (this.#before) {
      const stack = new Stack(
        this.files,
        this.#editor,
        this.#listing,
        this.#sorted,
        this.#before,
        this.#forced,
        this.#chosen,
      );
      this.#before = undefined;
      if (stack.moves !== Moves.NONE) this.#judged = stack;
    }
    return this.#judged ?? this;
  }

  /** Where places in earlier texts are now. */
  get moves(): Moves {
    this.#moves ??= Moves.of(this.composeProjects);
    return this.#moves;
  }

  without(...paths: readonly string[]): Stack {
    const files = new Map(this.files);
    let changed = false;
    for (const path of paths) changed = files.delete(path) || changed;
    return changed ? this.#next(files, false, paths) : this;
  }

  /** The stack after files came or went that it does not hold. */
  withListing(listing: Listing): Stack {
    return new Stack(this.files, this.#editor, listing, undefined, NO_PARTS, this.#forced, this.#chosen);
  }

  get #chosen(): Chosen {
    return { settings: this.settings, project: this.project, policies: this.#policies };
  }

  /**
   * The stack as it is where only some of its Compose projects run. What the others start is not there; of their files
   * and services it can still be told that there are some.
   */
  running(runs: (project: ComposeProject) => boolean): Stack {
    const parts = { ...NO_PARTS, nginx: this.nginx };
    const part = new Stack(this.files, this.#editor, this.#listing, this.#sorted, parts, this.#forced, this.#chosen);
    const isStarted = ({ service }: RedisServer | MongodServer) => !service || runs(service.project);
    part.#runs = runs;
    part.#composeProjects = this.composeProjects;
    part.#redisServers = this.redisServers.filter(isStarted);
    part.#mongodServers = this.mongodServers.filter(isStarted);
    part.#hosts = this.hosts;
    part.#limits = this.limits;
    part.#units = this.units;
    part.#python = this.python;
    return part;
  }

  /** Whether a project's services may run; undefined where nothing has been chosen. */
  runs(project: ComposeProject): boolean | undefined {
    return this.#runs?.(project);
  }

  get #running(): readonly ComposeProject[] {
    return this.#runs ? this.composeProjects.filter(this.#runs) : this.composeProjects;
  }

  get listing(): Listing {
    return this.#listing;
  }

  /**
   * Paths that some include leads to but whose text the stack does not hold in the format of the including file: read
   * them in the language that `wantedLanguage` tells and put them in.
   */
  get wanted(): readonly string[] {
    return [...this.judged.#wantedLanguages().keys()];
  }

  wantedLanguage(path: string): string {
    return this.judged.#wantedLanguages().get(path) ?? 'nginx';
  }

  #wantedLanguages(): ReadonlyMap<string, string> {
    const wanted = new Map<string, string>();
    const want = (paths: readonly string[], kind: FileKind, language: string) => {
      for (const path of paths) {
        const real = this.#listing.links.get(path) ?? path;
        if (this.files.get(real)?.kind !== kind && !wanted.has(real)) wanted.set(real, language);
      }
    };
    for (const configuration of this.nginx)
      for (const { target } of configuration.includes) want(target.paths, 'nginx', 'nginx');
    for (const server of this.redisServers)
      for (const { paths } of server.includes) want(paths ?? [], 'redis', 'redis-conf');
    want(this.python.wanted, 'python', PYTHON_MODULE);
    want(wantedCode(this), 'python', PYTHON_MODULE);
    for (const path of wantedPackages(this)) wanted.set(path, 'plaintext');
    for (const { main, parts } of nginxContainers(this.composeProjects))
      want(main === undefined ? parts : [main, ...parts], 'nginx', 'nginx');
    for (const project of this.composeProjects) {
      for (const { path, language } of wantedBy(project)) {
        const real = this.#listing.links.get(path) ?? path;
        const held = this.files.get(real);
        if (!held || (language === 'dockercompose' && held.kind !== 'compose')) wanted.set(real, language);
      }
      for (const service of project.services.values()) {
        const redis = service.role === 'redis' ? redisFileOf(service)?.path : undefined;
        if (redis !== undefined) want([redis], 'redis', 'redis-conf');
      }
    }
    return wanted;
  }

  get editorSettings(): PartialSettings {
    return this.#editor;
  }

  withEditorSettings(editor: PartialSettings): Stack {
    return new Stack(this.files, editor, this.#listing, this.#names, this.#parts(true), this.#forced, undefined);
  }

  /**
   * The stack judged under settings that win over headroom.yaml, its overrides and the files' own comments.
   *
   * @param chosenBy completes "chosen by …", as in "the command line"
   */
  withForced(settings: PartialSettings, chosenBy: string): Stack {
    const forced = { settings, chosenBy };
    return new Stack(this.files, this.#editor, this.#listing, this.#names, this.#parts(true), forced, undefined);
  }

  #next(files: ReadonlyMap<string, ConfigFile>, sameNames: boolean, changed: readonly string[]): Stack {
    const project = changed.some((path) => (PROJECT_FILES as readonly string[]).includes(path));
    return new Stack(
      files,
      this.#editor,
      this.#listing,
      sameNames ? this.#names : undefined,
      this.#parts(sameNames, changed),
      this.#forced,
      project ? undefined : this.#chosen,
    );
  }

  /** Every nginx configuration of the folder: each main file with its includes, and the fragments left over. */
  get nginx(): readonly NginxConfiguration[] {
    this.#nginx ??= this.#readNginx();
    return this.#nginx;
  }

  /** The configurations in which a file takes part. */
  nginxOf(file: ConfigFile): readonly NginxConfiguration[] {
    return this.nginx.filter((configuration) => configuration.files.has(file));
  }

  /** The hosts whose sysctl files the folder holds. */
  get hosts(): readonly Host[] {
    this.#hosts ??= readHosts(this.files.values(), this.#listing.links, this.#previous.hosts);
    return this.#hosts;
  }

  /** Each limits.conf with its limits.d. */
  get limits(): readonly LimitSet[] {
    this.#limits ??= readLimitSets(this.files.values(), this.#previous.limits);
    return this.#limits;
  }

  /** Each systemd service with its drop-ins. */
  get units(): readonly Unit[] {
    this.#units ??= readUnits(this.files.values(), this.#previous.units);
    return this.#units;
  }

  /** The Docker Compose projects of the folder. */
  get composeProjects(): readonly ComposeProject[] {
    this.#composeProjects ??= readComposeProjects(this.files.values(), this.#source(), this.#previous.composeProjects);
    return this.#composeProjects;
  }

  /** What the Python files say. */
  get python(): PythonStack {
    this.#python ??= readPython(this.files.values(), this.#source(), this.#previous.python);
    return this.#python;
  }

  /** Each Celery app with its settings and tasks. */
  get celeryApps(): readonly CeleryApp[] {
    return this.python.celeryApps;
  }

  /** Each client of MongoDB that Python makes. */
  get mongoClients(): readonly MongoClientUse[] {
    return this.python.mongoClients;
  }

  /** Each client and connection pool of Redis that Python makes. */
  get redisClients(): readonly RedisClientUse[] {
    return this.python.redisClients;
  }

  /** Each gunicorn.conf.py. */
  get gunicornConfigs(): readonly GunicornConfig[] {
    return this.python.gunicornConfigs;
  }

  /** Each redis.conf with what it includes, and each Redis that a Compose service starts. */
  get redisServers(): readonly RedisServer[] {
    this.#redisServers ??= readRedisServers(
      this.files.values(),
      this.#source(),
      this.composeProjects.flatMap((project) => [...project.services.values()]),
      this.#previous.redisServers,
    );
    return this.#redisServers;
  }

  /** Each mongod.conf, and each mongod that a Compose service starts. */
  get mongodServers(): readonly MongodServer[] {
    this.#mongodServers ??= readMongodServers(
      this.files.values(),
      this.#source(),
      this.composeProjects.flatMap((project) => [...project.services.values()]),
      this.#previous.mongodServers,
    );
    return this.#mongodServers;
  }

  /**
   * What has been read of this stack, or of those before it, for the next one to take over. What holds a changed file
   * is let go at once, so that no more than one reading of a file is ever alive.
   */
  #parts(sameNames: boolean, changed: readonly string[] = []): Parts {
    const previous = this.#previous;
    const untouched = <
      Part extends { readonly files: ReadonlySet<ConfigFile>; readonly sources?: ReadonlySet<ConfigFile> },
    >(
      parts: readonly Part[],
    ) =>
      changed.length === 0
        ? parts
        : parts.filter(({ files, sources }) => ![...(sources ?? files)].some((file) => changed.includes(file.path)));
    return {
      // Which file an include finds depends on the names that there are.
      nginx: sameNames ? untouched(this.#nginx ?? previous.nginx) : [],
      redisServers: sameNames ? untouched(this.#redisServers ?? previous.redisServers) : [],
      mongodServers: sameNames ? untouched(this.#mongodServers ?? previous.mongodServers) : [],
      composeProjects: sameNames ? untouched(this.#composeProjects ?? previous.composeProjects) : [],
      python: sameNames ? withoutFiles(this.#python ?? previous.python, changed) : NO_PYTHON,
      hosts: untouched(this.#hosts ?? previous.hosts),
      limits: untouched(this.#limits ?? previous.limits),
      units: untouched(this.#units ?? previous.units),
    };
  }

  /** Its files by their paths, links followed, and the names of all that there are. */
  get source(): FileSource {
    this.#files ??= this.#source();
    return this.#files;
  }

  /** The same object for as long as no file comes or goes. */
  get names(): object {
    return this.#sorted;
  }

  get #sorted(): Names {
    this.#names ??= new Names(this.files.keys(), this.#listing.paths);
    return this.#names;
  }

  /** What is read keeps it, and with it the files, but not the stack. */
  #source(): FileSource {
    const { files } = this;
    const { links } = this.#listing;
    const names = this.#sorted;
    return {
      get: (path) => files.get(links.get(path) ?? path),
      has: (path) => names.has(path),
      inFolder: (folder) => names.inFolder(folder),
      foldersIn: (folder) => names.foldersIn(folder),
      hasFolder: (folder) => names.hasFolder(folder),
    };
  }

  #readNginx(): readonly NginxConfiguration[] {
    return readNginxConfigurations(this.files, this.#source(), this.#running, this.#previous.nginx);
  }

  policyOf(file: ConfigFile): Policy {
    let policy = this.#policies.get(file);
    if (!policy) {
      policy = policyFor(file, this.settings, this.#forced);
      this.#policies.set(file, policy);
    }
    return policy;
  }

  /** The versions of nginx that read a configuration: those of the images that run it, else what headroom.yaml says. */
  nginxVersions(configuration: NginxConfiguration): NginxVersions {
    return nginxVersions(configuration, this.#running, this.settings.versions.nginx);
  }

  /** The routes of a configuration behind which each process works on one request at a time, with the service. */
  synchronousRoutes(configuration: NginxConfiguration): ReadonlyMap<Route, Service> {
    return synchronousRoutes(configuration, this);
  }

  /** The version that headroom.yaml states; undefined where it is silent: the newest then holds. */
  version(program: Program): string | undefined {
    return this.settings.versions[program];
  }

  /** The version of a package with which a Python file runs: what files of dependencies tell, else headroom.yaml. */
  packageVersion(program: StatedPackage, file: ConfigFile): string | undefined {
    return packageVersion(program, file, this) ?? this.version(program);
  }

  /** Whether the project wants nothing said about the file. */
  ignores(path: string): boolean {
    return this.settings.ignore.some((glob) => matchesGlob(path, glob));
  }

  /** The first of the files that exist, for features that look paths up. */
  file(path: string): ConfigFile | undefined {
    return this.files.get(path);
  }
}

/** What a stack has read of its files. */
interface Parts {
  readonly nginx: readonly NginxConfiguration[];
  readonly hosts: readonly Host[];
  readonly limits: readonly LimitSet[];
  readonly units: readonly Unit[];
  readonly redisServers: readonly RedisServer[];
  readonly mongodServers: readonly MongodServer[];
  readonly composeProjects: readonly ComposeProject[];
  readonly python: PythonStack;
}

const NO_PARTS: Parts = {
  nginx: [],
  hosts: [],
  limits: [],
  units: [],
  redisServers: [],
  mongodServers: [],
  composeProjects: [],
  python: NO_PYTHON,
};

const EMPTY_LISTING: Listing = { paths: [], links: new Map() };

/** The paths of a workspace, by folder. */
class Names {
  readonly #paths: Set<string>;
  readonly #files = new Map<string, string[]>();
  readonly #folders = new Map<string, Set<string>>();

  constructor(held: Iterable<string>, listed: Iterable<string>) {
    this.#paths = new Set(listed);
    for (const path of held) this.#paths.add(path);
    for (const path of this.#paths) {
      const folder = directoryOf(path);
      const list = this.#files.get(folder);
      if (list) list.push(path);
      else this.#files.set(folder, [path]);
      for (let child = folder; child !== ''; ) {
        const parent = directoryOf(child);
        const known = this.#folders.get(parent);
        if (known?.has(child)) break;
        if (known) known.add(child);
        else this.#folders.set(parent, new Set([child]));
        child = parent;
      }
    }
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  inFolder(folder: string): readonly string[] {
    return [...(this.#files.get(folder) ?? [])];
  }

  foldersIn(folder: string): readonly string[] {
    return [...(this.#folders.get(folder) ?? [])];
  }

  hasFolder(folder: string): boolean {
    return this.#files.has(folder) || this.#folders.has(folder);
  }
}
