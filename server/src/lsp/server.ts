import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  PositionEncodingKind,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { version } from '../../../package.json';
import type { Platform } from './engine';
import type { Encoding } from './positions';

/**
 * Runs a language server on a connection until the client ends it. `initialize` is answered before the rules are even
 * loaded: they are on `initialized`, which every client sends before anything else. Messages are handled one per turn
 * of the event loop, and a bundled module loads within the turn, so the next message meets everything in place.
 */
export function serve(connection: Connection, platform: Platform): void {
  connection.onInitialize((params) => {
    const encoding = encodingFor(params);
    connection.onInitialized(async () => (await import('./engine')).start(connection, platform, params, encoding));
    return capabilities(params, encoding);
  });
  connection.listen();
}

function encodingFor({ capabilities: { general } }: InitializeParams): Encoding {
  const known = general?.positionEncodings?.find(
    (one) => one === PositionEncodingKind.UTF16 || one === PositionEncodingKind.UTF8,
  );
  return known === PositionEncodingKind.UTF8 ? 'utf-8' : 'utf-16';
}

function capabilities(params: InitializeParams, encoding: Encoding): InitializeResult {
  const pulls = params.capabilities.textDocument?.diagnostic !== undefined;
  return {
    serverInfo: { name: 'headroom', version },
    capabilities: {
      positionEncoding: encoding === 'utf-8' ? PositionEncodingKind.UTF8 : PositionEncodingKind.UTF16,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...(pulls
        ? { diagnosticProvider: { identifier: 'headroom', interFileDependencies: true, workspaceDiagnostics: true } }
        : {}),
      hoverProvider: true,
      completionProvider: { triggerCharacters: [' ', '$', '=', ':', '/', '-', '.', '?', '&'], resolveProvider: false },
      codeActionProvider: { codeActionKinds: ['quickfix', 'refactor', 'source.fixAll.headroom'] },
      inlayHintProvider: true,
      codeLensProvider: {},
      documentLinkProvider: {},
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      definitionProvider: true,
      referencesProvider: true,
    },
  };
}
