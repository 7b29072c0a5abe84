import { type MappedPiece, MappedText, UNKNOWN_CHARACTER } from '../text/mapped-text';
import type { Span } from '../text/span';

/** What stands between quotes, or behind the `:-` of a variable; the signs themselves are no part of it. */
export interface QuotedPart extends Span {
  readonly quote: '"' | "'" | '}';
}

/** One argument of a command line, as the program that splits the line makes it. */
export interface Word {
  /** Where it begins and ends in the text that was split, quotes included. */
  readonly start: number;
  readonly end: number;
  /** The argument; the sources of its pieces are offsets of the text that was split. */
  readonly value: MappedText;
  readonly quoted: readonly QuotedPart[];
  /** Whether a part that can't be told stands outside quotes, so that it may give no argument or several. */
  readonly mayBeSeveral: boolean;
  /** The variables of which the written default was taken: `WORKERS` of `${WORKERS:-4}`. */
  readonly assumed: readonly string[];
}

/** A text taken apart into arguments. */
export interface Split {
  readonly words: readonly Word[];
  /** The operator from which on everything is dropped without a word. */
  readonly cut?: Span;
  /** Why the program that splits the text refuses it. */
  readonly problem?: { readonly span: Span; readonly message: string };
}

/** Collects the pieces of one word. */
export class WordBuilder {
  readonly #pieces: MappedPiece[] = [];
  readonly #quoted: QuotedPart[] = [];
  readonly #assumed: string[] = [];
  #text = '';
  #several = false;
  /** Characters that were taken as they stand and are not in the text yet. */
  #runStart = 0;
  #runEnd = 0;

  constructor(
    readonly source: string,
    readonly start: number,
  ) {}

  get text(): string {
    this.#flush();
    return this.#text;
  }

  /** Takes characters of the source as they stand there. */
  take(from: number, to: number): void {
    if (this.#runEnd !== from || this.#runEnd === this.#runStart) {
      this.#flush();
      this.#runStart = from;
    }
    this.#runEnd = to;
  }

  /** Takes a text for a span of the source. */
  resolve(text: string, from: number, to: number): void {
    if (text === '') return;
    this.#flush();
    this.#pieces.push({ from: this.#text.length, source: { start: from, end: to }, verbatim: false });
    this.#text += text;
  }

  /** A span of the source whose text can't be told; `several` where it may give more than one argument. */
  unknown(reason: string, from: number, to: number, several: boolean): void {
    this.#flush();
    const source = { start: from, end: to };
    this.#pieces.push({ from: this.#text.length, source, verbatim: false, unknown: reason });
    this.#text += UNKNOWN_CHARACTER;
    this.#several ||= several;
  }

  quoted(quote: QuotedPart['quote'], start: number, end: number): void {
    this.#quoted.push({ quote, start, end });
  }

  assume(variable: string): void {
    this.#assumed.push(variable);
  }

  word(end: number): Word {
    this.#flush();
    const several = this.#several || this.#bareUnknown(end);
    return {
      start: this.start,
      end,
      value: new MappedText(this.#text, this.#pieces, { start: this.start, end }),
      quoted: this.#quoted,
      mayBeSeveral: several,
      assumed: this.#assumed,
    };
  }

  #flush(): void {
    if (this.#runEnd > this.#runStart) {
      const source = { start: this.#runStart, end: this.#runEnd };
      this.#pieces.push({ from: this.#text.length, source, verbatim: true });
      this.#text += this.source.slice(this.#runStart, this.#runEnd);
    }
    this.#runStart = this.#runEnd = 0;
  }

  /** Whether the source itself has something unknown here, outside quotes. */
  #bareUnknown(end: number): boolean {
    if (!this.#text.includes(UNKNOWN_CHARACTER)) return false;
    const source = this.source.slice(this.start, end);
    const quoted = this.#quoted.filter(({ quote }) => quote !== '}');
    let next = 0;
    for (let at = source.indexOf(UNKNOWN_CHARACTER); at >= 0; at = source.indexOf(UNKNOWN_CHARACTER, at + 1)) {
      const offset = this.start + at;
      while (next < quoted.length && quoted[next]!.end <= offset) next++;
      if (next >= quoted.length || offset < quoted[next]!.start) return true;
    }
    return false;
  }
}

/** In which quotes an offset of the split text stands; `''` outside of all. */
export function quoteAt(word: Word, offset: number): '' | QuotedPart['quote'] {
  return word.quoted.findLast((part) => part.start <= offset && offset <= part.end)?.quote ?? '';
}
