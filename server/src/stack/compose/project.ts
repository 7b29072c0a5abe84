import type { ConfigFile } from '../../settings/file';
import { isTemplateName } from '../../settings/kind';
import type { EditedEntry } from '../../syntax/yaml/edited-entry';
import { baseName, joinPath } from '../../text/paths';
import type { Place } from '../finding';
import { followAll } from './aliases';
import { editedService } from './edited-service';
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

/** A project as an earlier text of its only file had it. */
export interface EarlierProject {
  readonly project: ComposeProject;
  /** The service that is written otherwise now; undefined where the text is the same again. */
  readonly edit: EditedEntry | undefined;
}

/**
 * Some Compose files that make one application together, as Compose reads them. Immutable, but for services that it hands
 * over to a project that goes on from it.
 */
export class ComposeProject {
  readonly model: ComposeModel;
  readonly #loader: Loader;
  readonly #variables: Variables;
  #whole = false;
  #alone: boolean | undefined;
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
    /** Of which all services but one are taken over: their places are those of the text then. */
    readonly earlier: EarlierProject | undefined = undefined,
  ) {
    this.#loader = new Loader(source);
    if (earlier) for (const file of filesOnwards(earlier.project, this.main)) this.#loader.files.add(file);
    else for (const file of configFiles) this.#loader.open(file.path);
    const dotenv = joinPath(folder, '.env');
    this.#variables = projectVariables(this.#loader, [dotenv]);
    const files = earlier?.project.configFiles ?? configFiles;
    this.model = new ComposeModel(this.#loader, files, folder, this.#variables, OWN, []);
    if (!earlier) return;
    followAll(this.main);
    const edited = earlier.edit && this.model.edit(earlier.edit.after, this.main);
    const taken = earlier.project.services;
    this.#services = new Map(
      [...this.model.names('services')].map(([name, place]) => [
        name,
        name === edited ? new ComposeService(this, name, place) : taken.get(name)!.handTo(this),
      ]),
    );
  }

  /**
   * The project with a later text of its only file. What it says of all services but one, in which the text has changed,
   * is taken over, and this project is used up.
   *
   * @returns undefined where more than one service may say something else
   */
  goOn(now: ConfigFile, source: ComposeSource): ComposeProject | undefined {
    const whole = this.earlier?.project ?? this;
    if (!whole.#standsAlone) return undefined;
    const { main } = whole;
    for (const file of whole.files) if (file !== main && source.get(file.path) !== file) return undefined;
    const edit = main.text === now.text ? undefined : editedService(main, now);
    if (edit === null) return undefined;
    return new ComposeProject([now], this.folder, source, undefined, undefined, { project: whole, edit });
  }

  /** Whether it is one file, with nothing in it that is not in view or that Compose would refuse. */
  get #standsAlone(): boolean {
    this.#alone ??=
      this.configFiles.length === 1 &&
      this.overlay === undefined &&
      !isTemplateName(this.main.path) &&
      !/\bextends\b|!reset|!override/.test(this.main.text) &&
      this.included.size + this.unseen.length + this.problems.length === 0 &&
      this.main.yaml.documents.length === 1;
    return this.#alone;
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

/** The files of a project with a later text of its only Compose file. */
function filesOnwards({ files, main }: ComposeProject, now: ConfigFile): readonly ConfigFile[] {
  return [...files].map((file) => (file === main ? now : file));
}
