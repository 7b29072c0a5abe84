import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type {
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  WorkspaceDiagnosticReport,
} from 'vscode-languageserver';
import { editsOf, PLAIN, TestServer, VSCODE_LIKE } from '../support/language-server';

const LOW = `worker_processes auto;
events {
    worker_connections 512;
    use epoll;
    multi_accept on;
}
`;
const GOOD = LOW.replace('512', '10000');

let server: TestServer;
const start = async (...args: Parameters<typeof TestServer.start>) => {
  server = await TestServer.start(...args);
  return server;
};

afterEach(async () => {
  const { logged } = server;
  await server.stop();
  expect(logged, 'the server logs nothing in ordinary work').toEqual([]);
});

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map((one) => one.code);

describe('pushed diagnostics', () => {
  test('follow each change, and belong to its version', async () => {
    await start('//- nginx.conf\n', PLAIN);
    await server.open('nginx.conf', LOW);
    const first = await server.diagnosticsOf('nginx.conf', 1);
    expect(codes(first)).toEqual(['nginx/worker-connections']);
    expect(first[0]).toMatchObject({
      source: 'headroom',
      severity: 2,
      range: { start: { line: 2, character: 23 }, end: { line: 2, character: 26 } },
    });
    await server.change('nginx.conf', 2, GOOD);
    expect(await server.diagnosticsOf('nginx.conf', 2)).toEqual([]);
  });

  test('reach what a new include leads to', async () => {
    await start(`//- nginx.conf\n${LOW}\n//- connections.part\nworker_connections 512;\n`, PLAIN);
    await server.open('nginx.conf', LOW);
    await server.diagnosticsOf('nginx.conf', 1);
    await server.open('connections.part', 'worker_connections 512;\n', 'plaintext');
    await server.change('nginx.conf', 2, LOW.replace('worker_connections 512', 'include connections.part'));
    await server.until(
      () => server.published.get(server.uri('connections.part'))?.diagnostics[0]?.code === 'nginx/worker-connections',
      'the diagnostics of the included file',
    );
  });

  test('go away with the document', async () => {
    await start('//- other.txt\nx\n', PLAIN);
    await server.open('nginx.conf', LOW);
    await server.diagnosticsOf('nginx.conf', 1);
    await server.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: server.uri('nginx.conf') },
    });
    await server.until(() => server.published.get(server.uri('nginx.conf'))?.diagnostics.length === 0, 'clearing');
  });

  test('incremental changes land where they were made, in UTF-16 and in UTF-8', async () => {
    for (const encoding of ['utf-16', 'utf-8'] as const) {
      await start('//- nginx.conf\n', { ...PLAIN, general: { positionEncodings: [encoding] } });
      expect(server.initialized.capabilities.positionEncoding).toBe(encoding);
      await server.open(
        'nginx.conf',
        LOW.replace('    worker_connections', '    # 🚀 é\n    worker_connections').replace(
          'worker_connections 512;',
          '/* */',
        ),
      );
      await server.diagnosticsOf('nginx.conf', 1);
      await server.change('nginx.conf', 2, `events { error_log "🚀é"; worker_connections 512; }\n`);
      const [diagnostic] = (await server.diagnosticsOf('nginx.conf', 2)).filter(
        (one) => one.code === 'nginx/worker-connections',
      );
      const start_ = encoding === 'utf-16' ? 45 : 48;
      expect(diagnostic!.range.start).toEqual({ line: 0, character: start_ });
      await server.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: server.uri('nginx.conf'), version: 3 },
        contentChanges: [{ range: diagnostic!.range, text: '20000' }],
      });
      expect(codes(await server.diagnosticsOf('nginx.conf', 3))).not.toContain('nginx/worker-connections');
      if (encoding === 'utf-16') await server.stop();
    }
  });
});

describe('pulled diagnostics', () => {
  const pull = (path: string, previousResultId?: string) =>
    server.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri: server.uri(path) },
      previousResultId,
    });

  test('answer from the newest text, and say when nothing has changed', async () => {
    await start(`//- nginx.conf\n${LOW}`);
    await server.open('nginx.conf', LOW);
    const first = await pull('nginx.conf');
    expect(first.kind === 'full' && codes(first.items)).toEqual(['nginx/worker-connections']);
    expect((await pull('nginx.conf', first.resultId)).kind).toBe('unchanged');
    await server.change('nginx.conf', 2, GOOD);
    expect(await pull('nginx.conf', first.resultId)).toMatchObject({ kind: 'full', items: [] });
    expect(server.published.size).toBe(0);
  });

  test('of the whole workspace include files that nobody has open', async () => {
    await start(
      `//- nginx.conf\n${LOW.replace('}', '}\nhttp { gzip on; gzip_types application/json; include conf.d/*.conf; }')}\n//- conf.d/api.conf\nserver { error_page 500 }\n`,
    );
    const report = await server.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
    const found = Object.fromEntries(
      report.items.map((item) => [item.uri.split('/').pop(), item.kind === 'full' ? codes(item.items) : []]),
    );
    expect(found['nginx.conf']).toContain('nginx/worker-connections');
    expect(found['api.conf']).toContain('syntax/nginx');
  });

  test('a change on disk asks the client to pull again', async () => {
    await start(`//- nginx.conf\n${LOW}`);
    const report = await server.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
    expect(report.items).toHaveLength(1);
    // The editor's settings ask for one, and so does the folder when it has been read.
    const before = await server.until(() => server.refreshes > 1 && server.refreshes, 'the first two refreshes');
    writeFileSync(join(server.folder, 'nginx.conf'), GOOD);
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: server.uri('nginx.conf'), type: 2 }],
    });
    await server.until(() => server.refreshes > before, 'a refresh');
    const [item] = report.items;
    const again = await server.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: [{ uri: item!.uri, value: item!.resultId }],
    });
    expect(again.items).toMatchObject([{ kind: 'full', items: [] }]);
    rmSync(join(server.folder, 'nginx.conf'));
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: server.uri('nginx.conf'), type: 3 }],
    });
  });

  test('the editor’s settings hold', async () => {
    await start(`//- nginx.conf\n${LOW}`);
    await server.open('nginx.conf', LOW);
    server.configuration = { rules: { 'nginx/worker-connections': 'error' } };
    await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await server.until(() => server.refreshes > 0, 'a refresh');
    const report = await pull('nginx.conf');
    expect(report.kind === 'full' && report.items[0]!.severity).toBe(1);
  });
});

test('a change of profile is told even where it changes no finding', async () => {
  await start('//- nginx.conf\n', PLAIN);
  await server.open('nginx.conf', GOOD);
  const profiles = () =>
    server.notifications
      .filter(({ method }) => method === 'headroom/status')
      .map(({ params }) => (params as { profile: string }).profile);
  await server.until(() => profiles().includes('production'), 'the first status');
  await server.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { headroom: { profile: 'development' } },
  });
  await server.until(() => profiles().includes('development'), 'the status of the new profile', 3_000);
});

describe('answers', () => {
  test('a request whose document changed while it waited is not answered from another text', async () => {
    await start(`//- nginx.conf\n${LOW}`);
    void server.open('nginx.conf', LOW);
    const position = { line: 2, character: 10 };
    const answer = server
      .request<Hover | null>('textDocument/hover', { textDocument: { uri: server.uri('nginx.conf') }, position })
      .then(
        (hover) => ({ hover }),
        (error: { code: number }) => ({ code: error.code }),
      );
    void server.change('nginx.conf', 2, `\n\n\n\n${GOOD}`);
    const result = await answer;
    // Either it was answered before the change came, or it was refused.
    if ('code' in result) expect(result.code).toBe(-32801);
    else expect(result.hover?.range).toEqual({ start: { line: 2, character: 4 }, end: { line: 2, character: 22 } });
  });

  test('a quick fix carries its edit, its diagnostic, and comes first where it is preferred', async () => {
    await start(`//- nginx.conf\n${LOW}`);
    await server.open('nginx.conf', LOW);
    const uri = server.uri('nginx.conf');
    const range = { start: { line: 2, character: 24 }, end: { line: 2, character: 24 } };
    const actions = await server.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    expect(actions[0]).toMatchObject({
      title: 'Set worker_connections to 10000 (production)',
      kind: 'quickfix',
      isPreferred: true,
    });
    expect(actions[0]!.diagnostics?.[0]?.code).toBe('nginx/worker-connections');
    expect(editsOf(actions[0]!.edit!, uri)).toMatchObject([{ newText: '10000' }]);
    const all = await server.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    expect(all).toHaveLength(1);
    expect(editsOf(all[0]!.edit!, uri).length).toBeGreaterThan(0);
  });

  test('profile, tiers and rules by the server’s own requests', async () => {
    await start(`//- nginx.conf\n${LOW}`);
    await server.open('nginx.conf', LOW);
    const uri = server.uri('nginx.conf');
    expect(await server.request('headroom/status', { uri })).toMatchObject({
      profile: 'production',
      counts: { warning: 1 },
    });
    const edit = await server.request<never>('headroom/setProfile', { uri, profile: 'development' });
    expect(JSON.stringify(edit)).toContain('profile: development');
    expect(
      JSON.stringify(await server.request('headroom/applyTier', { uri, tier: 'high-traffic', scope: 'file' })),
    ).toContain('20000');
    const rules = await server.request<{ id: string }[]>('headroom/rules', {});
    expect(rules.map((rule) => rule.id)).toContain('nginx/worker-connections');
    expect(await server.request('headroom/rulePage', { id: 'nginx/worker-connections' })).toMatchObject({
      markdown: expect.stringContaining('worker_connections'),
    });
    expect(await server.request('headroom/rulePage', { id: 'nginx/nothing' })).toBeNull();
    expect(await server.request('headroom/scan', {})).toMatchObject({ files: 1, warnings: 1 });
  });

  test('files that are none of ours get no answer and no error', async () => {
    await start('//- x.py\nprint(1)\n');
    await server.open('x.py', 'print(1)\n', 'python');
    const uri = server.uri('x.py');
    for (const method of ['hover', 'completion', 'definition']) {
      expect(
        await server.request(`textDocument/${method}`, { textDocument: { uri }, position: { line: 0, character: 2 } }),
      ).toBeNull();
    }
    expect(await server.request('textDocument/diagnostic', { textDocument: { uri } })).toMatchObject({
      kind: 'full',
      items: [],
    });
  });

  test('a document outside every folder is read alone', async () => {
    await start('//- nginx.conf\n', VSCODE_LIKE);
    await server.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: 'untitled:Untitled-1', languageId: 'nginx', version: 1, text: LOW },
    });
    const report = await server.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri: 'untitled:Untitled-1' },
    });
    expect(report.kind === 'full' && codes(report.items)).toContain('nginx/worker-connections');
  });
});
