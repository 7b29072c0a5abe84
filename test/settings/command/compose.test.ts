import { describe, expect, test } from 'vitest';
import type { CommandLine } from '../../../server/src/settings/command/command-line';
import { composeListCommand, composeStringCommand } from '../../../server/src/settings/command/yaml-command';
import { ConfigFile } from '../../../server/src/settings/file';
import { parseYaml } from '../../../server/src/syntax/yaml/parse';
import { mappedText } from '../../../server/src/syntax/yaml/scalar-text';
import { entriesOf, resolveAlias } from '../../../server/src/syntax/yaml/tree';
import { MappedText } from '../../../server/src/text/mapped-text';
import { checkWriters } from './writers';

/** `$$` is one dollar sign; nothing else is filled in. */
function interpolated(text: MappedText): MappedText {
  const pieces = [];
  let out = '';
  let done = 0;
  const take = (from: number, to: number) => {
    for (const piece of text.slice(from, to).pieces) pieces.push({ ...piece, from: piece.from + out.length });
    out += text.text.slice(from, to);
  };
  for (let at = text.text.indexOf('$$'); at >= 0; at = text.text.indexOf('$$', done)) {
    take(done, at);
    pieces.push({ from: out.length, source: text.spanOf(at, at + 2), verbatim: false });
    out += '$';
    done = at + 2;
  }
  take(done, text.text.length);
  return new MappedText(out, pieces, text.source);
}

function commandOf(text: string): CommandLine | undefined {
  const file = new ConfigFile('compose.yml', text);
  const tree = parseYaml(text);
  expect(tree.problems).toEqual([]);
  const root = resolveAlias(tree.root);
  const node = root?.kind === 'map' ? resolveAlias(entriesOf(root).get('command')?.value) : undefined;
  const flow = root?.kind === 'map' && root.flow;
  if (node?.kind === 'scalar') return composeStringCommand(file, node, interpolated(mappedText(text, node)), flow);
  if (node?.kind !== 'list') return undefined;
  const items = node.items.flatMap((item) => {
    const scalar = resolveAlias(item);
    return scalar?.kind === 'scalar' ? [{ node: item, scalar, text: interpolated(mappedText(text, scalar)) }] : [];
  });
  expect(items.every(({ scalar }) => typeof scalar.value === 'string')).toBe(true);
  return composeListCommand(file, node, items);
}

const BEFORE = '# a comment\nimage: redis # another\n';
const BEHIND = '\n# the end\nports: ["1:1"]\n';

describe.each([
  ['plain', 'redis-server --save 60 1 --maxmemory 512mb'],
  ['plain with quotes', `redis-server --requirepass "a b" --save '' --x="1 2"`],
  ['plain over lines', 'redis-server --save 60\n  --maxmemory 512mb\n  --appendonly yes'],
  ['single', "'redis-server --save \"\" --x=''a b'' --maxmemory 512mb'"],
  ['double', '"redis-server --save \'\' --x=\\"a b\\" --maxmemory 512mb"'],
  ['double over lines', '"redis-server --save 60 \\\n  --maxmemory 512mb\n  --appendonly yes"'],
  ['folded', '>\n    redis-server\n    --maxmemory 512mb\n    --save ""\n'],
  ['folded, stripped', '>-\n  redis-server --maxmemory 512mb\n  --save 60 1\n'],
  ['literal', "|\n    redis-server\n      --maxmemory 512mb\n      --save ''\n"],
  ['one word', 'redis-server'],
  ['dollars', 'a $$b "$$c d" $$(e)'],
  ['flow list', '["redis-server", "--save", "", "--maxmemory", "512mb"]'],
  ['flow list, plain', '[redis-server, --maxmemory, 512mb, --save, "60"]'],
  ['flow list over lines', "[\n    'redis-server',\n    '--maxmemory', '512mb',\n    '--save', '60' ]"],
  ['flow list, one a line', '[\n    "redis-server",\n    "--maxmemory",\n    "512mb"\n  ]'],
  ['block list', '\n  - redis-server\n  - --maxmemory # ceiling\n  - 512mb\n  - "60"'],
  ['block list, same indent', "\n- 'redis-server'\n- '--maxmemory'\n# c\n- '512mb'"],
  ['block list, quoted', '\n    -   "redis-server"\n    -   "--save 60 1"\n    -   "$$a"'],
])('%s', (_, command) => {
  test('every writer does what it says, and nothing else', () => {
    for (const newLine of ['\n', '\r\n']) {
      const text = `${BEFORE}command: ${command}${BEHIND}`.replaceAll('\n', newLine);
      checkWriters(text, commandOf, (after) => {
        const tree = parseYaml(after);
        expect(tree.comments.map(({ start, end }) => after.slice(start, end).trim())).toEqual(
          parseYaml(text).comments.map(({ start, end }) => text.slice(start, end).trim()),
        );
        expect(after.startsWith(BEFORE.replaceAll('\n', newLine))).toBe(true);
        expect(after.endsWith(BEHIND.replaceAll('\n', newLine))).toBe(true);
      });
    }
  });
});

test('inside a flow map', () => {
  checkWriters('{ image: redis, command: redis-server --save 60 }', commandOf);
  checkWriters('{ command: [redis-server, --save, "60"], image: redis }', commandOf);
});

test('style', () => {
  const insert = (text: string, index: number, ...words: string[]) => {
    const line = commandOf(text)!;
    const [edit] = line.insertAfter(line.words[index]!, words);
    return text.slice(0, edit!.span.start) + edit!.newText + text.slice(edit!.span.end);
  };
  expect(insert('command: redis-server\n', 0, '--save', '')).toBe('command: redis-server --save ""\n');
  expect(insert('command: >\n  celery worker\n  -c 4\n', 3, '-l', 'info')).toBe(
    'command: >\n  celery worker\n  -c 4\n  -l info\n',
  );
  expect(insert('command:\n  - a\n  - b # c\n', 1, '8', 'x')).toBe('command:\n  - a\n  - b # c\n  - "8"\n  - x\n');
  expect(insert("command: ['a', 'b']\n", 1, '8')).toBe("command: ['a', 'b', '8']\n");
  expect(insert('command: "a b"\n', 1, 'c d')).toBe('command: "a b \'c d\'"\n');
  expect(insert('command: a b\n', 1, 'c: d')).toBe('command: \'a b "c: d"\'\n');
});

test('what a variable stands for is left alone', () => {
  const text = 'command: a ${B} --c=${D}e\n';
  const file = new ConfigFile('compose.yml', text);
  const tree = parseYaml(text);
  const root = tree.root!;
  const node = root.kind === 'map' ? root.entries[0]!.value! : undefined;
  if (node?.kind !== 'scalar') throw new Error('a scalar');
  const at = node.span.start;
  const piece = (from: number, start: number, end: number, verbatim: boolean) => ({
    from,
    source: { start: at + start, end: at + end },
    verbatim,
  });
  const mapped = new MappedText(
    'a x y --c=4e',
    [
      piece(0, 0, 2, true),
      piece(2, 2, 6, false),
      piece(5, 6, 11, true),
      piece(10, 11, 15, false),
      piece(11, 15, 16, true),
    ],
    node.span,
  );
  const line = composeStringCommand(file, node, mapped);
  expect(line.words.map(({ text }) => text)).toEqual(['a', 'x', 'y', '--c=4e']);
  expect(line.replace(line.words[1]!, 'z')).toEqual([]);
  expect(line.insertAfter(line.words[1]!, ['z'])).toEqual([]);
  expect(line.remove([line.words[2]!])).toEqual([]);
  expect(line.remove([line.words[1]!, line.words[2]!])).toHaveLength(1);
  expect(line.replacePart(line.words[3]!, 4, 5, '8')).toEqual([file.edit(at + 11, at + 15, '8')]);
  expect(line.replacePart(line.words[3]!, 4, 6, '8')).toEqual([file.edit(at + 11, at + 16, '8')]);
});
