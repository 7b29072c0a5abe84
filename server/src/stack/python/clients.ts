import { type ConnectionString, insertedOption, type UrlOption } from '../../settings/connection-string';
import type { ConfigFile } from '../../settings/file';
import type { PyCall } from '../../syntax/python/tree';
import type { FileEdit } from '../../text/edit';
import type { MappedText } from '../../text/mapped-text';
import type { Place } from '../finding';
import type { Built } from './built';
import { type EffectivePython, PythonSetting, type PythonSettingParts } from './setting';
import { type Assumed, type PythonValue, unknownPython } from './value';
import { type ItemList, insertItems, writtenArgument, writtenEntry } from './write';

/** A connection string where Python writes it. */
export interface ClientUrl {
  /** The file in which the text stands. */
  readonly file: ConfigFile;
  readonly content: MappedText;
  readonly parsed: ConnectionString;
  readonly assumed: readonly Assumed[];
}

/** An option of a connection string. Its value is a text; rules read it with `numberIn`. */
export class UrlSetting extends PythonSetting {
  constructor(
    parts: PythonSettingParts,
    readonly url: ClientUrl,
    readonly option: UrlOption,
  ) {
    super(parts);
  }

  override get isOwn(): boolean {
    const { from, to } = this.option.valuePart;
    return this.url.content.isVerbatim(from, to);
  }

  /** @param value as the connection string has it, without quotes: `50`, `true`, `majority` */
  override set(value: string): FileEdit[] {
    if (this.option.valuePart.text === value) return [];
    const { name, valuePart, to } = this.option;
    const span = this.url.content.spanOf(valuePart.from, valuePart.to);
    return [this.file.edit(span.start, span.end, name.to === to ? `=${value}` : value)];
  }

  override setHere(value: string): FileEdit[] {
    return this.set(value);
  }

  override rename(written: string): FileEdit[] {
    const { from, to } = this.option.name;
    const span = this.url.content.spanOf(from, to);
    return [this.file.edit(span.start, span.end, written)];
  }

  override remove(): FileEdit[] {
    const { text } = this.url.parsed;
    const { from, to } = this.option;
    const first = text[from - 1] === '?';
    const [start, end] = first ? [from, Math.min(text.length, to + 1)] : [from - 1, to];
    const only = first && to === text.length;
    const span = this.url.content.spanOf(only ? start - 1 : start, end);
    return [this.file.edit(span.start, span.end, '')];
  }
}

export interface ClientParts {
  readonly files: ReadonlySet<ConfigFile>;
  /** Where it is made: at the name of the class or function, or of the setting that describes it. */
  readonly place: Place;
  /** The class or function of the library, as `pymongo.MongoClient`. */
  readonly callee: string;
  readonly call: PyCall | undefined;
  readonly asynchronous: boolean;
  readonly built: Built;
  readonly url: ClientUrl | undefined;
  /** What names the server: a connection string, a host or several; undefined where nothing does. */
  readonly address: PythonValue | undefined;
  /** Keywords and options of the connection string, in the order of the text. */
  readonly options: readonly PythonSetting[];
  /** Why there may be others; undefined where all are in view. */
  readonly open: string | undefined;
  /** The same of the keywords alone. */
  readonly openKeywords: string | undefined;
  /** Where options can be added; undefined where they can't. */
  readonly list: ItemList | undefined;
}

/** A server that a client connects to. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly place: Place;
}

/** A client of a database with its options, whether they are keywords or stand in the connection string. Immutable. */
export abstract class ClientUse {
  readonly files: ReadonlySet<ConfigFile>;
  readonly place: Place;
  readonly callee: string;
  readonly call: PyCall | undefined;
  readonly asynchronous: boolean;
  readonly built: Built;
  readonly url: ClientUrl | undefined;
  readonly address: PythonValue | undefined;
  readonly options: readonly PythonSetting[];
  readonly open: string | undefined;
  readonly openKeywords: string | undefined;
  protected readonly list: ItemList | undefined;

  constructor(parts: ClientParts) {
    this.files = parts.files;
    this.place = parts.place;
    this.callee = parts.callee;
    this.call = parts.call;
    this.asynchronous = parts.asynchronous;
    this.built = parts.built;
    this.url = parts.url;
    this.address = parts.address;
    this.options = parts.options;
    this.open = parts.open;
    this.openKeywords = parts.openKeywords;
    this.list = parts.list;
  }

  get file(): ConfigFile {
    return this.place.file;
  }

  abstract readonly defaultPort: number;
  /** Which one wins where a keyword and the connection string give the same option. */
  abstract readonly stronger: 'keyword' | 'uri';
  abstract isNamed(option: { readonly name: string }, name: string): boolean;

  /** The servers that the connection string or `host=` and `port=` name; none where that is not known. */
  get hosts(): readonly ServerAddress[] {
    const { url } = this;
    if (url)
      return url.parsed.hosts
        .filter(({ unknown, host }) => !unknown && host !== '')
        .map(({ host, port, from, to }) => ({
          host,
          port: port ?? this.defaultPort,
          place: { file: url.file, span: url.content.spanOf(from, to) },
        }));
    return this.hostsOfKeywords();
  }

  /** The port beside a host that names none; undefined where it can't be told. */
  get portOfKeywords(): number | undefined {
    const port = this.effective('port');
    if (port.state === 'unknown') return undefined;
    return port.state === 'known' && port.value.type === 'int' ? port.value.value : this.defaultPort;
  }

  protected hostsOfKeywords(): readonly ServerAddress[] {
    const host = this.effective('host');
    const number = this.portOfKeywords;
    if (number === undefined) return [];
    if (host.state === 'known' && host.value.type === 'str') {
      const [name = '', own] = host.value.value.split(':');
      const place = host.setting.atOrigin;
      return name === '' ? [] : [{ host: name.toLowerCase(), port: own ? Number(own) : number, place }];
    }
    return [];
  }

  /** Everything that gives an option, in the order of the text. */
  all(name: string): readonly PythonSetting[] {
    return this.options.filter((option) => this.isNamed(option, name));
  }

  /** What is in force of an option. */
  effective(name: string): EffectivePython {
    const all = this.all(name);
    const strong = all.filter(({ carrier }) => (carrier === 'uri') === (this.stronger === 'uri'));
    const list = strong.length > 0 ? strong : all;
    const setting = list[list.length - 1];
    if (!setting)
      return this.open === undefined
        ? { state: 'absent' }
        : { state: 'unknown', reason: this.open, setting: undefined, losers: [] };
    const losers = all.filter((one) => one !== setting);
    const unknown = (reason: string): EffectivePython => ({ state: 'unknown', reason, setting, losers });
    if (this.open !== undefined && strong.length === 0) return unknown(this.open);
    const { read } = setting;
    return read.state === 'known' ? { state: 'known', value: read, setting, losers } : unknown(read.reason);
  }

  /**
   * Edits that add options which are not given yet: as keywords, in the style of the call.
   *
   * @param values names with their values as Python writes them
   */
  insert(...values: readonly (readonly [name: string, value: string])[]): FileEdit[] {
    const { list } = this;
    if (!list) return [];
    const entries = this.isDict;
    return insertItems(
      list,
      values.map(([name, value]) => (entries ? writtenEntry(list, name, value) : writtenArgument(list, name, value))),
    );
  }

  /** Its options are entries of a dict. */
  protected get isDict(): boolean {
    return this.list !== undefined && this.list.file.text[this.list.span.start] === '{';
  }

  /** Edits that add an option to the connection string; none where that is not written in view. */
  insertIntoUrl(name: string, value: string): FileEdit[] {
    const { url } = this;
    if (!url) return [];
    const { at, text } = insertedOption(url.parsed, name, value);
    const { start } = url.content.spanOf(at, at);
    const behind = at === url.content.text.length && at > 0 ? url.content.spanOf(at - 1, at).end : start;
    return [url.file.edit(behind, behind, text)];
  }
}

/** The options of a connection string as settings. */
export function urlSettings(url: ClientUrl, nameOf: (written: string) => string): UrlSetting[] {
  const { file, content, parsed } = url;
  return parsed.options.map((option) => {
    const written = option.name.text;
    const span = content.spanOf(option.from, option.to);
    const nameSpan = content.spanOf(option.name.from, option.name.to);
    const origin = { file, span: content.spanOf(option.valuePart.from, option.valuePart.to), own: true };
    const read: PythonValue =
      option.value === undefined
        ? unknownPython('a part of the connection string is unknown', { origin, type: 'str' })
        : {
            state: 'known',
            type: 'str',
            value: option.value,
            content: content.slice(option.valuePart.from, option.valuePart.to),
            origin,
            assumed: url.assumed,
          };
    const parts = {
      name: nameOf(written),
      written,
      file,
      span,
      nameSpan,
      valueSpan: origin.span,
      expression: undefined,
      read,
    };
    return new UrlSetting({ ...parts, carrier: 'uri', sure: true }, url, option);
  });
}

/** The number that an option has, whether a keyword gives it or, as a text, the connection string. */
export function optionNumber(value: PythonValue, carrier: PythonSetting['carrier']): number | undefined {
  if (value.state !== 'known') return undefined;
  if (value.type === 'int' || value.type === 'float') return value.value;
  if (carrier === 'uri' && value.type === 'str' && /^-?\d+(\.\d+)?$/.test(value.value)) return Number(value.value);
  return undefined;
}
