import { describeMemory } from '../../knowledge/redis/units';
import type { Hop } from './hop';
import { numberText } from './hop';

/** `256 requests at once`, `512 MiB`, `no limit`, `not known`. */
export function limitText({ kind, limit: { amount }, unit }: Hop): string {
  if (amount.state === 'unknown') return 'not known';
  if (amount.state === 'unlimited') return 'no limit';
  if (kind === 'memory') return describeMemory(amount.value);
  return `${numberText(amount)} ${amount.value === 1 ? unit.replace(/(\w)s\b/, '$1') : unit}`;
}

/** What comes from the hops before, beside what fits: `up to 600 of 1,000 in use`. */
export function loadText({ load, limit }: Hop): string | undefined {
  if (load?.amount.state !== 'known') return undefined;
  const of = limit.amount.state === 'known' ? ` of ${numberText(limit.amount)}` : '';
  return `up to ${numberText(load.amount)}${of} in use`;
}
