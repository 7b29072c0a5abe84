import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import {
  appendItem,
  removeEntry,
  removeItem,
  setIn,
  setScalar,
  setValue,
  type YamlValue,
} from '../../server/src/settings/yaml/write';
import {
  entriesOf,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../server/src/syntax/yaml/tree';
import { applyEdits, type FileEdit } from '../../server/src/text/edit';
import { randomOf, YamlWriter } from '../support/yaml-texts';

const fileOf = (text: string) => new ConfigFile('compose.yml', text);
const rootOf = (file: ConfigFile) => file.yaml.root as YamlMap;
const at = (file: ConfigFile, ...path: string[]): YamlNode | undefined =>
  path.reduce<YamlNode | undefined>(
    (node, key) =>
      node?.kind === 'map'
        ? entriesOf(node).get(key)?.value
        : node?.kind === 'list'
          ? node.items[Number(key)]
          : undefined,
    file.yaml.root,
  );
const written = (text: string, edit: (file: ConfigFile) => FileEdit[]): string => {
  const file = fileOf(text);
  return applyEdits(text, edit(file));
};

describe('setScalar keeps the style', () => {
  test.each<[string, string | number | boolean, string]>([
    ['a: 1 # c\n', 2, 'a: 2 # c\n'],
    ['a: "1"\n', 2, 'a: "2"\n'],
    ["a: 'x'\n", "it's", "a: 'it''s'\n"],
    ['a: x\n', 'no', 'a: "no"\n'],
    ["b: 'q'\na: x\n", '60:60', "b: 'q'\na: '60:60'\n"],
    ['a: x\n', '1_000', 'a: "1_000"\n'],
    ['a: 512\n', '1024', 'a: 1024\n'],
    ['a: x\n', '1024', 'a: "1024"\n'],
    ['a: x\n', 'redis-server --save ""', 'a: redis-server --save ""\n'],
    ['a: x\n', 'b: c', 'a: "b: c"\n'],
    ['a: {b: x}\n', 'p,q', 'a: {b: "p,q"}\n'],
    ['a: | # why\n  x\n  y\nb: 1\n', 'z', 'a: z # why\nb: 1\n'],
    ['a: one\n  two\n', 'z', 'a: z\n'],
    ['a: x', 'x', 'a: x'],
  ])('%j to %j', (text, value, expected) => {
    const result = written(text, (file) => {
      const last = at(file, 'a');
      return setScalar(file, (last?.kind === 'map' ? at(file, 'a', 'b') : last) as YamlScalar, value);
    });
    expect(result).toBe(expected);
  });
});

describe('setIn', () => {
  test.each<[string, string[], YamlValue, string]>([
    ['a:\n    b: 1\n', ['a', 'c', 'd'], 2, 'a:\n    b: 1\n    c:\n        d: 2\n'],
    ['a:\n  b: 1 # x\n  # end\n\nc: 2\n', ['a', 'd'], 'v', 'a:\n  b: 1 # x\n  d: v\n  # end\n\nc: 2\n'],
    ['a: {b: 1}\n', ['a', 'c', 'd'], 'v', 'a: {b: 1, c: {d: v}}\n'],
    ['a: {}\n', ['a', 'c'], 'v', 'a: {c: v}\n'],
    ['a:\n', ['a', 'b'], 'v', 'a:\n  b: v\n'],
    ['a: # why\nz: 1\n', ['a', 'b'], 'v', 'a: # why\n  b: v\nz: 1\n'],
    ['a: ~ # why\n', ['a', 'b'], 'v', 'a: # why\n  b: v\n'],
    ['a: 1', ['b'], 'v', 'a: 1\nb: v'],
    ['a:\r\n  b: 1\r\n', ['a', 'c'], 'v', 'a:\r\n  b: 1\r\n  c: v\r\n'],
    ['a:\n  - x: 1\n    y: 2\n', ['a', '0', 'z'], 'v', 'a:\n  - x: 1\n    y: 2\n    z: v\n'],
    ['a: |\n  text\n\nb: 1\n', ['c'], ['x'], 'a: |\n  text\n\nb: 1\nc:\n  - x\n'],
    ['l:\n- x\n', ['c'], ['x', { k: 1, z: [] }], 'l:\n- x\nc:\n- x\n- k: 1\n  z: []\n'],
    ['a: {\n  b: 1, # x\n  c: 2 # y\n}\n', ['a', 'd'], 'v', 'a: {\n  b: 1, # x\n  c: 2, # y\n  d: v\n}\n'],
    ['', ['a', 'b'], 1, 'a:\n  b: 1\n'],
    ['# only this', ['a'], 1, '# only this\na: 1\n'],
    ['a: 1\n---\nb: 2\n', ['c'], 3, 'a: 1\nc: 3\n---\nb: 2\n'],
    ['x: &x {d: {e: 1}}\na:\n  <<: *x\n  b: 1\n', ['a', 'd', 'f'], 1, 'x: &x {d: {e: 1}}\na:\n  <<: *x\n  b: 1\n'],
    ['x: &x {b: 1}\na: *x\n', ['a', 'c'], 1, 'x: &x {b: 1}\na: *x\n'],
    ['a: *no\n', ['a'], 1, 'a: 1\n'],
    ['a: 1 # c\n', ['a'], ['x'], 'a: # c\n  - x\n'],
    ['a:\n  - x\n', ['a'], 'v', 'a: v\n'],
    ['a:\n  - x # c\n', ['a'], 'v', 'a: v # c\n'],
    ['a:\n  - x # c\n  - w\n', ['a'], 'v', 'a:\n  - x # c\n  - w\n'],
  ])('%j %j %j', (text, path, value, expected) => {
    const result = written(text, (file) => {
      const [first, second, ...rest] = path;
      if (second === '0') return setIn(file, at(file, first!, '0') as YamlMap, rest, value);
      return setIn(file, file.yaml.root as YamlMap | undefined, path, value);
    });
    expect(result).toBe(expected);
  });

  test('puts a new key behind a named one', () => {
    const text = 'image: x\nports: [1]\n';
    expect(written(text, (file) => setIn(file, rootOf(file), ['deploy', 'replicas'], 2, ['command', 'image']))).toBe(
      'image: x\ndeploy:\n  replicas: 2\nports: [1]\n',
    );
  });
});

test.each<[string, YamlValue, string]>([
  ['a:\n  - x # c\n\nb: 1\n', 'k', 'a:\n  - x # c\n  - k\n\nb: 1\n'],
  ['a:\n- x', 'k', 'a:\n- x\n- k'],
  ['a: [x]\n', 'k', 'a: [x, k]\n'],
  ['a: [ x, ]\n', 'k', 'a: [ x, k, ]\n'],
  ['a: []\n', 'k', 'a: [k]\n'],
  ['a: [\n  x,\n  z\n]\n', 'k', 'a: [\n  x,\n  z,\n  k\n]\n'],
  ['a: [\n  x, # c\n]\n', 'k', 'a: [\n  x, # c\n  k,\n]\n'],
  ['a:\n  - b: 1\n', { b: 2, c: 3 }, 'a:\n  - b: 1\n  - b: 2\n    c: 3\n'],
])('appendItem: %j %j', (text, value, expected) => {
  expect(written(text, (file) => appendItem(file, at(file, 'a') as YamlList, value))).toBe(expected);
});

test.each<[string, string[], string]>([
  ['a: 1\nb: 2\nc: 3\n', ['b'], 'a: 1\nc: 3\n'],
  ['a: 1\nb: 2', ['b'], 'a: 1'],
  ['a: 1\nb: 2 # why\n', ['b'], 'a: 1\n# why\n'],
  ['a: 1\nb:\n  # why\n  c: 1\n', ['b'], 'a: 1\n# why\n'],
  ['a:\n  b: 1\n', ['a', 'b'], 'a: {}\n'],
  ['a: # why\n  b: 1\n', ['a', 'b'], 'a: {} # why\n'],
  ['a:\n  - x\n', ['a', '0'], 'a: []\n'],
  ['a:\n  - x\n  - y\n', ['a', '0'], 'a:\n  - y\n'],
  ['a:\n  - b: 1\n    c: 2\n', ['a', '0', 'b'], 'a:\n  - c: 2\n'],
  ['a:\n  - b: 1 # why\n    c: 2\n', ['a', '0', 'b'], 'a:\n  - # why\n    c: 2\n'],
  ['a:\n  - b: 1\n', ['a', '0', 'b'], 'a:\n  - {}\n'],
  ['a: {b: 1, c: 2}\n', ['a', 'b'], 'a: {c: 2}\n'],
  ['a: {b: 1, c: 2}\n', ['a', 'c'], 'a: {b: 1}\n'],
  ['a: [x]\n', ['a', '0'], 'a: []\n'],
  ['a: |\n  x\nb: 1\n', ['a'], 'b: 1\n'],
  ['a: &x 1\nb: *x\n', ['a'], 'a: &x 1\nb: *x\n'],
  ['a: 1\r\nb: 2\r\n', ['a'], 'b: 2\r\n'],
])('remove: %j %j', (text, path, expected) => {
  const result = written(text, (file) => {
    const holder = at(file, ...path.slice(0, -1));
    if (holder?.kind === 'list') return removeItem(file, holder, holder.items[Number(path.at(-1))]!);
    return removeEntry(file, holder as YamlMap, entriesOf(holder as YamlMap).get(path.at(-1)!)!);
  });
  expect(result).toBe(expected);
});

/** A value as it has to be after an edit: what was written, or nodes of the tree before. */
type Wanted =
  | { readonly written: YamlValue }
  | { readonly kind: 'list'; readonly items: Wanted[]; old: YamlNode }
  | { readonly kind: 'map'; readonly entries: [Wanted, Wanted | undefined][]; old: YamlNode }
  | { readonly kind: 'leaf'; readonly old: YamlNode };

/** Whether a text edit of a random place does what is asked for and nothing else. */
class Trial {
  readonly file: ConfigFile;
  readonly places: { node: YamlNode; holder: YamlNode | undefined }[] = [];

  constructor(
    readonly text: string,
    readonly random: (below: number) => number,
  ) {
    this.file = fileOf(text);
    const pending: { node: YamlNode; holder: YamlNode | undefined }[] = [];
    if (this.file.yaml.root) pending.push({ node: this.file.yaml.root, holder: undefined });
    for (let place = pending.pop(); place; place = pending.pop()) {
      this.places.push(place);
      const { node } = place;
      if (node.kind === 'list') pending.push(...node.items.map((item) => ({ node: item, holder: node })));
      if (node.kind === 'map')
        pending.push(...node.entries.flatMap(({ value }) => (value ? [{ node: value, holder: node }] : [])));
    }
  }

  /** @returns whether anything was edited */
  run(): boolean {
    const { node } = this.places[this.random(this.places.length)]!;
    const value = VALUES[this.random(VALUES.length)]!;
    if (node.kind === 'scalar') {
      const scalar = typeof value === 'object' ? 'x' : value;
      return this.#expect(
        `setScalar ${JSON.stringify(scalar)}`,
        setScalar(this.file, node, scalar),
        new Map([[node, { written: scalar }]]),
      );
    }
    if (node.kind === 'alias') return false;
    if (node.kind === 'list') return this.random(2) === 0 ? this.#append(node, value) : this.#removeItem(node);
    switch (this.random(3)) {
      case 0:
        return this.#insert(node, value);
      case 1:
        return this.#removeEntry(node);
      default:
        return this.#setValue(node, value);
    }
  }

  #append(list: YamlList, value: YamlValue): boolean {
    const items = [...list.items.map((item) => wanted(item)), { written: value }];
    return this.#expect(
      `appendItem ${JSON.stringify(value)}`,
      appendItem(this.file, list, value),
      new Map([[list, { kind: 'list', items, old: list }]]),
    );
  }

  #removeItem(list: YamlList): boolean {
    const item = list.items[this.random(Math.max(1, list.items.length))];
    if (!item) return false;
    const items = list.items.filter((one) => one !== item).map((one) => wanted(one));
    return this.#expect(
      'removeItem',
      removeItem(this.file, list, item),
      new Map([[list, { kind: 'list', items, old: list }]]),
    );
  }

  #insert(map: YamlMap, value: YamlValue): boolean {
    const path = ['new key', 'inner'].slice(0, 1 + this.random(2));
    const made = path.reduceRight<YamlValue>((inner, key) => ({ [key]: inner }), value) as Record<string, YamlValue>;
    const entries = entriesWanted(map);
    entries.push([{ written: path[0]! }, { written: made[path[0]!]! }]);
    return this.#expect(
      `setIn ${path} ${JSON.stringify(value)}`,
      setIn(this.file, map, path, value),
      new Map([[map, { kind: 'map', entries, old: map }]]),
    );
  }

  #removeEntry(map: YamlMap): boolean {
    const entry = map.entries[this.random(Math.max(1, map.entries.length))];
    if (!entry) return false;
    const entries = entriesWanted(map).filter((_, i) => map.entries[i] !== entry);
    return this.#expect(
      `removeEntry ${entry.key.kind === 'scalar' && entry.key.text}`,
      removeEntry(this.file, map, entry),
      new Map([[map, { kind: 'map', entries, old: map }]]),
    );
  }

  #setValue(map: YamlMap, value: YamlValue): boolean {
    const entry = map.entries[this.random(Math.max(1, map.entries.length))];
    if (!entry) return false;
    const entries = entriesWanted(map);
    entries[map.entries.indexOf(entry)] = [wanted(entry.key), { written: value }];
    return this.#expect(
      `setValue ${entry.key.kind === 'scalar' && entry.key.text} ${JSON.stringify(value)}`,
      setValue(this.file, map, entry, value),
      new Map([[map, { kind: 'map', entries, old: map }]]),
    );
  }

  #applied(what: string, edits: readonly FileEdit[]): string {
    try {
      return applyEdits(this.text, edits);
    } catch (error) {
      return expect.fail(`${what}\n${JSON.stringify(this.text)}\n${error}`);
    }
  }

  #expect(what: string, edits: readonly FileEdit[], changes: ReadonlyMap<YamlNode, Wanted>): boolean {
    if (edits.length === 0) return false;
    const text = this.#applied(what, edits);
    const after = fileOf(text);
    const label = `${what}\n${JSON.stringify(this.text)}\n${JSON.stringify(text)}`;
    if (after.yaml.problems.length > 0) expect.fail(`${label}\n${JSON.stringify(after.yaml.problems)}`);
    const root = this.file.yaml.root as YamlMap;
    const [[holder, change]] = [...changes] as [[YamlNode, Wanted]];
    const emptied =
      holder === root &&
      !('written' in change) &&
      change.kind !== 'leaf' &&
      (change.kind === 'map' ? change.entries : change.items).length === 0;
    if (!emptied && !meets(wanted(root!, changes), after.yaml.root)) expect.fail(label);
    if (emptied && after.yaml.root && !(after.yaml.root.kind === root.kind && after.yaml.root.flow)) expect.fail(label);
    const comments = (file: ConfigFile) =>
      file.yaml.comments.map(({ start, end }) => file.text.slice(start, end)).sort();
    expect(comments(after), label).toEqual(comments(this.file));
    return true;
  }
}

const VALUES: readonly YamlValue[] = [
  'v',
  'no',
  '60:60',
  '1_000',
  'a: b',
  ' x ',
  '',
  "it's",
  '#',
  '"q"',
  'a,b]',
  'l1\nl2',
  7,
  0.5,
  true,
  null,
  ['x', 'y'],
  [],
  {},
  { p: 1, q: { r: 's' } },
  [{ s: 1, t: [1] }, 'u'],
];

function wanted(node: YamlNode, changes: ReadonlyMap<YamlNode, Wanted> = new Map()): Wanted {
  const change = changes.get(node);
  if (change) return change;
  if (node.kind === 'list') return { kind: 'list', items: node.items.map((item) => wanted(item, changes)), old: node };
  if (node.kind === 'map') return { kind: 'map', entries: entriesWanted(node, changes), old: node };
  return { kind: 'leaf', old: node };
}

function entriesWanted(map: YamlMap, changes?: ReadonlyMap<YamlNode, Wanted>): [Wanted, Wanted | undefined][] {
  return map.entries.map(({ key, value }) => [wanted(key, changes), value && wanted(value, changes)]);
}

function meets(want: Wanted | undefined, node: YamlNode | undefined): boolean {
  if (!want || !node)
    return (
      !want === !node || (want !== undefined && 'written' in want && (want.written === null || want.written === ''))
    );
  if ('written' in want) return isWritten(want.written, node);
  const { old } = want;
  if (old.kind === 'alias')
    return node.kind === 'alias' && node.name === old.name && node.target?.kind === old.target?.kind;
  if (node.kind === 'alias' || node.anchor?.text !== old.anchor?.text || node.tag?.text !== old.tag?.text) return false;
  if (want.kind === 'leaf')
    return (
      old.kind === 'scalar' &&
      node.kind === 'scalar' &&
      Object.is(node.value, old.value) &&
      node.text === old.text &&
      node.style === old.style
    );
  if (want.kind === 'list')
    return (
      node.kind === 'list' &&
      node.items.length === want.items.length &&
      want.items.every((item, i) => meets(item, node.items[i]))
    );
  return (
    node.kind === 'map' &&
    node.entries.length === want.entries.length &&
    want.entries.every(([key, value]) =>
      node.entries.some((entry) => meets(key, entry.key) && meets(value, entry.value)),
    )
  );
}

function isWritten(value: YamlValue, node: YamlNode): boolean {
  if (value === null)
    return node.kind === 'scalar' && (node.value === null || node.style !== 'plain' || node.tag !== undefined);
  if (typeof value === 'string')
    return node.kind === 'scalar' && node.text === value && (node.value === value || typeof node.value === 'number');
  if (typeof value !== 'object') return node.kind === 'scalar' && (node.value === value || node.text === String(value));
  if (Array.isArray(value))
    return (
      node.kind === 'list' &&
      node.items.length === value.length &&
      value.every((one, i) => isWritten(one, node.items[i]!))
    );
  const entries = Object.entries(value);
  return (
    node.kind === 'map' &&
    node.entries.length === entries.length &&
    entries.every(([key, inner], i) => {
      const entry = node.entries[i]!;
      return (
        entry.key.kind === 'scalar' &&
        entry.key.text === key &&
        entry.value !== undefined &&
        isWritten(inner, entry.value)
      );
    })
  );
}

describe('changes what is asked for and nothing else', () => {
  test('in YAML of every form', { timeout: 60_000 }, () => {
    const random = randomOf(21);
    const writer = new YamlWriter(random);
    let edited = 0;
    for (let round = 0; round < 1_500; round++) {
      const text = writer.text();
      if (fileOf(text).yaml.problems.length === 0 && new Trial(text, random).run()) edited++;
    }
    expect(edited).toBeGreaterThan(300);
  });

  const corpus = resolve(import.meta.dirname, '../../../shared/corpus');
  test.skipIf(!existsSync(corpus))('in the corpus', { timeout: 60_000 }, () => {
    const random = randomOf(22);
    let edited = 0;
    for (const entry of readdirSync(corpus, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.ya?ml$|mongod.*\.conf$/.test(entry.name)) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      if (fileOf(text).yaml.problems.length > 0 || !fileOf(text).yaml.root) continue;
      for (let round = 0; round < 5; round++) if (new Trial(text, random).run()) edited++;
    }
    expect(edited).toBeGreaterThan(600);
  });
});
