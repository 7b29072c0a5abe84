import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { codeActions, fixAll } from '../../server/src/features/code-actions';
import { completion } from '../../server/src/features/completion';
import { definition } from '../../server/src/features/definition';
import { documentLinks } from '../../server/src/features/document-links';
import { foldingRanges } from '../../server/src/features/folding';
import { hover } from '../../server/src/features/hover';
import { inlayHints } from '../../server/src/features/inlay-hints';
import { references } from '../../server/src/features/references';
import { documentSymbols, type OutlineSymbol } from '../../server/src/features/symbols';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { applyEdits } from '../../server/src/text/edit';
import type { Span } from '../../server/src/text/span';
import { REALISTIC_NGINX } from '../support/realistic-nginx';

/** At so many places of each file everything is asked. */
const PLACES = 25;

test('on real files no feature throws, and every span lies inside its file', { timeout: 60_000 }, () => {
  const wrong: string[] = [];
  for (const file of files()) {
    const stack = Stack.of([file]);
    const report = check(stack);
    const inside = (span: Span, what: string, of: ConfigFile = file) => {
      if (span.start < 0 || span.end < span.start || span.end > of.text.length)
        wrong.push(`${of.path}: ${what} ${span.start}–${span.end}`);
    };
    for (const { offset } of inlayHints(stack, file, { start: 0, end: file.text.length }))
      inside({ start: offset, end: offset }, 'hint');
    for (const { span } of documentLinks(stack, file)) inside(span, 'link');
    for (const { span } of foldingRanges(file)) inside(span, 'folding');
    const outline = (symbols: readonly OutlineSymbol[]) => {
      for (const { span, nameSpan, children } of symbols) {
        inside(span, 'symbol');
        if (nameSpan.start < span.start || nameSpan.end > span.end)
          wrong.push(`${file.path}: a symbol’s name outside of it`);
        outline(children);
      }
    };
    outline(documentSymbols(file));
    const step = Math.max(1, Math.floor(file.text.length / PLACES));
    for (let offset = 0; offset <= file.text.length; offset += step) {
      const card = hover(stack, file, offset, undefined, report);
      if (card) inside(card.span, 'hover');
      for (const { span, label } of completion(stack, file, offset)) {
        inside(span, 'completion');
        if (span.start > offset || span.end < offset)
          wrong.push(`${file.path}:${offset} ${label} replaces what the cursor is not in`);
      }
      for (const target of definition(stack, file, offset)?.targets ?? [])
        inside(target.span, 'definition', target.file);
      for (const { span, file: of } of references(stack, file, offset)) inside(span, 'reference', of);
      for (const { edits } of codeActions(stack, report, file, { start: offset, end: offset })) {
        for (const edit of edits ?? []) if (edit.path === file.path) inside(edit.span, 'edit');
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('fix all comes to rest on real files', { timeout: 60_000 }, () => {
  const restless: string[] = [];
  for (const file of files()) {
    const fixed = new ConfigFile(file.path, applyEdits(file.text, fixAll(Stack.of([file]), file)));
    if (fixAll(Stack.of([fixed]), fixed).length > 0) restless.push(file.path);
  }
  expect(restless).toEqual([]);
});

let found: readonly ConfigFile[] | undefined;

/** The nginx files of the corpus beside the project, where there is one, and the project's own. */
function files(): readonly ConfigFile[] {
  if (found) return found;
  const own = new ConfigFile('nginx/nginx.conf', REALISTIC_NGINX);
  const corpus = resolve(import.meta.dirname, '../../../shared/corpus');
  if (!existsSync(corpus)) {
    console.log('../shared/corpus is not there: only the project’s own file is asked about.');
    return (found = [own]);
  }
  const paths = readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const texts = paths.map(
    (path) => new ConfigFile(path.slice(corpus.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')),
  );
  return (found = [own, ...texts.filter(({ kind, text }) => kind === 'nginx' && text.length < 200_000)]);
}
