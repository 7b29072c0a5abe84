import { type DirectiveVariant, variantIn } from '../../knowledge/nginx/directives';
import { parseFlag, parseMilliseconds, parseNumber, parseOffset, parseSize } from '../../knowledge/nginx/units';
import type { ConfigFile } from '../../settings/file';
import {
  addArguments,
  endDirectiveBefore,
  removeArgument,
  removeDirective,
  setArguments,
  setWord,
} from '../../settings/nginx/write';
import { type Known, known, type Unknown, unknown } from '../../settings/value';
import { argumentsSpan, type Directive, type NginxTree, spanOf, type Word } from '../../syntax/nginx/tree';
import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import type { Place } from '../finding';
import type { Scope } from './scope';

/** One directive where it takes effect: in one scope of one configuration. */
export class NginxSetting {
  constructor(
    readonly file: ConfigFile,
    readonly directive: Directive,
    readonly scope: Scope,
    /** Its place in the order in which nginx reads the configuration. */
    readonly order: number,
  ) {}

  get name(): string {
    return this.directive.name.value;
  }

  /** Whether it stands in a configuration file, not on a command line. */
  get inFile(): boolean {
    return true;
  }

  /** The text that it was read in. */
  get tree(): NginxTree {
    return this.file.nginx;
  }

  get args(): readonly Word[] {
    return this.directive.args;
  }

  /** What nginx's own documentation and source say of the directive in this place. */
  get variant(): DirectiveVariant | undefined {
    return this.scope.kind ? variantIn(this.name, this.scope.kind) : undefined;
  }

  get span(): Span {
    return spanOf(this.directive);
  }

  get nameSpan(): Span {
    return { start: this.directive.name.start, end: this.directive.name.end };
  }

  /** All arguments; an empty span behind the name where there are none. */
  get valueSpan(): Span {
    return argumentsSpan(this.directive);
  }

  /** Where a finding about the directive goes: its name. */
  get atName(): Place {
    return { file: this.file, span: this.nameSpan };
  }

  /** Where a finding about the value goes: its arguments, else its name. */
  get atValue(): Place {
    return this.args.length > 0 ? { file: this.file, span: this.valueSpan } : this.atName;
  }

  atArgument(word: Word): Place {
    return { file: this.file, span: { start: word.start, end: word.end } };
  }

  /** The arguments as they are written. */
  get text(): string {
    const { start, end } = this.valueSpan;
    return this.file.text.slice(start, end);
  }

  /** One argument as nginx reads it; unknown where a template or a variable fills it. */
  argument(index: number): Known<string> | Unknown | undefined {
    const word = this.args[index];
    return word && this.read(word);
  }

  read(word: Word): Known<string> | Unknown {
    if (this.directive.conditional) return unknown('it stands inside a template’s condition');
    if (word.placeholder) return unknown('a template fills it in');
    return known(word.value);
  }

  /** The first argument read as a number, time, size or flag; undefined also where nginx would refuse it. */
  get number(): number | undefined {
    return this.#parsed(parseNumber);
  }

  get milliseconds(): number | undefined {
    return this.#parsed(parseMilliseconds);
  }

  get bytes(): number | undefined {
    return this.#parsed(this.variant?.type === 'offset' ? parseOffset : parseSize);
  }

  get flag(): boolean | undefined {
    return this.#parsed(parseFlag);
  }

  #parsed<T>(parse: (text: string) => T | undefined): T | undefined {
    const first = this.argument(0);
    return first?.state === 'known' ? parse(first.value) : undefined;
  }

  /** The argument `key=…`, with what stands behind the sign. */
  parameter(key: string): { readonly word: Word; readonly value: Known<string> | Unknown } | undefined {
    const prefix = `${key}=`;
    const word = this.args.find((arg) => arg.value.startsWith(prefix));
    if (!word) return undefined;
    const value = this.read(word);
    return { word, value: value.state === 'known' ? known(value.value.slice(prefix.length)) : value };
  }

  hasWord(text: string): boolean {
    return this.args.some((arg) => arg.value === text);
  }

  /** Edits that give the directive these arguments. */
  set(...args: string[]): FileEdit[] {
    return setArguments(this.file, this.directive, args);
  }

  setWord(word: Word, value: string): FileEdit[] {
    return [setWord(this.file, word, value)];
  }

  add(...args: string[]): FileEdit[] {
    return [addArguments(this.file, this.directive, args)];
  }

  /** Edits that end the directive before an argument, so that this begins a statement of its own. */
  endBefore(word: Word): FileEdit[] {
    return [endDirectiveBefore(this.file, this.directive, word)];
  }

  removeArgument(word: Word): FileEdit[] {
    return [removeArgument(this.file, this.directive, word)];
  }

  remove(): FileEdit[] {
    return [removeDirective(this.file, this.directive)];
  }
}
