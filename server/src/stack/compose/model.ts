import type { ConfigFile } from '../../settings/file';
import { isTemplateName } from '../../settings/kind';
import { resolveAlias, type YamlEntry } from '../../syntax/yaml/tree';
import { directoryOf } from '../../text/paths';
import type { Place } from '../finding';
import { aliasProblems } from './aliases';
import { composeDocuments } from './documents';
import { variablesOf } from './dotenv';
import { listOf, mergeNodes, withoutResets } from './merge';
import { type ComposeContext, ComposeMap, type ComposeNode, type Origin, OWN, originThrough } from './node';
import { composeTag, FileEntry, shallowEntries } from './read-node';
import { type ComposeSource, workspacePath } from './source';
import { type Variable, Variables } from './variables';

export type Section = 'services' | 'networks' | 'volumes' | 'configs' | 'secrets';
export const SECTIONS: readonly Section[] = ['services', 'networks', 'volumes', 'configs', 'secrets'];

/**
 * Of what kind a problem is: `syntax` is YAML's, `limit` one of Headroom's own bounds; the others are what Compose itself
 * refuses: a service that extends none or itself, files that include each other, values that can't be laid over others.
 */
export type ProblemKind = 'syntax' | 'limit' | 'alias' | 'shape' | 'extends' | 'include' | 'merge';

/** Something that Compose refuses, in plain words. */
export interface ComposeProblem extends Place {
  readonly kind: ProblemKind;
  readonly message: string;
  readonly related?: readonly (Place & { readonly message: string })[];
  /** Whether everything that decides it is in view. */
  readonly certain: boolean;
}

/** Models that include each other, and services that extend each other, are followed this far. */
const MOST_INCLUDED = 500;
const DEEPEST_INCLUDE = 30;
const LONGEST_CHAIN = 50;

/** What the models of one project share: the files read, what was found wrong, and what could not be seen. */
export class Loader {
  readonly files = new Set<ConfigFile>();
  readonly problems: ComposeProblem[] = [];
  /** Why there may be services, networks or volumes that are not in view. */
  readonly unseen: string[] = [];
  /** Workspace paths that `include` names, whether they are there or not, and those that `extends` names. */
  readonly included = new Set<string>();
  readonly extendedPaths = new Set<string>();
  /** Workspace paths of the files of variables for the interpolation, whether they are there or not. */
  readonly variableFiles = new Set<string>();
  readonly #extended = new Map<string, Layer[]>();
  readonly #circles = new Set<string>();
  #count = 0;

  constructor(readonly source: ComposeSource) {}

  /** A file that takes part as a Compose file; what its YAML reader and its aliases say is told once. */
  open(path: string): ConfigFile | undefined {
    const file = this.source.get(path);
    if (file && !this.files.has(file)) {
      this.files.add(file);
      const certain = !isTemplateName(file.path);
      let read = certain;
      for (const { span, message, lenient } of file.yaml.problems) {
        read &&= !lenient;
        this.problems.push({ kind: 'syntax', file, span, message, certain: read });
      }
      if (isBroken(file)) this.unseen.push(BROKEN);
      for (const { span, message, circular } of aliasProblems(file))
        this.problems.push({ kind: circular ? 'alias' : 'limit', file, span, message, certain: circular && certain });
    }
    return file;
  }

  refuse(kind: ProblemKind, place: Place, message: string, more: Partial<ComposeProblem> = {}): void {
    const { file, span } = place;
    this.problems.push({ kind, file, span, message, certain: !isBroken(file), ...more });
  }

  /** Services that extend each other in a circle are told of once, wherever the circle was entered. */
  refuseCircle(name: string, circle: readonly Place[]): void {
    const key = ({ file, span }: Place) => `${file.path}:${String(span.start).padStart(9, '0')}`;
    const sorted = [...circle].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const known = sorted.map(key).join(' ');
    if (this.#circles.has(known)) return;
    this.#circles.add(known);
    const [first, ...others] = sorted;
    const related = others.map(({ file, span }) => ({ file, span, message: 'The circle leads through this.' }));
    const certain = circle.every(({ file }) => !isBroken(file));
    this.refuse('extends', first!, `"${name}" extends itself in the end.`, { related, certain });
  }

  mayInclude(depth: number): boolean {
    return depth < DEEPEST_INCLUDE && ++this.#count <= MOST_INCLUDED;
  }

  /** What the texts of a file are read with of which services are extended. */
  extendedContext(file: ConfigFile): ComposeContext | undefined {
    return this.#extended.get(file.path)?.[0]?.context;
  }

  /** The layers of a file whose services are extended from another file. */
  extended(path: string, variables: Variables): Layer[] | undefined {
    const known = this.#extended.get(path);
    // An included project may have variables of its own for the same file.
    if (known && known[0]?.context.variables === variables) return known;
    const file = this.open(path);
    const layers = file && layersOf(this, { file, folder: directoryOf(path), variables }, OWN, []);
    if (layers) this.#extended.set(path, layers);
    return layers;
  }
}

/** The model that some files make together: those of a project, or those of an `include`. */
export class ComposeModel {
  readonly layers: readonly Layer[];

  constructor(
    readonly loader: Loader,
    files: readonly ConfigFile[],
    folder: string | undefined,
    variables: Variables,
    origin: Origin,
    including: readonly string[],
  ) {
    this.layers = files.flatMap((file, i) =>
      layersOf(
        loader,
        { file, folder, variables },
        i === 0 || origin.kind !== 'own' ? origin : { kind: 'override', through: [] },
        [...including, file.path],
        true,
      ),
    );
  }

  /** Has a service of the only file say what a later text of that file says, and gives its name. */
  edit(entry: YamlEntry, file: ConfigFile): string {
    return this.layers[0]!.edit(entry, file);
  }

  /** The names in a section with the place of the key in the first file that has it. */
  names(section: Section): ReadonlyMap<string, Place> {
    let names = new Map<string, Place>();
    for (const layer of this.layers) {
      if (layer.clears(section)) names = new Map();
      for (const [name, place] of layer.names(section)) {
        const tag = layer.entryTag(section, name);
        if (tag === 'reset') names.delete(name);
        else if (!names.has(name)) names.set(name, place);
      }
    }
    return names;
  }

  /** What all files together say of one service, network, volume, configuration or secret. */
  resolve(section: Section, name: string): ComposeNode | undefined {
    let merged: ComposeNode | undefined;
    for (const layer of this.layers) {
      if (layer.clears(section)) merged = undefined;
      const node = layer.resolve(section, name);
      if (!node) continue;
      if (node.tag === 'reset') merged = undefined;
      else
        merged = merged
          ? mergeNodes(merged, node, [section, name], (over) => this.loader.refuse('merge', over.place, CANNOT_MERGE))
          : node;
    }
    return merged && this.layers.some((layer) => layer.mayReset) ? withoutResets(merged) : merged;
  }

  /** What the texts of a file are read with; undefined where the file takes no part. */
  contextOf(file: ConfigFile): ComposeContext | undefined {
    for (const layer of this.layers) {
      const found = layer.contextOf(file);
      if (found) return found;
    }
    return undefined;
  }

  /** A value of the model's top level, the last file's: `name`. */
  top(key: string): ComposeNode | undefined {
    return this.layers.map((layer) => layer.top(key)).findLast((node) => node !== undefined);
  }
}

const BROKEN = 'YAML can’t read all of the file';

/** Whether more or other things may stand in the file than YAML reads there. */
function isBroken(file: ConfigFile): boolean {
  return file.yaml.problems.length > 0 || isTemplateName(file.path);
}

const CANNOT_MERGE = 'Compose can’t put this over what stands below it: one is a map and the other is not.';

function layersOf(
  loader: Loader,
  context: ComposeContext,
  origin: Origin,
  including: readonly string[],
  includes = false,
): Layer[] {
  return composeDocuments(context.file).map((root) => new Layer(loader, context, root, origin, including, includes));
}

/** A step from a service to the one that it extends: which one, and where that is written. */
interface Step {
  readonly step: string;
  readonly place: Place;
}

/** One document of one file. */
class Layer {
  readonly #top: ReadonlyMap<string, FileEntry>;
  readonly #sections = new Map<Section, ReadonlyMap<string, FileEntry>>();
  readonly #cleared = new Set<Section>();
  readonly #included: ComposeModel[] = [];
  /** Whether every service of the file is known by its name. */
  servicesInView: boolean;
  /** Whether one of Compose's own tags may stand in it. */
  readonly mayReset: boolean;

  constructor(
    readonly loader: Loader,
    readonly context: ComposeContext,
    root: ReturnType<typeof composeDocuments>[number],
    readonly origin: Origin,
    including: readonly string[],
    includes: boolean,
  ) {
    const { file } = context;
    this.servicesInView = root.kind === 'map' && !isBroken(file);
    this.mayReset = file.text.includes('!reset') || file.text.includes('!override');
    this.#top = root.kind === 'map' ? shallowEntries(root, context, origin).entries : new Map();
    if (root.kind !== 'map')
      loader.refuse('shape', { file, span: root.span }, 'A Compose file is a map: "services:" and so on.');
    for (const section of SECTIONS) this.#readSection(section);
    if (includes) this.#readIncludes(including);
  }

  #readSection(section: Section): void {
    const entry = this.#top.get(section);
    if (!entry?.yaml.value) return;
    const { map, origin } = followToMap(entry, this.context);
    const tag = tagOf(entry);
    if (tag !== undefined) this.#cleared.add(section);
    if (tag === 'reset') return;
    if (!map) {
      if (section === 'services') {
        this.servicesInView = false;
        this.loader.unseen.push(`what ${section} holds can’t be read`);
      }
      return;
    }
    const { entries, unseen } = shallowEntries(map, this.context, origin);
    if (unseen !== undefined) {
      this.servicesInView = false;
      this.loader.unseen.push(unseen);
    }
    this.#sections.set(section, entries);
  }

  #readIncludes(including: readonly string[]): void {
    const node = this.top('include');
    if (node?.kind !== 'list') return;
    for (const item of node.items) {
      const model = readInclude(this.loader, this.context, item, including);
      if (model) this.#included.push(model);
    }
  }

  edit(entry: YamlEntry, file: ConfigFile): string {
    const services = new Map(this.#sections.get('services'));
    const name = entry.key.kind === 'scalar' ? entry.key.text : '';
    services.set(name, new FileEntry(name, entry, { ...this.context, file }, this.origin));
    this.#sections.set('services', services);
    return name;
  }

  contextOf(file: ConfigFile): ComposeContext | undefined {
    if (this.context.file === file) return this.context;
    for (const model of this.#included) {
      const found = model.contextOf(file);
      if (found) return found;
    }
    return undefined;
  }

  clears(section: Section): boolean {
    return this.#cleared.has(section);
  }

  top(key: string): ComposeNode | undefined {
    return this.#top.get(key)?.value;
  }

  entryTag(section: Section, name: string): 'reset' | 'override' | undefined {
    const entry = this.mayReset ? this.#sections.get(section)?.get(name) : undefined;
    return entry && tagOf(entry);
  }

  *names(section: Section): Iterable<[string, Place]> {
    for (const model of this.#included) yield* model.names(section);
    for (const [name, { keyPlace }] of this.#sections.get(section) ?? []) yield [name, keyPlace];
  }

  /** What the file says, with what it includes and what the service extends. */
  resolve(section: Section, name: string, origin?: Origin, chain: readonly Step[] = []): ComposeNode | undefined {
    const own = this.#merged(section, name, origin);
    if (!own || section !== 'services' || own.kind !== 'map' || own.tag === 'reset') return own;
    const reference = own.get('extends');
    return reference && !isNothing(reference) ? this.#extend(name, own, reference, chain) : own;
  }

  /** The file's own entry over those that it includes. */
  #merged(section: Section, name: string, origin: Origin | undefined): ComposeNode | undefined {
    let merged: ComposeNode | undefined;
    for (const model of this.#included) {
      const node = model.resolve(section, name);
      if (node) merged = merged ? this.#over(merged, node, section, name) : node;
    }
    const entry = this.#sections.get(section)?.get(name);
    if (!entry) return merged;
    const read = origin ? entry.valueFrom(origin) : entry.value;
    const own = read.kind === 'map' && isBroken(this.context.file) ? unseenMap(read, BROKEN) : read;
    return merged ? this.#over(merged, own, section, name) : own;
  }

  #over(base: ComposeNode, over: ComposeNode, section: Section, name: string): ComposeNode {
    return mergeNodes(base, over, [section, name], (node) => this.loader.refuse('merge', node.place, CANNOT_MERGE));
  }

  #extend(name: string, own: ComposeMap, reference: ComposeNode, chain: readonly Step[]): ComposeNode {
    const { loader, context } = this;
    const target = reference.kind === 'map' ? reference.get('service') : reference;
    const service = target?.kind === 'scalar' ? target.value : undefined;
    const fileNode = reference.kind === 'map' ? reference.get('file') : undefined;
    if (service?.state !== 'known') return unseenMap(own, 'which service it extends can’t be told');
    let layers: readonly Layer[] | undefined = [this];
    let path = context.file.path;
    if (fileNode && !isNothing(fileNode)) {
      const text = fileNode.kind === 'scalar' ? fileNode.value : undefined;
      if (text?.state !== 'known') return unseenMap(own, 'which file it extends can’t be told');
      const found = workspacePath(context.folder, text.value);
      if (found !== undefined) loader.extendedPaths.add(found);
      layers = found === undefined ? undefined : loader.extended(found, context.variables);
      if (!layers) return unseenMap(own, `the file ${text.value} that it extends is not in the workspace`);
      path = found!;
    }
    const step = `${path}\n${service.value}`;
    if (
      chain.some((one) => one.step === step) ||
      (path === context.file.path && service.value === name && layers[0] === this)
    ) {
      const from = chain.findIndex((one) => one.step === step);
      const circle = [...chain.slice(from < 0 ? chain.length : from + 1).map(({ place }) => place), reference.place];
      loader.refuseCircle(service.value, circle);
      return unseenMap(own, 'it extends itself in the end');
    }
    if (chain.length >= LONGEST_CHAIN) return unseenMap(own, 'it extends through more services than Headroom follows');
    const origin = originThrough(own.origin, 'extends', reference.place);
    let base: ComposeNode | undefined;
    for (const layer of layers) {
      const node = layer.resolve('services', service.value, origin, [...chain, { step, place: reference.place }]);
      if (node) base = base ? this.#over(base, node, 'services', name) : node;
    }
    if (!base) {
      const where = path === context.file.path ? 'this file' : path;
      const certain = !isBroken(context.file) && layers.every((layer) => layer.servicesInView);
      const message = `${where} has no service "${service.value}" to extend.`;
      loader.refuse('extends', target!.place, message, { certain });
      return unseenMap(own, 'the service that it extends is not there');
    }
    // What the extended service resets is none of this one's.
    const clean = withoutResets(base);
    return clean.kind === 'map' ? this.#over(withoutExtends(clean), own, 'services', name) : own;
  }
}

function tagOf(entry: FileEntry): 'reset' | 'override' | undefined {
  return composeTag(resolveAlias(entry.yaml.value));
}

/** The map that a section's entry holds, an alias followed. */
function followToMap(entry: FileEntry, context: ComposeContext) {
  let node = entry.yaml.value;
  let { origin } = entry;
  if (node?.kind === 'alias') {
    origin = originThrough(origin, 'anchor', { file: context.file, span: node.span });
    node = node.target;
  }
  return { map: node?.kind === 'map' ? node : undefined, origin };
}

function isNothing(node: ComposeNode): boolean {
  return node.kind === 'scalar' && node.isNull;
}

function unseenMap(map: ComposeMap, reason: string): ComposeMap {
  return new ComposeMap(map.entries, map.parts, map.place, map.origin, map.tag, map.unseen ?? reason);
}

function withoutExtends(map: ComposeMap): ComposeMap {
  if (!map.entries.has('extends')) return map;
  const entries = new Map(map.entries);
  entries.delete('extends');
  return new ComposeMap(entries, map.parts, map.place, map.origin, map.tag, map.unseen);
}

/** The model that one item of `include` brings in; undefined where it is not in the workspace. */
function readInclude(
  loader: Loader,
  context: ComposeContext,
  item: ComposeNode,
  including: readonly string[],
): ComposeModel | undefined {
  const read = (key: string) => (item.kind === 'map' ? item.get(key) : undefined);
  const paths = textsOf(item.kind === 'scalar' ? item : read('path'));
  const missing = (reason: string) => {
    loader.unseen.push(reason);
    return undefined;
  };
  if (!paths || paths.length === 0) return missing('which file is included can’t be told');
  const found = paths.map((path) => workspacePath(context.folder, path));
  for (const path of found) if (path !== undefined) loader.included.add(path);
  const first = found[0];
  if (first !== undefined && including.includes(first)) {
    loader.refuse('include', item.place, `${first} is included by itself in the end.`);
    return missing('the files include each other');
  }
  if (!loader.mayInclude(including.length)) return missing('more files are included than Headroom follows');
  const files = found.map((path) => (path === undefined ? undefined : loader.open(path)));
  const absent = files.indexOf(undefined);
  if (absent >= 0) return missing(`the included file ${paths[absent]} is not in the workspace`);
  const directory = textsOf(read('project_directory'))?.[0];
  const folder = directory === undefined ? directoryOf(first!) : workspacePath(context.folder, directory);
  const variables = includedVariables(loader, context, read('env_file'), folder);
  const origin = originThrough(OWN, 'include', item.place);
  return new ComposeModel(loader, files as ConfigFile[], folder, variables, origin, [...including, first!]);
}

function includedVariables(
  loader: Loader,
  context: ComposeContext,
  node: ComposeNode | undefined,
  folder: string | undefined,
): Variables {
  const named = node && !isNothing(node) ? textsOf(node) : undefined;
  if (named === undefined) {
    const path = folder === undefined ? undefined : workspacePath(folder, '.env');
    return projectVariables(loader, path === undefined ? [] : [path], context.variables);
  }
  const paths = named.filter((text) => text !== '/dev/null').map((text) => workspacePath(context.folder, text));
  return projectVariables(loader, paths, context.variables, true);
}

/**
 * The variables of some files, a later one's over an earlier one's.
 *
 * @param required whether a file that is not there hides something; `.env` need not exist
 */
export function projectVariables(
  loader: Loader,
  paths: readonly (string | undefined)[],
  parent?: Variables,
  required = false,
): Variables {
  const own = new Map<string, Variable>();
  let unseen: string | undefined;
  for (const path of paths) {
    if (path !== undefined) loader.variableFiles.add(path);
    const file = path === undefined ? undefined : loader.source.get(path);
    if (file) {
      loader.files.add(file);
      for (const [name, variable] of variablesOf(file, parent)) own.set(name, variable);
    } else if (required || (path !== undefined && loader.source.has(path)))
      unseen ??= 'a file of variables is not in the workspace';
  }
  return new Variables(own, parent, unseen);
}

/** The texts of a single value or a list; undefined where one can't be told. */
export function textsOf(node: ComposeNode | undefined): readonly string[] | undefined {
  if (!node) return undefined;
  const list = listOf(node);
  if (list.kind !== 'list') return undefined;
  const texts: string[] = [];
  for (const item of list.items) {
    if (item.kind !== 'scalar' || item.value.state !== 'known') return undefined;
    texts.push(item.value.value);
  }
  return texts;
}
