import { describe, expect, test } from 'vitest';
import { outlineOf, piecesOf, summaryOf, widthOf } from '../../client/webview/picture';
import type { CapacityHop, CapacityWay } from '../../server/src/lsp/protocol';

const hop = (value: number | undefined, state: CapacityHop['state'] = 'known'): CapacityHop => ({
  kind: 'connections',
  service: 'api',
  title: 'Processes of api',
  limit: `${value} requests at once`,
  state,
  ...(value === undefined ? {} : { value }),
  sum: '',
  terms: [],
  steps: [],
});
const way = (narrowest: number | null, ...hops: CapacityHop[]): CapacityWay => ({ name: 'Requests', hops, narrowest });

describe('the pipe', () => {
  test('is widest where the most fits through, narrowest where the least does', () => {
    const pieces = piecesOf(way(1, hop(10000), hop(8), hop(500)));
    const [first, second, third] = pieces.map(({ to }) => to);
    expect(first).toBeGreaterThan(third!);
    expect(third).toBeGreaterThan(second!);
    expect(pieces.map(({ narrowest }) => narrowest)).toEqual([false, true, false]);
    expect(pieces.map(({ from }) => from)).toEqual([first, first, second]);
  });

  test('goes on as it was where a hop has no width of its own', () => {
    const [first, unknown, aside] = piecesOf(way(0, hop(100), hop(undefined, 'unknown'), hop(undefined)));
    expect(unknown).toMatchObject({ look: 'unknown', to: first!.to });
    expect(aside).toMatchObject({ look: 'aside', to: first!.to });
  });

  test.each([[[]], [[hop(undefined)]], [[hop(0), hop(1)]], [[hop(5), hop(5)]], [[hop(1e12), hop(1)]]])(
    'has a width at any numbers',
    (hops) => {
      for (const { from, to } of piecesOf(way(null, ...hops))) {
        for (const width of [from, to]) {
          expect(width).toBeGreaterThan(0);
          expect(width).toBeLessThan(1);
        }
      }
    },
  );

  test('numbers that are near each other look alike', () => {
    expect(widthOf(110, 100, 110) - widthOf(100, 100, 110)).toBeLessThan(0.1);
  });

  test('is drawn as a polygon', () => {
    expect(outlineOf({ from: 0.5, to: 0.2, look: 'known', narrowest: false })).toBe(
      '25,0 75,0 60,24 60,100 40,100 40,24',
    );
  });
});

test('a way in one sentence', () => {
  expect(summaryOf(way(0, hop(8), hop(9)))).toBe(
    'Requests: the narrowest hop is “Processes of api”, 8 requests at once.',
  );
  expect(summaryOf(way(null, hop(8)))).toMatch(/too little is known/);
});
