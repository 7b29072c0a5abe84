import type { Span } from '../../text/span';
import { isBlank, isBreak } from './characters';
import { FlowReader } from './flow-reader';
import { Repeats } from './repeats';
import { isUncertain, NO_PROPERTIES, Scanner, uncertain } from './scanner';
import type {
  YamlDocument,
  YamlEntry,
  YamlList,
  YamlMap,
  YamlNode,
  YamlProperties,
  YamlScalar,
  YamlTree,
} from './tree';

/**
 * Reads YAML as people write it, in one pass. Gives exactly the tree that the library gives, or undefined where it
 * can't be certain of that: wherever something is wrong, and for what hardly anybody writes.
 */
export function readFast(text: string): YamlTree | undefined {
  const tree = readFastTo(text);
  return typeof tree === 'number' ? undefined : tree;
}

/**
 * The same, but for the offset about which it is not certain; -1 where that is no one place.
 *
 * @param part whole lines of the text that are read alone, as if there was nothing above and below
 * @param known the anchors above the part
 */
export function readFastTo(text: string, part?: Span, known?: ReadonlyMap<string, YamlNode>): YamlTree | number {
  // A lone CR and the line ends of other alphabets end lines here and there, but not everywhere.
  if (text.includes('\u2028') || text.includes('\u2029') || (text.includes('\r') && /\r(?!\n)/.test(text))) return -1;
  const scanner = new Scanner(part ? text.slice(0, part.end) : text, known);
  if (part) scanner.pos = part.start;
  try {
    return new BlockReader(scanner).read();
  } catch (error) {
    if (isUncertain(error)) return scanner.pos;
    throw error;
  }
}

/** Where a value stands: on a line of its own, behind `- `, or behind a key. */
type Place = 'line' | 'item' | 'value';

class BlockReader {
  readonly #repeats: Repeats;
  readonly #flow: FlowReader;

  constructor(readonly scanner: Scanner) {
    this.#repeats = new Repeats(scanner.problems);
    this.#flow = new FlowReader(scanner, this.#repeats);
  }

  read(): YamlTree {
    const { scanner } = this;
    const { text, comments, problems } = scanner;
    if (scanner.pos === 0 && text.charCodeAt(0) === 0xfeff) scanner.pos = 1;
    scanner.toContent();
    const documents = [this.#document(0)];
    while (scanner.pos < text.length) {
      scanner.forgetAnchors();
      documents.push(this.#document(scanner.pos));
    }
    problems.sort((a, b) => a.span.start - b.span.start);
    return { text, root: documents[0]!.root, documents, comments, problems };
  }

  /** A document from its `---` or its content to the next one. */
  #document(start: number): YamlDocument {
    const { scanner } = this;
    if (scanner.column < 0 && scanner.pos < scanner.text.length) this.#mark('---');
    let root: YamlNode | undefined;
    if (scanner.column >= 0) {
      root = this.#node(-1, scanner.column, 'line', 0, NO_PROPERTIES, NO_PROPERTIES);
      if (scanner.column >= 0 || root.kind === 'scalar' || root.kind === 'alias') uncertain();
    }
    if (scanner.marker(scanner.pos) === '...') {
      this.#mark('...');
      if (scanner.column >= 0 || scanner.marker(scanner.pos) === '...') uncertain();
    }
    return { start, root };
  }

  #mark(mark: '---' | '...'): void {
    const { scanner } = this;
    if (scanner.marker(scanner.pos) !== mark) uncertain();
    scanner.pos += 3;
    scanner.endLine();
  }

  /**
   * The value at the position; leads to the content behind it.
   *
   * @param parent the column of what it belongs to, -1 at the root
   * @param column where it begins, its own properties included
   * @param outer the properties on a line above
   * @param own those on its line, where they have been read
   */
  #node(
    parent: number,
    column: number,
    place: Place,
    depth: number,
    outer: YamlProperties,
    own: YamlProperties,
  ): YamlNode {
    const { scanner } = this;
    if (place === 'line' && (scanner.code === 38 || scanner.code === 33)) {
      own = scanner.properties();
      if (scanner.atLineEnd) return this.#nodeBelow(parent, depth, both(outer, own));
    }
    const { code } = scanner;
    if (code === 45 && isBreak(scanner.text.charCodeAt(scanner.pos + 1)))
      return place === 'value' || own !== NO_PROPERTIES ? uncertain() : this.#list(column, depth + 1, outer);
    if (code === 42) return this.#alias(own !== NO_PROPERTIES || outer !== NO_PROPERTIES);
    if (code === 91 || code === 123) {
      const node = this.#flow.read(parent + 1, depth + 1, both(outer, own));
      scanner.endLine();
      return node;
    }
    if (code === 124 || code === 62) return place === 'line' ? uncertain() : scanner.block(parent, both(outer, own));
    return this.#textOrMap(parent, column, place, depth, outer, own);
  }

  /** The value of properties that stand on a line of their own. */
  #nodeBelow(parent: number, depth: number, properties: YamlProperties): YamlNode {
    const { scanner } = this;
    scanner.endLine();
    if (scanner.column <= parent || scanner.column < 0) uncertain();
    return this.#node(parent, scanner.column, 'line', depth, properties, NO_PROPERTIES);
  }

  #alias(hasProperties: boolean): YamlNode {
    if (hasProperties) uncertain();
    const alias = this.scanner.alias();
    this.scanner.endLine();
    return alias;
  }

  /** A text that turns out to be a key begins a map. */
  #textOrMap(
    parent: number,
    column: number,
    place: Place,
    depth: number,
    outer: YamlProperties,
    own: YamlProperties,
  ): YamlNode {
    const { scanner } = this;
    const { code, pos: start } = scanner;
    const quoted = code === 34 || code === 39;
    const end = quoted ? this.#quoteEnd(start, code) : scanner.plainEnd(false);
    if (end >= 0 && this.#isKey(end, quoted))
      return place === 'value' ? uncertain() : this.#map(column, depth + 1, outer, own);
    const properties = both(outer, own);
    const scalar = quoted ? scanner.quoted(parent + 1, properties) : scanner.plain(end, parent + 1, properties);
    scanner.endLine();
    return scalar;
  }

  /** Whether what ends here is a key. */
  #isKey(end: number, quoted: boolean): boolean {
    if (!quoted) return this.scanner.stop === 'colon';
    const { text } = this.scanner;
    while (isBlank(text.charCodeAt(end))) end++;
    return text.charCodeAt(end) === 58;
  }

  /** Where a text in quotes ends on its line, -1 where it doesn't. */
  #quoteEnd(start: number, quote: number): number {
    const { text } = this.scanner;
    for (let at = start + 1; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 92 && quote === 34) at++;
      else if (code === quote) {
        if (quote !== 39 || text.charCodeAt(at + 1) !== 39) return at + 1;
        at++;
      } else if (code === 10 || Number.isNaN(code)) return -1;
    }
  }

  /** A map whose first key stands here. `own` are the properties of that key. */
  #map(column: number, depth: number, outer: YamlProperties, own: YamlProperties): YamlMap {
    if (depth > 100) uncertain();
    const { scanner } = this;
    const entries: YamlEntry[] = [];
    const span = { start: scanner.pos, end: scanner.pos };
    const map: YamlMap = { kind: 'map', span, entries, flow: false, anchor: outer.anchor, tag: outer.tag };
    scanner.known(map, outer);
    for (;;) {
      const key = this.#key(own);
      scanner.skipSpaces();
      const value = this.#value(column, 'value', depth);
      entries.push({ key, value });
      this.#repeats.look(entries, key);
      span.end = value ? value.span.end : key.span.end;
      if (scanner.column !== column) break;
      own = scanner.code === 38 || scanner.code === 33 ? scanner.properties() : NO_PROPERTIES;
    }
    if (scanner.column > column) uncertain();
    return map;
  }

  /** A key and the colon behind it. */
  #key(properties: YamlProperties): YamlScalar {
    const { scanner } = this;
    const { code, pos: start, text } = scanner;
    let key: YamlScalar;
    if (code === 34 || code === 39) {
      const lineEnd = text.indexOf('\n', start);
      key = scanner.quoted(0, properties);
      if (lineEnd >= 0 && lineEnd < key.span.end) uncertain();
      while (isBlank(scanner.code)) scanner.pos++;
      if (scanner.code !== 58 || !isBreak(text.charCodeAt(scanner.pos + 1))) uncertain();
    } else {
      const end = scanner.plainEnd(false);
      if (scanner.stop !== 'colon') uncertain();
      key = scanner.scalar(start, end, text.slice(start, end), 'plain', properties);
      scanner.pos = end;
      while (isBlank(scanner.code)) scanner.pos++;
    }
    // Longer keys are a mistake.
    if (scanner.pos - start > 900) uncertain();
    scanner.pos++;
    return key;
  }

  #list(column: number, depth: number, properties: YamlProperties): YamlList {
    if (depth > 100) uncertain();
    const { scanner } = this;
    const items: YamlNode[] = [];
    const span = { start: scanner.pos, end: scanner.pos + 1 };
    const { anchor, tag } = properties;
    const list = scanner.known<YamlList>({ kind: 'list', span, items, flow: false, anchor, tag }, properties);
    do {
      const dash = scanner.pos++;
      scanner.skipSpaces();
      // Where a map that begins here has its column: at its first key or what stands in front of that.
      const item = this.#value(column, 'item', depth, column + scanner.pos - dash)!;
      items.push(item);
      span.end = Math.max(span.start + 1, item.span.end);
    } while (scanner.column === column && this.#atDash);
    if (scanner.column > column) uncertain();
    return list;
  }

  /** What stands behind `key: ` or `- ` at the column; undefined where nothing does behind a key. */
  #value(column: number, place: 'item' | 'value', depth: number, inner = -1): YamlNode | undefined {
    const { scanner } = this;
    const properties = scanner.code === 38 || scanner.code === 33 ? scanner.properties() : NO_PROPERTIES;
    if (scanner.code === 9) uncertain();
    if (!scanner.atLineEnd) return this.#node(column, inner, place, depth, NO_PROPERTIES, properties);
    const at = scanner.pos;
    scanner.endLine();
    if (scanner.column > column || (place === 'value' && scanner.column === column && this.#atDash))
      return this.#node(column, scanner.column, 'line', depth, properties, NO_PROPERTIES);
    if (place === 'value' && properties === NO_PROPERTIES) return undefined;
    return scanner.scalar(at, at, '', 'plain', properties);
  }

  get #atDash(): boolean {
    const { scanner } = this;
    return scanner.code === 45 && isBreak(scanner.text.charCodeAt(scanner.pos + 1));
  }
}

function both(outer: YamlProperties, own: YamlProperties): YamlProperties {
  if (outer === NO_PROPERTIES) return own;
  return own === NO_PROPERTIES ? outer : uncertain();
}
