import { type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { type Api, startHeadroom } from './headroom';

let client: LanguageClient | undefined;
let worker: Worker | undefined;

/** Entry point of the extension in a browser: the server is a web worker beside the extension's own. */
export function activate(context: ExtensionContext): Api {
  const address = Uri.joinPath(context.extensionUri, 'dist/headroom.js').toString(true);
  const startWorker = async () => {
    // The language client ends the conversation with a worker that it leaves, not the worker.
    worker?.terminate();
    worker = new Worker(address);
    // Not the worker alone: VS Code's is of a class of its own, and the language client wouldn't recognise it.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return startHeadroom(context, 'worker', (options) => {
    client = new LanguageClient('headroom', 'Headroom', startWorker, options);
    return client;
  });
}

export async function deactivate() {
  await client?.stop();
  worker?.terminate();
}
