import type { ConfigFile } from '../../settings/file';
import { baseName, joinPath } from '../../text/paths';
import type { Place } from '../finding';
import { located } from './located';
import { ComposeModel, type ComposeProblem, Loader, projectVariables, type Section } from './model';
import { type ComposeContext, type ComposeNode, OWN } from './node';
import { ComposeService } from './service';
import type { ComposeSource } from './source';
import type { Variable, Variables } from './variables';

/** A network, volume, configuration or secret of a project's top level. */
export interface ComposeResource {
  readonly name: string;
  /** Its key in the first file that has it. */
  readonly place: Place;
  /** What all files say of it; null where only its name stands there. */
  readonly node: ComposeNode;
}

/** Some Compose files that make one application together, as Compose reads them. Immutable. */
export class ComposeProject {
  readonly model: ComposeModel;
  readonly #loader: Loader;
  readonly #variables: Variables;
  #whole = false;
  #services: ReadonlyMap<string, ComposeService> | undefined;
  readonly #resources = new Map<Section, ReadonlyMap<string, ComposeResource>>();

  constructor(
    /** The Compose files in the order in which they are merged. */
    readonly configFiles: readonly ConfigFile[],
    /** The folder from which relative paths are taken. */
    readonly folder: string,
    readonly source: ComposeSource,
    /**
     * The file for which this project is there besides the folder's own: one that is laid over the base. What stands in
     * the others is judged with the folder's own project. Undefined for a project of its own.
     */
    readonly overlay: ConfigFile | undefined = undefined,
    /** Why the files are not all: what they complete is not in the workspace. Nothing is missing in such a project. */
    readonly partial: string | undefined = undefined,
  ) {
    this.#loader = new Loader(source);
    for (const file of configFiles) this.#loader.open(file.path);
    const dotenv = joinPath(folder, '.env');
    this.#variables = projectVariables(this.#loader, [dotenv]);
    this.model = new ComposeModel(this.#loader, configFiles, folder, this.#variables, OWN, []);
  }

  /** The first of its files. */
  get main(): ConfigFile {
    return this.configFiles[0]!;
  }

  /**
   * The project's name: `name:` of its files, COMPOSE_PROJECT_NAME, else its folder's; undefined where it can't be told.
   */
  get name(): string | undefined {
    const written = located(this.model.top('name'));
    if (written.state === 'unknown') return undefined;
    const variable = this.#variables.get('COMPOSE_PROJECT_NAME')?.value;
    const name =
      variable?.state === 'known' ? variable.value : written.state === 'known' ? written.value : baseName(this.folder);
    return name === ''
      ? undefined
      : name
          .toLowerCase()
          .replace(/[^a-z0-9_-]/g, '')
          .replace(/^[_-]+/, '');
  }

  /** Every file that takes part: Compose files, files of variables, Dockerfiles. */
  get files(): ReadonlySet<ConfigFile> {
    if (!this.#whole) {
      this.#whole = true;
      for (const service of this.services.values()) {
        service.build;
        service.environment;
      }
    }
    return this.#loader.files;
  }

  /** What the texts of a Compose file are read with; undefined where the file takes no part. */
  contextOf(file: ConfigFile): ComposeContext | undefined {
    return this.model.contextOf(file) ?? this.#loader.extendedContext(file);
  }

  /** Remembers a file as one that takes part. */
  take(file: ConfigFile): void {
    this.#loader.files.add(file);
  }

  get services(): ReadonlyMap<string, ComposeService> {
    this.#services ??= new Map(
      [...this.model.names('services')].map(([name, place]) => [name, new ComposeService(this, name, place)]),
    );
    return this.#services;
  }

  service(name: string): ComposeService | undefined {
    return this.services.get(name);
  }

  get networks(): ReadonlyMap<string, ComposeResource> {
    return this.#section('networks');
  }

  get volumes(): ReadonlyMap<string, ComposeResource> {
    return this.#section('volumes');
  }

  get configs(): ReadonlyMap<string, ComposeResource> {
    return this.#section('configs');
  }

  get secrets(): ReadonlyMap<string, ComposeResource> {
    return this.#section('secrets');
  }

  #section(section: Section): ReadonlyMap<string, ComposeResource> {
    let resources = this.#resources.get(section);
    if (!resources) {
      resources = new Map(
        [...this.model.names(section)].flatMap(([name, place]) => {
          const node = this.model.resolve(section, name);
          return node ? [[name, { name, place, node }]] : [];
        }),
      );
      this.#resources.set(section, resources);
    }
    return resources;
  }

  /** What `.env` sets for the interpolation. */
  get variables(): Iterable<Variable> {
    return this.#variables.all();
  }

  variable(name: string): Variable | undefined {
    return this.#variables.get(name);
  }

  /** What Compose refuses about the files. */
  get problems(): readonly ComposeProblem[] {
    for (const service of this.services.values()) service.root;
    return this.#loader.problems;
  }

  /** Why there may be services, networks or volumes that are not in view; empty where all are. */
  get unseen(): readonly string[] {
    return this.partial === undefined ? this.#loader.unseen : [this.partial, ...this.#loader.unseen];
  }

  /** Whether everything is in view, so that what is not there is absent. */
  get complete(): boolean {
    return this.unseen.length === 0;
  }

  /** Workspace paths of the Compose files that `include` names, whether they are there or not. */
  get included(): ReadonlySet<string> {
    return this.#loader.included;
  }

  /** Workspace paths of the Compose files that `extends` names, whether they are there or not. */
  get extended(): ReadonlySet<string> {
    if (this.configFiles.some(({ text }) => text.includes('extends')) || this.#loader.included.size > 0)
      for (const service of this.services.values()) service.root;
    return this.#loader.extendedPaths;
  }

  /** Workspace paths of the files that the interpolation takes variables from, whether they are there or not. */
  get variableFiles(): ReadonlySet<string> {
    return this.#loader.variableFiles;
  }

  /** The profiles that `.env` switches on with COMPOSE_PROFILES. */
  get activeProfiles(): readonly string[] {
    const value = this.#variables.get('COMPOSE_PROFILES')?.value;
    return value?.state === 'known' ? value.value.split(',').map((name) => name.trim()) : [];
  }

  /** Whether a finding at this place is this project's to make, and not that of the project below an overlay. */
  judges(place: Place): boolean {
    return this.overlay === undefined || place.file === this.overlay;
  }
}
