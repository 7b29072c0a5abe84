import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { insertRecommended } from '../../server/src/features/code-actions';
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

/** At so many places of each file everything is asked. */
const PLACES = 40;

const LANGUAGES: Readonly<Record<string, string>> = { sysctl: 'sysctl', limits: 'limits', redis: 'redis-conf' };

test('on real files of lines no feature throws, and every span lies inside its file', { timeout: 60_000 }, () => {
  const wrong: string[] = [];
  for (const file of files()) {
    const stack = Stack.of([file]);
    const inside = (span: Span, what: string) => {
      if (span.start < 0 || span.end < span.start || span.end > file.text.length)
        wrong.push(`${file.path}: ${what} ${span.start}–${span.end}`);
    };
    for (const { offset } of inlayHints(stack, file, { start: 0, end: file.text.length }))
      inside({ start: offset, end: offset }, 'hint');
    for (const { span } of documentLinks(stack, file)) inside(span, 'link');
    for (const { span } of foldingRanges(file)) inside(span, 'folding');
    const outline = (symbols: readonly OutlineSymbol[], outer: Span) => {
      for (const { span, nameSpan, children } of symbols) {
        inside(span, 'symbol');
        if (span.start < outer.start || span.end > outer.end || nameSpan.start < span.start || nameSpan.end > span.end)
          wrong.push(`${file.path}: a symbol outside of what holds it`);
        outline(children, span);
      }
    };
    outline(documentSymbols(file), { start: 0, end: file.text.length });
    const step = Math.max(1, Math.floor(file.text.length / PLACES));
    for (let offset = 0; offset <= file.text.length; offset += step) {
      const card = hover(stack, file, offset);
      if (card) inside(card.span, 'hover');
      for (const { span, label } of completion(stack, file, offset)) {
        inside(span, 'completion');
        if (span.start > offset || span.end < offset || file.lines.lineAt(span.start) !== file.lines.lineAt(span.end))
          wrong.push(`${file.path}:${offset} ${label} replaces what the cursor is not in`);
      }
      for (const { span } of definition(stack, file, offset)?.targets ?? []) inside(span, 'definition');
      for (const { span } of references(stack, file, offset)) inside(span, 'reference');
    }
  }
  expect(wrong).toEqual([]);
});

test('what is inserted as recommended is then no longer missing', { timeout: 60_000 }, () => {
  const wrong: string[] = [];
  for (const file of files()) {
    const stack = Stack.of([file]);
    for (const { title, edits } of insertRecommended(stack, file, 0, check(stack))) {
      const changed = new ConfigFile(file.path, applyEdits(file.text, edits ?? []), file.languageId);
      const left = insertRecommended(Stack.of([changed]), changed, 0).map((action) => action.title);
      if (left.includes(title) || changed.text.length <= file.text.length) wrong.push(`${file.path}: ${title}`);
      if (changed.lines.lineBreak !== file.lines.lineBreak) wrong.push(`${file.path}: ${title} changes line ends`);
    }
  }
  expect(wrong).toEqual([]);
});

function files(): ConfigFile[] {
  const corpus = resolve(import.meta.dirname, '../../../shared/corpus');
  if (!existsSync(corpus)) console.log('The corpus of real files is not here: only our own are read.');
  const own = [
    new ConfigFile('etc/sysctl.conf', '# a\r\nnet.core.somaxconn = 1\r\n-net.ipv4.conf.*.rp_filter = 1\r\n'),
    new ConfigFile('etc/security/limits.conf', '# a\r\n@web - nofile 64k\r\n* soft core 0'),
    new ConfigFile('redis.conf', '##### NETWORK #####\r\nport 6379\r\n# maxmemory <bytes>\r\nsave ""'),
  ];
  const real = Object.entries(LANGUAGES).flatMap(([folder, language]) => {
    const place = join(corpus, folder);
    if (!existsSync(place)) return [];
    return readdirSync(place).map(
      (name) => new ConfigFile(`${folder}/${name}`, readFileSync(join(place, name), 'utf8'), language),
    );
  });
  return [...own, ...real];
}
