import { quoteAt, type Word } from '../../syntax/word';
import type { FileEdit } from '../../text/edit';
import { type MappedText, UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import type { ConfigFile } from '../file';
import type { WordLanguage } from './word-language';

/** A text that stands somewhere in a file, in whatever wrapping, and can be written there. */
export interface SourceText {
  readonly file: ConfigFile;
  readonly text: MappedText;
  /** The quotes that stand around it, which are best not used inside. */
  readonly quotes: string;
  /**
   * Edits that put characters in the place of `from` to `to`. None where that would touch anything else.
   *
   * @param lead goes before them into the source as it is: a line break with its indentation
   */
  write(from: number, to: number, characters: string, lead?: string): FileEdit[];
}

/**
 * Where a range of a made text stands, so that replacing the span replaces the range and nothing else; undefined where
 * it begins or ends within a piece that stands for its source as a whole. An empty range clings to what is before it.
 */
export function writableSpan(text: MappedText, from: number, to: number): Span | undefined {
  const { pieces } = text;
  if (pieces.length === 0) return text.source;
  const endOf = (i: number) => pieces[i + 1]?.from ?? text.text.length;
  const first = pieces.findLastIndex((piece) => (to > from || from === 0 ? piece.from <= from : piece.from < from));
  const start = first < 0 ? 0 : first;
  const piece = pieces[start]!;
  if (to <= from) {
    if (piece.verbatim) {
      const at = piece.source.start + (from - piece.from);
      return { start: at, end: at };
    }
    if (from === piece.from) return { start: piece.source.start, end: piece.source.start };
    return from === endOf(start) ? { start: piece.source.end, end: piece.source.end } : undefined;
  }
  const last = pieces.findLastIndex((one) => one.from < to);
  const end = pieces[last]!;
  if (!piece.verbatim && from !== piece.from) return undefined;
  if (!end.verbatim && to !== endOf(last)) return undefined;
  return {
    start: piece.source.start + (piece.verbatim ? from - piece.from : 0),
    end: end.verbatim ? end.source.start + (to - end.from) : end.source.end,
  };
}

/** A text that stands in its file as it is: a line of a script or a Procfile, a Dockerfile's shell form. */
export class PlainText implements SourceText {
  readonly quotes: string = '';

  /**
   * @param encode how characters are written in this format; undefined where they can't be
   */
  constructor(
    readonly file: ConfigFile,
    readonly text: MappedText,
    readonly encode: (characters: string) => string | undefined = (characters) =>
      /[\r\n]/.test(characters) ? undefined : characters,
  ) {}

  write(from: number, to: number, characters: string, lead = ''): FileEdit[] {
    const span = writableSpan(this.text, from, to);
    const written = this.encode(characters);
    return span && written !== undefined ? [this.file.edit(span.start, span.end, lead + written)] : [];
  }
}

/** The text behind `sh -c`: a word of another command line. */
export class WordText implements SourceText {
  readonly file: ConfigFile;
  readonly text: MappedText;
  readonly quotes: string;

  constructor(
    readonly outer: SourceText,
    readonly word: Word,
    readonly language: WordLanguage,
  ) {
    this.file = outer.file;
    this.text = word.value.through(outer.text);
    this.quotes = outer.quotes + (word.quoted[0]?.quote ?? '');
  }

  write(from: number, to: number, characters: string, lead?: string): FileEdit[] {
    const { word } = this;
    const span = word.value.text === '' ? undefined : writableSpan(word.value, from, to);
    const written = span && this.#encode(characters, span);
    if (span && written !== undefined) return this.outer.write(span.start, span.end, written, lead);
    // The whole word anew, in other quotes.
    const before = this.text.text;
    if (lead !== undefined || before.includes(UNKNOWN_CHARACTER) || word.assumed.length > 0) return [];
    const whole = before.slice(0, from) + characters + before.slice(to);
    return this.outer.write(word.start, word.end, this.language.quote(whole, this.outer.quotes));
  }

  /** The characters as they are written where the span of the outer text is; undefined where it spans several quotes. */
  #encode(characters: string, span: Span): string | undefined {
    const quote = quoteAt(this.word, span.start);
    if (quoteAt(this.word, span.end) !== quote) return undefined;
    const part = this.word.quoted.find((one) => one.start <= span.start && span.start <= one.end);
    if (part ? span.end > part.end : this.word.quoted.some((one) => span.start < one.start && one.start < span.end))
      return undefined;
    return this.language.encode(characters, quote);
  }
}
