import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Api, startHeadroom } from './headroom';

let client: LanguageClient | undefined;

/** Entry point of the extension where there is Node.js: on the desktop and on remote machines. */
export function activate(context: ExtensionContext): Api {
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  return startHeadroom(context, 'node', (clientOptions) => {
    client = new LanguageClient('headroom', 'Headroom', { run: server, debug: server }, clientOptions);
    return client;
  });
}

export const deactivate = () => client?.stop();
