import type { Span } from '../../text/span';
import type { SyntaxProblem } from '../problem';

/** One value of a YAML document. Spans lie on the text without the white space and comments around the value. */
export type YamlNode = YamlScalar | YamlMap | YamlList | YamlAlias;

export interface YamlScalar {
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
  /** Undefined where nothing stands behind the key. */
  readonly value: YamlNode | undefined;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly YamlEntry[];
  /** Written in braces. */
  readonly flow: boolean;
}

export interface YamlList {
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

/** A text read as YAML. Belongs to that one text; where it is broken, what could be read is there. */
export interface YamlTree {
  readonly text: string;
  /** The first document; undefined where it holds nothing. */
  readonly root: YamlNode | undefined;
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
  const pending: YamlMap[] = [map];
  for (let next = pending.shift(); next; next = pending.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const merged: YamlMap[] = [];
    for (const entry of next.entries) {
      if (isMergeKey(entry.key)) merged.push(...mapsIn(entry.value));
      else if (entry.key.kind === 'scalar' && !found.has(entry.key.text)) found.set(entry.key.text, entry);
    }
    pending.unshift(...merged);
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
