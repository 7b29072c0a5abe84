import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { expandSnippet, snippetFiles, snippets } from '../../server/src/knowledge/snippets/index';
import {
  API_SPEEDS,
  PROFILES,
  RATE_LIMITS,
  scaling,
  TASK_BOUNDS,
  TASK_SPEEDS,
  WORKER_MEMORY,
  WRITES,
} from '../../server/src/knowledge/tiers';

const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  contributes: { snippets: { language: string; path: string }[] };
};

test('the snippet files are what the knowledge says; a stale one is written anew and fails', () => {
  const stale: string[] = [];
  for (const [path, text] of Object.entries(snippetFiles())) {
    if (textOf(path) === text) continue;
    writeFileSync(join(root, path), text);
    stale.push(path);
  }
  expect(stale).toEqual([]);
});

test('every snippet file is contributed for the languages of its snippets, and no other is', () => {
  const wanted = new Set(
    snippets.flatMap(({ file, languages }) => languages.map((language) => `${language} ./snippets/${file}.json`)),
  );
  const contributed = manifest.contributes.snippets.map(({ language, path }) => `${language} ${path}`);
  expect(contributed.sort()).toEqual([...wanted].sort());
  const files = new Set(manifest.contributes.snippets.map(({ path }) => path.replace('./snippets/', '')));
  expect(readdirSync(join(root, 'snippets')).sort()).toEqual([...files].sort());
});

test('names and prefixes are unique', () => {
  for (const key of ['name', 'prefix'] as const) {
    const values = snippets.map((snippet) => snippet[key]);
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
  }
  expect(snippets.filter(({ prefix }) => !prefix.startsWith('headroom '))).toEqual([]);
});

describe('every tier of the guide has a snippet', () => {
  const tiersOf = (prefix: string) =>
    snippets.filter((snippet) => snippet.prefix.startsWith(prefix)).map(({ tier }) => tier);
  test.each([
    ['headroom nginx', PROFILES],
    ['headroom nginx events', PROFILES],
    ['headroom nginx rate limit zone', RATE_LIMITS],
    ['headroom nginx rate limit everywhere', RATE_LIMITS],
    ['headroom nginx proxy timeouts', API_SPEEDS],
    ['headroom nginx proxy location', API_SPEEDS],
    ['headroom compose celery worker', [...TASK_SPEEDS, ...TASK_BOUNDS, ...WORKER_MEMORY]],
    ['headroom celery settings', TASK_SPEEDS],
    ['headroom celery app.conf', TASK_SPEEDS],
    ['headroom celery django', TASK_SPEEDS],
    ['headroom celery prefetch', TASK_SPEEDS],
    ['headroom celery concurrency', TASK_BOUNDS],
    ['headroom celery tasks per child', WORKER_MEMORY],
    ['headroom mongo client', WRITES],
    ['headroom alert stack', PROFILES],
  ])('%s', (prefix, tiers) => {
    expect(tiersOf(prefix)).toEqual(expect.arrayContaining([...tiers]));
  });

  test('every size of the databases', () => {
    const text = snippets.map(({ body }) => body.join('\n')).join('\n');
    for (const size of scaling.redisMaxmemory) expect(text).toContain(`maxmemory ${size}`);
    for (const count of scaling.mongodMaxConns) expect(text).toContain(`maxIncomingConnections: ${count}`);
  });
});

describe('expanding a snippet', () => {
  test.each([
    [['a ${1:b} c$0', '$0'], 'a b c\n'],
    [['x = ${1|9,5,17|}'], 'x = 9\n'],
    [['set \\$x ${1:\\$y};'], 'set $x $y;\n'],
    [['\t\ta;'], '        a;\n'],
    [['{"$1": "${2:x}"}'], '{"": "x"}\n'],
  ])('%j', (body, text) => {
    expect(expandSnippet(body)).toBe(text);
  });

  test('leaves no placeholder in any snippet', () => {
    const left = snippets.filter(({ file, body }) => file !== 'nginx' && /\$[{\d]/.test(expandSnippet(body)));
    expect(left.map(({ name }) => name)).toEqual([]);
  });
});

test('snippets in YAML are valid YAML', () => {
  for (const { name, languages, body } of snippets) {
    if (!languages.includes('yaml')) continue;
    const document = parseDocument(expandSnippet(body), { strict: true });
    expect([name, ...document.errors, ...document.warnings]).toEqual([name]);
  }
});

test('nginx snippets balance their braces and end their statements', () => {
  for (const { name, file, body } of snippets) {
    if (file !== 'nginx') continue;
    const lines = expandSnippet(body).split('\n');
    const broken = lines.filter((line) => line.trim() !== '' && !/[;{}]$/.test(line) && !line.trim().startsWith('#'));
    expect([name, ...broken]).toEqual([name]);
    const text = lines.join('\n');
    expect(text.split('{').length, name).toBe(text.split('}').length);
  }
});

function textOf(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}
