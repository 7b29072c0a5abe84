import { afterAll, beforeAll, expect, test } from 'vitest';
import { GOOD, Program } from './program';

let program: Program;
beforeAll(async () => {
  program = await Program.build();
});
afterAll(() => program.dispose());

const FILES = {
  'nginx.conf': `${GOOD.replace('auto', '2')}worker_rlimit_nofile 20000;\nhttp {\n    server {\n        listen 80;\n    }\n}\n`,
};

const run = (files: Record<string, string>, ...args: string[]) =>
  program.run(['capacity', ...args], { cwd: program.workspace(files) });

test('pretty', async () => {
  const { code, out, err } = await run(FILES);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('narrowest: Connections of nginx, 20,000 requests at once');
  expect(out).toContain('2 workers × 10,000 connections = 20,000');
  expect(out).toContain('worker_connections 10000 (nginx.conf:3)');
  expect(out).toMatch(/^ {2}Accept queue of nginx: not known\n {4}at most 511: /m);
});

test('json', async () => {
  const { stacks, version } = JSON.parse((await run(FILES, '--format', 'json')).out);
  expect(version).toBe(1);
  const [{ name, narrowest, hops }] = stacks[0].ways;
  expect({ name, narrowest }).toEqual({ name: 'Requests through nginx', narrowest: 1 });
  expect(hops[1]).toMatchObject({
    kind: 'connections',
    unit: 'requests at once',
    limit: {
      state: 'known',
      value: 20000,
      terms: [
        { text: expect.any(String) },
        { text: 'worker_processes 2', value: 2, file: 'nginx.conf', range: { start: { line: 1, column: 18 } } },
        { text: 'worker_connections 10000' },
      ],
    },
  });
  expect(hops[0].limit).toMatchObject({ state: 'unknown', reason: expect.stringMatching(/^at most 511/) });
});

test('nothing to tell', async () => {
  expect((await run({})).out).toBe('No way of a request is described in the files here.\n');
  expect((await run({}, 'missing')).code).toBe(2);
});

test('alert rules', async () => {
  const { code, out, err } = await program.run(['alerts'], { cwd: program.workspace(FILES) });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(
    '# Connections of nginx: 2 workers × 10,000 connections = 20,000 (nginx.conf:1, nginx.conf:3)\n',
  );
  expect(out).toContain('expr: sum(nginx_connections_active) > 16000\n');
  expect((await program.run(['alerts', 'missing'], { cwd: program.workspace({}) })).code).toBe(2);
});
