import type { CommandLine, CommandWord } from '../../settings/command/command-line';
import type { StartedProgram } from '../../settings/command/program';
import type { ConfigFile } from '../../settings/file';
import { readNginx } from '../../settings/nginx/read';
import { quoteWord } from '../../settings/nginx/write';
import { type Directive, type NginxTree, Word } from '../../syntax/nginx/tree';
import type { FileEdit } from '../../text/edit';
import { UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { Place } from '../finding';
import type { Scope } from './scope';
import { NginxSetting } from './setting';

/** What `-g` gives nginx: directives of the outermost level, which it reads before its configuration file. */
export interface Parameters {
  readonly tree: NginxTree;
  readonly directives: readonly Parameter[];
  /** Why there may be more of them. */
  readonly unseen: string | undefined;
  /** Undefined where nothing in the workspace says so, but the image starts nginx with it. */
  readonly word: { readonly line: CommandLine; readonly word: CommandWord } | undefined;
}

/** One directive of them. */
export interface Parameter {
  readonly file: ConfigFile;
  /** With the places in the file where its words stand. */
  readonly directive: Directive;
  /** With those in the text behind `-g`. */
  readonly inText: Directive;
}

/** Undefined where nginx takes none, or does not start with what is there. */
export function readParameters(line: CommandLine, word: CommandWord): Parameters | undefined {
  const tree = readNginx(word.text, '');
  if (tree.problems.length > 0 && !word.text.includes(UNKNOWN_CHARACTER)) return undefined;
  const directives = tree.directives.map((inText) => ({ file: word.file, directive: placed(inText, word), inText }));
  const certain = directives.filter(({ directive }) => directive.terminator === ';' && !directive.name.placeholder);
  const { value } = word;
  const hidden = word.mayBeSeveral || certain.length < directives.length;
  const reason = value.state === 'unknown' ? value.reason : 'what -g gives nginx can’t be told';
  return { tree, directives: certain, unseen: hidden ? reason : undefined, word: { line, word } };
}

function placed(directive: Directive, word: CommandWord): Directive {
  const place = ({ start, end, value, quote }: Word) => {
    const span = word.part(start, end);
    return new Word(span.start, span.end, value, quote, value.includes(UNKNOWN_CHARACTER));
  };
  const { start, end } = directive.name;
  return {
    ...directive,
    name: place(directive.name),
    args: directive.args.map(place),
    end: word.part(Math.max(start, directive.end - 1), Math.max(end, directive.end)).end,
  };
}

/** What an image's own command gives nginx. */
export function impliedParameters(text: string, { file, span }: Place): Parameters {
  const tree = readNginx(text, '');
  const place = ({ value }: Word) => new Word(span.start, span.end, value, '', false);
  const directives = tree.directives.map((inText) => ({
    file,
    directive: { ...inText, name: place(inText.name), args: inText.args.map(place), end: span.end },
    inText,
  }));
  return { tree, directives, unseen: undefined, word: undefined };
}

/** The word behind `-g`; of several the last counts. */
export function parameterWord({ args }: StartedProgram): CommandWord | undefined {
  const at = args.findLastIndex(({ text }) => text === '-g');
  return at < 0 ? undefined : args[at + 1];
}

/** A directive of `-g` where it takes effect. It is written through the command line in which it stands. */
export class NginxParameter extends NginxSetting {
  constructor(
    readonly parameters: Parameters,
    readonly given: Parameter,
    directive: Directive,
    scope: Scope,
    order: number,
  ) {
    super(given.file, directive, scope, order);
  }

  override get inFile(): boolean {
    return false;
  }

  override get tree(): NginxTree {
    return this.parameters.tree;
  }

  override get text(): string {
    return this.args.map(({ value }) => value).join(' ');
  }

  override set(...args: string[]): FileEdit[] {
    if (args.length === this.args.length)
      return this.args.flatMap((word, i) => (word.value === args[i] ? [] : this.setWord(word, args[i]!)));
    const { name, end } = this.given.inText;
    return this.#write(name.end, end - 1, ['', ...args.map(quoteWord)].join(' '));
  }

  override setWord(word: Word, value: string): FileEdit[] {
    const { name, args } = this.given.inText;
    const own = word === this.directive.name ? name : args[this.args.indexOf(word)];
    return own ? this.#write(own.start, own.end, quoteWord(value)) : [];
  }

  override add(...args: string[]): FileEdit[] {
    const at = this.given.inText.end - 1;
    return this.#write(at, at, ['', ...args.map(quoteWord)].join(' '));
  }

  override endBefore(): FileEdit[] {
    return [];
  }

  override removeArgument(word: Word): FileEdit[] {
    return this.set(...this.args.filter((one) => one !== word).map(({ value }) => value));
  }

  override remove(): FileEdit[] {
    const { name, end } = this.given.inText;
    const text = this.tree.text;
    const behind = /^\s*/.exec(text.slice(end))![0].length;
    const before = end + behind < text.length ? 0 : name.start - text.slice(0, name.start).trimEnd().length;
    return this.#write(name.start - before, end + (before > 0 ? 0 : behind), '');
  }

  #write(from: number, to: number, text: string): FileEdit[] {
    const { word } = this.parameters;
    return word ? word.line.replacePart(word.word, from, to, text) : [];
  }
}
