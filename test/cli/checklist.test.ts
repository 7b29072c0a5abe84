import { afterAll, beforeAll, expect, test } from 'vitest';
import { GOOD, Program, SMALL } from './program';

let program: Program;
beforeAll(async () => {
  program = await Program.build();
});
afterAll(() => program.dispose());

const run = (files: Record<string, string>, ...args: string[]) =>
  program.run(['checklist', ...args], { cwd: program.workspace(files) });

test('pretty', async () => {
  const { code, out, err } = await run({ 'nginx.conf': SMALL });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.match(/^(✓|✗|\?) /gm)).toHaveLength(13);
  expect(out).toMatch(/^✗ missing {2}Set Nginx worker_connections 10000\n {11}nginx.conf:3: 512 .*\n {11}fix: /m);
  expect(out).toMatch(/^Held against production: 1 missing, \d+ unknown, 1 met. No tier is met yet.$/m);
});

test('a profile that is asked for', async () => {
  expect((await run({ 'nginx.conf': GOOD }, '--profile', 'high-traffic')).out).toMatch(/Held against high-traffic:/);
  expect((await run({ 'nginx.conf': GOOD })).out).toMatch(/last tier met is production/);
});

test('json', async () => {
  const { code, out } = await run({ 'nginx.conf': SMALL }, '--format', 'json');
  expect(code).toBe(0);
  const { version, stacks } = JSON.parse(out);
  expect(version).toBe(1);
  expect(stacks).toHaveLength(1);
  expect(stacks[0].items).toHaveLength(13);
  expect(stacks[0].items[1]).toMatchObject({
    id: 'worker-connections',
    state: 'missing',
    rules: ['nginx/worker-connections'],
    points: [
      {
        file: 'nginx.conf',
        rule: 'nginx/worker-connections',
        range: { start: { line: 3, column: 24 }, end: { line: 3, column: 27 } },
        fix: { safety: 'safe' },
      },
    ],
  });
  expect(stacks[0].tiers.map(({ profile }: { profile: string }) => profile)).toEqual([
    'development',
    'production',
    'high-traffic',
  ]);
});

test('markdown, of several folders', async () => {
  const { out } = await run({ 'a/nginx.conf': SMALL, 'b/nginx.conf': GOOD }, 'a', 'b', '--format', 'markdown');
  expect(out).toMatch(/^# Tuning checklist\n\n## a\n/);
  expect(out).toContain('\n## b\n');
  expect(out).toContain('b/nginx.conf:3: worker\\_connections 10000');
});

test.each([
  [['missing'], 'missing: there is no such file or folder'],
  [['--format', 'xml'], '--format is pretty, json or markdown, not "xml"'],
  [['-'], 'a whole folder is looked at, so standard input can’t be read'],
])('%j', async (args, line) => {
  expect(await run({}, ...args)).toEqual({ code: 2, out: '', err: `headroom: ${line}\n` });
});
