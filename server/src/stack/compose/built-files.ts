import type { ConfigFile } from '../../settings/file';
import type { Shown, ShownFolder } from './mounts';

/** The files of the workspace that a service's Dockerfile copies into its image. */
export interface BuiltFiles {
  at(path: string): Shown;
  inFolder(folder: string): ShownFolder;
  pathsOf(file: ConfigFile): readonly string[];
}

export const NO_BUILT_FILES: BuiltFiles = {
  at: () => ({ state: 'image' }),
  inFolder: () => ({ files: new Map(), unseen: 'the image’s own files are not in view' }),
  pathsOf: () => [],
};
