import type { ConfigFile } from '../../settings/file';
import { composeDocuments } from '../../stack/compose/documents';
import type { ComposeMap } from '../../stack/compose/node';
import type { ComposeProject } from '../../stack/compose/project';
import type { ComposeService } from '../../stack/compose/service';
import type { Stack } from '../../stack/stack';
import type { YamlList, YamlMap, YamlNode } from '../../syntax/yaml/tree';
import { type Span, touches } from '../../text/span';

/** One step of the way from a document's top to the cursor: into a map's entry, or a list's item. */
export interface YamlStep {
  readonly container: YamlMap | YamlList;
  /** The key's text; of a list the item's number. */
  readonly key: string;
  readonly keyNode: YamlNode | undefined;
  readonly value: YamlNode | undefined;
}

/** What the cursor is on in a YAML file. */
export interface YamlCursor {
  readonly steps: readonly YamlStep[];
  readonly part: 'key' | 'value';
  /** The key, or the single value. */
  readonly node: YamlNode;
}

/** The key, scalar or alias that the cursor touches; undefined between them. */
export function yamlAt(file: ConfigFile, offset: number): YamlCursor | undefined {
  const steps: YamlStep[] = [];
  let node = composeDocuments(file).find(({ span }) => touches(span, offset));
  while (node) {
    if (node.kind === 'scalar' || node.kind === 'alias')
      return touches(node.span, offset) && steps.length > 0 ? { steps, part: 'value', node } : undefined;
    const container: YamlMap | YamlList = node;
    if (container.kind === 'list') {
      const index = container.items.findIndex(({ span }) => touches(span, offset));
      const value = container.items[index];
      if (!value) return undefined;
      steps.push({ container, key: String(index), keyNode: undefined, value });
      node = value;
      continue;
    }
    const entry = container.entries.find(
      ({ key, value }) => key.span.start <= offset && offset <= (value ?? key).span.end,
    );
    if (!entry) return undefined;
    const key = entry.key.kind === 'scalar' ? entry.key.text : '';
    steps.push({ container, key, keyNode: entry.key, value: entry.value });
    if (touches(entry.key.span, offset)) return { steps, part: 'key', node: entry.key };
    node = entry.value;
  }
  return undefined;
}

/** A place inside of what one or more services say. */
export interface ServiceCursor extends YamlCursor {
  /** Several where an anchor or an extended file says it for them. */
  readonly services: readonly ComposeService[];
  /** Below the service; empty on its own name. */
  readonly path: readonly string[];
}

/** The projects in whose view a file stands: its own, and for a file that is laid over a base, the one of both. */
export function projectsOf(stack: Stack, file: ConfigFile): readonly ComposeProject[] {
  return stack.composeProjects.filter(({ overlay, configFiles, files }) =>
    overlay === undefined ? configFiles.includes(file) || files.has(file) : overlay === file,
  );
}

export function serviceAt(stack: Stack, file: ConfigFile, offset: number): ServiceCursor | undefined {
  const at = yamlAt(file, offset);
  if (!at) return undefined;
  const projects = projectsOf(stack, file);
  const [top, named] = at.steps;
  if (top?.key === 'services' && named) {
    const services = projects.flatMap((project) => project.service(named.key) ?? []);
    if (services.length > 0) return { ...at, services, path: at.steps.slice(2).map(({ key }) => key) };
  }
  return throughAnchors(at, file, projects);
}

/** The services that take a part of the file in by an anchor, a merge key or `extends`. */
function throughAnchors(
  at: YamlCursor,
  file: ConfigFile,
  projects: readonly ComposeProject[],
): ServiceCursor | undefined {
  const keys = at.steps.filter(({ keyNode }) => keyNode !== undefined);
  /** The steps from the one whose key is an entry of the map. */
  const below = (map: ComposeMap) => {
    const first = keys.find(({ key, keyNode }) => {
      const place = map.entries.get(key)?.keyPlace;
      return place?.file === file && place.span.start === keyNode!.span.start;
    });
    return first && at.steps.slice(at.steps.indexOf(first)).map(({ key }) => key);
  };
  const services: ComposeService[] = [];
  let path: readonly string[] | undefined;
  for (const service of projects.flatMap((project) => [...project.services.values()])) {
    let own: readonly string[] | undefined = below(service.root);
    for (const { key, value } of own ? [] : service.root.entries.values()) {
      const inner = value.kind === 'map' ? below(value) : undefined;
      if (inner) own = [key, ...inner];
    }
    path ??= own;
    if (own && own.join('\n') === path!.join('\n')) services.push(service);
  }
  return path && { ...at, services, path };
}

/** Where a single value is written, without its quotes. */
export function insideQuotes(file: ConfigFile, { start, end }: Span): Span {
  const quoted = end - start >= 2 && /["']/.test(file.text[start]!) && file.text[end - 1] === file.text[start];
  return quoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The same, unless the offset lies on a quote. */
export function coverOf(file: ConfigFile, span: Span, offset: number): Span {
  const inside = insideQuotes(file, span);
  return touches(inside, offset) ? inside : span;
}
