import { parseConnectionString } from '../../settings/connection-string';
import type { ConfigFile } from '../../settings/file';
import { composeDocuments } from '../../stack/compose/documents';
import type { ComposeProject } from '../../stack/compose/project';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import { reach } from '../../stack/model/network';
import { proxyingsOf } from '../../stack/model/proxies';
import type { Stack } from '../../stack/stack';
import type { YamlNode } from '../../syntax/yaml/tree';
import type { MappedText } from '../../text/mapped-text';
import { type Span, touches } from '../../text/span';
import { projectsOf, serviceAt, yamlAt } from './cursor';
import { dotenvAt } from './dotenv-hover';
import { definitionOf, mentionsOf, type NameKind, serviceKeyIn } from './mentions';
import { usersOf } from './service-card';
import { usesOf, variableAt } from './variables';

/** Something that has a name, with the places that define it and those that use it. */
export interface ComposeName {
  /** What under the cursor names it. */
  readonly origin: Span;
  readonly definitions: readonly Place[];
  uses(): readonly Place[];
}

/** What the cursor names in a Compose file, a file of variables, or the address of another file's proxy. */
export function composeNameAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  if (file.kind === 'nginx') return proxiedAt(stack, file, offset);
  if (file.kind === 'dotenv') return dotenvName(stack, file, offset);
  if (file.kind !== 'compose') return undefined;
  return (
    variableName(stack, file, offset) ??
    anchorAt(file, offset) ??
    mentionAt(stack, file, offset) ??
    keyAt(stack, file, offset) ??
    hostAt(stack, file, offset)
  );
}

function variableName(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  const at = variableAt(stack, file, offset);
  if (!at) return undefined;
  const { use, project } = at;
  const set = project.variable(use.name)?.place;
  return { origin: use.span, definitions: set ? [nameIn(set)] : [], uses: () => usesOf(project, use.name) };
}

/** The name in front of a value of a file of variables. */
function nameIn({ file, span }: Place): Place {
  const entry = file.dotenv.entries.find((one) => one.span.start <= span.start && span.end <= one.span.end);
  return { file, span: entry?.nameSpan ?? span };
}

function dotenvName(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  const at = dotenvAt(stack, file, offset);
  if (at) return { origin: at.span, definitions: [{ file, span: at.span }], uses: () => at.uses };
  const entry = file.dotenv.entries.find(({ value }) => value && touches(value.span, offset));
  const service = entry?.value && dotenvAt(stack, file, entry.nameSpan.start)?.services[0];
  return service && hostIn(stack, service, entry.value!.text, offset);
}

/** `&name` and `*name`. */
function anchorAt(file: ConfigFile, offset: number): ComposeName | undefined {
  const at = yamlAt(file, offset);
  const target = at?.node.kind === 'alias' ? at.node.target : anchored(file, offset);
  const span = target && target.kind !== 'alias' ? target.anchor?.span : undefined;
  if (!span) return undefined;
  const origin = at?.node.kind === 'alias' ? at.node.span : span;
  const uses = () =>
    [...nodesOf(file)]
      .filter((node) => node.kind === 'alias' && node.target === target)
      .map((node) => ({ file, span: node.span }));
  return { origin, definitions: [{ file, span }], uses };
}

function anchored(file: ConfigFile, offset: number): YamlNode | undefined {
  const start = file.text.lastIndexOf('&', offset);
  if (start < 0 || offset - start > 200 || /\s/.test(file.text.slice(start, offset))) return undefined;
  for (const node of nodesOf(file))
    if (node.kind !== 'alias' && node.anchor && touches(node.anchor.span, offset)) return node;
  return undefined;
}

function* nodesOf(file: ConfigFile): Iterable<YamlNode> {
  const pending: YamlNode[] = [...composeDocuments(file)].reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    if (node.kind === 'list') pending.push(...[...node.items].reverse());
    else if (node.kind === 'map')
      for (const { key, value } of [...node.entries].reverse()) {
        if (value) pending.push(value);
        pending.push(key);
      }
  }
}

function mentionAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  for (const project of projectsOf(stack, file)) {
    const { names, files } = mentionsOf(project);
    const name = names.find((one) => one.file === file && touches(one.span, offset));
    if (name) {
      const place = definitionOf(project, name);
      return {
        origin: name.span,
        definitions: place ? [place] : [],
        uses: () => usesIn(stack, project, name.kind, name.name),
      };
    }
    const named = files.find((one) => one.file === file && touches(one.span, offset));
    const target = named && stack.file(stack.listing.links.get(named.path) ?? named.path);
    if (!named || !target) continue;
    const inner = named.service?.span.start === named.span.start ? serviceKeyIn(target, named.service.name) : undefined;
    return { origin: named.span, definitions: [inner ?? { file: target, span: START }], uses: () => [named] };
  }
  return undefined;
}

const START: Span = { start: 0, end: 0 };

const SECTIONS: ReadonlySet<string> = new Set<NameKind>(['services', 'networks', 'volumes', 'configs', 'secrets']);

/** On the key of a service, network, volume, configuration or secret. */
function keyAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  const at = yamlAt(file, offset);
  const [section, named] = at?.steps ?? [];
  if (!at || !named || at.part !== 'key' || at.steps.length !== 2 || !SECTIONS.has(section!.key)) return undefined;
  const kind = section!.key as NameKind;
  const projects = projectsOf(stack, file);
  return {
    origin: at.node.span,
    definitions: [{ file, span: at.node.span }],
    uses: () => projects.flatMap((project) => usesIn(stack, project, kind, named.key)),
  };
}

function usesIn(stack: Stack, project: ComposeProject, kind: NameKind, name: string): Place[] {
  const own = mentionsOf(project).names.filter((one) => one.kind === kind && one.name === name);
  const service = kind === 'services' ? project.service(name) : undefined;
  const users = service ? usersOf(stack, service).map(({ place }) => place) : [];
  return [...own, ...users].map(({ file, span }) => ({ file, span }));
}

/** A host within an address in the environment of a service. */
function hostAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  const at = serviceAt(stack, file, offset);
  const service = at?.services[0];
  if (at?.path[0] !== 'environment' || !service) return undefined;
  for (const { node } of service.environment.values()) {
    if (node?.kind !== 'scalar' || node.file !== file || !touches(node.span, offset)) continue;
    const found = hostIn(stack, service, node.text, offset);
    if (found) return found;
  }
  return undefined;
}

function hostIn(stack: Stack, service: ComposeService, text: MappedText, offset: number): ComposeName | undefined {
  for (const { host, unknown, from, to } of parseConnectionString(text.text)?.hosts ?? []) {
    const span = text.spanOf(from, to);
    if (!unknown && touches(span, offset)) return nameOfService(stack, service, host, span);
  }
  return undefined;
}

function nameOfService(stack: Stack, from: ComposeService, host: string, origin: Span): ComposeName | undefined {
  const to = reach(from, host);
  if (to.state !== 'service' && to.state !== 'apart') return undefined;
  const { service } = to;
  return { origin, definitions: [service.place], uses: () => usesIn(stack, service.project, 'services', service.name) };
}

/** The host of an address to which nginx passes requests on. */
function proxiedAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  const found = proxyingsOf(stack).find(({ place }) => place.file === file && touches(place.span, offset));
  return found?.from && nameOfService(stack, found.from, found.host, found.place.span);
}
