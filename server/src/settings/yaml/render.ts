import type { ConfigFile } from '../file';
import { layoutOf } from './layout';
import { type ScalarValue, scalarSource } from './quoting';

/** A value to be written into a YAML file. */
export type YamlValue = ScalarValue | readonly YamlValue[] | YamlValues;

export interface YamlValues {
  readonly [key: string]: YamlValue;
}

export function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

export function isScalarValue(value: YamlValue): value is ScalarValue {
  return value === null || typeof value !== 'object';
}

/** `key: value` in braces. */
export function flowEntry(file: ConfigFile, key: string, value: YamlValue): string {
  return `${scalarSource(key, true, layoutOf(file).quote)}: ${flowValue(file, value)}`;
}

export function flowValue(file: ConfigFile, value: YamlValue): string {
  if (isScalarValue(value)) return scalarSource(value, true, layoutOf(file).quote);
  if (isList(value)) return `[${value.map((item) => flowValue(file, item)).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => flowEntry(file, key, inner))
    .join(', ')}}`;
}

/** The lines of `key: value` whose key stands at the column; the first one without its indentation. */
export function entryLines(file: ConfigFile, key: string, value: YamlValue, column: number): string[] {
  const name = scalarSource(key, false, layoutOf(file).quote);
  const inline = inlineValue(file, value);
  return inline === undefined ? [`${name}:`, ...linesBelow(file, value, column)] : [`${name}: ${inline}`];
}

/** The lines of `- value` whose hyphen stands at the column; the first one without its indentation. */
export function itemLines(file: ConfigFile, value: YamlValue, column: number): string[] {
  const inline = inlineValue(file, value);
  if (inline !== undefined) return [`- ${inline}`];
  if (isList(value)) return [`- ${flowValue(file, value)}`];
  const [first = '', ...rest] = mapLines(file, value as YamlValues, column + 2);
  return [`- ${first.trimStart()}`, ...rest];
}

/** What stands behind a key on its line; undefined where lines below have to hold it. */
function inlineValue(file: ConfigFile, value: YamlValue): string | undefined {
  if (isScalarValue(value)) return scalarSource(value, false, layoutOf(file).quote);
  if (isList(value)) return value.length === 0 ? '[]' : undefined;
  return Object.keys(value).length === 0 ? '{}' : undefined;
}

/** The lines of a list or map that belongs to a key at the column, each with its indentation. */
export function linesBelow(file: ConfigFile, value: YamlValue, column: number): string[] {
  const { step, listStep } = layoutOf(file);
  if (!isList(value)) return mapLines(file, value as YamlValues, column + step);
  const indent = ' '.repeat(column + listStep);
  return value.flatMap((item) => {
    const [first = '', ...rest] = itemLines(file, item, column + listStep);
    return [indent + first, ...rest];
  });
}

function mapLines(file: ConfigFile, values: YamlValues, column: number): string[] {
  const indent = ' '.repeat(column);
  return Object.entries(values).flatMap(([key, value]) => {
    const [first = '', ...rest] = entryLines(file, key, value, column);
    return [indent + first, ...rest];
  });
}
