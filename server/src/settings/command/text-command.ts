import type { QuotedPart, Word } from '../../syntax/word';
import type { FileEdit } from '../../text/edit';
import { type MappedText, UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import type { ConfigFile } from '../file';
import { type Known, known, type Unknown, unknown } from '../value';
import type { CommandLine, CommandWord } from './command-line';
import { type SourceText, WordText } from './source-text';
import type { WordLanguage } from './word-language';

/** A command line that is a text of words: a string of a Compose file, a line of a script, what follows `sh -c`. */
export class TextCommandLine implements CommandLine {
  readonly file: ConfigFile;
  readonly span: Span;
  readonly words: readonly TextWord[];

  /**
   * @param words what the language made of the source's text, or the part of it that is one command
   */
  constructor(
    readonly source: SourceText,
    readonly language: WordLanguage,
    words: readonly Word[],
  ) {
    this.file = source.file;
    this.words = words.map((word) => new TextWord(source, word));
    const first = words[0];
    this.span = first ? source.text.spanOf(first.start, words[words.length - 1]!.end) : source.text.source;
  }

  /** The text of a word, to be read and written as a text of its own. */
  inner(word: CommandWord): SourceText | undefined {
    const own = this.#own(word);
    return own && new WordText(this.source, own.word, this.language);
  }

  replace(word: CommandWord, text: string): FileEdit[] {
    const own = this.#own(word);
    if (!own || (own.value.state === 'known' && own.value.value === text)) return [];
    const { start, end, quoted } = own.word;
    const [only] = quoted;
    // Quotes that are there stay.
    if (only && only.quote !== '}' && quoted.length === 1 && only.start === start + 1 && only.end === end - 1)
      return this.#withinQuotes(only, text) ?? this.source.write(start, end, this.#quoted(text));
    return this.source.write(start, end, this.#quoted(text));
  }

  replacePart(word: CommandWord, from: number, to: number, text: string): FileEdit[] {
    const own = this.#own(word);
    if (!own || own.text.slice(from, to) === text) return [];
    return new WordText(this.source, own.word, this.language).write(from, to, text);
  }

  insertAfter(word: CommandWord, texts: readonly string[]): FileEdit[] {
    const own = this.#own(word);
    if (!own || texts.length === 0) return [];
    const { lead, between } = this.#gaps(own);
    const quoted = texts.map((text) => this.#quoted(text));
    const at = own.word.end;
    if (lead === undefined) return this.source.write(at, at, ` ${quoted.join(' ')}`);
    if (between === undefined) return this.source.write(at, at, quoted.join(' '), lead);
    const edits = quoted.map((text) => this.source.write(at, at, text, lead));
    // All of them stand at one place: they are one edit.
    const first = edits[0]?.[0];
    return first && edits.every((list) => list.length === 1)
      ? [{ ...first, newText: edits.map(([edit]) => edit!.newText).join('') }]
      : [];
  }

  remove(words: readonly CommandWord[]): FileEdit[] {
    const first = this.#own(words[0]);
    const last = this.#own(words[words.length - 1]);
    if (!first || !last) return [];
    const before = this.words[this.words.indexOf(first) - 1];
    const behind = this.words[this.words.indexOf(last) + 1];
    const from = before ? before.word.end : first.word.start;
    const to = before || !behind ? last.word.end : behind.word.start;
    const span = this.source.text.spanOf(from, to);
    const removed = this.words.slice(this.words.indexOf(first), this.words.indexOf(last) + 1);
    // Comments between continued lines stay.
    if (/^[ \t]*#/m.test(this.file.text.slice(span.start, span.end)))
      return removed.flatMap(({ word }) => this.source.write(word.start, word.end, ''));
    return this.source.write(from, to, '');
  }

  #own(word: CommandWord | undefined): TextWord | undefined {
    return this.words.find((one) => one === word);
  }

  #quoted(text: string): string {
    return this.language.quote(text, this.source.quotes);
  }

  #withinQuotes(part: QuotedPart, text: string): FileEdit[] | undefined {
    const written = this.language.encode(text, part.quote);
    return written === undefined || part.end === part.start
      ? undefined
      : this.source.write(part.start, part.end, written);
  }

  /**
   * What to put before new words: a line break in the style of the others where the word ends a line, and where every
   * word has a line of its own, before each of them.
   */
  #gaps(word: TextWord): { lead: string | undefined; between: string | undefined } {
    const index = this.words.indexOf(word);
    const gaps = this.words.slice(1).map((next, i) => this.#gap(this.words[i]!, next));
    const endsLine = index === this.words.length - 1 || gaps[index]?.includes('\n');
    const breaks = gaps.filter((gap) => gap?.includes('\n'));
    if (!endsLine || breaks.length === 0) return { lead: undefined, between: undefined };
    const lead = gaps.slice(0, index).findLast((gap) => gap?.includes('\n')) ?? breaks[0]!;
    return { lead, between: breaks.length === gaps.length && gaps.length > 1 ? lead : undefined };
  }

  /** What stands between two words in the source, where it is nothing but blanks and continued lines. */
  #gap(one: TextWord, next: TextWord): string | undefined {
    const gap = this.file.text.slice(one.span.end, next.span.start);
    return /^[\s\\`^]+$/.test(gap) ? gap : undefined;
  }
}

/** A word of a command line that is a text. */
export class TextWord implements CommandWord {
  #span: Span | undefined;
  #inFile: MappedText | undefined;

  constructor(
    private readonly source: SourceText,
    readonly word: Word,
  ) {}

  get file(): ConfigFile {
    return this.source.file;
  }

  get span(): Span {
    this.#span ??= this.source.text.spanOf(this.word.start, this.word.end);
    return this.#span;
  }

  /** The argument with the way back to the file. */
  get #mapped(): MappedText {
    this.#inFile ??= this.word.value.through(this.source.text);
    return this.#inFile;
  }

  get value(): Known<string> | Unknown {
    const { text } = this;
    return text.includes(UNKNOWN_CHARACTER) ? readingOf(this.#mapped) : known(text);
  }

  get text(): string {
    return this.word.value.text;
  }

  get mayBeSeveral(): boolean {
    return this.word.mayBeSeveral;
  }

  get assumed(): readonly string[] {
    return this.word.assumed;
  }

  part(from: number, to: number): Span {
    return this.#mapped.spanOf(from, to);
  }
}

/** What a made text says. */
export function readingOf(text: MappedText): Known<string> | Unknown {
  if (!text.text.includes(UNKNOWN_CHARACTER)) return known(text.text);
  return unknown(text.unknownIn(0, text.text.length) ?? 'a part of it can’t be told');
}
