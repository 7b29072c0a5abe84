import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expandSnippet, snippets } from '../../server/src/knowledge/snippets';
import { readByLibrary } from '../../server/src/syntax/yaml/library';
import { parseYaml } from '../../server/src/syntax/yaml/parse';
import { readFast } from '../../server/src/syntax/yaml/reader';
import { mappedText } from '../../server/src/syntax/yaml/scalar-text';
import {
  entriesOf,
  resolveAlias,
  type YamlNode,
  type YamlScalar,
  type YamlTree,
} from '../../server/src/syntax/yaml/tree';
import { damaged, randomOf, YamlWriter } from '../support/yaml-texts';
import { writtenOut } from '../support/yaml-trees';

/** The two readers agree wherever the fast one is certain, and every scalar's text leads back to the source. */
function agree(text: string): { fast: boolean; sound: boolean } {
  const fast = readFast(text);
  const slow = readByLibrary(text);
  if (fast && writtenOut(fast) !== writtenOut(slow)) {
    expect.soft(writtenOut(fast), JSON.stringify(text)).toEqual(writtenOut(slow));
  }
  for (const scalar of scalarsOf(slow)) textLaw(text, scalar);
  return { fast: fast !== undefined, sound: slow.problems.length === 0 };
}

function textLaw(text: string, scalar: YamlScalar): void {
  const mapped = mappedText(text, scalar);
  const wrong = mapped.pieces.some(({ from, source, verbatim }, i) => {
    const piece = mapped.text.slice(from, mapped.pieces[i + 1]?.from);
    return piece === '' || (verbatim && text.slice(source.start, source.end) !== piece);
  });
  if (mapped.text !== scalar.text || wrong) expect.fail(`${JSON.stringify(text)}: ${JSON.stringify(mapped)}`);
}

function scalarsOf({ documents }: YamlTree): YamlScalar[] {
  const found: YamlScalar[] = [];
  const pending: (YamlNode | undefined)[] = documents.map(({ root }) => root);
  while (pending.length > 0) {
    const node = pending.pop();
    if (node?.kind === 'scalar') found.push(node);
    if (node?.kind === 'list') pending.push(...node.items);
    if (node?.kind === 'map') for (const { key, value } of node.entries) pending.push(key, value);
  }
  return found;
}

describe('reads what the library reads', () => {
  test('in every form', { timeout: 60_000 }, () => {
    const writer = new YamlWriter(randomOf(11));
    let fast = 0;
    let sound = 0;
    for (let i = 0; i < 1_000; i++) {
      const verdict = agree(writer.text());
      if (verdict.sound) sound++;
      if (verdict.sound && verdict.fast) fast++;
    }
    // What is left is plain text as a whole document and the like.
    expect(fast / sound).toBeGreaterThan(0.8);
  });

  test('in every form that is damaged', { timeout: 60_000 }, () => {
    const random = randomOf(12);
    const writer = new YamlWriter(random);
    for (let i = 0; i < 1_000; i++) agree(damaged(writer.text(), random));
  });

  test.each(snippets.filter(({ file }) => ['compose', 'mongod', 'prometheus'].includes(file)))(
    'in the snippet $name, and while it is typed',
    ({ body }) => {
      const text = expandSnippet(body);
      expect(readFast(text)).toBeDefined();
      const step = text.length > 800 ? 7 : 1;
      for (let length = 0; length <= text.length; length += step) agree(text.slice(0, length));
    },
  );
});

const corpus = resolve(import.meta.dirname, '../../../shared/corpus');

describe.skipIf(!existsSync(corpus))('the corpus', () => {
  const files = !existsSync(corpus)
    ? []
    : readdirSync(corpus, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.ya?ml$|mongod.*\.conf$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));

  test('is read alike, and by the fast reader where nothing is wrong', { timeout: 60_000 }, () => {
    const left = files.filter((file) => {
      const { fast, sound } = agree(readFileSync(file, 'utf8'));
      return sound && !fast;
    });
    expect(left).toEqual([]);
  });

  test('is read alike while it is typed', { timeout: 60_000 }, () => {
    for (const file of files.filter((_, index) => index % 40 === 0)) {
      const text = readFileSync(file, 'utf8').slice(0, 1_200);
      for (let length = 0; length <= text.length; length++) agree(text.slice(0, length));
    }
  });

  test('is read alike where it is damaged', { timeout: 60_000 }, () => {
    const random = randomOf(13);
    for (const file of files) {
      const lines = readFileSync(file, 'utf8').split('\n');
      const from = random(lines.length);
      const text = lines.slice(from, from + 40).join('\n');
      for (let round = 0; round < 4; round++) agree(damaged(text, random));
    }
  });
});

/** The text of the first value, with what is not taken over character by character in braces. */
function shownText(text: string): string {
  const { root } = readByLibrary(text);
  const value = root?.kind === 'map' ? root.entries[0]?.value : undefined;
  if (value?.kind !== 'scalar') return 'no text';
  const { pieces, text: made } = mappedText(text, value);
  return pieces
    .map(({ from, verbatim, source }, i) => {
      const piece = made.slice(from, pieces[i + 1]?.from);
      return verbatim ? piece : `{${piece}=${text.slice(source.start, source.end)}}`;
    })
    .join('');
}

test.each([
  ['a: b c', 'b c'],
  ['a: b\n  c\n\n  d', 'b{ =\n  }c{\n=\n\n  }d'],
  ["a: 'it''s'", "it{'=''}s"],
  ['a: "x\\ty\\u0041"', 'x{\t=\\t}y{A=\\u0041}'],
  ['a: "x \\\n  y"', 'x y'],
  ['a: |\n  x\n   y\n\nb:', 'x\n y\n'],
  ['a: |-\r\n  x\r\n  y\r\n', 'x{\n=\r\n}y'],
  ['a: >-\n  x\n  y\n\n  z\n', 'x{ =\n  }y\nz'],
  ['a: |2\n    x\n', '  x\n'],
  ['a: >+\n  x\n\n', 'x\n\n'],
])('%j: its text leads back to the source', (text, expected) => {
  expect(shownText(text)).toBe(expected);
});

test('a file of a thousand services is read in one pass', () => {
  const service = (i: number) =>
    `  api${i}:\n    image: "api:1.${i}" # the image\n    command: [run, --port, "80"]\n    deploy: {replicas: 3}\n    env:\n      - A=1\n`;
  const text = `services:\n${Array.from({ length: 1_000 }, (_, i) => service(i)).join('\n')}`;
  expect(readFast(text)?.comments).toHaveLength(1_000);
});

describe('a large file with one mistake', () => {
  const service = (i: number, body: string) =>
    `  api${i}:\n    image: "api:1.${i}" # the image\n${body}    env:\n      - A=1\n`;
  const fileWith = (body: string, count = 400) =>
    `x-base: &base {init: true}\nservices:\n${Array.from({ length: count }, (_, i) => service(i, i === 200 ? body : '    init: true\n')).join('')}volumes:\n  data:\n`;

  test.each([
    ['a key without a colon', '    comm\n'],
    ['a bracket that is open', '    command: [run, --port\n'],
    ['a tab', '\tinit: true\n'],
    ['an indentation that fits nothing', '      init: true\n   x: 1\n'],
    ['an alias for nothing', '    x: *nothing\n    y: *base\n'],
    ['a character that begins nothing', '    x: @y\n'],
    ['a key that stands twice', '    image: x\n    @z: 1\n'],
    ['nothing wrong, but rare', '    ? x\n    : y\n'],
  ])('%s: the library’s words, and everything else is there', (_, body) => {
    const text = fileWith(body);
    const tree = parseYaml(text);
    const library = readByLibrary(text);
    expect(tree.problems).toEqual(library.problems);
    expect(writtenOut(tree)).toEqual(writtenOut(library));
  });

  test.each([
    ['a service that is being named', '  wor\n'],
    ['one that is named twice', '  api3:\n    init: @x\n'],
    ['a quote that is open', '  api401: "x\n'],
  ])('%s', (_, line) => {
    const text = fileWith('').replace('  api300:', `${line}  api300:`);
    const { problems, root } = parseYaml(text);
    const services = root?.kind === 'map' ? root.entries[1]?.value : undefined;
    expect(services?.kind === 'map' && services.entries).toHaveLength(401);
    for (const { span } of problems) expect(text.slice(span.start, span.end)).toMatch(/^(wor|api3|@|x$)/);
    expect(problems.length).toBeGreaterThan(0);
  });

  test.each([
    ['items', `a:\n${'- x\n'.repeat(200_000)}b: @\n`],
    ['comments', `${'# x\n'.repeat(200_000)}b: @\n`],
    ['empty lines', `a: 1\n${'\n'.repeat(300_000)}b: @\n`],
    ['merges', `a: &a {x: 1}\nb:\n  <<: [${'*a,'.repeat(150_000)}]\n`],
  ])('many %s do no harm', { timeout: 60_000 }, (_, text) => {
    const { root } = parseYaml(text);
    expect(root?.kind === 'map' && [...entriesOf(root).keys()]).toContain('b');
    const b = root?.kind === 'map' ? resolveAlias(entriesOf(root).get('b')?.value) : undefined;
    if (b?.kind === 'map') expect(entriesOf(b).has('x')).toBe(true);
  });
});
