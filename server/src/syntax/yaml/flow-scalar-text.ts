import type { TextPieces } from './text-pieces';

/**
 * Plain text from `start` to `end`: white space around line breaks goes, one break is a blank, more are one less.
 * https://yaml.org/spec/1.2.2/#74-line-folding
 */
export function takePlain(text: string, start: number, end: number, out: TextPieces): void {
  takeFolded(text, start, end, out, (from, to) => out.take(from, to));
}

/** What stands between single quotes: folded, and two quotes are one. */
export function takeSingleQuoted(text: string, start: number, end: number, out: TextPieces): void {
  takeFolded(text, start, end, out, (from, to) => {
    let done = from;
    for (let at = from; at + 1 < to; at++) {
      if (text.charCodeAt(at) !== 39) continue;
      out.take(done, at);
      out.make("'", at, at + 2);
      done = ++at + 1;
    }
    out.take(done, to);
  });
}

function takeFolded(
  text: string,
  start: number,
  end: number,
  out: TextPieces,
  takeLine: (from: number, to: number) => void,
): void {
  let from = start;
  let lineFeed = lineFeedIn(text, start, end);
  // The break that is still to be written, and what it stands for.
  let fold = '';
  let foldStart = start;
  for (;;) {
    const last = lineFeed < 0;
    let to = last ? end : lineFeed;
    if (fold !== '') while (from < to && isBlank(text.charCodeAt(from))) from++;
    if (!last) {
      if (text.charCodeAt(to - 1) === 13 && to > from) to--;
      while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
    }
    if (to > from || last || fold === '') {
      out.make(fold, foldStart, from);
      takeLine(from, to);
      fold = ' ';
      foldStart = to;
    } else fold = fold === ' ' ? '\n' : `${fold}\n`;
    if (last) return;
    from = lineFeed + 1;
    lineFeed = lineFeedIn(text, from, end);
  }
}

/** Looks no further than `end`, for a file may be one long line. */
function lineFeedIn(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === 10) return at;
  return -1;
}

/** https://yaml.org/spec/1.2.2/#57-escaped-characters */
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};

const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What stands between double quotes: folded, escapes resolved. False where an escape is none. */
export function takeDoubleQuoted(text: string, start: number, end: number, out: TextPieces): boolean {
  let done = start;
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 92) {
      out.take(done, at);
      const next = takeEscape(text, at, end, out);
      if (next < 0) return false;
      done = at = next;
    } else if (isBlank(code) || code === 10 || (code === 13 && text.charCodeAt(at + 1) === 10)) {
      const next = passBlanks(text, at, end);
      const breaks = lineBreaksIn(text, at, next);
      if (breaks > 0) {
        out.take(done, at);
        out.make(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at, next);
        done = next;
      }
      at = next;
    } else at++;
  }
  out.take(done, end);
  return true;
}

/** @returns where the escape ends, -1 where it is none */
function takeEscape(text: string, at: number, end: number, out: TextPieces): number {
  const letter = text[at + 1]!;
  if (at + 1 >= end) return -1;
  const known = ESCAPES[letter];
  if (known !== undefined) {
    out.make(known, at, at + 2);
    return at + 2;
  }
  const lineBreak = letter === '\n' ? 1 : letter === '\r' && text[at + 2] === '\n' ? 2 : 0;
  if (lineBreak > 0) {
    let next = at + 1 + lineBreak;
    while (next < end && isBlank(text.charCodeAt(next))) next++;
    return next;
  }
  const digits = DIGITS[letter];
  if (digits === undefined) return -1;
  const next = at + 2 + digits;
  const code =
    next <= end && /^[0-9a-fA-F]+$/.test(text.slice(at + 2, next)) ? Number.parseInt(text.slice(at + 2, next), 16) : -1;
  if (code < 0 || code > 0x10ffff) return -1;
  out.make(String.fromCodePoint(code), at, next);
  return next;
}

function passBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (!isBlank(code) && code !== 10 && !(code === 13 && text.charCodeAt(at + 1) === 10)) break;
    at++;
  }
  return at;
}

function lineBreaksIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 10) count++;
  return count;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
