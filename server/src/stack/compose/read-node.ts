import {
  isMergeKey,
  resolveAlias,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../syntax/yaml/tree';
import type { Place } from '../finding';
import { aliasRefusal } from './aliases';
import {
  type ComposeContext,
  type ComposeEntry,
  ComposeList,
  ComposeMap,
  type ComposeNode,
  ComposeScalar,
  type ComposeTag,
  ComposeUnknown,
  type Origin,
  originThrough,
} from './node';

/** A value of a YAML tree as a value of the model: aliases followed, `<<` merged in, variables yet to be filled in. */
export function readNode(node: YamlNode, context: ComposeContext, origin: Origin): ComposeNode {
  const tag = composeTag(node);
  if (node.kind === 'scalar') return new ComposeScalar(context, node, origin, tag);
  if (node.kind === 'map') return readMap(node, context, origin, tag);
  if (node.kind === 'list') {
    const items = () => node.items.map((item) => readNode(item, context, origin));
    return new ComposeList(
      items,
      [{ context, yaml: node, origin }],
      { file: context.file, span: node.span },
      origin,
      tag,
    );
  }
  const place = { file: context.file, span: node.span };
  const through = originThrough(origin, 'anchor', place);
  const refusal = aliasRefusal(context.file, node);
  if (refusal !== undefined) return new ComposeUnknown(refusal, place, through, tag);
  return readNode(node.target!, context, through);
}

export function nothing(at: number, context: ComposeContext, origin: Origin): ComposeScalar {
  const yaml: YamlScalar = { kind: 'scalar', span: { start: at, end: at }, value: null, text: '', style: 'plain' };
  return new ComposeScalar(context, yaml, origin);
}

/** An entry of one file's map. Its value is made when it is first asked for. */
export class FileEntry implements ComposeEntry {
  #value: ComposeNode | undefined;

  constructor(
    readonly key: string,
    readonly yaml: YamlEntry,
    readonly context: ComposeContext,
    readonly origin: Origin,
  ) {}

  get keyPlace(): Place {
    return { file: this.context.file, span: this.yaml.key.span };
  }

  get value(): ComposeNode {
    this.#value ??= this.valueFrom(this.origin);
    return this.#value;
  }

  /** The value with another origin; where nothing is written it is null, right behind the key. */
  valueFrom(origin: Origin): ComposeNode {
    const { key, value } = this.yaml;
    return value ? readNode(value, this.context, origin) : nothing(key.span.end, this.context, origin);
  }
}

/** The entries of a map, those that `<<` merges in included; its own win, and of merged maps the first. */
export function shallowEntries(
  map: YamlMap,
  context: ComposeContext,
  origin: Origin,
): { readonly entries: ReadonlyMap<string, FileEntry>; readonly unseen: string | undefined } {
  // Most maps have no merge key.
  if (!map.entries.some(({ key }) => isMergeKey(key)))
    return { entries: ownEntries(map, context, origin), unseen: undefined };
  const entries = new Map<string, FileEntry>();
  let unseen: string | undefined;
  const seen = new Set<YamlMap>();
  const pending: { map: YamlMap; origin: Origin }[] = [{ map, origin }];
  for (let next = pending.shift(); next; next = pending.shift()) {
    if (seen.has(next.map)) continue;
    seen.add(next.map);
    const merged: { map: YamlMap; origin: Origin }[] = [];
    for (const entry of next.map.entries) {
      if (isMergeKey(entry.key)) {
        for (const source of mergedMaps(entry.value, context)) {
          const place = { file: context.file, span: source.at.span };
          if (source.map) merged.push({ map: source.map, origin: originThrough(next.origin, 'merge', place) });
          else unseen ??= 'what "<<" merges in here is no map';
        }
      } else {
        const key = resolveAlias(entry.key);
        if (key?.kind !== 'scalar' || entries.has(key.text)) continue;
        entries.set(key.text, new FileEntry(key.text, entry, context, next.origin));
      }
    }
    if (merged.length > 0) pending.unshift(...merged);
  }
  return { entries, unseen };
}

/** The entries of a map without a merge key. */
function ownEntries(map: YamlMap, context: ComposeContext, origin: Origin): ReadonlyMap<string, FileEntry> {
  const entries = new Map<string, FileEntry>();
  for (const entry of map.entries) {
    const key = resolveAlias(entry.key);
    if (key?.kind !== 'scalar' || entries.has(key.text)) continue;
    entries.set(key.text, new FileEntry(key.text, entry, context, origin));
  }
  return entries;
}

function readMap(node: YamlMap, context: ComposeContext, origin: Origin, tag: ComposeTag | undefined): ComposeMap {
  const part = { context, yaml: node, origin };
  const place = { file: context.file, span: node.span };
  // Only a merge key may hide entries.
  if (!node.entries.some(({ key }) => isMergeKey(key)))
    return new ComposeMap(() => ownEntries(node, context, origin), [part], place, origin, tag);
  const { entries, unseen } = shallowEntries(node, context, origin);
  return new ComposeMap(entries, [part], place, origin, tag, unseen);
}

interface MergeSource {
  readonly at: YamlNode;
  /** Undefined where it is no map, or an alias that is not followed. */
  readonly map: YamlMap | undefined;
}

function mergedMaps(node: YamlNode | undefined, context: ComposeContext): readonly MergeSource[] {
  if (!node) return [];
  const value = followed(node, context);
  if (value?.kind !== 'list') return [{ at: node, map: value?.kind === 'map' ? value : undefined }];
  return value.items.map((item) => {
    const target = followed(item, context);
    return { at: item, map: target?.kind === 'map' ? target : undefined };
  });
}

function followed(node: YamlNode, context: ComposeContext): YamlNode | undefined {
  if (node.kind !== 'alias') return node;
  return aliasRefusal(context.file, node) === undefined ? resolveAlias(node) : undefined;
}

/** Compose's own tag in front of a value. */
export function composeTag(node: YamlNode | undefined): ComposeTag | undefined {
  const text = node && node.kind !== 'alias' ? node.tag?.text : undefined;
  return text === '!reset' ? 'reset' : text === '!override' ? 'override' : undefined;
}
