import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Program } from '../cli/program';

const installed = spawnSync('ab', ['-V']).status === 0;
if (!installed) console.log('ab is not installed: no load test is run.');

let program: Program;
let server: Server;
let address: string;
beforeAll(async () => {
  program = await Program.build();
  server = createServer((request, response) => {
    response.statusCode = request.url === '/limited' ? 503 : 200;
    response.end('fine'.repeat(1 + Math.floor(Math.random() * 3)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  program.dispose();
  await new Promise((resolve) => server.close(resolve));
});

const MINUTES = 120_000;
const load = (...args: string[]) => program.run(['loadtest', ...args], { cwd: program.folder, timeout: MINUTES });

test.skipIf(!installed)(
  'a server that holds',
  async () => {
    const { code, out } = await load(address);
    expect(out).toMatch(/^requests +at once +a second +mean +95 % within +failed +not 2xx\n +10,000 +100 +\d/);
    expect(out.match(/█/g)!.length).toBeGreaterThan(30);
    // How long an answer takes is up to the machine; that none fails is not.
    expect({ code, told: /It holds up to 200|one in twenty took/.test(out) }).toEqual({
      code: expect.any(Number),
      told: true,
    });
  },
  MINUTES,
);

test.skipIf(!installed)(
  'a server that refuses',
  async () => {
    const { code, out } = await load(`${address}/limited`);
    expect(code).toBe(1);
    expect(out).toContain('It breaks at 10 at once: 1,000 of 1,000 requests got another status than 2xx.\n');
    expect(out).toContain('limit_req');
  },
  MINUTES,
);

test.skipIf(!installed)('nobody answers', async () => {
  expect(await load('127.0.0.1:1')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('refused') });
});

test('the plan, and hosts that nobody named', async () => {
  expect(await load('--plan', 'shop.example')).toMatchObject({ code: 0, err: '' });
  expect(await load('shop.example')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('--host shop.example'),
  });
  expect(await load('--host', 'other.example', 'shop.example')).toMatchObject({ code: 2, out: '' });
  expect(await load()).toMatchObject({ code: 2, out: '' });
  expect(await load('ftp://localhost')).toMatchObject({ code: 2, out: '' });
});
