import { type Split, type Word, WordBuilder } from '../word';

/**
 * Splits a command as Python's `shlex.split` does, as supervisord uses it: blanks, single quotes without escapes, double
 * quotes in which a backslash escapes only `"` and itself, no operators and no comments. Total and linear.
 *
 * @see https://docs.python.org/3/library/shlex.html
 */
export function splitShlex(text: string): Split {
  const words: Word[] = [];
  let word: WordBuilder | undefined;
  let at = 0;
  const problem = (start: number, what: string): Split => ({
    words,
    problem: { span: { start, end: text.length }, message: `${what}: the command is refused.` },
  });
  while (at < text.length) {
    const c = text[at]!;
    if (' \t\r\n'.includes(c)) {
      if (word) words.push(word.word(at));
      word = undefined;
      at++;
      continue;
    }
    word ??= new WordBuilder(text, at);
    if (c === '\\') {
      if (at + 1 >= text.length) return problem(at, 'Nothing follows the backslash');
      word.resolve(text[at + 1]!, at, at + 2);
      at += 2;
    } else if (c === '"' || c === "'") {
      const end = readQuoted(text, at, word);
      if (end === undefined) return problem(at, `The ${c === '"' ? 'double' : 'single'} quote is not closed`);
      at = end;
    } else word.take(at, ++at);
  }
  if (word) words.push(word.word(text.length));
  return { words };
}

/** Takes what stands in quotes into the word; the answer is where it goes on, undefined where they aren't closed. */
function readQuoted(text: string, start: number, word: WordBuilder): number | undefined {
  const quote = text[start] as '"' | "'";
  let at = start + 1;
  while (at < text.length && text[at] !== quote) {
    const escapes = quote === '"' && text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\');
    if (escapes) word.resolve(text[at + 1]!, at, at + 2);
    else word.take(at, at + 1);
    at += escapes ? 2 : 1;
  }
  if (at >= text.length) return undefined;
  word.quoted(quote, start + 1, at);
  return at + 1;
}
