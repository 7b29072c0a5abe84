import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { codeActions } from '../../server/src/features/code-actions';
import { codeLenses } from '../../server/src/features/code-lens';
import { completion } from '../../server/src/features/completion';
import { definition } from '../../server/src/features/definition';
import { hover } from '../../server/src/features/hover';
import { inlayHints } from '../../server/src/features/inlay-hints';
import { partsOf } from '../../server/src/features/python/parts';
import { references } from '../../server/src/features/references';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import type { Span } from '../../server/src/text/span';

/** At so many places of each file everything is asked. */
const PLACES = 30;

const OWN: readonly (readonly [string, string])[] = [
  ['celeryconfig.py', 'task_time_limit = 300\r\nworker_pool = "solo"\r\nbroker_url = "redis://r"\r\n'],
  [
    'half.py',
    'from celery import Celery\nfrom pymongo import MongoClient\napp = Celery("a"\napp.conf.\nc = MongoClient("mongodb://a/?w=\n@app.task(\n',
  ],
  ['text.py', '"""\n# celery redis MongoClient(\n' + '('.repeat(3000)],
  ['gunicorn.conf.py', 'workers = \n\uD83D\uDE80 = 1\nbind = "'],
];

test('on real Python no feature throws, every span lies inside its file, and offers replace what the cursor is in', {
  timeout: 120_000,
}, () => {
  const wrong: string[] = [];
  for (const file of files()) {
    const stack = Stack.of([file]);
    const report = check(stack);
    const inside = ({ start, end }: Span, what: string) => {
      if (start < 0 || end < start || end > file.text.length) wrong.push(`${file.path}: ${what} ${start}–${end}`);
    };
    for (const { offset } of inlayHints(stack, file, { start: 0, end: file.text.length }))
      inside({ start: offset, end: offset }, 'hint');
    for (const { span } of codeLenses(stack, report, file)) inside(span, 'lens');
    const places = partsOf(stack, file).map(({ setting }) => setting.nameSpan.start);
    const step = Math.max(1, Math.floor(file.text.length / PLACES));
    for (let offset = 0; offset <= file.text.length; offset += step) places.push(offset);
    for (const offset of places) {
      const card = hover(stack, file, offset);
      if (card) {
        inside(card.span, 'hover');
        if (card.span.start > offset || card.span.end < offset) wrong.push(`${file.path}:${offset} another’s hover`);
        if (/undefined|\[object|NaN/.test(card.markdown)) wrong.push(`${file.path}:${offset} ${card.markdown}`);
      }
      for (const { span, label } of completion(stack, file, offset)) {
        inside(span, 'completion');
        if (span.start > offset || span.end < offset || file.lines.lineAt(span.start) !== file.lines.lineAt(span.end))
          wrong.push(`${file.path}:${offset} ${label} replaces what the cursor is not in`);
      }
      for (const { span } of definition(stack, file, offset)?.targets ?? []) inside(span, 'definition');
      for (const { span } of references(stack, file, offset)) inside(span, 'reference');
      codeActions(stack, report, file, { start: offset, end: offset }, ['refactor']);
    }
  }
  expect(wrong).toEqual([]);
});

function files(): ConfigFile[] {
  const own = OWN.map(([path, text]) => new ConfigFile(path, text));
  const folder = resolve(import.meta.dirname, '../../../shared/corpus/python');
  if (!existsSync(folder)) {
    console.log('The corpus of real files is not here: only our own are read.');
    return own;
  }
  const real = readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .map((name) => new ConfigFile(name, readFileSync(join(folder, name), 'utf8')));
  return [...own, ...real.filter(({ kind }) => kind === 'python')];
}
