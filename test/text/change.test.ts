import { describe, expect, test } from 'vitest';
import { changeBetween } from '../../server/src/text/change';

const long = (length: number) => 'abcdefg\n'.repeat(length / 8 + 1).slice(0, length);

describe('the change between two texts', () => {
  test.each([
    ['nothing', 'same', 'same', undefined],
    ['a character typed', 'server 1;', 'server 12;', [8, 8, 8, 9]],
    ['a character deleted', 'server 12;', 'server 1;', [8, 9, 8, 8]],
    ['one of several alike', 'aaa', 'aaaa', [3, 3, 3, 4]],
    ['words replaced', 'on the left', 'on my right', [3, 10, 3, 10]],
    ['everything', 'a', 'b', [0, 1, 0, 1]],
    ['from nothing', '', 'b', [0, 0, 0, 1]],
  ])('%s', (_, before, after, expected) => {
    const change = changeBetween(before, after);
    expect(change && [change.fromA, change.toA, change.fromB, change.toB]).toEqual(expected);
  });

  test.each([4095, 4096, 4097, 8192, 20_000])('%i characters into a long text', (at) => {
    const text = long(30_000);
    const change = changeBetween(text, `${text.slice(0, at)}#${text.slice(at)}`);
    expect(change).toEqual({ fromA: at, toA: at, fromB: at, toB: at + 1 });
  });
});
