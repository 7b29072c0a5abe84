import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { isCandidate } from '../../server/src/settings/kind';
import { Stack } from '../../server/src/stack/stack';
import { readFixture } from '../support/fixture';
import { numbers } from '../support/numbers';

const overlaid = readFixture(
  readFileSync(resolve(import.meta.dirname, '../workspaces/overlay-sums.txt'), 'utf8'),
).files;
const folder = resolve(import.meta.dirname, '../../samples');
const sample = new Map(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(isCandidate)
    .sort()
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
);

/** What the rules say of a stack, as a text. */
function said(stack: Stack): string {
  const { findings, unknown } = check(stack, {
    onCrash: (rule, error) => {
      throw new Error(`${rule} failed`, { cause: error });
    },
  });
  const seen = new WeakSet<object>();
  return JSON.stringify({ findings, unknown }, (key, value) => {
    if (key === 'file' && value instanceof ConfigFile) return value.path;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const repeated = seen.has(value);
    seen.add(value);
    return repeated && !('start' in value) ? undefined : value;
  });
}

const TYPED = ['1', '0', 'a', ' ', '\n', ':', '"', '#', '(', ';', '{', '}', '=', '-', '\n    x: 1', '\nx = 1\n'];

describe('a stack that goes on from the one before', () => {
  test.each([
    ['the samples', sample],
    ['overlays', overlaid],
  ])(
    'says what a new one of the same files says: %s',
    (_, files) => {
      const next = numbers(5);
      const texts = new Map(files);
      const paths = [...texts.keys()];
      const fresh = () => Stack.of([...texts].map(([path, text]) => new ConfigFile(path, text)));
      let stack = fresh();
      for (let i = 0; i < 60; i++) {
        const path = paths[Math.floor(next() * paths.length)]!;
        const text = texts.get(path)!;
        const at = Math.floor(next() * (text.length + 1));
        const removed = next() < 0.3 ? Math.floor(next() * 10) : 0;
        const typed = TYPED[Math.floor(next() * TYPED.length)]!;
        texts.set(path, text.slice(0, at) + typed + text.slice(at + removed));
        stack = stack.with(new ConfigFile(path, texts.get(path)!, undefined, stack.file(path)));
        expect(said(stack), `${JSON.stringify(typed)} at ${at} of ${path}`).toBe(said(fresh()));
        // Half of the changes are taken back, so that the files do not fall apart.
        if (next() < 0.5) continue;
        texts.set(path, text);
        stack = stack.with(new ConfigFile(path, text, undefined, stack.file(path)));
        expect(said(stack), `${path} as before`).toBe(said(fresh()));
      }
    },
    60_000,
  );
});
