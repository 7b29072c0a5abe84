import type { Setting } from '../settings/setting';

/** What is in force after every file has been read, and which setting put it there. */
export type Effective<S extends Setting> =
  | { readonly state: 'known'; readonly value: string; readonly setting: S }
  | { readonly state: 'unknown'; readonly reason: string; readonly setting?: S }
  | { readonly state: 'absent' };

/** A setting that another one overrides. */
export interface Overridden<S extends Setting> {
  readonly setting: S;
  readonly winner: S;
}
