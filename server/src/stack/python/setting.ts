import type { ConfigFile } from '../../settings/file';
import type { Setting, SettingPlace } from '../../settings/setting';
import { type Known, known, type Unknown, unknown } from '../../settings/value';
import { removeLines } from '../../settings/write-lines';
import type { PyExpression } from '../../syntax/python/tree';
import { bare } from '../../syntax/python/tree';
import type { FileEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import { displayed } from './texts';
import { type KnownPython, type PythonValue, writtenValue } from './value';
import { type ItemList, removeItem } from './write';

/** How a setting is written in Python. */
export type PythonCarrier =
  /** `name = value` in a module or class */
  | 'assignment'
  /** `app.conf.name = value` and `app.conf['name'] = value` */
  | 'attribute'
  /** `name=value` in a call */
  | 'keyword'
  /** A value without its name in a call, told by its position. */
  | 'position'
  /** `'name': value` in a dict */
  | 'entry'
  /** `name=value` in a connection string */
  | 'uri';

export interface PythonSettingParts {
  readonly name: string;
  readonly written: string;
  readonly file: ConfigFile;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly expression: PyExpression | undefined;
  readonly read: PythonValue;
  readonly carrier: PythonCarrier;
  readonly sure: boolean;
  /** What it is one of, where it is an item of a list. */
  readonly list?: ItemList;
  /** Where its value is written, where no expression is it. */
  readonly valueSpan?: Span;
}

/** One setting where Python sets it: an assignment, a keyword, an entry of a dict. */
export class PythonSetting implements Setting {
  /** The one name by which knowledge knows it: `task_time_limit`, `maxPoolSize`. Unknown names stay as written. */
  readonly name: string;
  /** The name as it is written: `CELERY_TASK_TIME_LIMIT`. */
  readonly written: string;
  readonly file: ConfigFile;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  /** The expression that gives the value; undefined where it is not written yet, and in connection strings. */
  readonly expression: PyExpression | undefined;
  /** The value with its Python type, its real place and what it assumes of the environment. */
  readonly read: PythonValue;
  readonly carrier: PythonCarrier;
  /** It holds whenever the app or client is made: no branch decides. */
  readonly sure: boolean;
  readonly list: ItemList | undefined;

  constructor(parts: PythonSettingParts) {
    this.name = parts.name;
    this.written = parts.written;
    this.file = parts.file;
    this.span = parts.span;
    this.nameSpan = parts.nameSpan;
    this.expression = parts.expression;
    this.read = parts.read;
    this.carrier = parts.carrier;
    this.sure = parts.sure;
    this.list = parts.list;
    this.valueSpan = parts.valueSpan ??
      parts.expression?.span ?? { start: parts.nameSpan.end, end: parts.nameSpan.end };
  }

  get text(): string {
    return this.file.text.slice(this.valueSpan.start, this.valueSpan.end);
  }

  get value(): Known<string> | Unknown {
    if (this.read.state === 'unknown') return unknown(this.read.reason);
    return known(displayed(this.read) ?? writtenValue(this.read));
  }

  get atName(): SettingPlace {
    return { file: this.file, span: this.nameSpan };
  }

  get atValue(): SettingPlace {
    return { file: this.file, span: this.valueSpan.end > this.valueSpan.start ? this.valueSpan : this.nameSpan };
  }

  /** Where the literal stands that gives the value: here, behind a name or in another module. */
  get atOrigin(): SettingPlace {
    const { origin } = this.read;
    return origin ? { file: origin.file, span: origin.span } : this.atValue;
  }

  /** Whether `set` changes this setting and nothing else: the value is a literal here, or one that only it reads. */
  get isOwn(): boolean {
    if (!this.expression) return false;
    if (this.read.state === 'unknown') return isPlain(this.expression);
    return isPlain(this.expression) || this.read.origin.own;
  }

  /**
   * Edits that give it this value: at the literal that it comes from where nothing else reads that or where it is the
   * default of a variable, else here.
   *
   * @param value as Python writes it: `10`, `True`, `'gzip'`
   */
  set(value: string): FileEdit[] {
    if (!this.expression) return [this.file.edit(this.valueSpan.start, this.valueSpan.end, this.#gap() + value)];
    if (this.read.state === 'known' && !isPlain(this.expression) && (this.read.origin.own || isDefault(this.read))) {
      const { file, span } = this.read.origin;
      const before = file.text.slice(span.start, span.end);
      // `int(os.getenv('X', '4'))`: the default stays a text.
      const quote = /^(['"])[^'"]*\1$/.exec(before)?.[1];
      const after = quote && /^-?[\d.]+$/.test(value) ? quote + value + quote : value;
      return before === after ? [] : [file.edit(span.start, span.end, after)];
    }
    return this.text === value ? [] : [this.file.edit(this.valueSpan.start, this.valueSpan.end, value)];
  }

  /** Edits that write the value here, whatever names the present one comes through. */
  setHere(value: string): FileEdit[] {
    return this.text === value ? [] : [this.file.edit(this.valueSpan.start, this.valueSpan.end, value)];
  }

  /** The same setting under the name by which knowledge knows it. */
  named(name: string): PythonSetting {
    return name === this.name ? this : new PythonSetting({ ...this.#parts(), name });
  }

  #parts(): PythonSettingParts {
    const { list } = this;
    return { ...this, ...(list ? { list } : {}) } as PythonSettingParts;
  }

  /** Edits that give it another name, in the same place and notation. */
  rename(written: string): FileEdit[] {
    const { start, end } = this.nameSpan;
    const before = this.file.text.slice(start, end);
    const quote = /^(['"]).*\1$/s.exec(before)?.[1] ?? '';
    return before === quote + written + quote ? [] : [this.file.edit(start, end, quote + written + quote)];
  }

  remove(): FileEdit[] {
    return this.list ? removeItem(this.list, this.span) : [removeLines(this.file, this.span)];
  }

  /** A blank where the value follows a sign without one. */
  #gap(): string {
    return /[\s=]$/.test(this.file.text.slice(0, this.valueSpan.start).slice(-1)) ? '' : ' ';
  }
}

/** Whether a value is the literal that holds as long as a variable of the environment is not set. */
function isDefault({ assumed, origin }: KnownPython): boolean {
  const { start, end } = origin.span;
  return assumed.length > 0 && /^(-?[\d_.]+|(['"])[^'"]*\2)$/.test(origin.file.text.slice(start, end));
}

/** Whether a value is written as a literal. */
function isPlain(expression: PyExpression): boolean {
  const at = bare(expression);
  return (
    at.kind === 'number' ||
    at.kind === 'constant' ||
    (at.kind === 'string' && at.replaced.length === 0) ||
    (at.kind === 'unary' && bare(at.operand).kind === 'number')
  );
}

/** What is in force of a setting, which one put it there, and which ones lost. */
export type EffectivePython =
  | {
      readonly state: 'known';
      readonly value: PythonValue & { readonly state: 'known' };
      readonly setting: PythonSetting;
      readonly losers: readonly PythonSetting[];
    }
  | {
      readonly state: 'unknown';
      readonly reason: string;
      readonly setting: PythonSetting | undefined;
      readonly losers: readonly PythonSetting[];
    }
  /** Everything is in view and nothing sets it: the default holds. */
  | { readonly state: 'absent' };
