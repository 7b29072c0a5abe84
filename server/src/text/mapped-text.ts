import type { Span } from './span';

/**
 * A piece of a text that was made from a file's: escapes resolved, folded, variables filled in. `verbatim` pieces hold
 * the source's own characters one to one; any other piece stands for its source as a whole.
 */
export interface MappedPiece {
  /** Where the piece begins in the made text. It ends where the next one begins. */
  readonly from: number;
  /** Where it is written in the source. */
  readonly source: Span;
  readonly verbatim: boolean;
  /** Why the piece's text can't be told; the made text has `UNKNOWN_CHARACTER` in its place. */
  readonly unknown?: string;
}

/**
 * Stands in a made text for a part that can't be told from the files: a variable without a value, a template's
 * placeholder. It is of a range that Unicode gives to nobody, and no reader of ours takes it for a blank or a sign.
 */
export const UNKNOWN_CHARACTER = '\uE000';

/** A text with the way back to where each of its characters is written. Immutable. */
export class MappedText {
  /** @param pieces in the order of the text, the first from 0; none for an empty text that is written nowhere */
  constructor(
    readonly text: string,
    readonly pieces: readonly MappedPiece[],
    /** The whole of what is written, quotes and indicators included. */
    readonly source: Span,
  ) {}

  /** The text of a span as it stands there. */
  static verbatim(text: string, source: Span): MappedText {
    return new MappedText(text, [{ from: 0, source, verbatim: true }], source);
  }

  /**
   * Where the characters `from` (inclusive) to `to` (exclusive) are written. An empty range is the place between two
   * characters. A range that touches a piece which is not verbatim takes its whole source in.
   */
  spanOf(from: number, to: number): Span {
    if (this.pieces.length === 0) return this.source;
    const first = this.#pieceAt(from);
    const start = first.verbatim
      ? Math.min(first.source.start + (from - first.from), first.source.end)
      : first.source.start;
    if (to <= from) return { start, end: start };
    const last = this.#pieceAt(to - 1);
    const end = last.verbatim ? Math.min(last.source.start + (to - last.from), last.source.end) : last.source.end;
    return { start, end: Math.max(start, end) };
  }

  /** Whether the range stands in the source as it is, so that replacing its span replaces it and nothing else. */
  isVerbatim(from: number, to: number): boolean {
    if (this.pieces.length === 0) return false;
    const first = this.#indexAt(from);
    return this.pieces[first]!.verbatim && (to <= from || this.#indexAt(to - 1) === first);
  }

  /** Why a part of the range can't be told; undefined where all of it is known. */
  unknownIn(from: number, to: number): string | undefined {
    for (let i = this.#indexAt(from); i < this.pieces.length && this.pieces[i]!.from < to; i++)
      if (this.pieces[i]!.unknown !== undefined) return this.pieces[i]!.unknown;
    return undefined;
  }

  /** A part of it, as a text of its own. */
  slice(from: number, to: number): MappedText {
    const pieces: MappedPiece[] = [];
    for (let i = this.#indexAt(from); i < this.pieces.length; i++) {
      const piece = this.pieces[i]!;
      if (piece.from >= to) break;
      const cut = Math.max(0, from - piece.from);
      pieces.push({
        ...piece,
        from: Math.max(0, piece.from - from),
        source: piece.verbatim
          ? { start: Math.min(piece.source.start + cut, piece.source.end), end: piece.source.end }
          : piece.source,
      });
    }
    return new MappedText(this.text.slice(from, to), pieces, this.spanOf(from, to));
  }

  /**
   * The same text with the way back through a second text: for one that was made from `middle.text`, and that from a
   * file. Linear in the pieces of both.
   */
  through(middle: MappedText): MappedText {
    const pieces: MappedPiece[] = [];
    for (const piece of this.pieces) {
      const { start, end } = piece.source;
      if (!piece.verbatim || middle.pieces.length === 0) {
        const reason = piece.unknown ?? middle.unknownIn(start, end);
        const source = middle.spanOf(start, end);
        pieces.push({
          from: piece.from,
          source,
          verbatim: false,
          ...(reason === undefined ? {} : { unknown: reason }),
        });
        continue;
      }
      for (const part of middle.slice(start, end).pieces) pieces.push({ ...part, from: piece.from + part.from });
    }
    return new MappedText(this.text, pieces, middle.spanOf(this.source.start, this.source.end));
  }

  #pieceAt(at: number): MappedPiece {
    return this.pieces[this.#indexAt(at)]!;
  }

  #indexAt(at: number): number {
    let low = 0;
    let high = this.pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.pieces[middle]!.from <= at) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}
