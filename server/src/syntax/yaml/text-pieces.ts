import { type MappedPiece, MappedText } from '../../text/mapped-text';
import type { Span } from '../../text/span';

/** Gathers a text piece by piece, together with where each piece is written. */
export class TextPieces {
  readonly #parts: string[] = [];
  readonly #pieces: { from: number; source: { start: number; end: number }; verbatim: boolean }[] = [];
  #length = 0;

  constructor(readonly source: string) {}

  /** Takes characters over as they stand. */
  take(start: number, end: number): void {
    if (end <= start) return;
    const last = this.#pieces.at(-1);
    if (last?.verbatim && last.source.end === start) last.source.end = end;
    else this.#pieces.push({ from: this.#length, source: { start, end }, verbatim: true });
    this.#add(this.source.slice(start, end));
  }

  /** Writes a text that stands for the source from `start` to `end`. */
  make(text: string, start: number, end: number): void {
    if (text === '') return;
    this.#pieces.push({ from: this.#length, source: { start, end }, verbatim: false });
    this.#add(text);
  }

  get text(): string {
    return this.#parts.join('');
  }

  mapped(source: Span): MappedText {
    return new MappedText(this.text, this.#pieces satisfies MappedPiece[], source);
  }

  #add(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }
}
