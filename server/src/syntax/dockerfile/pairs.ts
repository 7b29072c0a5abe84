import { type Word, WordBuilder } from '../word';
import type { DockerfileInstruction, DockerfilePair } from './tree';

/** The variables that ENV or ARG sets: `NAME=value …`, or the older `ENV NAME value`. */
export function readPairs(instruction: DockerfileInstruction, sign: '\\' | '`'): readonly DockerfilePair[] {
  const { body, keyword } = instruction;
  const words = splitWords(body.text, sign);
  const first = words[0];
  if (!first) return [];
  if (keyword === 'ENV' && !first.value.text.includes('=')) {
    const rest = /^\s*\S+\s+/.exec(body.text);
    if (!rest) return [];
    return [
      {
        name: first.value.text,
        nameSpan: body.spanOf(first.start, first.end),
        value: body.slice(rest[0].length, body.text.trimEnd().length),
      },
    ];
  }
  return words.flatMap((word): DockerfilePair[] => {
    const text = word.value.through(body);
    const sign = text.text.indexOf('=');
    const length = sign < 0 ? text.text.length : sign;
    if (length === 0) return [];
    const value = sign < 0 ? undefined : text.slice(sign + 1, text.text.length);
    return [{ name: text.text.slice(0, length), nameSpan: text.spanOf(0, length), value }];
  });
}

function splitWords(text: string, sign: '\\' | '`'): Word[] {
  const words: Word[] = [];
  let word: WordBuilder | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (quote === '' && /\s/.test(c)) {
      if (word) words.push(word.word(at));
      word = undefined;
      continue;
    }
    word ??= new WordBuilder(text, at);
    if (c === sign && quote !== "'" && at + 1 < text.length) word.resolve(text[at + 1]!, at, ++at + 1);
    else if (c === quote) quote = '';
    else if (quote === '' && (c === '"' || c === "'")) quote = c;
    else word.take(at, at + 1);
  }
  if (word) words.push(word.word(text.length));
  return words;
}
