export function canonicalDirective(name: string): string { return name.toLowerCase(); }
