import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeGenerated } from '../scripts/docs.mjs';
import { generatedFiles, RULE_PAGES } from '../scripts/generate';
import { writeRuleIndex } from '../scripts/generate-index.mjs';

const root = join(import.meta.dirname, '..');

test('the index of rules is up to date; a stale one is written anew and fails', () => {
  expect(writeRuleIndex(), 'the index was stale and has been written anew: run the tests again').toBe(false);
});

test('pages, tables, snippets and the schema of the rules are up to date; stale ones are written anew and fail', () => {
  const stale = writeGenerated(generatedFiles(readFileSync(join(root, 'package.json'), 'utf8')), RULE_PAGES);
  expect(stale, 'these were stale and have been written anew').toEqual([]);
});
