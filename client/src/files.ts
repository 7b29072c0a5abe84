import { FileSystemError, RelativePattern, type Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { listFilesRequest, readFileRequest } from '../../server/src/lsp/protocol';

/** Folders of other people's code, which are no part of the stack. */
const excluded = '**/{node_modules,.git,.hg,.venv,venv,__pycache__}/**';

/** Larger files are not configuration that somebody wrote. */
const ceiling = 4 * 1024 * 1024;

/** Lists and reads files for a server that runs in a browser and has no file system of its own. */
export function answerForFiles(client: BaseLanguageClient): void {
  client.onRequest(listFilesRequest, async ({ uri }) => {
    const folder = client.protocol2CodeConverter.asUri(uri);
    const found = await workspace.findFiles(new RelativePattern(folder, '**/*'), excluded);
    return { paths: found.map(client.code2ProtocolConverter.asUri) };
  });
  client.onRequest(readFileRequest, async ({ uri }) => {
    const text = await readText(client.protocol2CodeConverter.asUri(uri));
    return text === undefined ? null : { text };
  });
}

async function readText(uri: Uri): Promise<string | undefined> {
  try {
    const { size } = await workspace.fs.stat(uri);
    return size > ceiling ? undefined : new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch (error) {
    // It may have gone, or be forbidden, since it was listed.
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}
