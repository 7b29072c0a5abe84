import { YamlText } from '../../settings/command/yaml-text';
import type { ConfigFile } from '../../settings/file';
import { removeEntry, removeItem } from '../../settings/yaml/remove';
import { appendItem, type ScalarValue, setIn, setScalar, type YamlValue } from '../../settings/yaml/write';
import type { YamlMap, YamlNode } from '../../syntax/yaml/tree';
import type { FileEdit } from '../../text/edit';
import type { VariableUse } from './interpolate';
import type { ComposeContext, ComposeList, ComposeMap, ComposeNode, ComposeScalar } from './node';
import { shallowEntries } from './read-node';

/**
 * Writes a value below a service: over the one that is there, at the place where it is written (behind an anchor or a
 * variable's default, in an extended file or `.env`), else as a new key or item. No edits where it can't be written.
 *
 * @param file takes new keys: the service's own
 * @param overlay is laid over that. What it says of the service, or can say, is written there.
 */
export function setBelow(
  root: ComposeMap,
  file: ConfigFile,
  path: readonly string[],
  value: YamlValue,
  overlay?: ConfigFile,
): FileEdit[] {
  const preferred = overlay ?? file;
  let map = root;
  let over: { readonly map: ComposeMap; readonly path: readonly string[] } | undefined;
  for (const [depth, key] of path.entries()) {
    if (overlay && map.parts.some((part) => isOwnIn(part, overlay))) over = { map, path: path.slice(depth) };
    const entry = map.entries.get(key);
    const rest = path.slice(depth + 1);
    const node = entry?.value;
    if (!node || (node.kind === 'scalar' && node.isNull)) return insert(map, preferred, path.slice(depth), value);
    if (rest.length === 0) {
      if (node.kind !== 'scalar' || !isScalar(value)) return [];
      return over && node.file.path !== overlay?.path
        ? insert(over.map, preferred, over.path, value)
        : writeScalar(node, value);
    }
    if (node.kind === 'list') return inList(node, preferred, rest, value);
    if (node.kind !== 'map') return [];
    map = node;
  }
  return [];
}

/** Takes a value below a service out of every file that has it; no edits where another one would come to light. */
export function removeBelow(root: ComposeMap, path: readonly string[]): FileEdit[] {
  let node: ComposeNode = root;
  for (const key of path.slice(0, -1)) {
    const next: ComposeNode | undefined = node.kind === 'map' ? node.get(key) : undefined;
    if (!next) return [];
    node = next;
  }
  if (node.kind !== 'map' && node.kind !== 'list') return [];
  const key = path.at(-1)!;
  const edits: FileEdit[] = [];
  for (const { context, yaml, origin } of node.parts) {
    const found =
      yaml.kind === 'map' ? yaml.entries.find((entry) => keyOf(entry.key) === key) : pairIn(yaml.items, key);
    if (!found) continue;
    if (origin.kind !== 'own' && origin.kind !== 'override') return [];
    // What "<<" merges in would take its place.
    if (yaml.kind === 'map') {
      const others = { ...yaml, entries: yaml.entries.filter((entry) => entry !== found) };
      if (shallowEntries(others, context, origin).entries.has(key)) return [];
    }
    const removal =
      yaml.kind === 'map'
        ? removeEntry(context.file, yaml, found as YamlMap['entries'][number])
        : removeItem(context.file, yaml, found as YamlNode);
    if (removal.length === 0) return [];
    edits.push(...removal);
  }
  return edits;
}

function keyOf(key: YamlNode): string | undefined {
  return key.kind === 'scalar' ? key.text : undefined;
}

/** The item `key=value` or `key` of a list. */
function pairIn(items: readonly YamlNode[], key: string): YamlNode | undefined {
  return items.findLast((item) => item.kind === 'scalar' && (item.text === key || item.text.startsWith(`${key}=`)));
}

/** Gives a single value another one, where it is written. */
export function writeScalar(node: ComposeScalar, value: ScalarValue): FileEdit[] {
  const { variables } = node;
  const text = String(value ?? '');
  if (variables.length > 0) {
    const [only] = variables;
    const whole = variables.length === 1 && only!.from === 0 && only!.to === node.text.text.length;
    return whole ? writeVariable(only!, text) : [];
  }
  if (isPart(node) || node.yaml.style === 'block') {
    const source = new YamlText(node.file, node.yaml, node.text, { interpolated: true });
    return source.write(0, node.text.text.length, text);
  }
  return setScalar(node.file, node.yaml, plainer(node, value));
}

/** The default behind `:-`, or the value in the file of variables. */
function writeVariable(use: VariableUse, text: string): FileEdit[] {
  const place = use.valuePlace;
  if (!place || !/^[\w.:/+-]*$/.test(text)) return [];
  const written = place.file.text.slice(place.span.start, place.span.end);
  if (!/^["']?[\w.:/+-]*["']?$/.test(written)) return [];
  const quote = /^["']/.exec(written)?.[0] ?? '';
  return [place.file.edit(place.span.start, place.span.end, quote + text + quote)];
}

/** A number in place of a number needs no quotes; in place of a text it keeps them. */
function plainer(node: ComposeScalar, value: ScalarValue): ScalarValue {
  if (node.yaml.style !== 'plain') return typeof value === 'number' ? String(value) : value;
  return asNumber(value);
}

function asNumber(value: ScalarValue): ScalarValue {
  return typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

function isScalar(value: YamlValue): value is ScalarValue {
  return value === null || typeof value !== 'object';
}

/** `sysctls` and the like as a list of `key=value`. */
function inList(list: ComposeList, file: ConfigFile, rest: readonly string[], value: YamlValue): FileEdit[] {
  const [key] = rest;
  if (rest.length !== 1 || key === undefined || !isScalar(value)) return [];
  for (const item of [...list.items].reverse()) {
    if (item.kind !== 'scalar') continue;
    const { text } = item.text;
    if (text !== key && !text.startsWith(`${key}=`)) continue;
    return writeScalar(item.slice(Math.min(text.length, key.length + 1), text.length), value);
  }
  const part = ownPart(list.parts, file);
  return part?.yaml.kind === 'list' ? appendItem(part.context.file, part.yaml, `${key}=${value}`) : [];
}

/** A new key in the service's own file. */
function insert(map: ComposeMap, file: ConfigFile, path: readonly string[], value: YamlValue): FileEdit[] {
  const part = ownPart(map.parts, file);
  if (part?.yaml.kind !== 'map') return [];
  return setIn(part.context.file, part.yaml, path, isScalar(value) ? asNumber(value) : value, AFTER.get(path[0]!));
}

interface Part {
  readonly context: ComposeContext;
  readonly yaml: YamlMap | ComposeList['parts'][number]['yaml'];
  readonly origin: ComposeMap['origin'];
}

function ownPart(parts: readonly Part[], file: ConfigFile): Part | undefined {
  return parts.find((part) => isOwnIn(part, file)) ?? parts.findLast(({ origin }) => origin.through.length === 0);
}

function isOwnIn({ origin, context }: Part, file: ConfigFile): boolean {
  return origin.through.length === 0 && context.file.path === file.path;
}

/** Behind which keys a new one stands best. */
const AFTER: ReadonlyMap<string, readonly string[]> = new Map([
  ['sysctls', ['ulimits', 'ports', 'command', 'image', 'build']],
  ['ulimits', ['ports', 'command', 'image', 'build']],
  ['hard', ['soft']],
  ['init', ['command', 'image', 'build']],
  ['stop_grace_period', ['command', 'image', 'build']],
]);

/** Whether the value is a part of a scalar: what stands behind `key=` of a list's item. */
function isPart(node: ComposeScalar): boolean {
  const { start, end } = node.span;
  return start !== node.yaml.span.start || end !== node.yaml.span.end;
}
