import type { ConfigFile } from '../../settings/file';
import { joinPath } from '../../text/paths';

/** The files of a workspace, as a Compose project looks for them. */
export interface ComposeSource {
  get(path: string): ConfigFile | undefined;
  has(path: string): boolean;
  /** Paths of the files directly in a folder. */
  inFolder(folder: string): readonly string[];
  hasFolder(folder: string): boolean;
  /** Paths of the folders directly in a folder. */
  foldersIn(folder: string): readonly string[];
}

/**
 * The workspace path of a path that stands in a Compose file; undefined where it leads out of the workspace: an
 * absolute one, one below the home folder, a remote one.
 *
 * @param folder from which relative paths are taken; undefined where that itself lies outside
 */
export function workspacePath(folder: string | undefined, path: string): string | undefined {
  if (folder === undefined || path === '' || /^[/~\\]|^[A-Za-z]:[\\/]|^[a-z][a-z0-9+.-]*:\/\/|^git@/.test(path))
    return undefined;
  return joinPath(folder, path.replace(/\\/g, '/'));
}
