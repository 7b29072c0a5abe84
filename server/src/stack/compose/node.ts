import { scalarString } from '../../knowledge/compose/scalars';
import type { ConfigFile } from '../../settings/file';
import { isTemplateName } from '../../settings/kind';
import { type Known, known, type Unknown, unknown } from '../../settings/value';
import type { YamlList, YamlMap, YamlScalar } from '../../syntax/yaml/tree';
import type { MappedText } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import type { Place } from '../finding';
import { interpolate, type VariableUse } from './interpolate';
import { scalarText } from './scalar-text';
import type { Variables } from './variables';

/** A value of the model as Compose has it after anchors, interpolation, extends, includes and merging. Immutable. */
export type ComposeNode = ComposeScalar | ComposeMap | ComposeList | ComposeUnknown;

/** By which of Compose's means a value came to where it counts; `own` stands there itself. */
export type OriginKind = 'own' | 'anchor' | 'merge' | 'override' | 'extends' | 'include';

/** How a value came from where it is written to where it counts. */
export interface Origin {
  /** The outermost of the steps. */
  readonly kind: OriginKind;
  /** The places passed on the way, the outermost first: an alias, a merge key's value, `extends`, an `include`. */
  readonly through: readonly Place[];
}

export const OWN: Origin = { kind: 'own', through: [] };

/** The origin of what lies behind one more step inwards. */
export function originThrough(outer: Origin, kind: OriginKind, place: Place): Origin {
  return { kind: outer.kind === 'own' ? kind : outer.kind, through: [...outer.through, place] };
}

/** What a text of a Compose file is read with. */
export interface ComposeContext {
  readonly file: ConfigFile;
  /** The workspace folder from which its relative paths are taken; undefined where that lies outside the workspace. */
  readonly folder: string | undefined;
  readonly variables: Variables;
}

/** `!reset` takes away what the files before this one say; `!override` puts the value in its place without merging. */
export type ComposeTag = 'reset' | 'override';

const NO_VARIABLES: readonly VariableUse[] = [];

/** What a template's renderer replaces. */
const MARKUP = /\{\{|\{%|<%/;

/** A single value, or a part of one: the value behind `KEY=` of a list. Null where nothing is written. */
export class ComposeScalar {
  readonly kind = 'scalar';
  #text: MappedText | undefined;
  #variables: readonly VariableUse[] = NO_VARIABLES;
  #refused: string | undefined;

  constructor(
    readonly context: ComposeContext,
    /** The scalar of the file. */
    readonly yaml: YamlScalar,
    readonly origin: Origin,
    readonly tag?: ComposeTag,
    /** Which part of the interpolated text it is. */
    private readonly part?: { readonly of: ComposeScalar; readonly from: number; readonly to: number },
  ) {}

  get file(): ConfigFile {
    return this.context.file;
  }

  /** Where it is written, quotes included. */
  get span(): Span {
    return this.part ? this.text.source : this.yaml.span;
  }

  get place(): Place {
    return { file: this.file, span: this.span };
  }

  /** What YAML makes of the scalar before anything is filled in: a number, a truth value, a text or null. */
  get yamlValue(): YamlScalar['value'] {
    return this.part ? this.text.text : this.yaml.value;
  }

  get isNull(): boolean {
    return this.part === undefined && this.yaml.value === null;
  }

  /**
   * The text after interpolation, with the way back to where it is written. A filled-in variable is one piece that is
   * not verbatim, with `${…}` as its source; one without a value is UNKNOWN_CHARACTER.
   */
  get text(): MappedText {
    this.#read();
    return this.#text!;
  }

  /** The variables in it, in order. */
  get variables(): readonly VariableUse[] {
    this.#read();
    return this.#variables;
  }

  /** Why Compose refuses the text's `$`; undefined where it doesn't. */
  get refused(): string | undefined {
    this.#read();
    return this.#refused;
  }

  /** The value as a text: a number or truth value as Compose writes it. Of null the empty text. */
  get value(): Known<string> | Unknown {
    this.#read();
    if (this.#refused !== undefined) return unknown(this.#refused);
    const text = this.#text!;
    const reason = text.unknownIn(0, Math.max(1, text.text.length));
    if (reason !== undefined) return unknown(reason);
    if (MARKUP.test(text.text) && isTemplateName(this.file.path)) return unknown('a template fills it in');
    if (this.part || this.yaml.style !== 'plain' || this.#variables.length > 0) return known(text.text);
    return known(scalarString(this.yaml.value, text.text));
  }

  /** A part of the interpolated text as a value of its own. */
  slice(from: number, to: number): ComposeScalar {
    return new ComposeScalar(this.context, this.yaml, this.origin, undefined, { of: this, from, to });
  }

  /** Null at the place of this value: what a list's `KEY` alone says of KEY. */
  without(at: number): ComposeScalar {
    const end = this.text.spanOf(at, at).end;
    const yaml: YamlScalar = { kind: 'scalar', span: { start: end, end }, value: null, text: '', style: 'plain' };
    return new ComposeScalar(this.context, yaml, this.origin);
  }

  #read(): void {
    if (this.#text) return;
    if (this.part) {
      const { of, from, to } = this.part;
      this.#text = of.text.slice(from, to);
      this.#variables = of.variables
        .filter((use) => use.from < to && use.to > from)
        .map((use) => ({ ...use, from: use.from - from, to: use.to - from }));
      this.#refused = of.refused;
      return;
    }
    const raw = scalarText(this.file, this.yaml);
    if (!raw.text.includes('$')) {
      this.#text = raw;
      return;
    }
    const made = interpolate(raw, this.file, this.context.variables);
    this.#text = made.text;
    this.#variables = made.variables;
    this.#refused = made.refused;
  }
}

export interface ComposeEntry {
  readonly key: string;
  /** Where the key is written: in the file that has the last word. */
  readonly keyPlace: Place;
  readonly value: ComposeNode;
}

/** A map or list as one file has it. */
export interface ComposePart<Node extends YamlMap | YamlList = YamlMap | YamlList> {
  readonly context: ComposeContext;
  readonly yaml: Node;
  readonly origin: Origin;
}

/** A value, or how to make it when it is first asked for. */
export type Lazy<T> = T | (() => T);

export class ComposeMap {
  readonly kind = 'map';
  #entries: Lazy<ReadonlyMap<string, ComposeEntry>>;

  constructor(
    entries: Lazy<ReadonlyMap<string, ComposeEntry>>,
    /** Every map and list of a file that took part, in the order of merging: the last has the last word. */
    readonly parts: readonly ComposePart[],
    readonly place: Place,
    readonly origin: Origin,
    readonly tag?: ComposeTag,
    /** Why there may be entries that are not in view; undefined where all are. */
    readonly unseen?: string,
  ) {
    this.#entries = entries;
  }

  get entries(): ReadonlyMap<string, ComposeEntry> {
    if (typeof this.#entries === 'function') this.#entries = this.#entries();
    return this.#entries;
  }

  get(key: string): ComposeNode | undefined {
    return this.entries.get(key)?.value;
  }

  get file(): ConfigFile {
    return this.place.file;
  }

  get span(): Span {
    return this.place.span;
  }

  get places(): readonly Place[] {
    return this.parts.map(({ context, yaml }) => ({ file: context.file, span: yaml.span }));
  }
}

export class ComposeList {
  readonly kind = 'list';
  #items: Lazy<readonly ComposeNode[]>;

  constructor(
    items: Lazy<readonly ComposeNode[]>,
    readonly parts: readonly ComposePart[],
    readonly place: Place,
    readonly origin: Origin,
    readonly tag?: ComposeTag,
    readonly unseen?: string,
  ) {
    this.#items = items;
  }

  get items(): readonly ComposeNode[] {
    if (typeof this.#items === 'function') this.#items = this.#items();
    return this.#items;
  }

  get file(): ConfigFile {
    return this.place.file;
  }

  get span(): Span {
    return this.place.span;
  }

  get places(): readonly Place[] {
    return this.parts.map(({ context, yaml }) => ({ file: context.file, span: yaml.span }));
  }
}

/** A value of which not even the kind can be told: an alias that stands for nothing, or for itself. */
export class ComposeUnknown {
  readonly kind = 'unknown';

  constructor(
    readonly reason: string,
    readonly place: Place,
    readonly origin: Origin,
    readonly tag?: ComposeTag,
  ) {}

  get file(): ConfigFile {
    return this.place.file;
  }

  get span(): Span {
    return this.place.span;
  }
}
