import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../server/src/syntax/yaml/parse';
import { entriesOf, resolveAlias, type YamlMap, type YamlNode } from '../../server/src/syntax/yaml/tree';

/** Each value as it stands in the text, so that the spans can be read. */
function shown(text: string, node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  const source = text.slice(node.span.start, node.span.end);
  if (node.kind === 'map')
    return { map: source, entries: node.entries.map(({ key, value }) => [shown(text, key), shown(text, value)]) };
  if (node.kind === 'list') return { list: source, items: node.items.map((item) => shown(text, item)) };
  return source;
}

const rootMap = (text: string) => parseYaml(text).root as YamlMap;
const complaints = (text: string) =>
  parseYaml(text).problems.map(({ span, message }) => [text.slice(span.start, span.end), message]);

test('spans are those of the values, without comments and white space', () => {
  const text = 'a: 1 # one\nb:   "two"\nc:\n  - x\n  - {y: 2}   # z\n\nd: [1, 2]\n';
  expect(shown(text, parseYaml(text).root)).toEqual({
    map: text.trimEnd(),
    entries: [
      ['a', '1'],
      ['b', '"two"'],
      ['c', { list: '- x\n  - {y: 2}', items: ['x', { map: '{y: 2}', entries: [['y', '2']] }] }],
      ['d', { list: '[1, 2]', items: ['1', '2'] }],
    ],
  });
});

test('values are those of YAML 1.2, and the text behind them stays', () => {
  const map = rootMap('a: off\nb: 1.10\nc: true\nd: ~\ne:\nf: "1"\ng: |\n  x\n  y\nh: 0x10\n');
  const values = map.entries.map(({ value }) =>
    value?.kind === 'scalar' ? [value.value, value.text, value.style] : value,
  );
  expect(values).toEqual([
    ['off', 'off', 'plain'],
    [1.1, '1.10', 'plain'],
    [true, 'true', 'plain'],
    [null, '~', 'plain'],
    undefined,
    ['1', '1', 'double'],
    ['x\ny\n', 'x\ny\n', 'block'],
    [16, '0x10', 'plain'],
  ]);
});

test('nothing is nothing', () => {
  for (const text of ['', '\n\n', '# comment\n', '---\n', '---\n...\n', '\uFEFF'])
    expect(parseYaml(text)).toMatchObject({ root: undefined, problems: [] });
});

describe('aliases', () => {
  test('lead to the value before them, also to the one they stand in', () => {
    const map = rootMap('a: &x [1, *x]\nb: *x\nc: &x 2\nd: *x\n');
    const [a, b, c, d] = map.entries.map(({ value }) => value);
    expect(resolveAlias(b)).toBe(a);
    expect(resolveAlias(a?.kind === 'list' ? a.items[1] : undefined)).toBe(a);
    expect(resolveAlias(d)).toBe(c);
  });

  test('without an anchor are a problem', () => {
    expect(complaints('a: *nowhere')).toEqual([
      ['*nowhere', '"*nowhere" stands for nothing: no "&nowhere" comes before it.'],
    ]);
  });

  test('that multiply cost nothing', () => {
    const rows = ['a0: &a0 [x, x]'];
    for (let i = 1; i < 60; i++)
      rows.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    const maps = ['m0: &m0 {k0: 1}'];
    for (let i = 1; i < 60; i++)
      maps.push(
        `m${i}: &m${i} {<<: [${Array(9)
          .fill(`*m${i - 1}`)
          .join(', ')}], k${i}: 1}`,
      );
    const map = rootMap([...rows, ...maps].join('\n'));
    const last = resolveAlias(entriesOf(map).get('m59')?.value) as YamlMap;
    expect(entriesOf(last).size).toBe(60);
  });

  test('merge maps in, the own entries first', () => {
    const map = rootMap('base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nuse:\n  <<: [*b, *o]\n  x: 9\n');
    const use = entriesOf(entriesOf(map).get('use')!.value as YamlMap);
    const values = [...use].map(([name, { value }]) => [name, value?.kind === 'scalar' && value.value]);
    expect(Object.fromEntries(values)).toEqual({ x: 9, y: 2, z: 4 });
  });
});

test.each([
  ['a: 1\na: 2', 'a', '"a" is set a second time here; only one of the two can count.'],
  ['a: [1, 2', '2', 'The closing ] is missing.'],
  ['a: {b: 1', '1', 'The closing } is missing.'],
  ['a: "b', 'b', 'The closing " is missing.'],
  ['a:\n\tb: 1', '\t', 'YAML is indented by spaces; this is a tab.'],
  ['a: `b`', '`', 'A text can’t begin with this character; put it in quotes.'],
])('%j: what is wrong is said in its place', (text, place, message) => {
  expect(complaints(text)).toContainEqual([place, message]);
});

test('documents are read one by one, the first is the root', () => {
  const text = '# of nobody\na: &x 1\n---\nb: *x\n...\n';
  const tree = parseYaml(text);
  expect(tree.documents.map(({ start, root }) => [start, shown(text, root)])).toEqual([
    [0, { map: 'a: &x 1', entries: [['a', '1']] }],
    [text.indexOf('---'), { map: 'b: *x', entries: [['b', '*x']] }],
  ]);
  expect(tree.root).toBe(tree.documents[0]!.root);
  expect(tree.problems.map(({ message }) => message)).toEqual(['"*x" stands for nothing: no "&x" comes before it.']);
});

test('comments are those that are none in a text', () => {
  const text = '# one\na: "# no" # two\nb: | # three\n  # no\nc: [1, # four\n  2]\n# five\n--- # six\n... # seven\n';
  expect(parseYaml(text).comments.map(({ start, end }) => text.slice(start, end))).toEqual(
    ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((name) => `# ${name}`),
  );
});

test('anchors and tags belong to the value behind them', () => {
  const text = 'a: &one !reset\n  b: !!str 1\n  &two c: !override [&three 1]\nd: !reset\n&four e: !x f\n';
  const tree = parseYaml(text);
  const found: [string, string][] = [];
  const pending: (YamlNode | undefined)[] = [tree.root];
  for (let node = pending.shift(); node || pending.length > 0; node = pending.shift()) {
    if (!node || node.kind === 'alias') continue;
    for (const property of [node.anchor, node.tag])
      if (property)
        found.push([text.slice(property.span.start, property.span.end), text.slice(node.span.start, node.span.end)]);
    if (node.kind === 'map') for (const { key, value } of node.entries) pending.push(key, value);
    if (node.kind === 'list') pending.push(...node.items);
  }
  const inner = 'b: !!str 1\n  &two c: !override [&three 1]';
  expect(found).toEqual([
    ['&one', inner],
    ['!reset', inner],
    ['!reset', ''],
    ['&four', 'e'],
    ['!x', 'f'],
    ['!!str', '1'],
    ['&two', 'c'],
    ['!override', '[&three 1]'],
    ['&three', '1'],
  ]);
  expect(tree.problems.map(({ message }) => message)).toEqual([
    'The tag is unknown, so the value is taken as it stands.',
  ]);
});

test('a mistake leaves the rest readable', () => {
  const map = rootMap('a: [1, 2\nb: 3\nc:\n  d: 4\n');
  expect([...entriesOf(map).keys()]).toEqual(['a', 'b', 'c']);
});

test.each([
  ['brackets', '['.repeat(50_000)],
  ['closed brackets', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['braces', '{a: '.repeat(20_000)],
  ['lists', '- '.repeat(20_000)],
  ['keys', '? '.repeat(20_000)],
  ['maps', Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
])('%s without end are refused and do no harm', (_, text) => {
  expect(parseYaml(text).problems.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('deep in one another'),
  );
});

test('no text makes it throw, and every span lies inside the text', () => {
  const pieces = [
    'a',
    ':',
    ' ',
    '\n',
    '  ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '#',
    '&x',
    '*x',
    '!t',
    '|',
    '>',
    '?',
    '%',
    '---',
    '\t',
    '\r\n',
    '<<',
    '~',
    '1',
    '\u{1F680}',
    '\0',
    '\\',
  ];
  let seed = 7;
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  for (let round = 0; round < 4_000; round++) {
    const text = Array.from({ length: 1 + random(24) }, () => pieces[random(pieces.length)]).join('');
    const tree = parseYaml(text);
    const spans = [...tree.problems.map(({ span }) => span), ...spansOf(tree.root)];
    for (const { start, end } of spans)
      if (start < 0 || end < start || end > text.length) expect.fail(`${JSON.stringify(text)}: ${start}–${end}`);
  }
});

function spansOf(node: YamlNode | undefined): { start: number; end: number }[] {
  if (!node) return [];
  if (node.kind === 'map')
    return [node.span, ...node.entries.flatMap(({ key, value }) => [...spansOf(key), ...spansOf(value)])];
  return node.kind === 'list' ? [node.span, ...node.items.flatMap(spansOf)] : [node.span];
}
