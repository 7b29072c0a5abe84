import { type MappedPiece, MappedText, UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import type { PyExpression, PyReplacement, PyString, PyStringLiteral } from './tree';

/** An expression in braces inside an f-string. */
export interface Replacement {
  readonly span: Span;
  readonly value: PyExpression | undefined;
  readonly plain: boolean;
}

type MakeSpan = (start: number, end: number) => Span;

/** One literal, before it is joined with its neighbours. */
export interface ReadLiteral extends PyStringLiteral {
  readonly replacements: readonly Replacement[];
  /** Its closing quotes are there. */
  readonly closed: boolean;
}

const OPENING = /[A-Za-z]{0,2}('''|"""|'|")/y;

/** Tells the quotes of a literal apart from what is between them. */
export function readLiteral(
  text: string,
  span: Span,
  replacements: readonly Replacement[],
  spanAt: MakeSpan,
): ReadLiteral {
  OPENING.lastIndex = span.start;
  const found = OPENING.exec(text);
  const quote = found?.[1] ?? '';
  const start = Math.min(span.end, span.start + (found?.[0].length ?? 0));
  const closed = span.end - quote.length >= start && text.startsWith(quote, span.end - quote.length) && quote !== '';
  const inner = spanAt(start, closed ? span.end - quote.length : span.end);
  const prefix = text.slice(span.start, start - quote.length).toLowerCase();
  return { span, prefix, quote, inner, replacements, closed };
}

/** Joins literals that stand side by side. */
export function joinLiterals(text: string, literals: readonly ReadLiteral[], span: Span, spanAt: MakeSpan): PyString {
  const made = new Content(text, spanAt);
  for (const literal of literals) made.add(literal);
  if (made.pieces.length === 0 && literals[0]) made.pieces.push({ from: 0, source: literals[0].inner, verbatim: true });
  return {
    kind: 'string',
    span,
    content: new MappedText(made.text, made.pieces, span),
    bytes: literals.some(({ prefix }) => prefix.includes('b')),
    replaced: made.replaced,
    literals,
  };
}

/** A backslash with what belongs to it, or a doubled brace. */
const SPECIAL = /\\(?:\r\n|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N\{[^}]*\}|[\s\S])/y;

class Content {
  readonly pieces: MappedPiece[] = [];
  readonly replaced: PyReplacement[] = [];
  #parts: string[] = [];
  #length = 0;

  constructor(
    readonly source: string,
    readonly spanAt: MakeSpan,
  ) {}

  get text(): string {
    return this.#parts.join('');
  }

  add(literal: ReadLiteral): void {
    let from = literal.inner.start;
    for (const { span, value, plain } of literal.replacements) {
      this.#literal(literal, from, span.start);
      this.replaced.push({ span, at: this.#length, value, plain });
      this.#piece(UNKNOWN_CHARACTER, span, false, 'an expression stands in it');
      from = span.end;
    }
    this.#literal(literal, from, literal.inner.end);
  }

  #literal({ prefix }: ReadLiteral, from: number, to: number): void {
    const escapes = !prefix.includes('r');
    const doubled = prefix.includes('f');
    let done = from;
    for (let at = from; at < to; ) {
      const code = this.source.charCodeAt(at);
      if (escapes && code === 92) {
        this.#verbatim(done, at);
        SPECIAL.lastIndex = at;
        const written = SPECIAL.exec(this.source)?.[0] ?? '\\';
        const end = Math.min(to, at + written.length);
        const resolved = resolveEscape(written, prefix.includes('b'));
        const named = resolved === UNKNOWN_CHARACTER ? 'it names a character' : undefined;
        this.#piece(resolved, this.spanAt(at, end), false, named);
        done = at = end;
      } else if (doubled && (code === 123 || code === 125) && this.source.charCodeAt(at + 1) === code && at + 1 < to) {
        this.#verbatim(done, at);
        this.#piece(String.fromCharCode(code), this.spanAt(at, at + 2), false);
        done = at = at + 2;
      } else at++;
    }
    this.#verbatim(done, to);
  }

  #verbatim(start: number, end: number): void {
    if (end > start) this.#piece(this.source.slice(start, end), this.spanAt(start, end), true);
  }

  #piece(text: string, source: Span, verbatim: boolean, unknown?: string): void {
    this.pieces.push({ from: this.#length, source, verbatim, ...(unknown === undefined ? {} : { unknown }) });
    this.#parts.push(text);
    this.#length += text.length;
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
  '\r': '',
  '\r\n': '',
};

/** What an escape stands for; one that Python does not know stands for itself, backslash included. */
function resolveEscape(written: string, bytes: boolean): string {
  const body = written.slice(1);
  const simple = SIMPLE[body];
  if (simple !== undefined) return simple;
  if (/^[0-7]+$/.test(body)) return String.fromCharCode(Number.parseInt(body, 8) & (bytes ? 0xff : 0x1ff));
  if (/^x[0-9A-Fa-f]{2}$/.test(body)) return String.fromCharCode(Number.parseInt(body.slice(1), 16));
  if (bytes) return written;
  if (/^[uU][0-9A-Fa-f]{4,8}$/.test(body)) {
    const code = Number.parseInt(body.slice(1), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : UNKNOWN_CHARACTER;
  }
  // The names of characters are a table of their own.
  return body.startsWith('N{') ? UNKNOWN_CHARACTER : written;
}
