import { describe, expect, test } from 'vitest';
import { splitShellWords } from '../../server/src/syntax/command-line/shell-words';
import { splitShlex } from '../../server/src/syntax/command-line/shlex';
import { splitSystemdWords } from '../../server/src/syntax/command-line/systemd-words';
import type { Split } from '../../server/src/syntax/word';
import { UNKNOWN_CHARACTER } from '../../server/src/text/mapped-text';
import { prefixes } from '../support/lines';

const argv = (split: Split) => split.words.map((word) => word.value.text.replaceAll(UNKNOWN_CHARACTER, '?'));

describe('Compose', () => {
  test.each([
    ['', []],
    ['  ', []],
    ['""', ['']],
    ["redis-server --save ''", ['redis-server', '--save', '']],
    ['a --b="c d"', ['a', '--b=c d']],
    ["a --b='\\'", ['a', '--b=\\']],
    ['a "--b=\\"c\'"', ['a', '--b="c\'']],
    ['a b\\  c', ['a', 'b ', 'c']],
    ['a \\\n  b', ['a', '\n', 'b']],
    ['a\\tb\\n', ['a\tb\n']],
    ['a\n  b\r\nc', ['a', 'b', 'c']],
    ['celery -c $(nproc) `a b`', ['celery', '-c', '$(nproc)', '`a b`']],
    ['sh -c "a && b"', ['sh', '-c', 'a && b']],
    ['a # b', ['a', '#', 'b']],
    ['a \\& b', ['a', '&', 'b']],
    ['a$b ${c}', ['a$b', '${c}']],
  ])('%j', (text, expected) => {
    const split = splitShellWords(text);
    expect(argv(split)).toEqual(expected);
    expect(split.problem).toBeUndefined();
    expect(split.cut).toBeUndefined();
  });

  test.each([
    ['celery worker && echo', ['celery', 'worker'], '&&'],
    ['celery worker; echo', ['celery', 'worker'], ';'],
    ['celery worker 2>&1', ['celery', 'worker'], '2>&'],
    ['celery worker > log', ['celery', 'worker'], '>'],
    ['celery worker|tee', ['celery', 'worker'], '|'],
    ['a b& ', ['a', 'b'], '&'],
  ])('%j is cut off', (text, expected, operator) => {
    const split = splitShellWords(text);
    expect(argv(split)).toEqual(expected);
    expect(text.slice(split.cut!.start, split.cut!.end)).toBe(operator);
  });

  test.each([
    ['x (y)', '('],
    ['x "y', '"y'],
    ["x 'y z", "'y z"],
    ['x `y', '`y'],
    ['x $(y', '$(y'],
    ['x \\', '\\'],
    ['x )', ')'],
  ])('%j is refused', (text, at) => {
    const { problem } = splitShellWords(text);
    expect(text.slice(problem!.span.start, problem!.span.end)).toBe(at);
    expect(problem!.message).toMatch(/Compose refuses/);
  });
});

describe('systemd', () => {
  test.each([
    ['/usr/bin/celery -A "my app"', ['/usr/bin/celery', '-A', 'my app']],
    ["a 'b \"c' d\\x20e\\sf", ['a', 'b "c', 'd e f']],
    ['a %i %% 100%', ['a', '?', '%', '100%']],
    ['a ${X}y $Z $$b c$d', ['a', '?y', '?', '$b', 'c$d']],
    ['a \\; b', ['a', ';', 'b']],
  ])('%j', (text, expected) => expect(argv(splitSystemdWords(text))).toEqual(expected));

  test('a lone semicolon ends the command; a variable of its own may be several words', () => {
    expect(splitSystemdWords('a b ; c').cut).toEqual({ start: 4, end: 5 });
    expect(splitSystemdWords('a $X ${X}').words.map((word) => word.mayBeSeveral)).toEqual([false, true, false]);
    expect(splitSystemdWords('a "b').problem?.span).toEqual({ start: 2, end: 4 });
  });
});

test('Python’s shlex', () => {
  expect(argv(splitShlex('a "b\\"c\\d" \'e\\\' f\\ g && # h'))).toEqual(['a', 'b"c\\d', 'e\\', 'f g', '&&', '#', 'h']);
  expect(splitShlex('a "b').problem?.span).toEqual({ start: 2, end: 4 });
});

test.each([
  ['Compose', splitShellWords],
  ['shlex', splitShlex],
  ['systemd', splitSystemdWords],
] as const)('%s: spans lie inside, nothing throws, linear time', (_, split) => {
  const text = `a"b c'd" 'e"' \\x41 \\\n$x \${y} %i $(f g) \`h\` ${UNKNOWN_CHARACTER} i;j && k`;
  for (const part of prefixes(text, 1_000)) {
    let end = 0;
    for (const word of split(part).words) {
      expect(word.start).toBeGreaterThanOrEqual(end);
      expect(word.end).toBeGreaterThan(word.start);
      end = word.end;
    }
    expect(end).toBeLessThanOrEqual(part.length);
  }
  for (const one of ['a ', '"a" ', "'", '$(', '\\', '`', '${']) split(one.repeat(200_000));
});

test('an unknown part outside quotes may be several arguments', () => {
  const words = splitShellWords(`a ${UNKNOWN_CHARACTER} "${UNKNOWN_CHARACTER}" --b=${UNKNOWN_CHARACTER}`).words;
  expect(words.map((word) => word.mayBeSeveral)).toEqual([false, true, false, true]);
});
