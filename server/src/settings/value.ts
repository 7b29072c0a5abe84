/**
 * What a place says, in three values. A value that can't be told from the files is unknown, with the reason; no code
 * path may turn it into a number.
 */
export type Value<T> = Known<T> | Unknown | Absent;

export interface Known<T> {
  readonly state: 'known';
  readonly value: T;
}

export interface Unknown {
  readonly state: 'unknown';
  readonly reason: string;
}

/** The whole configuration is in view, and the setting is not there. */
export interface Absent {
  readonly state: 'absent';
}

export function known<T>(value: T): Known<T> {
  return { state: 'known', value };
}

export function unknown(reason: string): Unknown {
  return { state: 'unknown', reason };
}
