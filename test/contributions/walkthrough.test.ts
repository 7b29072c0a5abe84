import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly markdown: string };
  readonly completionEvents?: readonly string[];
}

const { commands, walkthroughs } = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    contributes: { commands: { command: string; title: string }[]; walkthroughs: { steps: Step[] }[] };
  }
).contributes;

test.each(walkthroughs.flatMap(({ steps }) => steps))('the step $id leads to what is there', (step) => {
  const links = [...step.description.matchAll(/\[([^\]]*)\]\(command:([\w.]+)\)/g)];
  expect(links.length).toBeGreaterThan(0);
  for (const [, title, command] of links) expect(commands).toContainEqual(expect.objectContaining({ command, title }));
  for (const event of step.completionEvents ?? [])
    expect(commands.map(({ command }) => `onCommand:${command}`)).toContain(event);
  expect(existsSync(join(root, step.media.markdown))).toBe(true);
});
