import type { CST, Document, Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Span } from '../../text/span';
import type { SyntaxProblem } from '../problem';
import { isLenient, messageOf } from './messages';
import { Repeats } from './repeats';
import type {
  YamlDocument,
  YamlEntry,
  YamlList,
  YamlMap,
  YamlNode,
  YamlProperties,
  YamlProperty,
  YamlScalar,
  YamlTree,
} from './tree';

type Library = typeof import('yaml');

/** Values may stand in one another this deep. Far beyond it the library would exhaust the stack. */
const DEEPEST = 150;

/** What Docker Compose marks values with when it lays files over one another. */
const COMPOSE_TAGS = ['!reset', '!override'];

/**
 * Reads a text as YAML 1.2 by the library, whose messages tell what is wrong. Never throws.
 *
 * @param part whole lines of the text that are read alone, as if there was nothing above and below
 * @param known the anchors above the part
 */
export function readByLibrary(text: string, part?: Span, known?: ReadonlyMap<string, YamlNode>): YamlTree {
  const yaml = library();
  // Behind a byte order mark the library mistakes the indentation of the first line.
  const source = part
    ? `${' '.repeat(Math.max(0, part.start - 1))}${part.start > 0 ? '\n' : ''}${text.slice(part.start, part.end)}`
    : text;
  const tokens = [...new yaml.Parser().parse(source.replace(/^\uFEFF/, '\n'))];
  const { deep, comments, anchors, tags } = survey(text, tokens);
  if (deep !== undefined) {
    const message = `Values stand more than ${DEEPEST} deep in one another here; nothing of the file is read.`;
    const problem = { span: within(text, deep, deep + 1), message };
    return { text, root: undefined, documents: [], comments: [], problems: [problem] };
  }
  // Repeated keys are looked for below: the library would compare every key with every other one.
  const options = { uniqueKeys: false, prettyErrors: false } as const;
  const documents: YamlDocument[] = [];
  const problems: SyntaxProblem[] = [];
  const properties = { anchors: new Passed(anchors), tags: new Passed(tags) };
  for (const document of new yaml.Composer(options).compose(tokens, true, source.length)) {
    for (const { code, message: said, pos } of [...document.errors, ...document.warnings]) {
      const span = within(text, pos[0], pos[1]);
      if (code === 'TAG_RESOLVE_FAILED' && COMPOSE_TAGS.includes(text.slice(span.start, span.end))) continue;
      const message = messageOf(code, said);
      const place = placeOf(text, span, message.startsWith('The closing'));
      problems.push({ span: place, message, ...(isLenient(message, text, place.end) ? { lenient: true } : {}) });
    }
    const root = new Reader(text, yaml, problems, properties, known).read(document);
    const start = documents.length === 0 ? 0 : within(text, document.range[0], document.range[0]).start;
    documents.push({ start, root });
  }
  problems.sort((a, b) => a.span.start - b.span.start);
  return { text, root: documents[0]?.root, documents, comments, problems };
}

/**
 * The library is evaluated when the first YAML file is read and not at the start of a program that may never see one:
 * a bundler makes of this call a module that waits for it, and nothing is looked up at run time.
 */
function library(): Library {
  return require('yaml');
}

/** Anchors or tags in the order of the text, which the nodes that they belong to follow. */
class Passed {
  #next = 0;

  constructor(readonly all: readonly YamlProperty[]) {}

  /** The first one before the offset that fits and that no node has taken. */
  before(offset: number, fits: (text: string) => boolean): YamlProperty | undefined {
    for (let at = this.#next; at < this.all.length && this.all[at]!.span.end <= offset; at++) {
      if (!fits(this.all[at]!.text)) continue;
      this.#next = at + 1;
      return this.all[at];
    }
    return undefined;
  }
}

/** Makes our own nodes of the library's. */
class Reader {
  readonly #anchors: Map<string, YamlNode>;
  readonly #repeats: Repeats;

  constructor(
    readonly text: string,
    readonly yaml: Library,
    readonly problems: SyntaxProblem[],
    readonly properties: { readonly anchors: Passed; readonly tags: Passed },
    known: ReadonlyMap<string, YamlNode> | undefined,
  ) {
    this.#anchors = new Map(known);
    this.#repeats = new Repeats(problems);
  }

  read(document: Document.Parsed): YamlNode | undefined {
    return document.contents ? this.#value(document.contents) : undefined;
  }

  /** A value, or undefined where nothing is written. */
  #value(node: Node): YamlNode | undefined {
    const nothing =
      this.yaml.isScalar(node) && !node.source && node.anchor === undefined && node.tag === undefined && isPlain(node);
    return nothing ? undefined : this.#node(node);
  }

  #node(node: Node): YamlNode {
    const span = within(this.text, node.range?.[0] ?? 0, node.range?.[1] ?? 0);
    if (this.yaml.isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (!target)
        this.problems.push({
          span,
          message: `"*${node.source}" stands for nothing: no "&${node.source}" comes before it.`,
        });
      return { kind: 'alias', span, name: node.source, target };
    }
    if (this.yaml.isMap(node)) return this.#map(node, span);
    if (this.yaml.isSeq(node)) return this.#list(node, span);
    return this.#anchored(node, { ...scalarOf(node as Scalar, span), ...this.#propertiesOf(node, span) });
  }

  #map(node: YAMLMap, place: Span): YamlMap {
    const entries: YamlEntry[] = [];
    const span = { ...place };
    // Known by its name before its parts are read: they may lead back to it.
    const map: YamlMap = this.#anchored(node, {
      kind: 'map',
      span,
      entries,
      flow: node.flow === true,
      ...this.#propertiesOf(node, span),
    });
    for (const pair of node.items) {
      const key = this.yaml.isNode(pair.key) ? this.#node(pair.key) : emptyScalar(span.start);
      entries.push({ key, value: this.yaml.isNode(pair.value) ? this.#value(pair.value) : undefined });
      this.#repeats.look(entries, key);
    }
    const last = entries.at(-1);
    if (last && !map.flow) span.end = (last.value ?? last.key).span.end;
    return map;
  }

  #list(node: YAMLSeq, place: Span): YamlList {
    const items: YamlNode[] = [];
    const span = { ...place };
    const list: YamlList = this.#anchored(node, {
      kind: 'list',
      span,
      items,
      flow: node.flow === true,
      ...this.#propertiesOf(node, span),
    });
    for (const item of node.items) items.push(this.yaml.isNode(item) ? this.#node(item) : emptyScalar(span.end));
    const last = items.at(-1);
    if (last && !list.flow) span.end = Math.max(span.start + 1, last.span.end);
    return list;
  }

  #propertiesOf({ anchor, tag }: { readonly anchor?: string; readonly tag?: string }, { start }: Span): YamlProperties {
    const { anchors, tags } = this.properties;
    return {
      anchor: anchor === undefined ? undefined : anchors.before(start, (text) => text === anchor),
      // The library resolves `!!str` to the address of the tag.
      tag: tag === undefined ? undefined : tags.before(start, (text) => tag.endsWith(text.replace(/^!+<?|>$/g, ''))),
    };
  }

  #anchored<T extends YamlNode>(node: { readonly anchor?: string }, made: T): T {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, made);
    return made;
  }
}

function isPlain(node: Scalar): boolean {
  return node.type === undefined || node.type === 'PLAIN';
}

function scalarOf(node: Scalar, span: Span): YamlScalar {
  const text = node.source ?? '';
  const { value } = node;
  const plain = value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const style =
    node.type === 'QUOTE_DOUBLE'
      ? 'double'
      : node.type === 'QUOTE_SINGLE'
        ? 'single'
        : node.type === 'PLAIN'
          ? 'plain'
          : 'block';
  return { kind: 'scalar', span, value: plain ? value : text, text, style };
}

function emptyScalar(at: number): YamlScalar {
  return { kind: 'scalar', span: { start: at, end: at }, value: null, text: '', style: 'plain' };
}

/** What is strewn over the library's tokens. */
interface Survey {
  /** The offset of a value that stands too deep. */
  readonly deep: number | undefined;
  readonly comments: readonly Span[];
  readonly anchors: readonly YamlProperty[];
  readonly tags: readonly YamlProperty[];
}

/** Looks at every token; needs no recursion itself. */
function survey(text: string, tokens: readonly CST.Token[]): Survey {
  let deep: number | undefined;
  const comments: Span[] = [];
  const anchors: YamlProperty[] = [];
  const tags: YamlProperty[] = [];
  const pending: [CST.Token, number][] = tokens.map((token) => [token, 0]);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [token, depth] = next;
    if (depth > DEEPEST) deep ??= token.offset;
    if (deep !== undefined) break;
    const span = 'source' in token ? within(text, token.offset, token.offset + token.source.length) : undefined;
    if (span && token.type === 'comment') comments.push(span);
    if (span && token.type === 'anchor') anchors.push({ text: text.slice(span.start + 1, span.end), span });
    if (span && token.type === 'tag') tags.push({ text: text.slice(span.start, span.end), span });
    for (const part of partsOf(token)) pending.push([part, depth]);
    if (!('items' in token)) continue;
    for (const { start, key, sep, value } of token.items) {
      for (const part of [...start, ...(sep ?? [])]) pending.push([part, depth]);
      if (key) pending.push([key, depth + ('items' in key ? 1 : 0)]);
      if (value) pending.push([value, depth + ('items' in value ? 1 : 0)]);
    }
  }
  comments.sort((a, b) => a.start - b.start);
  for (const list of [anchors, tags]) list.sort((a, b) => a.span.start - b.span.start);
  return { deep, comments, anchors, tags };
}

/** The tokens of a token that lie at its own depth. */
function partsOf(token: CST.Token): CST.Token[] {
  const parts: CST.Token[] = [];
  const add = (tokens: readonly CST.Token[]) => {
    for (const one of tokens) parts.push(one);
  };
  if ('start' in token) add(Array.isArray(token.start) ? token.start : [token.start]);
  if ('props' in token) add(token.props);
  if (token.type === 'document' && token.value) parts.push(token.value);
  if ('end' in token && token.end) add(token.end);
  return parts;
}

/** What is missing at a line's end is shown at the last character that is there. */
function placeOf(text: string, span: Span, missing: boolean): Span {
  if (!missing && text.slice(span.start, span.end).trim() !== '') return span;
  const end = text.slice(0, span.start).trimEnd().length;
  return end === 0 || text[span.start] === '\t' ? span : { start: end - 1, end };
}

/** The span, held inside the text: the library may point behind its end. */
function within(text: string, start: number, end: number): Span {
  const from = Math.max(0, Math.min(start, text.length));
  return { start: from, end: Math.max(from, Math.min(end, text.length)) };
}
