import type { Connection } from 'vscode-languageserver';
import type { Listing } from '../stack/stack';
import type { FolderAccess } from './access';
import { listFilesRequest, readFileRequest } from './protocol';
import { pathInFolder, uriInFolder } from './uris';

/** Reaches files through the client, where the server has no file system of its own. */
export function remoteAccess(connection: Connection): FolderAccess {
  return {
    async list(folderUri): Promise<Listing> {
      const { paths } = await connection.sendRequest(listFilesRequest, { uri: folderUri });
      return {
        paths: paths
          .map((uri) => pathInFolder(folderUri, uri))
          .filter((path) => path !== undefined)
          .sort(),
        links: new Map(),
      };
    },
    async read(folderUri, path) {
      const answer = await connection.sendRequest(readFileRequest, { uri: uriInFolder(folderUri, path) });
      return answer?.text;
    },
  };
}
