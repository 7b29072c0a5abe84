// Stands in for lsp/engine in the bundle that speaks the protocol: the engine is a file beside it, which is read only
// once `initialize` has been answered, and by the extension's own side never.

import * as languageServer from 'vscode-languageserver';
import * as protocol from 'vscode-languageserver-protocol';
import * as textDocument from 'vscode-languageserver-textdocument';
import type * as Engine from '../../server/src/lsp/engine';

interface Meeting {
  /** The libraries of the protocol, which the engine takes over. */
  readonly libraries: {
    readonly 'vscode-languageserver': typeof languageServer;
    readonly 'vscode-languageserver-protocol': typeof protocol;
    readonly 'vscode-languageserver-textdocument': typeof textDocument;
  };
  /** What the engine leaves. */
  engine?: typeof Engine;
}

declare const importScripts: (address: string) => void;

/** Runs the engine's file at once, so that the next message meets everything in place. */
export const start: typeof Engine.start = (connection, platform, params, encoding) => {
  const meeting: Meeting = {
    libraries: {
      'vscode-languageserver': languageServer,
      'vscode-languageserver-protocol': protocol,
      'vscode-languageserver-textdocument': textDocument,
    },
  };
  (globalThis as { headroom?: Meeting }).headroom = meeting;
  if (globalThis.process?.versions?.node !== undefined) require('./engine.js');
  else importScripts(params.initializationOptions?.engine ?? new URL('engine.js', self.location.href).href);
  meeting.engine?.start(connection, platform, params, encoding);
};
