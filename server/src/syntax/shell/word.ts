import { type Word, WordBuilder } from '../word';

/** One word of a script, quotes and expansions included, or the quotes that are not closed. */
export interface ShellWord {
  readonly word: Word;
  readonly end: number;
  /** Where quotes open that never close. */
  readonly unclosed: number | undefined;
}

/** Reads the word that begins at the offset, up to a blank or an operator outside quotes. */
export function readShellWord(text: string, start: number): ShellWord {
  const reader = new WordReader(text, start);
  const end = reader.run();
  return { word: reader.word.word(end), end, unclosed: reader.unclosed };
}

const ENDS = ' \t\r\n;&|<>()';

class WordReader {
  readonly word: WordBuilder;
  unclosed: number | undefined;

  constructor(
    readonly text: string,
    readonly start: number,
  ) {
    this.word = new WordBuilder(text, start);
  }

  run(): number {
    const { text, word } = this;
    let at = this.start;
    while (at < text.length && this.unclosed === undefined) {
      const c = text[at]!;
      if (ENDS.includes(c)) {
        // An array: `NAME=(one two)`.
        if (c !== '(' || text[at - 1] !== '=') break;
        const end = skipParentheses(text, at + 1);
        word.unknown('it is an array', at, end, true);
        at = end;
      } else if (c === '\\') at = this.#escape(at);
      else if (c === "'") at = this.#single(at);
      else if (c === '"') at = this.#double(at);
      else if (c === '$') at = this.#dollar(at, false);
      else if (c === '`') at = this.#backQuotes(at, false);
      else word.take(at, ++at);
    }
    return at;
  }

  #escape(at: number): number {
    const next = this.text[at + 1];
    if (next === undefined) this.word.take(at, at + 1);
    else if (next !== '\n' && !(next === '\r' && this.text[at + 2] === '\n')) this.word.resolve(next, at, at + 2);
    else if (next === '\r') return at + 3;
    return Math.min(at + 2, this.text.length);
  }

  #single(at: number): number {
    const end = this.text.indexOf("'", at + 1);
    if (end < 0) return this.#unclosed(at);
    this.word.take(at + 1, end);
    this.word.quoted("'", at + 1, end);
    return end + 1;
  }

  #double(start: number): number {
    const { text, word } = this;
    let at = start + 1;
    while (at < text.length && text[at] !== '"') {
      const c = text[at]!;
      if (c === '\\' && at + 1 < text.length) {
        const next = text[at + 1]!;
        if (next === '\n' || '$`"\\'.includes(next)) {
          word.resolve(next === '\n' ? '' : next, at, at + 2);
          at += 2;
        } else word.take(at, ++at);
      } else if (c === '$') at = this.#dollar(at, true);
      else if (c === '`') at = this.#backQuotes(at, true);
      else word.take(at, ++at);
    }
    if (at >= text.length) return this.#unclosed(start);
    word.quoted('"', start + 1, at);
    return at + 1;
  }

  #backQuotes(at: number, quoted: boolean): number {
    let end = at + 1;
    while (end < this.text.length && this.text[end] !== '`') end += this.text[end] === '\\' ? 2 : 1;
    if (end >= this.text.length) return this.#unclosed(at);
    this.word.unknown('a command’s output fills it in', at, end + 1, !quoted);
    return end + 1;
  }

  #dollar(at: number, quoted: boolean): number {
    const { text, word } = this;
    const next = text[at + 1] ?? '';
    if (next === '(') {
      const end = skipParentheses(text, at + 2);
      const sum = text[at + 2] === '(';
      word.unknown(sum ? 'it is computed' : 'a command’s output fills it in', at, end, !quoted && !sum);
      return end;
    }
    if (next === '{') return this.#braces(at, quoted);
    const name = /^\$([A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(at, at + 200))?.[1];
    if (name !== undefined) {
      const end = at + 1 + name.length;
      word.unknown(reasonOf(name), at, end, name === '@' || !quoted);
      return end;
    }
    if (!quoted && (next === "'" || next === '"')) {
      let end = at + 2;
      while (end < text.length && text[end] !== next) end += text[end] === '\\' ? 2 : 1;
      if (end >= text.length) return this.#unclosed(at + 1);
      word.unknown('its escapes are the shell’s own', at, end + 1, false);
      return end + 1;
    }
    word.take(at, at + 1);
    return at + 1;
  }

  /** `${NAME}`, and the default of `${NAME:-default}`, which holds where nothing sets it. */
  #braces(at: number, quoted: boolean): number {
    const { text, word } = this;
    const end = skipBraces(text, at + 2);
    const body = text.slice(at + 2, Math.min(end - 1, at + 2_000));
    const found = /^([A-Za-z_]\w*)(:?[-=])([^$`"'\\{}\uE000]+)$/.exec(body);
    if (found && (quoted || !/\s/.test(found[3]!))) {
      const from = at + 2 + found[1]!.length + found[2]!.length;
      word.take(from, end - 1);
      word.quoted('}', from, end - 1);
      word.assume(found[1]!);
    } else word.unknown(reasonOf(/^\w+/.exec(body)?.[0] ?? 'a variable'), at, end, !quoted || body.includes('@'));
    return end;
  }

  #unclosed(at: number): number {
    this.unclosed = at;
    return this.text.length;
  }
}

function reasonOf(name: string): string {
  return /^[A-Za-z_]/.test(name) ? `the variable ${name} fills it in` : 'the script’s arguments fill it in';
}

/** The offset behind the parenthesis that closes the one before `at`; the text's end where none does. */
export function skipParentheses(text: string, at: number): number {
  return skip(text, at, '(', ')');
}

function skipBraces(text: string, at: number): number {
  return skip(text, at, '{', '}');
}

function skip(text: string, at: number, open: string, close: string): number {
  let depth = 1;
  while (at < text.length) {
    const c = text[at]!;
    if (c === '\\') at++;
    else if (c === "'" || c === '"') {
      // A lone apostrophe is one, as inside double quotes.
      const end = c === "'" ? text.indexOf("'", at + 1) : closingQuote(text, at + 1);
      if (end >= 0) at = end;
    } else if (c === open) depth++;
    else if (c === close && --depth === 0) return at + 1;
    at++;
  }
  return text.length;
}

function closingQuote(text: string, at: number): number {
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at < text.length ? at : -1;
}
