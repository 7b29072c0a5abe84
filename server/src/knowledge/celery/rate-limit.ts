const PER: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);
const NUMBER = /^\s*[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/**
 * Tasks a second of a rate limit as Celery reads it: `100/m`, `10`, `0.5/s`. Undefined where the worker fails on it.
 *
 * @see https://docs.celeryq.dev/en/stable/userguide/tasks.html#Task.rate_limit
 */
export function parseRateLimit(text: string): number | undefined {
  const slash = text.indexOf('/');
  const count = slash < 0 ? text : text.slice(0, slash);
  const seconds = PER.get(slash < 0 ? '' : text.slice(slash + 1));
  if (seconds === undefined || !NUMBER.test(count)) return undefined;
  return Number(count.replaceAll('_', '')) / seconds;
}
