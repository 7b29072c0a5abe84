import type { FileEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { ConfigFile } from './file';
import type { Known, Unknown } from './value';
import { removeLines } from './write-lines';

/** One named tunable where a file sets it, whatever the file's format. */
export interface Setting {
  /** The one name by which knowledge and rules know it, however it is spelt in the file. */
  readonly name: string;
  readonly file: ConfigFile;
  /** The whole statement. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** An empty span behind the name where the value is missing. */
  readonly valueSpan: Span;
  /** The value as the program reads it; unknown where a template fills it in. */
  readonly value: Known<string> | Unknown;
  /** The value as it is written. */
  readonly text: string;
  /** Where a finding about the setting goes. */
  readonly atName: SettingPlace;
  /** Where a finding about its value goes. */
  readonly atValue: SettingPlace;
  /** Edits that give it this value. None where it has it already. */
  set(value: string): FileEdit[];
  /** Edits that take it out of the file, with its line. Comments stay. */
  remove(): FileEdit[];
}

export interface SettingPlace {
  readonly file: ConfigFile;
  readonly span: Span;
}

/** What settings of formats that have one statement on a line share. */
export abstract class LineSetting implements Setting {
  constructor(
    readonly name: string,
    readonly file: ConfigFile,
    readonly span: Span,
    readonly nameSpan: Span,
    readonly valueSpan: Span,
    readonly value: Known<string> | Unknown,
  ) {}

  get text(): string {
    return this.file.text.slice(this.valueSpan.start, this.valueSpan.end);
  }

  get atName(): SettingPlace {
    return { file: this.file, span: this.nameSpan };
  }

  get atValue(): SettingPlace {
    return { file: this.file, span: this.valueSpan.end > this.valueSpan.start ? this.valueSpan : this.nameSpan };
  }

  set(value: string): FileEdit[] {
    return this.text === value ? [] : [this.file.edit(this.valueSpan.start, this.valueSpan.end, value)];
  }

  remove(): FileEdit[] {
    return [removeLines(this.file, this.span)];
  }
}
