import { expect, test } from 'vitest';
import { easierQuantity, type QuantityUnit } from '../../server/src/knowledge/quantities';

test.each<[number, QuantityUnit, string | undefined]>([
  [300, 'seconds', '5 min'],
  [3540, 'seconds', '59 min'],
  [90_000, 'seconds', '1 d 1 h'],
  [60, 'seconds', undefined],
  [5000, 'milliseconds', '5 s'],
  [120_000, 'milliseconds', '2 min'],
  [500, 'milliseconds', undefined],
  [204_800, 'KiB', '200 MiB'],
  [512, 'KiB', undefined],
  [0, 'seconds', undefined],
  [Number.NaN, 'KiB', undefined],
])('%d %s', (value, unit, expected) => {
  expect(easierQuantity(value, unit)).toBe(expected);
});
