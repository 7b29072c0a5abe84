import { describe, expect, test } from 'vitest';
import { remembered } from '../../server/src/text/remembered';

describe('a reader that remembers', () => {
  const counting = (most?: number) => {
    const read: string[] = [];
    const reader = remembered((text) => {
      read.push(text);
      return text === '' ? undefined : { text };
    }, most);
    return { read, reader };
  };

  test('reads a text once, also where it says nothing', () => {
    const { read, reader } = counting();
    expect(reader('a')).toBe(reader('a'));
    expect([reader(''), reader('')]).toEqual([undefined, undefined]);
    expect(read).toEqual(['a', '']);
  });

  test('forgets what has not been asked for lately, and keeps what has', () => {
    const { read, reader } = counting(2);
    for (const text of ['a', 'b', 'a', 'c', 'd', 'a', 'e', 'a']) reader(text);
    expect(read).toEqual(['a', 'b', 'c', 'd', 'e']);
    reader('b');
    expect(read.at(-1)).toBe('b');
  });

  test('keeps no long texts', () => {
    const { read, reader } = counting();
    const long = 'x'.repeat(2_001);
    reader(long);
    reader(long);
    expect(read).toHaveLength(2);
  });
});
