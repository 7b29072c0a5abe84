import { isBreak, isFlowSign } from './characters';
import type { Repeats } from './repeats';
import { NO_PROPERTIES, type Scanner, uncertain } from './scanner';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlProperties, YamlScalar } from './tree';

/** Reads what stands in brackets and braces. */
export class FlowReader {
  /** How many brackets are open. */
  #level = 0;

  constructor(
    readonly scanner: Scanner,
    readonly repeats: Repeats,
  ) {}

  /**
   * The list or map whose bracket stands here.
   *
   * @param margin how far its lines have to be indented at least
   */
  read(margin: number, depth: number, properties: YamlProperties): YamlList | YamlMap {
    if (depth > 100) uncertain();
    this.#level++;
    const { scanner } = this;
    const node = scanner.code === 91 ? this.#list(margin, depth, properties) : this.#map(margin, depth, properties);
    this.#level--;
    return node;
  }

  #list(margin: number, depth: number, properties: YamlProperties): YamlList {
    const { scanner } = this;
    const items: YamlNode[] = [];
    const span = { start: scanner.pos, end: scanner.pos };
    const { anchor, tag } = properties;
    const list = scanner.known<YamlList>({ kind: 'list', span, items, flow: true, anchor, tag }, properties);
    scanner.pos++;
    this.#space(margin);
    while (scanner.code !== 93) {
      items.push(this.#value(margin, depth));
      this.#next(margin, 93);
    }
    span.end = ++scanner.pos;
    return list;
  }

  #map(margin: number, depth: number, properties: YamlProperties): YamlMap {
    const { scanner } = this;
    const entries: YamlEntry[] = [];
    const span = { start: scanner.pos, end: scanner.pos };
    const { anchor, tag } = properties;
    const map = scanner.known<YamlMap>({ kind: 'map', span, entries, flow: true, anchor, tag }, properties);
    scanner.pos++;
    this.#space(margin);
    while (scanner.code !== 125) {
      const key = this.#scalar(margin, this.#properties());
      entries.push({ key, value: this.#valueBehind(key, margin, depth) });
      this.repeats.look(entries, key);
      this.#next(margin, 125);
    }
    span.end = ++scanner.pos;
    return map;
  }

  #valueBehind(key: YamlScalar, margin: number, depth: number): YamlNode | undefined {
    const { scanner } = this;
    scanner.skipSpaces();
    if (scanner.code !== 58) {
      this.#space(margin);
      return undefined;
    }
    const adjacent = key.style !== 'plain' && scanner.pos === key.span.end;
    const next = scanner.text.charCodeAt(scanner.pos + 1);
    if (!adjacent && !isBreak(next) && !isFlowSign(next)) uncertain();
    scanner.pos++;
    this.#space(margin);
    return this.#atEntryEnd ? undefined : this.#value(margin, depth);
  }

  get #atEntryEnd(): boolean {
    const { code } = this.scanner;
    return code === 44 || code === 125;
  }

  /** From behind a value to the next one or the closing bracket. */
  #next(margin: number, close: number): void {
    const { scanner } = this;
    this.#space(margin);
    if (scanner.code === 44) {
      scanner.pos++;
      this.#space(margin);
      if (scanner.code === 44) uncertain();
    } else if (scanner.code !== close) uncertain();
  }

  #value(margin: number, depth: number): YamlNode {
    const { scanner } = this;
    const properties = this.#properties();
    const { code } = scanner;
    if (code === 91 || code === 123) return this.read(margin, depth + 1, properties);
    if (code !== 42) return this.#scalar(margin, properties);
    return properties === NO_PROPERTIES ? scanner.alias() : uncertain();
  }

  #properties(): YamlProperties {
    const { code } = this.scanner;
    return code === 38 || code === 33 ? this.scanner.properties() : NO_PROPERTIES;
  }

  #scalar(margin: number, properties: YamlProperties): YamlScalar {
    const { scanner } = this;
    const { code, pos: start } = scanner;
    if (code === 34 || code === 39) return scanner.quoted(margin, properties);
    const end = scanner.plainEnd(true);
    scanner.pos = end;
    return scanner.scalar(start, end, scanner.text.slice(start, end), 'plain', properties);
  }

  /** Passes white space, line breaks and comments. */
  #space(margin: number): void {
    const { scanner } = this;
    const { text } = scanner;
    let column = -1;
    for (;;) {
      const { code } = scanner;
      if (code === 32 || code === 9 || code === 13) scanner.pos++;
      else if (code === 10) {
        const start = ++scanner.pos;
        scanner.skipSpaces();
        column = scanner.pos - start;
      } else if (code === 35) {
        if (!isBreak(text.charCodeAt(scanner.pos - 1))) uncertain();
        scanner.pos = scanner.comment(scanner.pos);
      } else {
        if (Number.isNaN(code)) uncertain();
        if (column >= 0) this.#checkLine(column, margin, code);
        return;
      }
    }
  }

  /** A closing bracket may stand as far left as what the value belongs to. */
  #checkLine(column: number, margin: number, code: number): void {
    const closes = (code === 93 || code === 125) && this.#level === 1 && column === margin - 1;
    if (column < margin && !closes) uncertain();
    if (column === 0 && this.scanner.marker(this.scanner.pos) !== undefined) uncertain();
  }
}
