import { type MappedPiece, MappedText } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import { isBlank, trimmed } from '../piece';
import type { SyntaxProblem } from '../problem';
import type { DotenvEntry, DotenvTree, DotenvValue } from './tree';

/**
 * Reads a text as Compose reads `.env` and `env_file`: `NAME=value` or `NAME: value`, `export` before it, a name alone,
 * quotes over several lines, ` #` for a comment behind a value without quotes. Total and linear.
 *
 * @see https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
export function parseDotenv(text: string): DotenvTree {
  return new Parser(text).run();
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  $: '$$',
};

class Parser {
  readonly #entries: DotenvEntry[] = [];
  readonly #comments: Span[] = [];
  readonly #problems: SyntaxProblem[] = [];
  #at = 0;

  constructor(readonly text: string) {
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  run(): DotenvTree {
    const { text } = this;
    while (this.#at < text.length) {
      if (/\s/.test(text[this.#at]!)) this.#at++;
      else if (text[this.#at] === '#') {
        const end = this.#lineEnd(this.#at);
        this.#comments.push(trimmed(text, this.#at, end));
        this.#at = end;
      } else this.#statement();
    }
    return { text, entries: this.#entries, comments: this.#comments, problems: this.#problems };
  }

  #lineEnd(from: number): number {
    const feed = this.text.indexOf('\n', from);
    return feed < 0 ? this.text.length : feed;
  }

  #statement(): void {
    const { text } = this;
    const lineEnd = this.#lineEnd(this.#at);
    const exported = /^export[ \t]+/.exec(text.slice(this.#at, Math.min(lineEnd, this.#at + 200)));
    const start = this.#at + (exported?.[0].length ?? 0);
    let at = start;
    while (at < lineEnd && text[at] !== '=' && text[at] !== ':') at++;
    const nameSpan = trimmed(text, start, at);
    const name = text.slice(nameSpan.start, nameSpan.end);
    const wrong = /[^\p{L}\p{N}_.[\]-]/u.exec(name);
    if (wrong || name === '') {
      this.#problems.push({
        span: name === '' ? { start: this.#at, end: trimmed(text, this.#at, lineEnd).end } : nameSpan,
        message:
          name === ''
            ? 'There is no name before the sign: Compose refuses the file.'
            : `A variable’s name can’t hold ${/\s/.test(wrong![0]) ? 'a blank' : `"${wrong![0]}"`}: Compose refuses the file.`,
      });
      this.#at = lineEnd;
      return;
    }
    if (at >= lineEnd) {
      this.#entries.push({ span: nameSpan, name, nameSpan, value: undefined });
      this.#at = lineEnd;
      return;
    }
    let from = at + 1;
    while (from < lineEnd && isBlank(text.charCodeAt(from))) from++;
    const value = text[from] === '"' || text[from] === "'" ? this.#quoted(from) : this.#bare(from, lineEnd);
    if (value) this.#entries.push({ span: { start: nameSpan.start, end: value.span.end }, name, nameSpan, value });
  }

  #bare(from: number, lineEnd: number): DotenvValue {
    const { text } = this;
    const comment = text.slice(from, lineEnd).search(/ #/);
    const end = trimmed(text, from, comment < 0 ? lineEnd : from + comment).end;
    if (comment >= 0) this.#comments.push(trimmed(text, from + comment + 1, lineEnd));
    this.#at = lineEnd;
    const span = { start: from, end: Math.max(from, end) };
    return { span, quote: '', text: MappedText.verbatim(text.slice(span.start, span.end), span), expands: true };
  }

  #quoted(from: number): DotenvValue | undefined {
    const { text } = this;
    const quote = text[from] as '"' | "'";
    const pieces: MappedPiece[] = [];
    let made = '';
    let run = from + 1;
    const keep = (to: number) => {
      if (to > run) pieces.push({ from: made.length, source: { start: run, end: to }, verbatim: true });
      made += text.slice(run, to);
    };
    let at = run;
    while (at < text.length && text[at] !== quote) {
      const escaped = text[at] === '\\' ? this.#escape(at, quote) : undefined;
      if (escaped) {
        keep(at);
        pieces.push({ from: made.length, source: { start: at, end: escaped.end }, verbatim: false });
        made += escaped.text;
        run = at = escaped.end;
      } else at += text[at] === '\\' && at + 1 < text.length && text[at + 1] !== quote ? 2 : 1;
    }
    if (at >= text.length) {
      const end = this.#lineEnd(from);
      this.#problems.push({
        span: trimmed(text, from, end),
        message: 'This quote is not closed: Compose refuses the file.',
      });
      this.#at = end;
      return undefined;
    }
    keep(at);
    this.#at = at + 1;
    const span = { start: from, end: at + 1 };
    return { span, quote, text: new MappedText(made, pieces, span), expands: quote === '"' };
  }

  /** What an escape stands for; undefined where the backslash is one. */
  #escape(at: number, quote: '"' | "'"): { text: string; end: number } | undefined {
    const next = this.text[at + 1] ?? '';
    if (quote === "'") return next === "'" ? { text: "'", end: at + 2 } : undefined;
    const octal = /^\\0([0-3][0-7]{2})/.exec(this.text.slice(at, at + 5));
    if (octal) return { text: String.fromCharCode(Number.parseInt(octal[1]!, 8)), end: at + 5 };
    const text = next === '' ? undefined : ESCAPES[next];
    return text === undefined ? undefined : { text, end: at + 2 };
  }
}
