import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import type { CommandLine } from '../command/command-line';
import type { ConfigFile } from '../file';
import type { Setting, SettingPlace } from '../setting';
import { type Known, known, type Unknown, unknown } from '../value';
import type { FlagUse, WordPart } from './read';

/** A setting that a flag of a command line sets. A switch has the value `true`, its negative `false`. */
export class FlagSetting implements Setting {
  readonly name: string;
  readonly file: ConfigFile;

  constructor(
    readonly line: CommandLine,
    readonly use: FlagUse,
  ) {
    this.name = use.flag.setting ?? use.spelling;
    this.file = use.name.word.file;
  }

  get span(): Span {
    const { name, value } = this.use;
    const [start, end] = [name.word.span, (value ?? name).word.span];
    return { start: Math.min(start.start, end.start), end: Math.max(start.end, end.end) };
  }

  get nameSpan(): Span {
    return partSpan(this.use.name);
  }

  get valueSpan(): Span {
    const { value } = this.use;
    const { end } = this.nameSpan;
    return value ? partSpan(value) : { start: end, end };
  }

  get value(): Known<string> | Unknown {
    const { flag, spelling, value, name } = this.use;
    if (flag.type === 'none') return known(spelling === flag.negative ? 'false' : 'true');
    if (!value) return unknown('its value is missing');
    const text = value.word.text.slice(value.from, value.to);
    const { value: whole } = value.word;
    if (whole.state === 'unknown') return whole;
    if (value.word.mayBeSeveral || name.word.mayBeSeveral) return unknown('it may be more than one argument');
    return known(text);
  }

  get text(): string {
    const { value } = this.use;
    return value ? value.word.text.slice(value.from, value.to) : '';
  }

  get atName(): SettingPlace {
    return { file: this.file, span: this.nameSpan };
  }

  get atValue(): SettingPlace {
    const { value } = this.use;
    return value ? { file: value.word.file, span: partSpan(value) } : this.atName;
  }

  set(text: string): FileEdit[] {
    const { flag, name, value } = this.use;
    if (flag.type === 'none') {
      if (this.value.state === 'known' && this.value.value === text) return [];
      const other = text === 'true' ? flag.spellings[0] : flag.negative;
      return other === undefined ? this.remove() : this.line.replacePart(name.word, name.from, name.to, other);
    }
    if (!value) return this.line.insertAfter(name.word, [text]);
    if (value.from === 0 && value.to === value.word.text.length) return this.line.replace(value.word, text);
    return this.line.replacePart(value.word, value.from, value.to, text);
  }

  remove(): FileEdit[] {
    const { name, value } = this.use;
    if (value && value.word !== name.word) return this.line.remove([name.word, value.word]);
    // One of several switches in one word.
    const alone = name.from === 0 && (value ? value.to : name.to) === name.word.text.length;
    if (alone) return this.line.remove([name.word]);
    return this.line.replacePart(name.word, Math.max(1, name.from), value ? value.to : name.to, '');
  }
}

export function partSpan({ word, from, to }: WordPart): Span {
  return from === 0 && to === word.text.length ? word.span : word.part(from, to);
}
