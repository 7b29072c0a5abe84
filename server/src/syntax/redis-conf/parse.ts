import type { Span } from '../../text/span';
import { eachLine, isBlank, trimmed } from '../piece';
import type { SyntaxProblem } from '../problem';
import { TemplateText } from '../template';
import type { RedisEntry, RedisTree, RedisWord } from './tree';

/**
 * Reads a text as Redis and Valkey read their configuration (loadServerConfigFromString in src/config.c, sdssplitargs
 * in src/sds.c): one directive a line, words between blanks, quotes with escapes, `#` first for a comment. Total:
 * every text gives a tree.
 */
export function parseRedisConf(text: string): RedisTree {
  const markup = TemplateText.read(text);
  const entries: RedisEntry[] = [];
  const comments: Span[] = [];
  const problems: SyntaxProblem[] = [];
  const unseen: Span[] = [];
  const plain = markup.text;
  eachLine(plain, (lineStart, lineEnd) => {
    let { start, end } = trimmed(plain, lineStart, lineEnd);
    if (start === 0 && plain.charCodeAt(0) === 0xfeff) {
      problems.push(byteOrderMark());
      ({ start, end } = trimmed(plain, 1, end));
    }
    if (start === end) return;
    if (plain[start] === '#') {
      comments.push({ start, end });
      return;
    }
    const { words, unbalanced } = splitWords(text, markup, start, end);
    const [keyword, ...args] = words;
    if (!keyword || keyword.placeholder) {
      if (keyword?.placeholder) unseen.push({ start, end });
      return;
    }
    const broken = unbalanced !== undefined;
    entries.push({
      span: { start, end },
      keyword: { ...keyword, value: keyword.value.toLowerCase() },
      args,
      broken,
      conditional: markup.conditional(start),
    });
    if (unbalanced && !words.some((word) => word.placeholder)) problems.push(unbalancedQuotes(plain, unbalanced, end));
  });
  return { text, entries, comments, problems, template: markup.template, unseen };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

interface Split {
  readonly words: readonly RedisWord[];
  /** The word in whose quotes Redis gives up. */
  readonly unbalanced: RedisWord | undefined;
}

function splitWords(text: string, markup: TemplateText, start: number, end: number): Split {
  const plain = markup.text;
  const words: RedisWord[] = [];
  let at = start;
  while (at < end) {
    while (at < end && isBlank(plain.charCodeAt(at))) at++;
    if (at >= end) break;
    const from = at;
    const read = readWord(plain, at, end);
    at = read.end;
    const placeholder = markup.filled(from, at);
    const word: RedisWord = {
      start: from,
      end: at,
      value: placeholder ? text.slice(from, at) : read.value,
      placeholder,
      quote: read.quote,
    };
    words.push(word);
    if (!read.balanced) return { words, unbalanced: word };
  }
  return { words, unbalanced: undefined };
}

/** One word; on unbalanced quotes it reaches to where Redis gives up. */
function readWord(
  text: string,
  start: number,
  end: number,
): { end: number; value: string; quote: RedisWord['quote']; balanced: boolean } {
  const first = text[start];
  const quote = first === '"' || first === "'" ? first : '';
  let value = '';
  let at = start;
  while (at < end) {
    const c = text[at]!;
    if (c === ' ' || c === '\t' || c === '\r') break;
    if (c !== '"' && c !== "'") {
      value += c;
      at++;
      continue;
    }
    const quoted = readQuoted(text, at, end);
    value += quoted.value;
    at = quoted.end;
    if (!quoted.closed || (at < end && !isBlank(text.charCodeAt(at)))) {
      while (at < end && !isBlank(text.charCodeAt(at))) at++;
      return { end: at, value, quote, balanced: false };
    }
    break;
  }
  return { end: at, value, quote, balanced: true };
}

function readQuoted(text: string, start: number, end: number): { end: number; value: string; closed: boolean } {
  const quote = text[start]!;
  let value = '';
  let at = start + 1;
  while (at < end) {
    const c = text[at]!;
    if (c === quote) return { end: at + 1, value, closed: true };
    if (c === '\\' && quote === '"') {
      const hex = /^\\x([0-9a-fA-F]{2})/.exec(text.slice(at, Math.min(at + 4, end)));
      if (hex) {
        value += String.fromCharCode(Number.parseInt(hex[1]!, 16));
        at += 4;
        continue;
      }
      if (at + 1 < end) {
        value += ESCAPES[text[at + 1]!] ?? text[at + 1]!;
        at += 2;
        continue;
      }
    }
    if (c === '\\' && text[at + 1] === "'" && at + 1 < end) {
      value += "'";
      at += 2;
      continue;
    }
    value += c;
    at++;
  }
  return { end, value, closed: false };
}

function byteOrderMark(): SyntaxProblem {
  return {
    span: { start: 0, end: 1 },
    message:
      'This file begins with a byte order mark, which Redis takes for part of the first line. Save it as UTF-8 without one.',
    fix: { title: 'Remove the byte order mark', span: { start: 0, end: 1 }, newText: '' },
  };
}

function unbalancedQuotes(text: string, word: RedisWord, end: number): SyntaxProblem {
  const rest = text.slice(word.start, end);
  const quote = rest[0]!;
  // The closing quote was forgotten for certain where the rest of the line is one word with no other quote in it.
  if ((quote === '"' || quote === "'") && /^["'][^"'\\\s#]*$/.test(rest)) {
    return {
      span: { start: word.start, end: word.end },
      message: 'This quote is not closed: Redis refuses to start.',
      fix: { title: `Add the closing ${quote}`, span: { start: end, end }, newText: quote },
    };
  }
  return {
    span: { start: word.start, end: word.end },
    message: 'The quotes do not match, or something follows the closing one without a blank: Redis refuses to start.',
  };
}
