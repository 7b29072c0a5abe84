import { describeMemory } from '../../knowledge/redis/units';
import { numberText } from '../../stack/model/fact';
import { grouped } from '../../text/numbers';
import type { Hop } from './hop';

/** `256 requests at once`, `512 MiB`, `no limit`, `not known`. */
export function limitText({ kind, limit: { amount }, unit }: Hop): string {
  if (amount.state === 'unknown') return 'not known';
  if (amount.state === 'unlimited') return 'no limit';
  if (kind === 'memory') return describeMemory(amount.value);
  return `${numberText(amount)} ${amount.value === 1 ? unit.replace(/(\w)s\b/, '$1') : unit}`;
}

/** What comes from the hops before, beside what fits: `up to 600 of 1,000 in use`. */
export function loadText({ kind, load, loadIsOpen, limit }: Hop): string | undefined {
  if (load?.amount.state !== 'known') return undefined;
  const text = (value: number) => (kind === 'memory' ? describeMemory(value) : grouped(value));
  const of = limit.amount.state === 'known' ? ` of ${text(limit.amount.value)}` : '';
  const open = loadIsOpen ? ', other clients not counted' : '';
  return `up to ${text(load.amount.value)}${of} in use${open}`;
}
