import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Profile } from '../../server/src/knowledge/tiers';
import { loadStack } from '../../server/src/stack/load';
import type { Stack } from '../../server/src/stack/stack';
import { type Fixture, readFixture } from './fixture';

const folder = resolve(import.meta.dirname, '../workspaces');

/** The names of the small workspaces in test/workspaces. */
export const WORKSPACES = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length));

export const TIERS: readonly Profile[] = ['production', 'high-traffic'];

/** One of them, read as a folder is: also files that only others lead to. */
export async function workspaceStack(name: string): Promise<{ stack: Stack; fixture: Fixture }> {
  const fixture = readFixture(readFileSync(join(folder, `${name}.txt`), 'utf8'));
  const listing = { paths: [...fixture.files.keys()], links: new Map<string, string>() };
  return { stack: await loadStack(listing, async (path) => fixture.files.get(path)), fixture };
}
