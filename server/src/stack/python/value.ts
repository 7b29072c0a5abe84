import type { ConfigFile } from '../../settings/file';
import type { PyCall, PyDict, PyExpression } from '../../syntax/python/tree';
import type { MappedText } from '../../text/mapped-text';
import type { Span } from '../../text/span';

/** What an expression is known to be, with Python's own types kept apart: '4', 4, 4.0 and True are four values. */
export type PythonValue = KnownPython | UnknownPython;

export type KnownPython = PythonScalar | PythonSequence | PythonDict;

interface KnownBase {
  readonly state: 'known';
  /** Where the value is really written, through names and imports. */
  readonly origin: Origin;
  /** Environment variables that are taken to be unset, so that their defaults hold. */
  readonly assumed: readonly Assumed[];
}

export type PythonScalar =
  | (KnownBase & { readonly type: 'int' | 'float'; readonly value: number })
  | (KnownBase & {
      readonly type: 'str';
      readonly value: string;
      /** The way back to the characters in the origin's file. */
      readonly content: MappedText;
    })
  | (KnownBase & { readonly type: 'bytes'; readonly value: string })
  | (KnownBase & { readonly type: 'bool'; readonly value: boolean })
  | (KnownBase & { readonly type: 'none'; readonly value: null })
  /** The value counts seconds. */
  | (KnownBase & { readonly type: 'timedelta'; readonly value: number });

export interface PythonSequence extends KnownBase {
  readonly type: 'list' | 'tuple' | 'set';
  /** Single items may be unknown. */
  readonly value: readonly PythonValue[];
}

export interface PythonDict extends KnownBase {
  readonly type: 'dict';
  /** In the order of the text; of two with the same key the last counts. */
  readonly value: readonly DictItem[];
  /** Why there may be keys besides, and others that take their place; undefined where all are in view. */
  readonly unseen: string | undefined;
  /** The literal or `dict(…)` call in which it is written; undefined where it is put together. */
  readonly written: { readonly file: ConfigFile; readonly expression: PyDict | PyCall } | undefined;
}

export interface DictItem {
  /** Known for keys that are strings. */
  readonly key: string | undefined;
  readonly file: ConfigFile;
  /** The whole entry, `key: value` or `key=value`. */
  readonly span: Span;
  readonly keySpan: Span;
  readonly expression: PyExpression;
  readonly value: PythonValue;
}

export interface UnknownPython {
  readonly state: 'unknown';
  /** Completes "it is unknown because …", as in "the environment variable X decides". */
  readonly reason: string;
  readonly origin: Origin | undefined;
  /** What type it has all the same, as a text has that comes from the environment. */
  readonly type: 'int' | 'float' | 'str' | 'bool' | undefined;
  /** Where the value follows from the number of CPUs: the value for that many. */
  readonly forCpus: ((cpus: number) => number) | undefined;
  /** The environment variable that decides; where it isn't set, the value is None. */
  readonly variable: string | undefined;
  /** The environment variable whose text is the value wherever it is set. */
  readonly copies: string | undefined;
  /** A text of which parts are known, in the origin's file: the host of a URL whose password is not. */
  readonly content: MappedText | undefined;
}

export interface Origin {
  readonly file: ConfigFile;
  readonly span: Span;
  /** A literal that nothing else reads: an edit there changes this value and no other. */
  readonly own: boolean;
}

/** A default that holds as long as the environment does not say otherwise. */
export interface Assumed {
  readonly variable: string;
  /** Where the default is written; undefined where it is None by itself. */
  readonly origin: Origin | undefined;
}

export function unknownPython(
  reason: string,
  more: Partial<Omit<UnknownPython, 'state' | 'reason'>> = {},
): UnknownPython {
  return {
    state: 'unknown',
    reason,
    origin: undefined,
    type: undefined,
    forCpus: undefined,
    variable: undefined,
    copies: undefined,
    content: undefined,
    ...more,
  };
}

/** The variables of several values, each once. */
export function assumedOf(...values: readonly PythonValue[]): readonly Assumed[] {
  const all = values.flatMap((value) => (value.state === 'known' ? value.assumed : []));
  return all.length < 2 ? all : [...new Map(all.map((one) => [one.variable, one])).values()];
}

/** The number that a value is in Python's arithmetic; a truth value counts as 0 or 1, a text as none. */
export function numberOf(value: PythonValue): number | undefined {
  if (value.state !== 'known') return undefined;
  if (value.type === 'int' || value.type === 'float') return value.value;
  return value.type === 'bool' ? Number(value.value) : undefined;
}

/** The seconds that a number or a timedelta means. */
export function secondsOf(value: PythonValue): number | undefined {
  return value.state === 'known' && value.type === 'timedelta' ? value.value : numberOf(value);
}

export function textOf(value: PythonValue): string | undefined {
  return value.state === 'known' && value.type === 'str' ? value.value : undefined;
}

/** A text as far as it is known, with the way back to the file in which it is written. */
export function contentOf(value: PythonValue): { readonly file: ConfigFile; readonly content: MappedText } | undefined {
  if (value.state === 'known' && value.type !== 'str') return undefined;
  const { content, origin } = value;
  return content && origin ? { file: origin.file, content } : undefined;
}

/** Whether Python takes the value for true; undefined where it is unknown. */
export function truthOf(value: PythonValue): boolean | undefined {
  if (value.state !== 'known') return undefined;
  switch (value.type) {
    case 'list':
    case 'tuple':
    case 'set':
      return value.value.length > 0;
    case 'dict':
      return value.value.length > 0 ? true : value.unseen === undefined ? false : undefined;
    default:
      return Boolean(value.value);
  }
}

/** The item of a dict that counts for a key. */
export function itemOf(dict: PythonDict, key: string): DictItem | undefined {
  return dict.value.findLast((item) => item.key === key);
}

/** Whether two known values are the same, type included. Sequences and dicts are never the same here. */
export function isSame(a: PythonValue, b: PythonValue): boolean {
  if (a.state !== 'known' || b.state !== 'known' || a.type !== b.type) return false;
  return !Array.isArray(a.value) && a.value === b.value;
}

/** A value as Python writes it, for messages: `'redis'`, `4`, `0.5`, `True`, `None`. */
export function writtenValue(value: KnownPython): string {
  switch (value.type) {
    case 'int':
      return String(value.value);
    case 'float':
      return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
    case 'str':
    case 'bytes':
      return `${value.type === 'bytes' ? 'b' : ''}'${value.value}'`;
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'timedelta':
      return `timedelta(seconds=${value.value})`;
    case 'list':
      return '[…]';
    case 'tuple':
      return '(…)';
    default:
      return '{…}';
  }
}
