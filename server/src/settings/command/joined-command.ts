import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import type { ConfigFile } from '../file';
import type { CommandLine, CommandWord } from './command-line';
import type { SourceText } from './source-text';

/** A command line that stands in several places: the entrypoint of an image, and the command behind it. */
export class JoinedCommandLine implements CommandLine {
  readonly file: ConfigFile;
  readonly span: Span;
  readonly words: readonly CommandWord[];

  /** @param parts one at least, in the order of their words */
  constructor(readonly parts: readonly [CommandLine, ...CommandLine[]]) {
    // The part whose words come last is the one that a project is likeliest to own.
    const main = parts.findLast((part) => part.words.length > 0) ?? parts[0];
    this.file = main.file;
    this.span = main.span;
    this.words = parts.flatMap((part) => part.words);
  }

  inner(word: CommandWord): SourceText | undefined {
    return this.partOf(word)?.inner(word);
  }

  replace(word: CommandWord, text: string): FileEdit[] {
    return this.partOf(word)?.replace(word, text) ?? [];
  }

  replacePart(word: CommandWord, from: number, to: number, text: string): FileEdit[] {
    return this.partOf(word)?.replacePart(word, from, to, text) ?? [];
  }

  insertAfter(word: CommandWord, texts: readonly string[]): FileEdit[] {
    return this.partOf(word)?.insertAfter(word, texts) ?? [];
  }

  remove(words: readonly CommandWord[]): FileEdit[] {
    return this.parts.flatMap((part) => {
      const own = words.filter((word) => part.words.includes(word));
      return own.length > 0 ? part.remove(own) : [];
    });
  }

  /** The part in which a word stands. */
  partOf(word: CommandWord): CommandLine | undefined {
    return this.parts.find((part) => part.words.includes(word));
  }
}
