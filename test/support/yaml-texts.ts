/** Draws numbers from 0 up to `below`, the same ones for the same seed. */
export function randomOf(seed: number): (below: number) => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const WORDS = [
  ...['a', 'bc', 'key', 'x y', 'x  y', '1', '0x1f', '0o17', '1.5', '.5', '+1e3', '-3', '.inf', '1_000', '60:60'],
  ...['true', 'null', '~', 'no', 'on', 'http://h:80/p', 'a#b', 'a:b', '-x', '?y', "it's", 'q"q', '${VAR:-x}', 'é'],
  ...['\u{1F680}', 'a,b', 'a]b'],
];
const DOUBLE = ['a', '', 'x\\ny', '\\u0041', 'a \\"b\\"', 'tab\\t', '#no', 'é: x', '\\\\', "it's"];
const SINGLE = ['a', '', "it''s", '#no', 'a: b', 'x  y', '\\n'];
const BLOCK_LINES = ['text', '# no', '- a', 'a: b', 'x  ', '\tq', 'trail '];

/** Makes YAML of every form that people write, with spaces, comments and empty lines where they may stand. */
export class YamlWriter {
  #anchors: string[] = [];

  constructor(readonly random: (below: number) => number) {}

  text(): string {
    this.#anchors = [];
    let text = this.#oneIn(20) ? '\uFEFF' : '';
    const documents = this.#oneIn(8) ? 1 + this.random(3) : 1;
    for (let i = 0; i < documents; i++) {
      if (i > 0 || this.#oneIn(6)) text += `---${this.#comment()}\n`;
      text += this.#filler(0);
      if (this.#oneIn(5)) text += this.#list(this.#oneIn(6) ? 2 : 0, 0, false);
      else if (this.#oneIn(15)) text += `${this.#flow(-1, 0)}\n`;
      else text += this.#map(this.#oneIn(10) ? 2 : 0, 0, false);
      if (this.#oneIn(10)) text += '...\n';
    }
    if (this.#oneIn(6)) text = text.replace(/\n+$/, '');
    return this.#oneIn(6) ? text.replaceAll('\n', '\r\n') : text;
  }

  #oneIn(count: number): boolean {
    return this.random(count) === 0;
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.random(choices.length)]!;
  }

  #word(inFlow: boolean): string {
    const word = this.#pick(WORDS);
    return inFlow && /[,[\]{}]/.test(word) ? `k${this.random(9)}` : word;
  }

  #key(inFlow: boolean): string {
    const kind = this.random(10);
    if (kind < 7) return this.#word(inFlow);
    if (kind === 7) return `"${this.#pick(DOUBLE)}"`;
    return kind === 8 ? `'${this.#pick(SINGLE)}'` : `k${this.random(50)}`;
  }

  #comment(): string {
    if (this.#oneIn(6)) return this.#pick([' # c', '  # d: e', ' #', '\t# t']);
    return this.#oneIn(30) ? '  ' : '';
  }

  #filler(indent: number): string {
    return this.#pick(['', '', '', '', '', '', '', '', '\n', `${' '.repeat(this.random(indent + 4))}# note\n`, '  \n']);
  }

  #properties(): string {
    if (!this.#oneIn(5)) return '';
    const name = this.#pick(['p', 'q', 'r1']);
    this.#anchors.push(name);
    return this.#pick([`&${name} `, '!reset ', '!override ', '!!str ', `&${name} !reset `, `!override &${name} `]);
  }

  #scalar(indent: number, inFlow: boolean): string {
    const lineBreak = `${'\n'.repeat(1 + (this.#oneIn(3) ? this.random(3) : 0))}${' '.repeat(indent + 1 + this.random(3))}`;
    switch (this.random(12)) {
      case 0:
        return `"${this.#pick(DOUBLE)}"`;
      case 1:
        return `'${this.#pick(SINGLE)}'`;
      case 2:
        return inFlow ? 'one' : `one${lineBreak}two${this.#oneIn(2) ? `${lineBreak}- three` : ''}`;
      case 3:
        return `"one ${this.#oneIn(3) ? '\\' : ''}${lineBreak}two\\n${lineBreak}"`;
      case 4:
        return `'one ${lineBreak}t''wo'`;
      case 5:
        return this.#anchors.length > 0 ? `*${this.#pick(this.#anchors)}` : 'v';
      default:
        return this.#word(inFlow);
    }
  }

  #flow(indent: number, depth: number): string {
    const space = () =>
      this.#oneIn(8)
        ? `${this.#oneIn(4) ? ' # f' : ''}\n${' '.repeat(Math.max(0, indent + 1 + this.random(3)))}`
        : this.#oneIn(3)
          ? ' '
          : '';
    const isList = this.#oneIn(2);
    const items = Array.from({ length: this.random(4) }, () => {
      const value =
        depth < 2 && this.#oneIn(5) ? this.#flow(indent, depth + 1) : this.#properties() + this.#scalar(indent, true);
      if (isList) return value;
      if (this.#oneIn(8)) return this.#key(true);
      return `${this.#key(true)}${this.#oneIn(10) ? ' ' : ''}:${this.#oneIn(12) ? '' : ` ${space()}${value}`}`;
    });
    const inside = items.join(`${space()},${this.#oneIn(2) ? ' ' : ''}${space()}`);
    const comma = items.length > 0 && this.#oneIn(5) ? ',' : '';
    return `${isList ? '[' : '{'}${space()}${inside}${comma}${space()}${isList ? ']' : '}'}`;
  }

  #block(indent: number): string {
    const header = this.#pick(['|', '>', '|-', '>-', '|+', '>+', '|2', '>2-', '|1']);
    const given = /\d/.exec(header)?.[0];
    const margin = given ? Math.max(0, indent) + Number(given) : indent + 1 + this.random(4);
    let text = `${header}${this.#comment()}\n`;
    const count = 1 + this.random(5);
    for (let i = 0; i < count; i++) {
      const more = i > 0 && this.#oneIn(8) ? this.random(4) : 0;
      const empty = this.random(8);
      if (empty === 0) text += '\n';
      else if (empty === 1) text += `${' '.repeat(this.random(margin + 1))}\n`;
      else text += `${' '.repeat(margin + more)}${this.#pick(BLOCK_LINES)}\n`;
    }
    return this.#oneIn(6) ? `${text}\n\n` : text;
  }

  /** What stands behind `:` or `-`, with its line end. */
  #value(indent: number, depth: number, inList: boolean): string {
    const kind = this.random(12);
    if (depth < 4 && kind < 5) return this.#below(indent, depth, inList, kind < 3);
    if (kind === 5) return ` ${this.#properties()}${this.#flow(indent, 0)}${this.#comment()}\n`;
    if (kind === 6) return ` ${this.#properties()}${this.#block(indent)}`;
    if (kind === 7) return `${this.#oneIn(2) ? ` ${this.#properties().trim()}` : ''}${this.#comment()}\n`;
    if (kind === 8)
      return `${this.#comment()}\n${' '.repeat(indent + 1 + this.random(2))}${this.#scalar(indent, false)}${this.#comment()}\n`;
    return `${' '.repeat(1 + (this.#oneIn(6) ? this.random(3) : 0))}${this.#properties()}${this.#scalar(indent, false)}${this.#comment()}\n`;
  }

  #below(indent: number, depth: number, inList: boolean, isMap: boolean): string {
    const properties = this.#properties().trim();
    const onNextLine = properties !== '' && this.#oneIn(8);
    let text = `${properties !== '' && !onNextLine ? ` ${properties}` : ''}${this.#comment()}\n${this.#filler(indent)}`;
    if (onNextLine) text += `${' '.repeat(indent + 1 + this.random(2))}${properties}${this.#comment()}\n`;
    if (isMap) return text + this.#map(indent + 1 + this.random(3), depth + 1, false);
    const sameColumn = !inList && this.#oneIn(2) && indent >= 0;
    return text + this.#list(sameColumn ? indent : indent + 1 + this.random(3), depth + 1, false);
  }

  #map(indent: number, depth: number, compact: boolean): string {
    let text = '';
    const count = 1 + this.random(4);
    for (let i = 0; i < count; i++) {
      if (i > 0 || !compact) text += this.#filler(indent) + ' '.repeat(indent);
      if (this.#oneIn(4)) text += this.#properties();
      text += this.#oneIn(20) ? '<<' : this.#key(false);
      text += `${this.#oneIn(20) ? ' ' : ''}:${this.#value(indent, depth, false)}`;
    }
    return text;
  }

  #list(indent: number, depth: number, compact: boolean): string {
    let text = '';
    const count = 1 + this.random(4);
    for (let i = 0; i < count; i++) {
      if (i > 0 || !compact) text += this.#filler(indent) + ' '.repeat(indent);
      const spaces = this.#oneIn(6) ? 3 : 1;
      const inner = indent + 1 + spaces;
      const kind = depth < 4 ? this.random(15) : 15;
      text += '-';
      if (kind < 6)
        text += ' '.repeat(spaces) + (this.#oneIn(4) ? this.#properties() : '') + this.#map(inner, depth + 1, true);
      else if (kind === 6) text += ' '.repeat(spaces) + this.#list(inner, depth + 1, true);
      else text += this.#value(indent, depth, true);
    }
    return text;
  }
}

/** A text with one small thing changed, as while somebody types. */
export function damaged(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const piece = STRAY[random(STRAY.length)]!;
  switch (random(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + piece + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + random(3));
    case 3:
      return text.slice(0, at) + text.slice(at, at + 20) + text.slice(at);
    default: {
      const lines = text.split('\n');
      const line = random(lines.length);
      lines[line] = random(2) === 0 ? ` ${lines[line]}` : lines[line]!.replace(/^ {1,2}/, '');
      return lines.join('\n');
    }
  }
}

const STRAY = [
  ...['a', ':', ': ', '\n', '  ', ' ', '- ', '[', ']', '{', '}', ', ', '"', "'", '#', ' # c', '&x ', '*x', '!reset '],
  ...['!!str ', '|', '>', '? ', '%', '---\n', '...\n', '\t', '\r\n', '<<: ', '~', '1', '\u{1F680}', '\0', '\\', '\\\n'],
];
