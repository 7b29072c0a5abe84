import type { CST, Document, Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Span } from '../../text/span';
import type { SyntaxProblem } from '../problem';
import { messageOf } from './messages';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar, YamlTree } from './tree';

type Library = typeof import('yaml');

/** Values may stand in one another this deep. Far beyond it the library would exhaust the stack. */
const DEEPEST = 150;

/** Reads a text as YAML 1.2. Never throws; of several documents the first is read. */
export function parseYaml(text: string): YamlTree {
  const yaml = library();
  const tokens = [...new yaml.Parser().parse(text)];
  const deep = findTooDeep(tokens);
  if (deep !== undefined) {
    const message = `Values stand more than ${DEEPEST} deep in one another here; nothing of the file is read.`;
    return { text, root: undefined, problems: [{ span: within(text, deep, deep + 1), message }] };
  }
  // Repeated keys are looked for below: the library would compare every key with every other one.
  const options = { uniqueKeys: false, prettyErrors: false } as const;
  const [first, second] = new yaml.Composer(options).compose(tokens, true, text.length);
  if (!first) return { text, root: undefined, problems: [] };
  const problems: SyntaxProblem[] = [...first.errors, ...first.warnings].map((error) => {
    const message = messageOf(error.code, error.message);
    return {
      span: placeOf(text, within(text, error.pos[0], error.pos[1]), message.startsWith('The closing')),
      message,
    };
  });
  if (second) {
    const span = within(text, second.range[0], second.range[0] + 3);
    problems.push({ span, message: 'Another document begins here; only the first one is read.' });
  }
  const root = new Reader(text, yaml, problems).read(first);
  return { text, root, problems: problems.sort((a, b) => a.span.start - b.span.start) };
}

/**
 * The library is evaluated when the first YAML file is read and not at the start of a program that may never see one:
 * a bundler makes of this call a module that waits for it, and nothing is looked up at run time.
 */
function library(): Library {
  return require('yaml');
}

/** Makes our own nodes of the library's. */
class Reader {
  readonly #anchors = new Map<string, YamlNode>();

  constructor(
    readonly text: string,
    readonly yaml: Library,
    readonly problems: SyntaxProblem[],
  ) {}

  read(document: Document.Parsed): YamlNode | undefined {
    return document.contents ? this.#value(document.contents) : undefined;
  }

  /** A value, or undefined where nothing is written. */
  #value(node: Node): YamlNode | undefined {
    const nothing = this.yaml.isScalar(node) && node.value === null && node.source === '' && node.anchor === undefined;
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
    return this.#anchored(node, scalarOf(node as Scalar, span));
  }

  #map(node: YAMLMap, place: Span): YamlMap {
    const entries: YamlEntry[] = [];
    const span = { ...place };
    // Known by its name before its parts are read: they may lead back to it.
    const map: YamlMap = this.#anchored(node, { kind: 'map', span, entries, flow: node.flow === true });
    const seen = new Set<string>();
    for (const pair of node.items) {
      const key = this.yaml.isNode(pair.key) ? this.#node(pair.key) : emptyScalar(span.start);
      entries.push({ key, value: this.yaml.isNode(pair.value) ? this.#value(pair.value) : undefined });
      if (key.kind !== 'scalar') continue;
      if (seen.has(key.text))
        this.problems.push({
          span: key.span,
          message: `"${key.text}" is set a second time here; only one of the two can count.`,
        });
      seen.add(key.text);
    }
    const last = entries.at(-1);
    if (last && !map.flow) span.end = (last.value ?? last.key).span.end;
    return map;
  }

  #list(node: YAMLSeq, place: Span): YamlList {
    const items: YamlNode[] = [];
    const span = { ...place };
    const list: YamlList = this.#anchored(node, { kind: 'list', span, items, flow: node.flow === true });
    for (const item of node.items) items.push(this.yaml.isNode(item) ? this.#node(item) : emptyScalar(span.end));
    const last = items.at(-1);
    if (last && !list.flow) span.end = Math.max(span.start + 1, last.span.end);
    return list;
  }

  #anchored<T extends YamlNode>(node: { readonly anchor?: string }, made: T): T {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, made);
    return made;
  }
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

/** The offset of a value that stands too deep; undefined where there is none. Needs no recursion itself. */
function findTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const pending: [CST.Token, number][] = tokens.map((token) => [token, 0]);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [token, depth] = next;
    if (depth > DEEPEST) return token.offset;
    if (token.type === 'document' && token.value) pending.push([token.value, depth]);
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key && 'items' in key) pending.push([key, depth + 1]);
      if (value && 'items' in value) pending.push([value, depth + 1]);
    }
  }
  return undefined;
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
