/** The folders of a host in which programs look for configuration, the strongest first: a file masks its namesakes behind. */
const PLACES = ['etc', 'run', 'usr/local/lib', 'usr/lib', 'lib'];

/** Where on a host a folder stands that mirrors part of it. */
export interface HostPlace {
  /** The folder of the workspace that stands for the host's root. */
  readonly root: string;
  /** 0 is the strongest. */
  readonly rank: number;
  /** The folder does mirror a host's: its path ends as one of a host's does. */
  readonly mirrored: boolean;
}

/** Where a folder such as `deploy/host/etc` stands: below the root `deploy/host`. Any other folder is a root of its own. */
export function placeOf(folder: string): HostPlace {
  for (const [rank, place] of PLACES.entries()) {
    if (folder === place) return { root: '', rank, mirrored: true };
    if (folder.endsWith(`/${place}`)) return { root: folder.slice(0, -place.length - 1), rank, mirrored: true };
  }
  return { root: folder, rank: 0, mirrored: false };
}

/** Order of the C locale. */
export function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
