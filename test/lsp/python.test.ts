import { afterEach, expect, test } from 'vitest';
import type { CodeAction, CodeLens, CompletionItem, Hover, InlayHint, LocationLink } from 'vscode-languageserver';
import { TestServer } from '../support/language-server';

let server: TestServer;

afterEach(async () => {
  const { logged } = server;
  await server.stop();
  expect(logged, 'the server logs nothing in ordinary work').toEqual([]);
});

const ask = <T>(method: string, path: string, more: object = {}) =>
  server.request<T>(`textDocument/${method}`, { textDocument: { uri: server.uri(path) }, ...more });
const statusOf = (path: string) => server.request('headroom/status', { uri: server.uri(path) });
const RANGE = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };

test('settings of Celery in a Python file', { timeout: 60_000 }, async () => {
  const app = 'from celery import Celery\napp = Celery("shop")\napp.config_from_object("shop.celeryconfig")\n';
  const config = 'task_time_limit = 300\n\n';
  server = await TestServer.start(`//- shop/app.py\n${app}//- shop/celeryconfig.py\n${config}`);
  await server.open('shop/celeryconfig.py', config, 'python');
  const hover = await ask<Hover>('hover', 'shop/celeryconfig.py', { position: { line: 0, character: 3 } });
  expect(hover).toMatchObject({
    contents: { value: expect.stringContaining('**task_time_limit** · Celery') },
    range: { start: { character: 0 }, end: { character: 15 } },
  });
  const items = await ask<CompletionItem[]>('completion', 'shop/celeryconfig.py', {
    position: { line: 1, character: 0 },
  });
  expect(items.map(({ label }) => label)).toContain('task_acks_late');
  expect(
    (await ask<InlayHint[]>('inlayHint', 'shop/celeryconfig.py', { range: RANGE })).map(({ label }) => label),
  ).toEqual(['= 5 min']);
  expect(await ask<CodeLens[]>('codeLens', 'shop/celeryconfig.py')).toMatchObject([
    { command: { command: 'headroom.applyTier' } },
  ]);
  expect(await statusOf('shop/celeryconfig.py')).toMatchObject({ profile: 'production' });
  await server.open('shop/app.py', app, 'python');
  const [link] = await ask<LocationLink[]>('definition', 'shop/app.py', { position: { line: 2, character: 32 } });
  expect(link?.targetUri).toBe(server.uri('shop/celeryconfig.py'));
});

test.each([
  ['names nothing of ours', 'import os\n\ntask_time_limit = 300\nvalue = os.getenv("X")\n# head\n'],
  ['names Redis, and sets nothing', 'import redis_lock\n\ntask_time_limit = 300\nvalue = redis_lock.x("X")\n# head\n'],
])('nothing in a Python file that %s', { timeout: 60_000 }, async (_, text) => {
  server = await TestServer.start('//- nginx.conf\nevents {}\n');
  await server.open('other.py', text, 'python');
  for (const line of [2, 3, 4]) {
    const position = { line, character: 5 };
    expect(await ask('hover', 'other.py', { position })).toBeNull();
    expect((await ask<unknown[] | null>('completion', 'other.py', { position })) ?? []).toEqual([]);
    expect((await ask<unknown[] | null>('definition', 'other.py', { position })) ?? []).toEqual([]);
    const actions = await ask<CodeAction[] | null>('codeAction', 'other.py', {
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    expect(actions ?? []).toEqual([]);
  }
  for (const method of ['inlayHint', 'codeLens', 'documentSymbol', 'foldingRange', 'documentLink'])
    expect((await ask<unknown[] | null>(method, 'other.py', { range: RANGE })) ?? []).toEqual([]);
  expect(await ask('diagnostic', 'other.py')).toMatchObject({ items: [] });
  expect(await statusOf('other.py')).toBeNull();
});
