import { fileURLToPath } from 'node:url';
import type { Listing } from '../stack/stack';
import { listFolder, readFileIn, UnreadableFile } from './folder';

const NOTHING: Listing = { paths: [], links: new Map() };

/** Reads workspace folders from the file system, by their `file:` URIs. */
export const diskAccess = {
  async list(folderUri: string, stop: () => boolean): Promise<Listing> {
    const root = folderPath(folderUri);
    return root === undefined ? NOTHING : listFolder(root, stop);
  },

  async read(folderUri: string, path: string): Promise<string | undefined> {
    const root = folderPath(folderUri);
    if (root === undefined) return undefined;
    try {
      return await readFileIn(root, path);
    } catch (error) {
      // A file that is gone, binary or forbidden has no text for us; that is an answer, not a failure.
      if (error instanceof UnreadableFile) return undefined;
      throw error;
    }
  },
};

function folderPath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined; // Not a path of this system, such as a share's on Linux.
  }
}
