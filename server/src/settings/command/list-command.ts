import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import type { ConfigFile } from '../file';
import type { Known, Unknown } from '../value';
import type { CommandLine, CommandWord } from './command-line';
import type { SourceText } from './source-text';
import { readingOf } from './text-command';

/** An item of a list of arguments. */
export interface ListItem {
  /** Where it stands in the list. */
  readonly span: Span;
  readonly source: SourceText;
  readonly assumed?: readonly string[];
  /** Its text is a list's own; of an alias it is another place's, and only the whole item can be replaced. */
  readonly own: boolean;
}

/** How a list of arguments is written. */
export interface ListStyle {
  /** Between brackets; else one item a line behind a hyphen. */
  readonly flow: boolean;
  /** An argument as an item: in the quotes of the others, and always as a text. */
  render(text: string): string;
}

/** A command line that is a list, each argument an item: of a Compose file, or the JSON of a Dockerfile. */
export class ListCommandLine implements CommandLine {
  readonly words: readonly ListWord[];

  constructor(
    readonly file: ConfigFile,
    readonly span: Span,
    readonly items: readonly ListItem[],
    readonly style: ListStyle,
  ) {
    this.words = items.map((item) => new ListWord(file, item));
  }

  /** The text of a word, to be read and written as a text of its own. */
  inner(word: CommandWord): SourceText | undefined {
    return this.#own(word)?.item.source;
  }

  replace(word: CommandWord, text: string): FileEdit[] {
    const own = this.#own(word);
    if (!own || (own.value.state === 'known' && own.value.value === text)) return [];
    const quoted = own.item.own && /["']/.test(this.file.text[own.span.start] ?? '');
    const within = quoted ? own.item.source.write(0, own.text.length, text) : [];
    return within.length > 0 ? within : [this.file.edit(own.span.start, own.span.end, this.style.render(text))];
  }

  replacePart(word: CommandWord, from: number, to: number, text: string): FileEdit[] {
    const own = this.#own(word);
    if (!own || own.text.slice(from, to) === text) return [];
    if (from === 0 && to === own.text.length) return this.replace(word, text);
    return own.item.own ? own.item.source.write(from, to, text) : [];
  }

  insertAfter(word: CommandWord, texts: readonly string[]): FileEdit[] {
    const own = this.#own(word);
    if (!own || texts.length === 0) return [];
    const { file } = this;
    const items = texts.map((text) => this.style.render(text));
    const index = this.words.indexOf(own);
    if (this.style.flow) {
      const beside = this.words[index + 1] ?? this.words[index - 1];
      const gap = beside ? this.#between(own, beside) : '';
      const separator = /^\s*,\s*$/.test(gap) ? gap.replace(/^\s+/, '') : ', ';
      return [file.edit(own.span.end, own.span.end, items.map((item) => separator + item).join(''))];
    }
    const { lines } = file;
    const line = lines.lineAt(own.span.end);
    const hyphen = hyphenBefore(file, own.span.start);
    if (hyphen === undefined) return [];
    const lead = lines.lineBreak + file.text.slice(lines.startOf(lines.lineAt(hyphen)), hyphen).replace(/\S/g, ' ');
    const sign =
      file.text.slice(hyphen, hyphen + 1) + (/^- +/.exec(file.text.slice(hyphen, own.span.start))?.[0].slice(1) ?? ' ');
    return [file.edit(lines.endOf(line), lines.endOf(line), items.map((item) => lead + sign + item).join(''))];
  }

  remove(words: readonly CommandWord[]): FileEdit[] {
    const own = words.map((word) => this.#own(word)).filter((word) => word !== undefined);
    const first = own[0];
    const last = own[own.length - 1];
    // A list without items is another command: that of the image.
    if (!first || !last || own.length === this.words.length) return [];
    if (!this.style.flow) return own.flatMap((word) => this.#removeLines(word));
    const before = this.words[this.words.indexOf(first) - 1];
    const behind = this.words[this.words.indexOf(last) + 1];
    const start = before ? before.span.end : first.span.start;
    const end = before || !behind ? last.span.end : behind.span.start;
    if (this.file.text.slice(start, first.span.start).includes('#')) return [];
    return [this.file.edit(start, end, '')];
  }

  #removeLines(word: ListWord): FileEdit[] {
    const { file } = this;
    const { lines } = file;
    const hyphen = hyphenBefore(file, word.span.start);
    if (hyphen === undefined) return [];
    const line = lines.lineAt(word.span.end);
    const lineStart = lines.startOf(lines.lineAt(hyphen));
    if (file.text.slice(lineStart, hyphen).trim() !== '') return [];
    const comment = file.text.slice(word.span.end, lines.endOf(line)).trimStart();
    if (comment !== '') return [file.edit(hyphen, lines.endOf(line) - comment.length, '')];
    const next = lines.startOf(line + 1);
    if (line + 1 < lines.count) return [file.edit(lineStart, next, '')];
    return [file.edit(lines.endOf(lines.lineAt(hyphen) - 1), file.text.length, '')];
  }

  #own(word: CommandWord | undefined): ListWord | undefined {
    return this.words.find((one) => one === word);
  }

  #between(one: ListWord, other: ListWord): string {
    const [first, second] = one.span.start < other.span.start ? [one, other] : [other, one];
    return this.file.text.slice(first.span.end, second.span.start);
  }
}

/** Where the hyphen of an item of a block list stands. */
function hyphenBefore(file: ConfigFile, at: number): number | undefined {
  const found = /-[ \t]+$/.exec(file.text.slice(Math.max(0, at - 200), at));
  return found ? at - found[0].length : undefined;
}

/** An item of a list of arguments. */
export class ListWord implements CommandWord {
  readonly mayBeSeveral = false;

  constructor(
    readonly file: ConfigFile,
    readonly item: ListItem,
  ) {}

  get span(): Span {
    return this.item.span;
  }

  get value(): Known<string> | Unknown {
    return readingOf(this.item.source.text);
  }

  get text(): string {
    return this.item.source.text.text;
  }

  get assumed(): readonly string[] {
    return this.item.assumed ?? [];
  }

  part(from: number, to: number): Span {
    return this.item.own ? this.item.source.text.spanOf(from, to) : this.item.span;
  }
}

/** Puts the quotes of most of the others around a new item. */
export function usualQuote(file: ConfigFile, spans: readonly Span[]): '' | '"' | "'" {
  const count = { '"': 0, "'": 0, '': 0 };
  for (const { start } of spans) {
    const c = file.text[start];
    count[c === '"' || c === "'" ? c : '']++;
  }
  if (count['"'] > 0 && count['"'] >= count["'"] && count['"'] >= count['']) return '"';
  return count["'"] > 0 && count["'"] >= count[''] ? "'" : '';
}
