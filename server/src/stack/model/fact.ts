import type { Known, Unknown } from '../../settings/value';
import { grouped } from '../../text/numbers';
import type { Place } from '../finding';

/** A number that no file bounds. */
export interface Unlimited {
  readonly state: 'unlimited';
}

/** A number as the files tell it. */
export type Amount = Known<number> | Unknown | Unlimited;

/** A number with what it counts and what says so. */
export interface Fact {
  readonly amount: Amount;
  /** What it counts, in the singular: `worker`. */
  readonly noun: string;
  /** What says so: `worker_processes 2`, `512 by nginx’s default`. */
  readonly source: string;
  readonly at?: Place;
}

/** A limit with the way in which it was computed. */
export interface Limit {
  readonly amount: Amount;
  /** In numbers: `2 workers × 10,000 connections / 2 = 10,000`. What is not known is a question mark. */
  readonly sum: string;
  /** What the numbers come from. */
  readonly terms: readonly Fact[];
}

/**
 * The product of some numbers.
 *
 * @param divisor divides it in the end, with the fraction cut off
 */
export function product(facts: readonly Fact[], divisor = 1): Limit {
  // How many of the same there are is worth a word only where there are several.
  const factors = facts.length > 1 && isOne(facts[0]!.amount) ? facts.slice(1) : facts;
  const left = `${factors.map(withNoun).join(' × ')}${divisor === 1 ? '' : ` / ${divisor}`}`;
  const amount = multiply(facts, divisor);
  const sum = factors.length === 1 && divisor === 1 ? left : `${left} = ${numberText(amount)}`;
  return { amount, sum, terms: facts };
}

/** The sum of some limits. */
export function total(parts: readonly Limit[]): Limit {
  const unknown = parts.find(({ amount }) => amount.state === 'unknown');
  const unlimited = parts.find(({ amount }) => amount.state === 'unlimited');
  const amount: Amount = unknown?.amount ??
    unlimited?.amount ?? {
      state: 'known',
      value: parts.reduce((sum, part) => sum + (part.amount.state === 'known' ? part.amount.value : 0), 0),
    };
  const terms = parts.flatMap((part) => part.terms);
  if (parts.length === 1) return parts[0]!;
  return { amount, sum: `${parts.map((part) => numberText(part.amount)).join(' + ')} = ${numberText(amount)}`, terms };
}

/** The smallest of some numbers; unknown where one of them is. */
export function smallest(facts: readonly Fact[]): Limit {
  if (facts.length === 1) return product(facts);
  const unknown = facts.find(({ amount }) => amount.state === 'unknown')?.amount;
  const values = facts.flatMap(({ amount }) => (amount.state === 'known' ? [amount.value] : []));
  const least: Amount = values.length === 0 ? { state: 'unlimited' } : { state: 'known', value: Math.min(...values) };
  const amount =
    unknown?.state === 'unknown' && values.length > 0
      ? { ...unknown, reason: `at most ${grouped(Math.min(...values))}: ${unknown.reason}` }
      : (unknown ?? least);
  const parts = facts.map((one) => `${numberText(one.amount)} (${one.noun})`);
  return { amount, sum: `the smaller of ${parts.join(' and ')} = ${numberText(amount)}`, terms: facts };
}

function multiply(facts: readonly Fact[], divisor: number): Amount {
  let value = 1;
  let unlimited = false;
  for (const { amount } of facts) {
    if (amount.state === 'unknown') return amount;
    if (amount.state === 'unlimited') unlimited = true;
    else value *= amount.value;
  }
  return unlimited ? { state: 'unlimited' } : { state: 'known', value: Math.floor(value / divisor) };
}

const isOne = (amount: Amount) => amount.state === 'known' && amount.value === 1;

/** `2 workers`, `? workers`. */
export function withNoun({ amount, noun }: Fact): string {
  return `${numberText(amount)} ${isOne(amount) ? noun : plural(noun)}`;
}

export function numberText(amount: Amount): string {
  if (amount.state === 'known') return grouped(amount.value);
  return amount.state === 'unlimited' ? '∞' : '?';
}

function plural(noun: string): string {
  if (noun.endsWith('process')) return `${noun}es`;
  return /s$/.test(noun) ? noun : `${noun}s`;
}
