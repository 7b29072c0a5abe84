export function isLimitsItem(_item: string): boolean { return true; }
export function nearestLimitsItem(_item: string): string | undefined { return undefined; }
