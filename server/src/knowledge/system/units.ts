/** A limit of a unit; Infinity stands for none. */
export interface UnitLimit { readonly soft: number; readonly hard: number; }
export function parseUnitLimit(_key: string, _value: string): UnitLimit | string { return ''; }
