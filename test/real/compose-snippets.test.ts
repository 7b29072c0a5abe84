import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { composeSnippetFiles } from '../support/compose-snippets';
import { askCompose, hasCompose } from '../support/real-compose';

const real = hasCompose();
if (!real) console.log('docker-compose is not installed: the snippets of Compose are not tried on it.');

const root = real ? mkdtempSync(join(tmpdir(), 'headroom-compose-snippets-')) : '';
afterAll(() => {
  if (root !== '') rmSync(root, { recursive: true, force: true });
});

test.skipIf(!real)('docker-compose accepts every snippet of Compose', { timeout: 60_000 }, async () => {
  const questions = composeSnippetFiles.map(([, text], i) => {
    const folder = join(root, String(i));
    mkdirSync(folder);
    writeFileSync(join(folder, 'compose.yml'), text);
    return { folder, files: ['compose.yml'] };
  });
  const answers = await askCompose(questions);
  const refused = answers.flatMap(({ error }, i) =>
    error === undefined ? [] : [`${composeSnippetFiles[i]![0]}: ${error}`],
  );
  expect(refused).toEqual([]);
});
