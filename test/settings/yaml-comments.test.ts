import { describe, expect, test } from 'vitest';
import { ignoreOnLine } from '../../server/src/features/ignore-edits';
import { ConfigFile } from '../../server/src/settings/file';
import type { Finding } from '../../server/src/stack/finding';
import { applyEdits } from '../../server/src/text/edit';

/** The lines that the file's first suppression covers, from 1; nothing where there is none. */
function covered(text: string): string | undefined {
  const file = new ConfigFile('docker-compose.yml', text);
  const [first] = file.comments.suppressions;
  if (!first) return undefined;
  const lines = Array.from({ length: file.lines.count }, (_, line) => line).filter((line) => {
    const start = file.lines.startOf(line) + file.lines.indentAt(file.lines.startOf(line)).length;
    return first.scope.start <= start && start < first.scope.end && text.slice(start, start + 1).trim() !== '';
  });
  return lines.map((line) => line + 1).join(' ');
}

describe('a comment silences', () => {
  test.each([
    ['its line', 'services:\n  a:\n    image: x # headroom-ignore\n    init: true\n', '3'],
    ['the next line', 'services:\n  # headroom-ignore-next-line\n  a:\n    image: x\n', '3'],
    ['the entry below it', 'services:\n  # headroom-ignore\n  a:\n    image: x\n  b:\n    image: y\n', '2 3 4'],
    ['the item below it', 'a:\n  # headroom-ignore\n  - b: 1\n    c: 2\n  - d\n', '2 3 4'],
    ['the item below it at its key’s column', 'a:\n- x\n# headroom-ignore\n- - b\n  - c\n- d\n', '3 4 5'],
    ['an entry behind others', 'a:\n  b: 1\n  # headroom-ignore\n  c:\n    d: 1\ne: 1\n', '3 4 5'],
    ['nothing at the end of a block', 'a:\n  b: 1\n  # headroom-ignore\nc: 1\n', '3'],
    ['the next block from its own level', 'a:\n  b: 1\n# headroom-ignore\nc:\n  d: 1\n', '3 4 5'],
    ['the file from its top', '# headroom-ignore\na:\n  b: 1\nc: 1\n', '1 2 3 4'],
    [
      'a text in a block',
      'services:\n  a:\n    # headroom-ignore\n    command: |\n      x\n      y\n    init: 1\n',
      '3 4 5 6',
    ],
  ])('%s', (_, text, lines) => {
    expect(covered(text)).toBe(lines);
  });

  test.each([
    ['in a text', 'services:\n  a:\n    command: "# headroom-ignore-file"\n'],
    ['in a text of lines', 'services:\n  a:\n    command: |\n      # headroom-ignore-file\n'],
  ])('nothing %s', (_, text) => {
    expect(covered(text)).toBeUndefined();
  });
});

test.each([
  [
    'services:\n  a:\n    mem_limit: ^1g\n',
    'services:\n  a:\n    # headroom-ignore-next-line r/r -- reason\n    mem_limit: 1g\n',
  ],
  [
    'services:\n  a:\n    command: >\n      redis-server\n      ^--x\n',
    'services:\n  a:\n    # headroom-ignore r/r -- reason\n    command: >\n      redis-server\n      --x\n',
  ],
  [
    'services:\n  a:\n    command:\n      - "redis\n        ^--x"\n',
    'services:\n  a:\n    command:\n      # headroom-ignore r/r -- reason\n      - "redis\n        --x"\n',
  ],
])('the comment that an editor puts in silences the finding: %j', (marked, expected) => {
  const start = marked.indexOf('^');
  const text = marked.replace('^', '');
  const file = new ConfigFile('docker-compose.yml', text);
  const finding = { at: { file, span: { start, end: start + 1 } }, rule: 'r/r' } as Finding;
  const result = applyEdits(text, ignoreOnLine(finding));
  expect(result).toBe(expected);
  const after = new ConfigFile('docker-compose.yml', result);
  const found = start + result.length - text.length;
  const [{ scope } = { scope: { start: -1, end: -1 } }] = after.comments.suppressions;
  expect(scope.start <= found && found < scope.end).toBe(true);
});
