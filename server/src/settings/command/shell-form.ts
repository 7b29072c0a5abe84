import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import type { ConfigFile } from '../file';
import { type Known, known, type Unknown } from '../value';
import type { CommandLine, CommandWord } from './command-line';
import type { SourceText } from './source-text';
import { readingOf } from './text-command';

/**
 * A text that a shell is started with: CMD of a Dockerfile without brackets, a line of a Procfile. Its arguments are
 * the shell, `-c` and the text; of these only the text is written anywhere.
 */
export class ShellFormCommandLine implements CommandLine {
  readonly file: ConfigFile;
  readonly span: Span;
  readonly words: readonly CommandWord[];
  readonly #text: CommandWord;

  /** @param shell how the shell is called: `/bin/sh -c` */
  constructor(
    readonly source: SourceText,
    shell: readonly string[] = ['/bin/sh', '-c'],
  ) {
    this.file = source.file;
    this.span = source.text.source;
    this.#text = new WholeText(source);
    const start = { start: this.span.start, end: this.span.start };
    this.words = [...shell.map((text) => new ImpliedWord(source.file, start, text)), this.#text];
  }

  inner(word: CommandWord): SourceText | undefined {
    return word === this.#text ? this.source : undefined;
  }

  replace(word: CommandWord, text: string): FileEdit[] {
    return word === this.#text && word.text !== text ? this.source.write(0, word.text.length, text) : [];
  }

  replacePart(word: CommandWord, from: number, to: number, text: string): FileEdit[] {
    return word === this.#text && word.text.slice(from, to) !== text ? this.source.write(from, to, text) : [];
  }

  insertAfter(): FileEdit[] {
    return [];
  }

  remove(): FileEdit[] {
    return [];
  }
}

/** An argument that no file holds, but the program that reads the file adds. */
export class ImpliedWord implements CommandWord {
  readonly mayBeSeveral = false;
  readonly assumed: readonly string[] = [];
  readonly value: Known<string>;

  /** @param span where what implies it stands */
  constructor(
    readonly file: ConfigFile,
    readonly span: Span,
    readonly text: string,
  ) {
    this.value = known(text);
  }

  part(): Span {
    return this.span;
  }
}

class WholeText implements CommandWord {
  readonly mayBeSeveral = false;
  readonly assumed: readonly string[] = [];
  readonly file: ConfigFile;

  constructor(readonly source: SourceText) {
    this.file = source.file;
  }

  get span(): Span {
    return this.source.text.source;
  }

  get value(): Known<string> | Unknown {
    return readingOf(this.source.text);
  }

  get text(): string {
    return this.source.text.text;
  }

  part(from: number, to: number): Span {
    return this.source.text.spanOf(from, to);
  }
}
