import type { Span } from '../../text/span';
import type { SyntaxProblem } from '../problem';
import { blockHeader, takeBlock } from './block-scalar-text';
import { isBlank, isBreak, isFlowSign } from './characters';
import { coreValue } from './core-schema';
import { takeDoubleQuoted, takePlain, takeSingleQuoted } from './flow-scalar-text';
import { TextPieces } from './text-pieces';
import type { YamlAlias, YamlNode, YamlProperties, YamlProperty, YamlScalar } from './tree';

/** What ends this reader's work: something that it doesn't know for certain. The library reads the file then. */
class Uncertain extends Error {}

const UNCERTAIN = new Uncertain();

export function uncertain(): never {
  throw UNCERTAIN;
}

export function isUncertain(error: unknown): boolean {
  return error === UNCERTAIN;
}

export const NO_PROPERTIES: YamlProperties = {};

/** Tags whose meaning is certain; the library knows the others. */
const TAGS = new Set(['!reset', '!override', '!!str']);

/** Why a plain text ends on a line. */
export type Stop = 'colon' | 'comment' | 'line' | 'flow';

/** Reads the pieces of a text from left to right; what they make together is known to others. */
export class Scanner {
  pos = 0;
  /** The column of the content at `pos`, once a line's content is reached; -1 at the end of a document. */
  column = -1;
  stop: Stop = 'line';
  readonly comments: Span[] = [];
  readonly problems: SyntaxProblem[] = [];
  readonly #anchors: Map<string, YamlNode>;

  /** @param known anchors that stand above the text */
  constructor(
    readonly text: string,
    known?: ReadonlyMap<string, YamlNode>,
  ) {
    this.#anchors = new Map(known);
  }

  get code(): number {
    return this.text.charCodeAt(this.pos);
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.pos) === 32) this.pos++;
  }

  /** Whether nothing but a comment follows on the line. */
  get atLineEnd(): boolean {
    const { code } = this;
    return code === 10 || code === 13 || code === 35 || Number.isNaN(code);
  }

  /** Leaves a line that holds nothing more but a comment, for the next content. */
  endLine(): void {
    const { text } = this;
    let at = this.pos;
    while (isBlank(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === 35) {
      if (!isBlank(text.charCodeAt(at - 1))) uncertain();
      at = this.comment(at);
    }
    let code = text.charCodeAt(at);
    if (code === 13) code = text.charCodeAt(++at);
    if (code === 10) at++;
    else if (!Number.isNaN(code)) uncertain();
    this.pos = at;
    this.toContent();
  }

  /** From a line's start to the first content on it or below. */
  toContent(): void {
    const { text } = this;
    for (;;) {
      const start = this.pos;
      let at = start;
      while (text.charCodeAt(at) === 32) at++;
      const column = at - start;
      if (text.charCodeAt(at) === 35) at = this.comment(at);
      const code = text.charCodeAt(at);
      if (code === 10) this.pos = at + 1;
      else if (code === 13) this.pos = at + 2;
      else {
        if (code === 9) uncertain();
        this.pos = at;
        this.column = Number.isNaN(code) || (column === 0 && this.marker(at) !== undefined) ? -1 : column;
        return;
      }
    }
  }

  /** The document's mark at the start of a line. */
  marker(at: number): '---' | '...' | undefined {
    const code = this.text.charCodeAt(at);
    if ((code !== 45 && code !== 46) || !isBreak(this.text.charCodeAt(at + 3))) return undefined;
    return this.text.startsWith('---', at) ? '---' : this.text.startsWith('...', at) ? '...' : undefined;
  }

  /** @returns where the comment ends */
  comment(start: number): number {
    const { text } = this;
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    else if (text.charCodeAt(end - 1) === 13) end--;
    this.comments.push({ start, end });
    return end;
  }

  /** Anchors are a document's own. */
  forgetAnchors(): void {
    this.#anchors.clear();
  }

  /** A list or map is known by its anchor from here on. */
  known<T extends YamlNode>(node: T, { anchor, tag }: YamlProperties): T {
    if (tag?.text === '!!str') uncertain();
    if (anchor) this.#anchors.set(anchor.text, node);
    return node;
  }

  /** Anchor and tag in front of a value, with the spaces behind them. */
  properties(): YamlProperties {
    let anchor: YamlProperty | undefined;
    let tag: YamlProperty | undefined;
    for (;;) {
      const { code, pos: start } = this;
      if (code !== 38 && code !== 33) break;
      const end = this.#wordEnd(start + 1);
      const span = { start, end };
      if (code === 38) {
        if (anchor || end === start + 1 || this.text.charCodeAt(end - 1) === 58) uncertain();
        anchor = { text: this.text.slice(start + 1, end), span };
      } else {
        tag = tag ? uncertain() : { text: this.text.slice(start, end), span };
        if (!TAGS.has(tag.text)) uncertain();
      }
      this.pos = end;
      if (!isBreak(this.code) || this.code === 9) uncertain();
      this.skipSpaces();
    }
    return anchor || tag ? { anchor, tag } : NO_PROPERTIES;
  }

  alias(): YamlAlias {
    const start = this.pos;
    const end = this.#wordEnd(start + 1);
    const name = this.text.slice(start + 1, end);
    const target = this.#anchors.get(name) ?? uncertain();
    if (name === '' || name.endsWith(':')) uncertain();
    this.pos = end;
    return { kind: 'alias', span: { start, end }, name, target };
  }

  #wordEnd(from: number): number {
    let at = from;
    for (let code = this.text.charCodeAt(at); !Number.isNaN(code); code = this.text.charCodeAt(++at))
      if (isBreak(code) || isFlowSign(code)) break;
    return at;
  }

  /** A text in quotes. Its lines have to be indented by `margin` columns at least. */
  quoted(margin: number, properties: YamlProperties): YamlScalar {
    const { text, pos: start } = this;
    const quote = text.charCodeAt(start);
    let plain = true;
    let at = start + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        if (quote !== 39 || text.charCodeAt(at + 1) !== 39) break;
        plain = false;
        at++;
      } else if (code === 10) {
        plain = false;
        this.#continues(at + 1, margin);
      } else if (code === 92 && quote === 34) {
        plain = false;
        if (text.charCodeAt(at + 1) === 10) this.#continues(at + 2, margin);
        at++;
      } else if (Number.isNaN(code)) uncertain();
      at++;
    }
    this.pos = at + 1;
    const style = quote === 34 ? 'double' : 'single';
    if (plain) return this.scalar(start, at + 1, text.slice(start + 1, at), style, properties);
    const pieces = new TextPieces(text);
    if (quote === 39) takeSingleQuoted(text, start + 1, at, pieces);
    else if (!takeDoubleQuoted(text, start + 1, at, pieces)) uncertain();
    return this.scalar(start, at + 1, pieces.text, style, properties);
  }

  /** Makes sure that a line of a text in quotes belongs to it. */
  #continues(lineStart: number, margin: number): void {
    let at = lineStart;
    while (this.text.charCodeAt(at) === 32) at++;
    const code = this.text.charCodeAt(at);
    if (code === 10 || code === 13) return;
    if (at - lineStart < margin || this.marker(lineStart) !== undefined) uncertain();
  }

  /** Where a plain text that begins here ends on this line; `stop` says why. */
  plainEnd(inFlow: boolean): number {
    const { text, pos: start } = this;
    if (!this.#mayBegin(start, inFlow)) uncertain();
    let at = start;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code > 58) {
        if (inFlow && isFlowSign(code)) {
          this.stop = 'flow';
          break;
        }
      } else if (code === 58) {
        const next = text.charCodeAt(at + 1);
        if (isBreak(next) || (inFlow && isFlowSign(next))) {
          this.stop = 'colon';
          break;
        }
      } else if (code === 35) {
        if (at > start && isBlank(text.charCodeAt(at - 1))) {
          this.stop = 'comment';
          break;
        }
      } else if (code === 10 || code === 13 || Number.isNaN(code)) {
        this.stop = 'line';
        break;
      } else if (code === 44 && inFlow) {
        this.stop = 'flow';
        break;
      }
    }
    while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
    return at;
  }

  #mayBegin(at: number, inFlow: boolean): boolean {
    const code = this.text.charCodeAt(at);
    switch (code) {
      case 45: // -
      case 58: // :
      case 63: {
        // ?
        const next = this.text.charCodeAt(at + 1);
        return !isBreak(next) && !(inFlow && (isFlowSign(next) || code === 58));
      }
      case 33: // !
      case 34: // "
      case 35: // #
      case 37: // %
      case 38: // &
      case 39: // '
      case 42: // *
      case 44: // ,
      case 62: // >
      case 64: // @
      case 91: // [
      case 93: // ]
      case 96: // `
      case 123: // {
      case 124: // |
      case 125: // }
      case 0xfeff:
        return false;
    }
    return !isBreak(code);
  }

  /**
   * A plain text in a block, whose first line ends at `end`: lines below that are indented by `margin` columns at least
   * belong to it. Leaves `pos` behind it.
   */
  plain(end: number, margin: number, properties: YamlProperties): YamlScalar {
    const { text, pos: start } = this;
    let last = end;
    let lines = 1;
    while (this.stop === 'line') {
      const next = this.#nextLine(last, margin);
      if (next < 0) break;
      this.pos = next;
      last = this.#continuedEnd();
      lines++;
    }
    this.pos = last;
    if (lines === 1) return this.scalar(start, last, text.slice(start, last), 'plain', properties);
    const pieces = new TextPieces(text);
    takePlain(text, start, last, pieces);
    return this.scalar(start, last, pieces.text, 'plain', properties);
  }

  /** Where the next line of a plain text begins, -1 where there is none. */
  #nextLine(from: number, margin: number): number {
    const { text } = this;
    let at = text.indexOf('\n', from) + 1;
    while (at > 0) {
      const start = at;
      while (text.charCodeAt(at) === 32) at++;
      const code = text.charCodeAt(at);
      if (code === 9) uncertain();
      if (code === 10) at++;
      else if (code === 13) at += 2;
      else return Number.isNaN(code) || code === 35 || at - start < margin ? -1 : at;
    }
    return -1;
  }

  /** Behind the first line, a plain text may begin with any character. */
  #continuedEnd(): number {
    const { text, pos: start } = this;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (code > 58) continue;
      if (code === 58 && isBreak(text.charCodeAt(at + 1))) uncertain();
      const comment = code === 35 && isBlank(text.charCodeAt(at - 1));
      if (!comment && code !== 10 && code !== 13 && !Number.isNaN(code)) continue;
      this.stop = comment ? 'comment' : 'line';
      while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
      return at;
    }
  }

  /** A literal or folded block; leads to the next content. `parent` is the column of what holds it. */
  block(parent: number, properties: YamlProperties): YamlScalar {
    const { text, pos: start } = this;
    const header = blockHeader(text, start) ?? uncertain();
    const bodyStart = this.#behindHeader(header.end);
    const { margin, end } = this.#blockBody(bodyStart, parent, header.indent, header.chomp === '+');
    const pieces = new TextPieces(text);
    takeBlock(text, bodyStart, end, header, margin, pieces);
    this.pos = end;
    const scalar = this.scalar(start, end, pieces.text, 'block', properties);
    this.toContent();
    return scalar;
  }

  #behindHeader(from: number): number {
    const { text } = this;
    let at = from;
    while (isBlank(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === 35 && at > from) at = this.comment(at);
    if (text.charCodeAt(at) === 13) at++;
    return text.charCodeAt(at) === 10 ? at + 1 : at === text.length ? at : uncertain();
  }

  /** How far the lines of a block are indented and where they end; empty lines at the end count where they are kept. */
  #blockBody(start: number, parent: number, indent: number, keep: boolean): { margin: number; end: number } {
    const { text } = this;
    let margin = indent > 0 ? Math.max(parent, 0) + indent : -1;
    let longestEmpty = 0;
    let end = start;
    let at = start;
    while (at < text.length) {
      let content = at;
      while (text.charCodeAt(content) === 32) content++;
      const code = text.charCodeAt(content);
      const column = content - at;
      const empty = code === 10 || code === 13;
      if (empty) longestEmpty = Math.max(longestEmpty, column);
      else {
        // A tab or the file's end where a line is indented too little is read in other ways.
        if (Number.isNaN(code)) uncertain();
        if (margin < 0 && column > parent) margin = column;
        if (margin < 0 || column < margin) {
          if (code === 9) uncertain();
          break;
        }
      }
      const lineFeed = text.indexOf('\n', content);
      at = lineFeed < 0 ? text.length : lineFeed + 1;
      if (!empty || keep) end = at;
    }
    // Nothing but empty lines, or empty ones that are indented further, are cut in ways of their own.
    if (margin < 0 || end === start || longestEmpty > margin) uncertain();
    return { margin, end };
  }

  scalar(
    start: number,
    end: number,
    text: string,
    style: YamlScalar['style'],
    { anchor, tag }: YamlProperties,
  ): YamlScalar {
    const value = style === 'plain' && tag === undefined ? coreValue(text) : text;
    const scalar: YamlScalar = { kind: 'scalar', span: { start, end }, value, text, style, anchor, tag };
    if (anchor) this.#anchors.set(anchor.text, scalar);
    return scalar;
  }
}
