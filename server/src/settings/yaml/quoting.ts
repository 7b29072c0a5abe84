import { coreValue } from '../../syntax/yaml/core-schema';
import type { YamlScalar } from '../../syntax/yaml/tree';

export type Quote = 'single' | 'double';

/** A single value to be written. A text stays a text for every reader; numbers and truth values stay what they are. */
export type ScalarValue = string | number | boolean | null;

/**
 * What readers of YAML 1.1 make something else of than a text, although YAML 1.2 doesn't: truth values, numbers with
 * `_`, octal and binary ones, numbers on base 60, times, `=` and `<<`. https://yaml.org/type/
 */
const OLDER =
  /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|=|<<|[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\.[0-9_]+(?:[eE][-+]?[0-9]+)?|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?)$/;

/**
 * The value as it stands in a file.
 *
 * @param inFlow whether it stands in brackets or braces
 * @param quote which quotes it gets if it needs some
 */
export function scalarSource(value: ScalarValue, inFlow: boolean, quote: Quote): string {
  if (typeof value !== 'string') return value === null ? 'null' : String(value);
  return isPlain(value, inFlow) && isTextToAll(value) ? value : quoted(value, quote);
}

/** The value as it stands in the place of another one, in that one's quotes. */
export function replacingSource(old: YamlScalar, value: ScalarValue, inFlow: boolean, quote: Quote): string {
  if (old.style === 'single' || old.style === 'double') return quoted(value === null ? '' : String(value), old.style);
  // Where a number was written as such, another one is too.
  if (
    typeof value === 'string' &&
    typeof old.value === 'number' &&
    typeof coreValue(value) === 'number' &&
    String(coreValue(value)) === value
  )
    return value;
  return scalarSource(value, inFlow, quote);
}

/** The text in quotes: in the wanted ones if they can hold it. */
export function quoted(text: string, quote: Quote): string {
  if (quote === 'single' && !/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u.test(text))
    return `'${text.replaceAll("'", "''")}'`;
  return `"${text.replace(/["\\\p{Cc}\u2028\u2029\ufeff]/gu, escaped)}"`;
}

function escaped(character: string): string {
  switch (character) {
    case '"':
    case '\\':
      return `\\${character}`;
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  }
}

/** Whether the text may stand without quotes. */
function isPlain(text: string, inFlow: boolean): boolean {
  if (text === '' || /[\p{Cc}\u2028\u2029\ufeff]/u.test(text) || text !== text.trim()) return false;
  if (/^[,[\]{}#&*!|>'"%@`]|^[-?:](?:\s|$)|:(?:\s|$)|\s#|^(?:---|\.\.\.)/.test(text)) return false;
  return !inFlow || !/[,[\]{}]|:$|^[-?:]/.test(text);
}

/** Whether both versions of YAML read the plain text as a text. */
function isTextToAll(text: string): boolean {
  return typeof coreValue(text) === 'string' && !OLDER.test(text);
}
