import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFolder, readFileIn, UnreadableFile } from '../../server/src/disk/folder';
import { capacity } from '../../server/src/features/capacity/capacity';
import { limitText } from '../../server/src/features/capacity/text';
import { checklist, mendItem } from '../../server/src/features/checklist/checklist';
import { withEdits } from '../../server/src/features/settle';
import type { Place } from '../../server/src/stack/finding';
import { loadStack } from '../../server/src/stack/load';

const corpus = join(import.meta.dirname, '../../../shared/corpus/stacks');
const stacks = existsSync(corpus) ? readdirSync(corpus) : [];

const load = async (folder: string) =>
  loadStack(await listFolder(folder), async (path) => {
    try {
      return await readFileIn(folder, path);
    } catch (error) {
      if (error instanceof UnreadableFile) return undefined;
      throw error;
    }
  });

const isInFile = ({ file, span }: Place) => 0 <= span.start && span.start <= span.end && span.end <= file.text.length;

describe.skipIf(stacks.length === 0)('views of real stacks', () => {
  test.each(stacks)('%s', { timeout: 60_000 }, async (name) => {
    const stack = await load(join(corpus, name));
    const list = checklist(stack);
    expect(list.items).toHaveLength(13);
    for (const { id, reason, points, state, mendable } of list.items) {
      expect(reason, id).not.toBe('');
      for (const { at } of points) if (at) expect(isInFile(at), id).toBe(true);
      if (state === 'met') expect(points.length, id).toBeGreaterThan(0);
      // Mending writes only where it says that it can.
      if (!mendable) expect(mendItem(stack, id), id).toEqual([]);
    }
    for (const { hops, narrowest } of capacity(stack).ways) {
      if (narrowest !== undefined) expect(hops[narrowest]!.limit.amount.state).toBe('known');
      for (const hop of hops) {
        const { limit, steps, load: used } = hop;
        expect(limitText(hop)).not.toMatch(/NaN|undefined|Infinity/);
        expect(`${limit.sum} ${used?.sum}`).not.toMatch(/NaN|Infinity/);
        for (const { at } of [...limit.terms, ...steps, ...(used?.terms ?? [])])
          if (at) expect(isInFile(at), hop.title).toBe(true);
      }
    }
  });
});

test('of the samples, nothing is missing that mending can write', { timeout: 120_000 }, async () => {
  const stack = await load(join(import.meta.dirname, '../../samples'));
  const mendable = checklist(stack).items.filter((item) => item.mendable);
  expect(mendable.length).toBeGreaterThan(5);
  for (const { id } of mendable) {
    const after = checklist(withEdits(stack, mendItem(stack, id))).items.find((item) => item.id === id)!;
    expect(after.mendable, `${id}: ${after.reason}`).toBe(false);
  }
});
