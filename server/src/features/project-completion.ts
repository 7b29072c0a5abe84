import { RULE_IDS } from '../rules/ids.generated';
import { rules } from '../rules/index.generated';
import type { ConfigFile } from '../settings/file';
import { type Key, LEVEL_SHAPE, PROJECT_SHAPE, type Shape } from '../settings/headroom-keys';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';
import type { Completion, CompletionKind } from './completion';
import { describeKey } from './project-hover';

/** What may stand at a place of headroom.yaml: keys that are not there yet, rule ids, or the values of a key. */
export function projectCompletion(_stack: Stack, file: ConfigFile, offset: number): Completion[] {
  const place = placeAt(file, offset);
  if (!place) return [];
  const around = shapeAt(place.parents);
  if (!around) return [];
  if (place.key === undefined)
    return around.kind === 'rules' ? ruleIds(place) : around.kind === 'map' ? keys(around.keys, place) : [];
  const shape =
    around.kind === 'rules'
      ? LEVEL_SHAPE
      : around.kind === 'map' && Object.hasOwn(around.keys, place.key)
        ? around.keys[place.key]!.shape
        : undefined;
  return shape ? values(shape, place) : [];
}

/** Where the cursor is, read from the lines alone: a file that is being typed is seldom valid YAML. */
interface Cursor {
  /** The keys around it, outermost first. */
  readonly parents: readonly string[];
  /** The key whose value is being written; undefined where a key is. */
  readonly key: string | undefined;
  /** The word that is there already. */
  readonly word: Span;
  /** Keys of the same group. */
  readonly taken: ReadonlySet<string>;
  /** A colon follows the word. */
  readonly hasColon: boolean;
  readonly indent: string;
}

function placeAt(file: ConfigFile, offset: number): Cursor | undefined {
  const { lines, text } = file;
  const line = lines.lineAt(offset);
  const start = lines.startOf(line);
  const before = text.slice(start, offset);
  if (/(^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, ''))) return undefined;
  const word = wordAt(text, offset);
  const hasColon = /^["']?[ \t]*:/.test(text.slice(word.end));
  const [, lead = '', rest = ''] = /^([ \t]*(?:-[ \t]+)*)([\s\S]*)$/.exec(before)!;
  const column = lead.length;
  const context = contextOf(file, line, column, lead);
  const indent = ' '.repeat(column);
  const inItem = /^[{[]/.test(rest) ? inBraces(rest) : undefined;
  if (inItem) return { ...inItem, parents: [...context.parents, ...inItem.parents], word, hasColon, indent };
  const entry = /^("[^"]*"|'[^']*'|[^\s#:'"{[][^:]*?)[ \t]*:(?:[ \t]+(.*))?$/.exec(rest);
  if (!entry) return /^["']?[\w/*.-]*$/.test(rest) ? { ...context, key: undefined, word, hasColon, indent } : undefined;
  const key = entry[1]!.replace(/^["']|["']$/g, '');
  const value = entry[2] ?? '';
  const braces = inBraces(value);
  if (!braces) return { ...context, key, word, hasColon, indent };
  return {
    parents: [...context.parents, key, ...braces.parents],
    key: braces.key,
    taken: braces.taken,
    word,
    hasColon,
    indent,
  };
}

function wordAt(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && /[\w/*.-]/.test(text[start - 1]!) && !(text[start - 1] === '-' && /\s/.test(text[start] ?? ' ')))
    start--;
  while (end < text.length && /[\w/*.-]/.test(text[end]!)) end++;
  return { start, end };
}

interface Row {
  /** The column of the first dash; undefined where there is none. */
  readonly dash: number | undefined;
  readonly column: number;
  readonly key: string | undefined;
}

function rowAt({ lines, text }: ConfigFile, line: number): Row | undefined {
  const content = text.slice(lines.startOf(line), lines.endOf(line));
  if (/^\s*(#|$)/.test(content)) return undefined;
  const lead = /^[ \t]*(?:-[ \t]+)*/.exec(content)![0];
  const dash = lead.indexOf('-');
  const key = /^("[^"]*"|'[^']*'|[^\s#:'"{[][^:]*?)[ \t]*:(\s|$)/.exec(content.slice(lead.length))?.[1];
  return { dash: dash < 0 ? undefined : dash, column: lead.length, key: key?.replace(/^["']|["']$/g, '') };
}

/** The keys that hold a column of a line, and those that stand beside it. */
function contextOf(file: ConfigFile, line: number, column: number, lead: string): Pick<Cursor, 'parents' | 'taken'> {
  const parents: string[] = [];
  const taken = new Set<string>();
  let target = column;
  let inOwnGroup = true;
  // A list may stand as far left as the key that it belongs to.
  let sameColumn = false;
  if (lead.includes('-')) {
    target = lead.indexOf('-');
    sameColumn = true;
    inOwnGroup = false;
  }
  for (let above = line - 1; above >= 0; above--) {
    const row = rowAt(file, above);
    if (!row) continue;
    if (inOwnGroup && row.column === column && row.key !== undefined) taken.add(row.key);
    if (row.dash !== undefined && row.column === target && !sameColumn) {
      target = row.dash;
      sameColumn = true;
      inOwnGroup = false;
    } else if (
      row.key !== undefined &&
      row.dash === undefined &&
      (row.column < target || (sameColumn && row.column === target))
    ) {
      parents.unshift(row.key);
      target = row.column;
      sameColumn = false;
      inOwnGroup = false;
    } else if (row.key !== undefined && row.dash !== undefined && row.column < target) {
      parents.unshift(row.key);
      target = row.dash;
      sameColumn = true;
      inOwnGroup = false;
    }
  }
  for (let below = line + 1; below < file.lines.count; below++) {
    const row = rowAt(file, below);
    if (!row) continue;
    if (row.column < column || (row.dash !== undefined && row.dash < column)) break;
    if (row.column === column && row.key !== undefined) taken.add(row.key);
  }
  return { parents, taken };
}

/** Where in a value of braces and brackets its end lies; undefined where they are all closed. */
function inBraces(value: string): { parents: string[]; key: string | undefined; taken: Set<string> } | undefined {
  const open: { readonly brace: boolean; key: string | undefined; readonly taken: Set<string>; from: number }[] = [];
  const plain = value.replace(/"[^"]*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length));
  for (let i = 0; i < plain.length; i++) {
    const sign = plain[i]!;
    const top = open.at(-1);
    if (sign === '{' || sign === '[') open.push({ brace: sign === '{', key: undefined, taken: new Set(), from: i + 1 });
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ',' && top) {
      top.key = undefined;
      top.from = i + 1;
    } else if (sign === ':' && top?.brace && top.key === undefined && /[\s"']/.test(plain[i + 1] ?? ' ')) {
      top.key = value
        .slice(top.from, i)
        .trim()
        .replace(/^["']|["']$/g, '');
      top.taken.add(top.key);
    }
  }
  const last = open.at(-1);
  if (!last?.brace) return undefined;
  return {
    parents: open.slice(0, -1).flatMap(({ key }) => (key === undefined ? [] : [key])),
    key: last.key,
    taken: last.taken,
  };
}

/** The shape of what stands below these keys; a list is passed through to its parts. */
function shapeAt(parents: readonly string[]): Shape | undefined {
  let shape: Shape = PROJECT_SHAPE;
  for (const name of parents) {
    if (shape.kind !== 'map' || !Object.hasOwn(shape.keys, name)) return undefined;
    shape = shape.keys[name]!.shape;
    if (shape.kind === 'list') shape = shape.item;
  }
  return shape;
}

function keys(table: Readonly<Record<string, Key>>, place: Cursor): Completion[] {
  return Object.entries(table)
    .filter(([name]) => !place.taken.has(name))
    .map(([name, key], i) => ({
      ...entry(
        name,
        key.shape.kind === 'map' || key.shape.kind === 'list' || key.shape.kind === 'rules' ? 'block' : 'directive',
        i,
        place,
      ),
      insertText: place.hasColon ? name : `${name}:${opening(key.shape, place.indent)}`,
      detail: key.what,
      documentation: describeKey(name, key),
    }));
}

/** What follows a key for its value to be typed right away. */
function opening(shape: Shape, indent: string): string {
  if (shape.kind === 'map' || shape.kind === 'rules') return `\n${indent}  `;
  return shape.kind === 'list' ? `\n${indent}  - ` : ' ';
}

function ruleIds(place: Cursor): Completion[] {
  const free = rules.filter(({ id }) => !place.taken.has(id));
  const areas = [...new Set(RULE_IDS.map((id) => `${id.split('/')[0]}/*`))].filter((area) => !place.taken.has(area));
  const insertText = (id: string) => (place.hasColon ? id : `${id}: `);
  return [
    ...free.map(({ id, severity, summary, why }, i) => ({
      ...entry(id, 'name', i, place),
      insertText: insertText(id),
      detail: `${severity}: ${summary}`,
      documentation: why,
    })),
    ...areas.map((id, i) => ({
      ...entry(id, 'name', free.length + i, place),
      insertText: insertText(id),
      detail: 'every rule of the area',
    })),
  ];
}

function values(shape: Shape, place: Cursor): Completion[] {
  const choices =
    shape.kind === 'choice'
      ? shape.values
      : shape.kind === 'flag'
        ? [
            { value: 'true', what: 'yes' },
            { value: 'false', what: 'no' },
          ]
        : [];
  return choices.map(({ value, what }, i) => ({ ...entry(value, 'value', i, place), insertText: value, detail: what }));
}

function entry(label: string, kind: CompletionKind, i: number, place: Cursor): Omit<Completion, 'insertText'> {
  return { label, kind, isSnippet: false, span: place.word, sortText: String(i).padStart(4, '0'), filterText: label };
}
