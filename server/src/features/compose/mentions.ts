import type { ConfigFile } from '../../settings/file';
import { dockerfilePath } from '../../stack/compose/dockerfile';
import { envFiles } from '../../stack/compose/environment';
import { located } from '../../stack/compose/located';
import { listOf } from '../../stack/compose/merge';
import type { ComposeNode, ComposeScalar } from '../../stack/compose/node';
import type { ComposeProject } from '../../stack/compose/project';
import type { ComposeService } from '../../stack/compose/service';
import { workspacePath } from '../../stack/compose/source';
import type { Place } from '../../stack/finding';
import { resolveAlias, type YamlEntry, type YamlMap, type YamlNode } from '../../syntax/yaml/tree';
import { insideQuotes } from './cursor';

export type NameKind = 'services' | 'networks' | 'volumes' | 'configs' | 'secrets';

/** A place that names something of a project's top level. */
export interface NameMention extends Place {
  readonly kind: NameKind;
  readonly name: string;
}

/** A place that names a file of the workspace. */
export interface FileMention extends Place {
  readonly path: string;
  /** Of `extends`, the service in that file. */
  readonly service?: NameMention;
}

export interface Mentions {
  readonly names: readonly NameMention[];
  readonly files: readonly FileMention[];
}

const read = new WeakMap<ComposeProject, Mentions>();

/** Every place in a project that names a service, network, volume, configuration, secret or file. */
export function mentionsOf(project: ComposeProject): Mentions {
  let found = read.get(project);
  if (!found) {
    found = new Collector(project).run();
    read.set(project, found);
  }
  return found;
}

/** Where something of the top level has its key. */
export function definitionOf(project: ComposeProject, { kind, name }: NameMention): Place | undefined {
  return kind === 'services' ? project.service(name)?.place : project[kind].get(name)?.place;
}

class Collector {
  readonly #names: NameMention[] = [];
  readonly #files: FileMention[] = [];

  constructor(readonly project: ComposeProject) {}

  run(): Mentions {
    for (const service of this.project.services.values()) {
      this.#named(service);
      this.#filed(service);
    }
    for (const kind of ['configs', 'secrets'] as const)
      for (const { node } of this.project[kind].values()) if (node.kind === 'map') this.#file(node.get('file'));
    this.#included();
    return { names: once(this.#names), files: once(this.#files.filter(({ path }) => this.project.source.has(path))) };
  }

  #name(kind: NameKind, name: string, { file, span }: Place): void {
    this.#names.push({ kind, name, file, span: insideQuotes(file, span) });
  }

  #named(service: ComposeService): void {
    for (const { service: name, place } of service.dependsOn) this.#name('services', name, place);
    for (const key of ['links', 'volumes_from'])
      for (const item of itemsOf(service.get(key))) this.#part(item, /^[^:]+/.exec(item.text.text)?.[0].length ?? 0);
    const mode = service.get('network_mode');
    if (mode?.kind === 'scalar' && mode.text.text.startsWith('service:')) this.#part(mode, mode.text.text.length, 8);
    const { networks } = service.networks;
    for (const { name, keyPlace } of networks) this.#name('networks', name, keyPlace);
    for (const { type, source, sourcePlace } of service.volumes.volumes)
      if (type === 'volume' && source !== undefined) this.#name('volumes', source, sourcePlace);
    for (const kind of ['configs', 'secrets'] as const) {
      const list = service.get(kind);
      for (const item of list?.kind === 'list' ? list.items : []) {
        const node = item.kind === 'map' ? item.get('source') : item;
        const name = located(node);
        if (name.state === 'known') this.#name(kind, name.value, name.place);
      }
    }
  }

  #part(node: ComposeScalar, to: number, from = 0): void {
    const name = node.slice(from, to);
    if (to > from && name.value.state === 'known')
      this.#names.push({ kind: 'services', name: name.value.value, file: node.file, span: node.text.spanOf(from, to) });
  }

  #filed(service: ComposeService): void {
    for (const { path, place } of envFiles(service)) this.#path(path, place);
    for (const { path, sourcePlace } of service.volumes.volumes) this.#path(path, sourcePlace);
    const build = service.get('build');
    const written = build?.kind === 'map' ? (build.get('dockerfile') ?? build.get('context')) : build;
    if (written?.kind === 'scalar' && !written.isNull) this.#path(dockerfilePath(service)?.path, written.place);
    this.#extended(service);
  }

  #extended(service: ComposeService): void {
    const node = service.get('extends');
    const target = node?.kind === 'map' ? node.get('service') : node;
    const name = located(target);
    if (name.state !== 'known') return;
    const fileNode = node?.kind === 'map' ? node.get('file') : undefined;
    if (fileNode?.kind !== 'scalar') {
      this.#name('services', name.value, name.place);
      return;
    }
    const path = pathOf(fileNode);
    const { file, span } = name.place;
    const inner: NameMention = { kind: 'services', name: name.value, file, span: insideQuotes(file, span) };
    this.#path(path, fileNode.place, inner);
    this.#path(path, name.place, inner);
  }

  #included(): void {
    for (const item of itemsIn(this.project.model.top('include'))) {
      const path = item.kind === 'map' ? item.get('path') : item;
      for (const one of itemsOf(path)) this.#file(one);
    }
  }

  #file(node: ComposeNode | undefined): void {
    if (node?.kind === 'scalar') this.#path(pathOf(node), node.place);
  }

  #path(path: string | undefined, { file, span }: Place, service?: NameMention): void {
    if (path !== undefined)
      this.#files.push({ path, file, span: insideQuotes(file, span), ...(service ? { service } : {}) });
  }
}

function pathOf(node: ComposeScalar): string | undefined {
  return node.value.state === 'known' ? workspacePath(node.context.folder, node.value.value) : undefined;
}

function itemsIn(node: ComposeNode | undefined): readonly ComposeNode[] {
  const list = node && node.kind !== 'map' ? listOf(node) : undefined;
  return list?.kind === 'list' ? list.items : [];
}

/** The single values of a list, or the one that stands there alone. */
function itemsOf(node: ComposeNode | undefined): readonly ComposeScalar[] {
  return itemsIn(node).filter((item) => item.kind === 'scalar');
}

/** What several services take from one place is mentioned there once. */
function once<T extends Place>(mentions: readonly T[]): T[] {
  const seen = new Set<string>();
  return mentions.filter(({ file, span }) => {
    const key = `${file.path}\n${span.start}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

/** The key of a service in a Compose file, whether a project of the workspace starts it or not. */
export function serviceKeyIn(file: ConfigFile, name: string): Place | undefined {
  for (const { root } of file.yaml.documents) {
    const entry = root && entryOf(entryOf(root, 'services')?.value, name);
    if (entry) return { file, span: entry.key.span };
  }
  return undefined;
}

/** The `services:` of the document at an offset. */
export function servicesMap(file: ConfigFile, offset: number): YamlMap | undefined {
  const document = file.yaml.documents.findLast(({ start }, i) => start <= offset || i === 0);
  const services = document?.root && resolveAlias(entryOf(document.root, 'services')?.value);
  return services?.kind === 'map' ? services : undefined;
}

function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  const map = resolveAlias(node);
  if (map?.kind !== 'map') return undefined;
  return map.entries.find((entry) => entry.key.kind === 'scalar' && entry.key.text === key);
}
