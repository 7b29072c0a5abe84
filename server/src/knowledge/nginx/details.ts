export function documentedNames(): string[] { return []; }
export function details(_n: string, _c?: string): {what:string; traps?: string[]; params?: {name:string}[]}|undefined { return undefined; }
