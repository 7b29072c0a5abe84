import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  Diagnostic,
  InitializeResult,
  PublishDiagnosticsParams,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { bundleServer } from '../../scripts/build.mjs';
import { readFixture } from './fixture';

let bundle: Promise<string> | undefined;

/** Bundles the server in the files in which it is shipped; once for all tests of a run. */
export function bundledServer(): Promise<string> {
  bundle ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-server-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    await bundleServer(folder);
    return join(folder, 'dist', 'server.js');
  })();
  return bundle;
}

/** What a client as capable as VS Code says of itself. */
export const VSCODE_LIKE: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  window: { workDoneProgress: true },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'], changeAnnotationSupport: {} },
  },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
    diagnostic: {},
    completion: { completionItem: { snippetSupport: true } },
  },
};

/** What the plainest client says of itself. */
export const PLAIN: ClientCapabilities = { textDocument: { publishDiagnostics: {} } };

/** A real server in a process of its own, and a small workspace on disk for it. */
export class TestServer {
  readonly published = new Map<string, PublishDiagnosticsParams>();
  readonly notifications: { method: string; params: unknown }[] = [];
  readonly logged: string[] = [];
  configuration: unknown = {};
  refreshes = 0;
  #listeners: (() => void)[] = [];

  private constructor(
    readonly folder: string,
    readonly child: ChildProcess,
    readonly connection: MessageConnection,
    readonly initialized: InitializeResult,
  ) {}

  /** @param source a fixture: its files are written to a folder of their own */
  static async start(
    source: string,
    capabilities: ClientCapabilities = VSCODE_LIKE,
    options: Record<string, unknown> = {},
  ): Promise<TestServer> {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-workspace-'));
    for (const [path, text] of readFixture(source).files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const child = spawn(process.execPath, [await bundledServer(), '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout!),
      new StreamMessageWriter(child.stdin!),
    );
    let server: TestServer | undefined;
    const early: string[] = [];
    child.stderr!.on('data', (data) => (server?.logged ?? early).push(String(data)));
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => server?.configuration ?? {}),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('workspace/diagnostic/refresh', () => {
      server!.refreshes++;
      server!.#notify();
      return null;
    });
    connection.onNotification((method, params) => {
      if (!server) return;
      if (method === 'textDocument/publishDiagnostics')
        server.published.set((params as PublishDiagnosticsParams).uri, params as PublishDiagnosticsParams);
      else if (method === 'window/logMessage') server.logged.push((params as { message: string }).message);
      server.notifications.push({ method, params });
      server.#notify();
    });
    connection.listen();
    const rootUri = pathToFileURL(folder).href;
    const initialized = await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: 'test' }],
      capabilities,
      initializationOptions: options,
    });
    server = new TestServer(folder, child, connection, initialized);
    server.logged.push(...early);
    await connection.sendNotification('initialized', {});
    return server;
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  uri(path: string): string {
    return pathToFileURL(join(this.folder, path)).href;
  }

  open(path: string, text: string, languageId = 'nginx'): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: this.uri(path), languageId, version: 1, text },
    });
  }

  change(path: string, version: number, text: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(path), version },
      contentChanges: [{ text }],
    });
  }

  /** Waits until a condition holds, looking again after each message of the server's. */
  until<T>(look: () => T | undefined | false, what: string, patience = 10_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`${what} did not happen; logged: ${this.logged.join('\n')}`));
      }, patience);
      const check = () => {
        const found = look();
        if (found === undefined || found === false) return;
        stop();
        resolve(found);
      };
      const stop = () => {
        clearTimeout(timer);
        this.#listeners = this.#listeners.filter((listener) => listener !== check);
      };
      this.#listeners.push(check);
      check();
    });
  }

  /** The published diagnostics of a version of a document. */
  async diagnosticsOf(path: string, version?: number): Promise<Diagnostic[]> {
    const found = await this.until(
      () => {
        const last = this.published.get(this.uri(path));
        return last && (version === undefined || last.version === version) ? last : undefined;
      },
      `diagnostics of ${path}${version === undefined ? '' : ` in version ${version}`}`,
    );
    return found.diagnostics;
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest(method, params) as Promise<T>;
  }

  async stop(): Promise<void> {
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 3_000);
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await ended;
    clearTimeout(timer);
    this.connection.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The edits of a workspace edit for one URI, whichever form it has. */
export function editsOf(edit: WorkspaceEdit, uri: string): readonly { newText: string }[] {
  const changes = edit.documentChanges?.flatMap((change) =>
    'textDocument' in change && change.textDocument.uri === uri ? change.edits : [],
  );
  return (changes ?? edit.changes?.[uri] ?? []) as readonly { newText: string }[];
}
