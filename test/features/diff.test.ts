import { expect, test } from 'vitest';
import { diffEdits } from '../../server/src/features/diff';
import { applyEdits } from '../../server/src/text/edit';

const changes = (before: string, after: string) =>
  diffEdits(before, after).map(({ span, newText }) => `${before.slice(span.start, span.end)} → ${newText}`);

test('lines that stay are left alone, and the words that stay within a line', () => {
  expect(changes('a 1;\nb 2;\nc 3;\n', 'a 1;\nb 20;\nc 3;\n')).toEqual(['2 → 20']);
  expect(changes('x zone=api:1m rate=1000r/s;\n', 'x zone=api:10m rate=100r/s;\n')).toEqual([
    '1m → 10m',
    '1000r → 100r',
  ]);
  expect(changes('a {\n}\n', 'a {\n  b;\n}\n')).toEqual([' →   b;\n']);
  expect(changes('a;\r\nb;\r\n', 'a;\r\nc;\r\nb;\r\n')).toEqual([' → c;\r\n']);
  expect(changes('same', 'same')).toEqual([]);
});

test('the edits make the one text the other, whatever both are', () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  const words = ['a', 'b ', 'on;', '\n', '\r\n', '😀', '{', '}', ' ', 'é', '\r'];
  const text = () => Array.from({ length: random(40) }, () => words[random(words.length)]).join('');
  for (let i = 0; i < 3_000; i++) {
    const before = text();
    const after = i % 3 === 0 ? text() : before.replace(words[random(words.length)]!, words[random(words.length)]!);
    expect(applyEdits(before, diffEdits(before, after))).toBe(after);
  }
});

test('texts that have nothing in common become one edit instead of a long search', () => {
  const before = Array.from({ length: 4_000 }, (_, i) => `a${i}`).join('\n');
  const after = Array.from({ length: 4_000 }, (_, i) => `b${i}`).join('\n');
  expect(applyEdits(before, diffEdits(before, after))).toBe(after);
});
