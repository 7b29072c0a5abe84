import { type MappedPiece, MappedText, UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import { assumedOf, contentOf, type KnownPython, type Origin, type PythonValue, unknownPython } from './value';

/** A part of a text that is put together. */
export interface TextPart {
  /** Where the part is written at the place where the text is put together. */
  readonly span: Span;
  /** Taken over with its own way back where it is written in the same file. */
  readonly value: PythonValue;
}

/** Longer than any setting: a text that doubles itself again and again ends here. */
const MOST_CHARACTERS = 100_000;

/** Puts texts together; where a part is unknown, the whole is, with what is known of it. */
export function joinTexts(parts: readonly TextPart[], origin: Origin): PythonValue {
  const pieces: MappedPiece[] = [];
  const texts: string[] = [];
  let length = 0;
  let reason: string | undefined;
  const assumed = assumedOf(...parts.map(({ value }) => value));
  for (const { value, span } of parts) {
    const own = contentOf(value);
    if (own && own.file === origin.file) {
      for (const piece of own.content.pieces) pieces.push({ ...piece, from: piece.from + length });
      texts.push(own.content.text);
      length += own.content.text.length;
      if (value.state === 'unknown') reason ??= value.reason;
    } else {
      const text = value.state === 'known' ? displayed(value) : own?.content.text;
      const why = value.state === 'unknown' ? value.reason : 'its text depends on how Python writes it';
      const unknown = text === undefined || value.state === 'unknown' ? why : undefined;
      pieces.push({ from: length, source: span, verbatim: false, ...(unknown === undefined ? {} : { unknown }) });
      texts.push(text ?? UNKNOWN_CHARACTER);
      length += (text ?? UNKNOWN_CHARACTER).length;
      reason ??= unknown;
    }
    if (length > MOST_CHARACTERS) return unknownPython('it is too long', { origin, type: 'str' });
  }
  const content = new MappedText(texts.join(''), pieces, origin.span);
  if (reason !== undefined) return unknownPython(reason, { origin, type: 'str', content });
  return { state: 'known', type: 'str', value: content.text, content, origin, assumed };
}

/** What `str()` makes of a value; undefined where that is not simple. */
export function displayed(value: KnownPython): string | undefined {
  switch (value.type) {
    case 'str':
      return value.value;
    case 'int':
      return String(value.value);
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'none':
      return 'None';
    default:
      return undefined;
  }
}

/** A stretch of a format, or the place of a value in it. */
type FormatPart =
  | { readonly from: number; readonly to: number }
  | { readonly key: string | number; readonly at: number; readonly end: number; readonly whole: boolean };

/** The parts of `'%s:%d'` or `'%(host)s'`; undefined where one needs more than a plain value. */
export function percentParts(format: string): readonly FormatPart[] | undefined {
  return formatParts(format, /%(?:%|\((\w+)\)[sd]|[sd]|)/g, (found) => (found[0] === '%%' ? '%' : found[1]));
}

/** The parts of `'{}:{port}'`; undefined where one needs more than a plain value. */
export function braceParts(format: string): readonly FormatPart[] | undefined {
  if (/\{[^}]*[!:[.]/.test(format)) return undefined;
  return formatParts(format, /\{\{|\}\}|\{(\w*)\}|[{}]/g, (found) =>
    found[0] === '{{' || found[0] === '}}' ? found[0][0] : found[1] === '' ? undefined : found[1],
  );
}

function formatParts(
  format: string,
  pattern: RegExp,
  keyOf: (found: RegExpExecArray) => string | undefined,
): readonly FormatPart[] | undefined {
  const parts: FormatPart[] = [];
  let done = 0;
  let next = 0;
  for (const found of format.matchAll(pattern)) {
    const [whole] = found;
    const doubled = whole.length === 2 && whole[0] === whole[1];
    if (whole === '%' || whole === '{' || whole === '}') return undefined;
    // Of a doubled sign the first is written.
    parts.push({ from: done, to: found.index + (doubled ? 1 : 0) });
    done = found.index + whole.length;
    if (doubled) continue;
    const key = keyOf(found as RegExpExecArray);
    const numbered = key !== undefined && /^\d+$/.test(key) ? Number(key) : key;
    parts.push({ key: numbered ?? next++, at: found.index, end: done, whole: whole.endsWith('d') });
  }
  parts.push({ from: done, to: format.length });
  return parts;
}

/** Whether `%` takes these values for a format: one for each place, and whole numbers where it wants them. */
export function fits(parts: readonly FormatPart[], values: PythonValue): boolean {
  const places = parts.filter((part) => 'key' in part);
  if (places.some(({ key }) => typeof key === 'string')) return values.type === 'dict';
  if (values.state === 'unknown') return places.length > 0;
  const list = values.type === 'tuple' ? values.value : [values];
  return (
    list.length === places.length &&
    list.every((value, i) => !places[i]!.whole || value.state === 'unknown' || /^(int|bool)$/.test(value.type))
  );
}

/** Fills values into a format. */
export function fillIn(
  format: PythonValue & { readonly state: 'known'; readonly type: 'str' },
  parts: readonly FormatPart[],
  values: (key: string | number) => PythonValue | undefined,
  origin: Origin,
): PythonValue {
  const { content, value } = format;
  const filled = parts.flatMap((part): TextPart[] => {
    if ('from' in part) {
      const text = value.slice(part.from, part.to);
      if (text === '') return [];
      const stretch = content.slice(part.from, part.to);
      return [{ span: stretch.source, value: { ...format, value: text, content: stretch } }];
    }
    const filling = values(part.key) ?? unknownPython('the format names a value that is not given');
    // A value that is filled in stands in the format for its placeholder.
    const span = format.origin.file === origin.file ? content.spanOf(part.at, part.end) : origin.span;
    return [{ span, value: filling }];
  });
  return joinTexts(filled, origin);
}
