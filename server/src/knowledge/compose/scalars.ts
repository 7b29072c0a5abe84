/**
 * The text that Compose makes of a plain scalar: its YAML reader also takes `0777`, `1_000` and `0b11` for numbers, and
 * a number that stands where a text is wanted is written out anew (`1.10` is `1.1`).
 *
 * @param value what YAML 1.2 makes of it
 * @see https://github.com/go-yaml/yaml: "octals encoded as 0777 … are still decoded"
 */
export function scalarString(value: string | number | bigint | boolean | null, text: string): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  const integer = integerOf(text);
  if (integer !== undefined) return integer;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : text;
}

/** A whole number in any of the spellings that YAML 1.1 or 1.2 has for one, in decimal digits. */
function integerOf(text: string): string | undefined {
  const parts = /^([-+]?)(0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]*|[1-9][\d_]*)$/.exec(text);
  if (!parts || text.endsWith('_') || text.includes('__')) return undefined;
  const digits = parts[2]!.replaceAll('_', '').toLowerCase();
  const spelt = /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits === '0o' ? undefined : digits;
  if (spelt === undefined) return undefined;
  const number = BigInt(spelt);
  return `${parts[1] === '-' && number !== 0n ? '-' : ''}${number}`;
}
