const NUMBER =
  /^(?:([-+]?[0-9]+)|0o([0-7]+)|0x([0-9a-fA-F]+)|[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+)$/;

/**
 * What the core schema of YAML 1.2 makes of a plain text: null, a truth value, a number, or the text itself.
 * https://yaml.org/spec/1.2.2/#103-core-schema
 */
export function coreValue(text: string): string | number | boolean | null {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    case '.nan':
    case '.NaN':
    case '.NAN':
      return Number.NaN;
  }
  const first = text.charCodeAt(0);
  // Numbers begin with a digit, a dot or a sign.
  if (first > 57 || first < 43 || first === 44 || first === 47) return text;
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text)) return first === 45 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const found = NUMBER.exec(text);
  if (!found) return text;
  const [, decimal, octal, hexadecimal] = found;
  if (decimal !== undefined) return Number.parseInt(decimal, 10);
  if (octal !== undefined) return Number.parseInt(octal, 8);
  if (hexadecimal !== undefined) return Number.parseInt(hexadecimal, 16);
  return Number.parseFloat(text);
}
