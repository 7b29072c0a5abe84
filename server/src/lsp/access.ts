import type { Listing } from '../stack/stack';

/** How the server reaches the files of a workspace folder; what it holds open it reads from the editor. */
export interface FolderAccess {
  /** All paths below the folder; empty when it can't be listed. */
  list(folderUri: string, stop: () => boolean): Promise<Listing>;
  /** The text of one file; undefined when it has none to give. */
  read(folderUri: string, path: string): Promise<string | undefined>;
}
