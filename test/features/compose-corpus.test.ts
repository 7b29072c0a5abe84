import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { codeActions } from '../../server/src/features/code-actions';
import { codeLenses } from '../../server/src/features/code-lens';
import { completion } from '../../server/src/features/completion';
import { definition } from '../../server/src/features/definition';
import { documentLinks } from '../../server/src/features/document-links';
import { hover } from '../../server/src/features/hover';
import { inlayHints } from '../../server/src/features/inlay-hints';
import { references } from '../../server/src/features/references';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import type { Span } from '../../server/src/text/span';

const folder = resolve(import.meta.dirname, '../../../shared/corpus/compose');
if (!existsSync(folder)) console.log(`${folder} is missing: nothing is asked at its Compose files.`);

const EXAMPLE = `x-log: &log {driver: json-file, options: {max-size: 10m}}
services:
  api: &api
    image: app:\${TAG:-1}
    command: sh -c "gunicorn -w \${WORKERS} app:app"
    environment: [WEB_CONCURRENCY=4, "URL=redis://r:6379/0"]
    ulimits: {nofile: {soft: 1024, hard: 4096}}
    logging: *log
    depends_on: [r]
  w:
    <<: *api
    command:
      - celery
      - --app=x
      - worker
      - -c4
    deploy: {replicas: 2, resources: {limits: {memory: 1g}}}
  r:
    image: redis:7
    command: >-
      --maxmemory 512mb
      --save ""
    sysctls: [net.core.somaxconn=512]
`;

/** Asks everything that an editor asks, at every so many places; answers what lies outside of its file. */
function outside(file: ConfigFile, places: number): string[] {
  const stack = Stack.of([file, new ConfigFile('.env', 'TAG=2\nWORKERS=3\n')]);
  const report = check(stack);
  const wrong: string[] = [];
  const inside = ({ start, end }: Span, what: string, of: ConfigFile = file) => {
    if (start < 0 || end < start || end > of.text.length) wrong.push(`${of.path}: ${what} ${start}–${end}`);
  };
  for (const { offset } of inlayHints(stack, file, { start: 0, end: file.text.length }))
    inside({ start: offset, end: offset }, 'hint');
  for (const { span } of documentLinks(stack, file)) inside(span, 'link');
  for (const { span } of codeLenses(stack, report, file)) inside(span, 'lens');
  const step = Math.max(1, Math.floor(file.text.length / places));
  for (let offset = 0; offset <= file.text.length; offset += step) {
    const card = hover(stack, file, offset, undefined, report);
    if (card) inside(card.span, 'hover');
    if (card && (offset < card.span.start || offset > card.span.end))
      wrong.push(`${file.path}:${offset} a card of another place`);
    if (card && /\bundefined\b(?!-)|NaN|\[object/.test(card.markdown))
      wrong.push(`${file.path}:${offset} ${card.markdown}`);
    for (const { span, label } of completion(stack, file, offset)) {
      inside(span, 'completion');
      if (span.start > offset || span.end < offset)
        wrong.push(`${file.path}:${offset} ${label} replaces what the cursor is not in`);
    }
    for (const target of definition(stack, file, offset)?.targets ?? []) inside(target.span, 'definition', target.file);
    for (const { span, file: of } of references(stack, file, offset)) inside(span, 'reference', of);
    for (const { edits } of codeActions(stack, report, file, { start: offset, end: offset }, ['refactor']))
      for (const edit of edits ?? []) if (edit.path === file.path) inside(edit.span, 'edit');
  }
  return wrong;
}

test('no feature throws on any prefix of a file', { timeout: 60_000 }, () => {
  for (let end = 0; end <= EXAMPLE.length; end += 3) {
    const file = new ConfigFile('compose.yml', EXAMPLE.slice(0, end));
    const stack = Stack.of([file]);
    hover(stack, file, end);
    completion(stack, file, end);
    definition(stack, file, end);
    references(stack, file, end);
    inlayHints(stack, file, { start: 0, end });
    documentLinks(stack, file);
  }
});

test('every answer about the example lies inside of its file', () => {
  expect(outside(new ConfigFile('compose.yml', EXAMPLE), EXAMPLE.length)).toEqual([]);
});

test.skipIf(!existsSync(folder))('and so does every answer about real files', { timeout: 120_000 }, () => {
  const paths = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  const wrong = paths.flatMap((name) =>
    outside(new ConfigFile(`${name.replace(/\W+/g, '_')}/compose.yml`, readFileSync(join(folder, name), 'utf8')), 40),
  );
  expect(wrong).toEqual([]);
});
