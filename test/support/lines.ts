import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import type { SyntaxProblem } from '../../server/src/syntax/problem';
import { applyEdits } from '../../server/src/text/edit';
import type { Span } from '../../server/src/text/span';

const corpus = resolve(import.meta.dirname, '../../../shared/corpus');
if (!existsSync(corpus)) console.log('The corpus of real files is not there: tests over it pass without files.');

/** The real files of a format; none where the corpus is not there. */
export function corpusFiles(folder: string): readonly (readonly [path: string, text: string])[] {
  const path = join(corpus, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .sort()
    .map((name) => [name, readFileSync(join(path, name), 'utf8')] as const);
}

/** Beginnings of a text, at most so many. */
export function* prefixes(text: string, most = 150): Generator<string> {
  const step = Math.max(1, Math.ceil(text.length / most));
  for (let length = 0; length < text.length; length += step) yield text.slice(0, length);
  yield text;
}

export function spansInside(text: string, path: string, spans: readonly Span[]): void {
  for (const { start, end } of spans)
    if (start < 0 || end < start || end > text.length) expect.fail(`${path}: ${start}–${end} of ${text.length}`);
}

/** Problems as `place|message`, joined by ` + `; each message is cut to what the expectation names. */
export function problemsOf(text: string, problems: readonly SyntaxProblem[], expected: string): string {
  const messages = expected.split(' + ').map((one) => one.slice(one.indexOf('|') + 1));
  return problems
    .map(({ span, message }, i) => `${text.slice(span.start, span.end)}|${message.slice(0, messages[i]?.length ?? 40)}`)
    .join(' + ');
}

/** The text after every fix that problems offer. */
export function mended(text: string, problems: readonly SyntaxProblem[]): string {
  return applyEdits(
    text,
    problems.flatMap(({ fix }) => (fix ? [fix] : [])),
  );
}
