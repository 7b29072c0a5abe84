import { type ComposeEntry, ComposeList, ComposeMap, type ComposeNode } from './node';

/**
 * Compose's own rules of merging one model over another, by the place of a value in the model.
 *
 * @see https://docs.docker.com/reference/compose-file/merge/
 * @see https://github.com/compose-spec/compose-go/blob/main/override/merge.go
 */
type Special = 'replace' | 'pairs' | 'list' | 'hosts' | 'keys' | 'build' | 'logging';

/** Below a service. */
const OF_SERVICE: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['annotations', 'pairs'],
  ['build', 'build'],
  ['build.args', 'pairs'],
  ['build.additional_contexts', 'pairs'],
  ['build.extra_hosts', 'hosts'],
  ['build.labels', 'pairs'],
  ['command', 'replace'],
  ['depends_on', 'keys'],
  ['deploy.labels', 'pairs'],
  ['dns', 'list'],
  ['dns_opt', 'list'],
  ['dns_search', 'list'],
  ['entrypoint', 'replace'],
  ['env_file', 'list'],
  ['label_file', 'list'],
  ['environment', 'pairs'],
  ['extra_hosts', 'hosts'],
  ['healthcheck.test', 'replace'],
  ['labels', 'pairs'],
  ['logging', 'logging'],
  ['models', 'keys'],
  ['networks', 'keys'],
  ['sysctls', 'pairs'],
  ['tmpfs', 'list'],
]);

/** How deep values may stand in one another while they are merged. */
const DEEPEST = 400;

/**
 * Puts one value over another.
 *
 * @param path of the value in the model: `services`, the service's name, and so on
 * @param refuse told where Compose can't merge the two, a map and a list: the upper one then counts
 */
export function mergeNodes(
  base: ComposeNode,
  over: ComposeNode,
  path: readonly string[],
  refuse: (over: ComposeNode) => void,
): ComposeNode {
  if (over.tag !== undefined || base.tag === 'reset') return over;
  if (path.length > DEEPEST) return over;
  const special = specialOf(path);
  switch (special) {
    case 'replace':
      return over;
    case 'pairs':
      return mergeMaps(pairsOf(base), pairsOf(over), over, path, refuse, true);
    case 'keys':
      return mergeMaps(keysOf(base), keysOf(over), over, path, refuse);
    case 'build':
      return mergeMaps(buildOf(base), buildOf(over), over, path, refuse);
    case 'list':
    case 'hosts':
      return mergeLists(listOf(base), listOf(over));
    case 'logging':
      if (base.kind === 'map' && over.kind === 'map' && !sameDriver(base, over)) return over;
      break;
    default:
  }
  if (isNull(over)) return base;
  if (base.kind === 'map' && over.kind === 'map') {
    // The two forms of a limit are no maps to be merged.
    if (path.length === 4 && path[0] === 'services' && path[2] === 'ulimits') return over;
    return mergeMaps(base, over, over, path, refuse);
  }
  if (base.kind === 'list' && over.kind === 'list') return mergeLists(base, over);
  if (!isNull(base) && (base.kind === 'map' || base.kind === 'list') && over.kind !== 'unknown') {
    if (!(path.length === 4 && path[2] === 'ulimits')) refuse(over);
  }
  return over;
}

function specialOf(path: readonly string[]): Special | undefined {
  if (path[0] === 'services' && path.length >= 3 && path.length <= 5) {
    const found = OF_SERVICE.get(path.slice(2).join('.'));
    if (found) return found;
  }
  return path.length === 3 && (path[0] === 'networks' || path[0] === 'volumes') && path[2] === 'labels'
    ? 'pairs'
    : undefined;
}

function isNull(node: ComposeNode): boolean {
  return node.kind === 'scalar' && node.isNull;
}

function sameDriver(base: ComposeMap, over: ComposeMap): boolean {
  const lower = base.get('driver');
  const upper = over.get('driver');
  if (!lower || !upper) return true;
  if (lower.kind !== 'scalar' || upper.kind !== 'scalar') return false;
  return lower.value.state === 'known' && upper.value.state === 'known' && lower.value.value === upper.value.value;
}

function mergeMaps(
  base: ComposeNode,
  over: ComposeNode,
  written: ComposeNode,
  path: readonly string[],
  refuse: (over: ComposeNode) => void,
  /** Whether the values are single ones of which the upper counts, null too. */
  replacing = false,
): ComposeNode {
  if (isNull(over)) return base;
  if (isNull(base) && over.kind === 'map') return over;
  if (base.kind !== 'map' || over.kind !== 'map') {
    if (base.kind !== 'unknown' && over.kind !== 'unknown') refuse(written);
    return base.kind === 'unknown' && over.kind === 'map'
      ? new ComposeMap(over.entries, over.parts, over.place, over.origin, over.tag, base.reason)
      : over;
  }
  const entries = new Map<string, ComposeEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const lower = entries.get(key);
    if (!lower || replacing) entries.set(key, entry);
    else {
      const value = mergeNodes(lower.value, entry.value, [...path, key], refuse);
      entries.set(key, value === lower.value ? lower : { key, keyPlace: entry.keyPlace, value });
    }
  }
  return new ComposeMap(
    entries,
    [...base.parts, ...over.parts],
    over.place,
    over.origin,
    base.tag,
    base.unseen ?? over.unseen,
  );
}

function mergeLists(base: ComposeNode, over: ComposeNode): ComposeNode {
  if (isNull(over)) return base;
  if (isNull(base) || over.kind !== 'list') return over;
  if (base.kind !== 'list')
    return new ComposeList(
      over.items,
      over.parts,
      over.place,
      over.origin,
      over.tag,
      base.kind === 'unknown' ? base.reason : over.unseen,
    );
  const items = [...base.items, ...over.items];
  return new ComposeList(
    items,
    [...base.parts, ...over.parts],
    over.place,
    over.origin,
    base.tag,
    base.unseen ?? over.unseen,
  );
}

/** The value without what `!reset` takes away. */
export function withoutResets(node: ComposeNode): ComposeNode {
  if (node.kind === 'map') {
    let changed = false;
    const entries = new Map<string, ComposeEntry>();
    for (const [key, entry] of node.entries) {
      if (entry.value.tag === 'reset') {
        changed = true;
        continue;
      }
      const value = withoutResets(entry.value);
      if (value !== entry.value) changed = true;
      entries.set(key, value === entry.value ? entry : { ...entry, value });
    }
    return changed ? new ComposeMap(entries, node.parts, node.place, node.origin, node.tag, node.unseen) : node;
  }
  if (node.kind === 'list') {
    const items = node.items.filter((item) => item.tag !== 'reset').map(withoutResets);
    const changed = items.length !== node.items.length || items.some((item, i) => item !== node.items[i]);
    return changed ? new ComposeList(items, node.parts, node.place, node.origin, node.tag, node.unseen) : node;
  }
  return node;
}

/**
 * A map of what may also be written as a list of `KEY=value`: environment, labels, sysctls, build arguments. A key
 * without a value has null.
 */
export function pairsOf(node: ComposeNode): ComposeNode {
  if (node.kind !== 'list') return node;
  const entries = new Map<string, ComposeEntry>();
  let unseen = node.unseen;
  for (const item of node.items) {
    if (item.kind !== 'scalar') {
      unseen ??= item.kind === 'unknown' ? item.reason : 'an item is no text';
      continue;
    }
    const { text } = item.text;
    const sign = text.indexOf('=');
    const end = sign < 0 ? text.length : sign;
    const key = text.slice(0, end);
    const reason = item.refused ?? item.text.unknownIn(0, Math.max(1, end));
    if (reason !== undefined) {
      unseen ??= reason;
      continue;
    }
    const keyPlace = { file: item.file, span: item.text.spanOf(0, end) };
    const value = sign < 0 ? item.without(end) : item.slice(sign + 1, text.length);
    entries.set(key, { key, keyPlace, value });
  }
  return new ComposeMap(entries, node.parts, node.place, node.origin, node.tag, unseen);
}

/** A map of what may also be written as a list of names: networks, depends_on. */
export function keysOf(node: ComposeNode): ComposeNode {
  if (node.kind !== 'list') return node;
  const entries = new Map<string, ComposeEntry>();
  let unseen = node.unseen;
  for (const item of node.items) {
    if (item.kind !== 'scalar' || item.value.state !== 'known') {
      unseen ??= 'a name in the list can’t be told';
      continue;
    }
    const key = item.value.value;
    entries.set(key, { key, keyPlace: item.place, value: item.without(item.text.text.length) });
  }
  return new ComposeMap(entries, node.parts, node.place, node.origin, node.tag, unseen);
}

/** `build: .` as the map that it is short for. */
export function buildOf(node: ComposeNode): ComposeNode {
  if (node.kind !== 'scalar' || node.isNull) return node;
  const entry = { key: 'context', keyPlace: node.place, value: node };
  return new ComposeMap(new Map([['context', entry]]), [], node.place, node.origin, node.tag);
}

/** A list of what may also be one text, or a map of `key: value`. */
export function listOf(node: ComposeNode): ComposeNode {
  if (node.kind === 'scalar' && !node.isNull) return new ComposeList([node], [], node.place, node.origin, node.tag);
  if (node.kind !== 'map') return node;
  const items = [...node.entries.values()].map(
    (entry) => new ComposeMap(new Map([[entry.key, entry]]), [], entry.keyPlace, node.origin),
  );
  return new ComposeList(items, node.parts, node.place, node.origin, node.tag, node.unseen);
}
