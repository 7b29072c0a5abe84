import { afterEach, expect, test } from 'vitest';
import type {
  CodeAction,
  CompletionItem,
  DocumentLink,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
} from 'vscode-languageserver';
import { TestServer } from '../support/language-server';

let server: TestServer;

afterEach(async () => {
  const { logged } = server;
  await server.stop();
  expect(logged, 'the server logs nothing in ordinary work').toEqual([]);
});

test('a server answers about redis.conf, sysctl and limits files as their languages are opened', {
  timeout: 60_000,
}, async () => {
  server = await TestServer.start('//- redis-extra.conf\nmaxmemory 2gb\n');
  const ask = <T>(method: string, path: string, more: object = {}) =>
    server.request<T>(`textDocument/${method}`, { textDocument: { uri: server.uri(path) }, ...more });
  const position = { line: 0, character: 3 };
  const all = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };

  await server.open('redis.conf', 'maxmemory 512mb\ninclude redis-extra.conf\n', 'redis-conf');
  const hover = await ask<Hover>('hover', 'redis.conf', { position });
  expect(hover.contents).toMatchObject({
    value: expect.stringContaining('**In force** `2gb` of [redis-extra.conf:1]'),
  });
  expect((await ask<DocumentLink[]>('documentLink', 'redis.conf')).map(({ target }) => target)).toEqual([
    server.uri('redis-extra.conf'),
  ]);
  expect(
    (await ask<Location[]>('references', 'redis.conf', { position, context: { includeDeclaration: true } })).length,
  ).toBe(2);
  expect((await ask<InlayHint[]>('inlayHint', 'redis.conf', { range: all })).map(({ label }) => label)).toEqual([
    '= 536,870,912 bytes',
  ]);

  await server.open('etc/sysctl.conf', 'net.core.somaxconn = \n# one\n# two\n', 'sysctl');
  const items = await ask<CompletionItem[]>('completion', 'etc/sysctl.conf', { position: { line: 0, character: 21 } });
  expect(items.map(({ label }) => label)).toContain('65535 — guide');
  const [area] = await ask<DocumentSymbol[]>('documentSymbol', 'etc/sysctl.conf');
  expect(area?.children?.map(({ name }) => name)).toEqual(['net.core.somaxconn']);
  expect(await ask('foldingRange', 'etc/sysctl.conf')).toMatchObject([{ startLine: 1, endLine: 2 }]);

  await server.open('limits.conf', 'web soft nofile 65535\n', 'limits');
  const actions = await ask<CodeAction[]>('codeAction', 'limits.conf', {
    range: { start: position, end: position },
    context: { diagnostics: [], only: ['refactor'] },
  });
  expect(actions.map(({ title }) => title)).toContain('Insert recommended soft and hard nofile 65535 for root');
});
