import type { Absent, Known, Unknown } from '../../settings/value';
import type { Place } from '../finding';
import type { ComposeNode } from './node';

/** What a service says, in three values, with the place where it says so. */
export type Located<T> = LocatedKnown<T> | LocatedUnknown | Absent;

export interface LocatedKnown<T> extends Known<T> {
  readonly place: Place;
  readonly node: ComposeNode;
}

export interface LocatedUnknown extends Unknown {
  /** Undefined where it is not in view at all. */
  readonly place?: Place | undefined;
  readonly node?: ComposeNode | undefined;
}

export const ABSENT: Absent = { state: 'absent' };

/** A single value as a text. Null is absent. */
export function located(node: ComposeNode | undefined): Located<string> {
  if (!node) return ABSENT;
  const { place } = node;
  if (node.kind === 'unknown') return { state: 'unknown', reason: node.reason, place, node };
  if (node.kind !== 'scalar') return { state: 'unknown', reason: `a ${node.kind} stands here`, place, node };
  if (node.isNull) return ABSENT;
  const { value } = node;
  if (value.state === 'known') return { state: 'known', value: value.value, place, node };
  return { state: 'unknown', reason: value.reason, place, node };
}

/** The same with its value read further; unknown where it can't be read. */
export function mapLocated<T>(from: Located<string>, read: (text: string) => T | undefined): Located<T> {
  if (from.state !== 'known') return from;
  const value = read(from.value);
  return value === undefined
    ? { state: 'unknown', reason: 'Compose does not accept its value', place: from.place, node: from.node }
    : { state: 'known', value, place: from.place, node: from.node };
}
