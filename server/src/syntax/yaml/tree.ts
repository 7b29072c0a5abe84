import type { Span } from '../../text/span';
import type { SyntaxProblem } from '../problem';

/** One value of a YAML document. Spans lie on the text without the white space and comments around the value. */
export type YamlNode = YamlScalar | YamlMap | YamlList | YamlAlias;

/** What may stand in front of a value, before its span begins. */
export interface YamlProperties {
  /** `&name`: the name, and the span with its `&`. */
  readonly anchor?: YamlProperty | undefined;
  /** The tag as it is written, such as `!reset` or `!!str`. */
  readonly tag?: YamlProperty | undefined;
}

export interface YamlProperty {
  readonly text: string;
  readonly span: Span;
}

export interface YamlScalar extends YamlProperties {
  readonly kind: 'scalar';
  readonly span: Span;
  /** What the core schema of YAML 1.2 makes of it: `off` is a text, `1e3` a number, nothing at all null. */
  readonly value: string | number | bigint | boolean | null;
  /** The text between the quotes, escapes resolved, as it was before anybody made a number of it. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

export interface YamlEntry {
  /** Keys that are no scalars have an empty text and the kind `list`, `map` or `alias`. */
  readonly key: YamlNode;
  /** Undefined where nothing stands behind the key; where an anchor or a tag stands there, an empty scalar. */
  readonly value: YamlNode | undefined;
}

export interface YamlMap extends YamlProperties {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly YamlEntry[];
  /** Written in braces. */
  readonly flow: boolean;
}

export interface YamlList extends YamlProperties {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly YamlNode[];
  /** Written in brackets. */
  readonly flow: boolean;
}

/** `*name`. It is never expanded: whoever wants to know follows it, one step at a time. */
export interface YamlAlias {
  readonly kind: 'alias';
  readonly span: Span;
  readonly name: string;
  /** The value of that name before this place; undefined where there is none. It may hold the alias itself. */
  readonly target: YamlNode | undefined;
}

/** One of the documents that `---` parts a text into. Its anchors are its own. */
export interface YamlDocument {
  /** Where its `---` stands; where it has none, where it begins. */
  readonly start: number;
  /** Undefined where it holds nothing. */
  readonly root: YamlNode | undefined;
}

/** A text read as YAML. Belongs to that one text; where it is broken, what could be read is there. */
export interface YamlTree {
  readonly text: string;
  /** The first document's value; undefined where it holds nothing. */
  readonly root: YamlNode | undefined;
  readonly documents: readonly YamlDocument[];
  /** Each from its `#` to the end of its line, in the order of the text. */
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

/** The value itself or, for an alias, what it stands for. */
export function resolveAlias(node: YamlNode | undefined): Exclude<YamlNode, YamlAlias> | undefined {
  let at = node;
  // An anchor on an alias is not allowed, so one step leads to a value; a text may still try.
  for (let step = 0; at?.kind === 'alias' && step < 10; step++) at = at.target;
  return at?.kind === 'alias' ? undefined : at;
}

/**
 * The entries of a map by the text of their keys, those that `<<` merges in included: the map's own win over merged
 * ones, and of two maps that are merged the first wins. Each map is looked at once, however often it is merged.
 */
export function entriesOf(map: YamlMap): ReadonlyMap<string, YamlEntry> {
  const found = new Map<string, YamlEntry>();
  const seen = new Set<YamlMap>();
  // The next one last.
  const pending: YamlMap[] = [map];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    let merged: YamlMap[] = [];
    for (const entry of next.entries) {
      if (isMergeKey(entry.key)) merged = merged.concat(mapsIn(entry.value));
      else if (entry.key.kind === 'scalar' && !found.has(entry.key.text)) found.set(entry.key.text, entry);
    }
    for (let i = merged.length - 1; i >= 0; i--) pending.push(merged[i]!);
  }
  return found;
}

/** Whether the key is the plain `<<` that merges other maps in. */
export function isMergeKey(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.style === 'plain' && key.text === '<<';
}

function mapsIn(node: YamlNode | undefined): YamlMap[] {
  const value = resolveAlias(node);
  if (value?.kind === 'map') return [value];
  if (value?.kind !== 'list') return [];
  return value.items.map(resolveAlias).filter((item) => item?.kind === 'map');
}
