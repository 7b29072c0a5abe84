import type { RedisDirective, RedisType } from './directives';

/** How many arguments a directive takes; `multiple` where they come in groups. */
export interface ArgumentCount {
  readonly least: number;
  readonly most: number;
  readonly multiple?: number;
}

const ONE: ArgumentCount = { least: 1, most: 1 };
const ANY = Number.POSITIVE_INFINITY;

const COUNTS: Readonly<Partial<Record<RedisType, ArgumentCount>>> = {
  pair: { least: 2, most: 2 },
  integers3: { least: 3, most: 3 },
  save: { least: 0, most: ANY },
  buffers: { least: 4, most: ANY, multiple: 4 },
  percentiles: { least: 0, most: ANY },
  flags: { least: 1, most: ANY },
  words: { least: 1, most: ANY },
};

const EXCEPTIONS: Readonly<Record<string, ArgumentCount>> = {
  include: ONE,
  bind: { least: 0, most: ANY },
  user: { least: 1, most: ANY },
};

/** How many arguments Redis 7.0 and later take for a directive; of those for which a list in quotes is as good, one. */
export function argumentCount(directive: RedisDirective): ArgumentCount {
  return EXCEPTIONS[directive.name] ?? COUNTS[directive.type] ?? ONE;
}

/** Whether Redis takes that many arguments. One word in quotes may hold a list of them. */
export function acceptsCount(directive: RedisDirective, count: number): boolean {
  const { least, most, multiple } = argumentCount(directive);
  if (count === 1 && (directive.type === 'buffers' || directive.type === 'integers3')) return true;
  return count >= least && count <= most && (multiple === undefined || count % multiple === 0);
}
