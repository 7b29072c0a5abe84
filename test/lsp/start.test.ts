import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { StreamMessageReader } from 'vscode-jsonrpc/node';
import { bundledServer, PLAIN } from '../support/language-server';

const uri = 'file:///workspace/nginx.conf';
const text = 'worker_processes auto;\nevents { worker_connections 512; }\n';

interface Received {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly params?: { readonly diagnostics: readonly { readonly code: string }[] };
}

const WANTED: readonly ((message: Received) => boolean)[] = [
  ({ id, method }) => id === 1 && method === undefined,
  ({ id, method }) => id === 2 && method === undefined,
  ({ method }) => method === 'textDocument/publishDiagnostics',
];

/** A message as it goes over the wire. */
function framed(message: object): string {
  const json = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
}

describe('the start', () => {
  test('misses nothing of what comes in one piece with the first request', async () => {
    const child = spawn(process.execPath, [await bundledServer(), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const received: Received[] = [];
    const done = new Promise<void>((resolve) => {
      new StreamMessageReader(child.stdout).listen((message) => {
        received.push(message as Received);
        if (WANTED.every((wanted) => received.some(wanted))) resolve();
      });
    });
    const position = { line: 1, character: 12 };
    child.stdin.write(
      [
        { id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: PLAIN } },
        { method: 'initialized', params: {} },
        {
          method: 'textDocument/didOpen',
          params: { textDocument: { uri, languageId: 'nginx', version: 1, text } },
        },
        { id: 2, method: 'textDocument/hover', params: { textDocument: { uri }, position } },
      ]
        .map(framed)
        .join(''),
    );
    await done;
    child.kill();
    const [initialized, hover, published] = WANTED.map((wanted) => received.find(wanted)!);
    expect(received[0]).toBe(initialized);
    expect(initialized!.result).toMatchObject({ capabilities: { hoverProvider: true } });
    expect(JSON.stringify(hover!.result)).toContain('worker_connections');
    expect(published!.params!.diagnostics.map(({ code }) => code)).toContain('nginx/worker-connections');
  });
});
