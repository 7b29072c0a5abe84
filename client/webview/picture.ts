import type { CapacityHop, CapacityWay } from '../../server/src/lsp/protocol';

/** One piece of the pipe that stands for a way: the wider, the more fits through. */
export interface Piece {
  /** In parts of the picture's width, at the top and below it: a piece begins as wide as the one before ends. */
  readonly from: number;
  readonly to: number;
  /** `known` has a width of its own; `aside` bounds something else than the hops around it; `unknown` may be any. */
  readonly look: 'known' | 'aside' | 'unknown';
  readonly narrowest: boolean;
}

const WIDEST = 0.94;
const NARROWEST = 0.12;
/** Of what has no width of its own. */
const NEUTRAL = 0.5;

/**
 * The pipe of a way. Widths grow with the logarithm: between a hop of 10 and one of 10,000 nothing could be told
 * apart otherwise.
 */
export function piecesOf({ hops, narrowest }: CapacityWay): readonly Piece[] {
  const values = hops.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const least = Math.min(...values);
  const most = Math.max(...values);
  let before: number | undefined;
  return hops.map((hop, index) => {
    const to = hop.value === undefined ? (before ?? NEUTRAL) : widthOf(hop.value, least, most);
    const piece = { from: before ?? to, to, look: lookOf(hop), narrowest: index === narrowest };
    before = to;
    return piece;
  });
}

function lookOf({ state, value }: CapacityHop): Piece['look'] {
  if (value !== undefined) return 'known';
  return state === 'unknown' ? 'unknown' : 'aside';
}

/** The least is as narrow as can be, the most as wide; both alike where they are the same. */
export function widthOf(value: number, least: number, most: number): number {
  if (most <= least) return NEUTRAL;
  const log = (number: number) => Math.log10(Math.max(1, number));
  const part = (log(value) - log(least)) / Math.max(log(most) - log(least), 1);
  return NARROWEST + (WIDEST - NARROWEST) * part;
}

/** How much of a piece's height the change of width takes, from its top. */
const SLOPE = 24;

/** The outline of a piece in a square of 100 by 100, as the points of a polygon. */
export function outlineOf({ from, to }: Piece): string {
  const left = (width: number) => round(50 - 50 * width);
  const right = (width: number) => round(50 + 50 * width);
  const points = [
    [left(from), 0],
    [right(from), 0],
    [right(to), SLOPE],
    [right(to), 100],
    [left(to), 100],
    [left(to), SLOPE],
  ];
  return points.map(([x, y]) => `${x},${y}`).join(' ');
}

const round = (number: number) => Math.round(number * 10) / 10;

/** The way in one sentence, for those who hear the page. */
export function summaryOf({ name, hops, narrowest }: CapacityWay): string {
  const hop = narrowest === null ? undefined : hops[narrowest];
  return hop
    ? `${name}: the narrowest hop is “${hop.title}”, ${hop.limit}.`
    : `${name}: too little is known to tell the narrowest hop.`;
}
