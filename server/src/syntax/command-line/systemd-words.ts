import { type Split, type Word, WordBuilder } from '../word';

/**
 * Splits a command as systemd does with the value of ExecStart: blanks, both quotes, C escapes in and outside of them,
 * `%` specifiers, and variables: `${NAME}` is one piece of a word, a word that is `$NAME` gives as many as its value
 * has. A lone `;` begins another command. Total and linear.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
 */
export function splitSystemdWords(text: string): Split {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text[at]!)) {
      at++;
      continue;
    }
    if (text[at] === ';' && (at + 1 >= text.length || isBlank(text[at + 1]!)))
      return { words, cut: { start: at, end: at + 1 } };
    const read = new WordReader(text, at);
    at = read.run();
    if (read.unclosed !== undefined)
      return {
        words,
        problem: {
          span: { start: read.unclosed, end: text.length },
          message: 'The quotes are not closed: systemd ignores the command.',
        },
      };
    words.push(read.word.word(at));
  }
  return { words };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  s: ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
  ';': ';',
};

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
    let quote: '' | '"' | "'" = '';
    let opened = 0;
    let at = this.start;
    while (at < text.length) {
      const c = text[at]!;
      if (quote === '' && isBlank(c)) break;
      if (quote === '' && (c === '"' || c === "'")) {
        quote = c;
        opened = at++;
      } else if (c === quote) {
        word.quoted(quote as '"' | "'", opened + 1, at++);
        quote = '';
      } else if (c === '\\') at = this.#escape(at);
      else if (c === '%') at = this.#specifier(at);
      else if (c === '$') at = this.#variable(at, quote === '');
      else word.take(at, ++at);
    }
    if (quote !== '') this.unclosed = opened;
    return at;
  }

  #escape(at: number): number {
    const numeric = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U(00[0-9a-fA-F]{6})|([0-7]{3}))/.exec(
      this.text.slice(at, at + 10),
    );
    const code = numeric && Number.parseInt(numeric[1] ?? numeric[2] ?? numeric[3] ?? numeric[4]!, numeric[4] ? 8 : 16);
    if (numeric && code! > 0 && code! <= 0x10ffff) {
      const end = at + numeric[0].length;
      this.word.resolve(String.fromCodePoint(code!), at, end);
      return end;
    }
    const simple = ESCAPES[this.text[at + 1] ?? ''];
    if (simple === undefined) {
      this.word.unknown('systemd does not know this escape', at, Math.min(at + 2, this.text.length), false);
      return Math.min(at + 2, this.text.length);
    }
    this.word.resolve(simple, at, at + 2);
    return at + 2;
  }

  #specifier(at: number): number {
    const next = this.text[at + 1];
    if (next === '%') this.word.resolve('%', at, at + 2);
    else if (next !== undefined && /[A-Za-z]/.test(next))
      this.word.unknown(`systemd fills in %${next}`, at, at + 2, false);
    else {
      this.word.take(at, at + 1);
      return at + 1;
    }
    return at + 2;
  }

  #variable(at: number, bare: boolean): number {
    const rest = this.text.slice(at, at + 200);
    if (rest.startsWith('$$')) {
      this.word.resolve('$', at, at + 2);
      return at + 2;
    }
    const found = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/.exec(rest);
    const whole = found?.[2] !== undefined && this.start === at && !/\S/.test(this.text[at + found[0].length] ?? ' ');
    if (!found || (found[2] !== undefined && !(whole && bare))) {
      this.word.take(at, at + 1);
      return at + 1;
    }
    const end = at + found[0].length;
    this.word.unknown(`the environment sets ${found[1] ?? found[2]}`, at, end, whole);
    return end;
  }
}

function isBlank(c: string): boolean {
  return c === ' ' || c === '\t' || c === '\r' || c === '\n';
}
