import { directoryOf, globToRegExp, joinPath } from '../../text/paths';
import type { Shown } from './mounts';
import type { ComposeService } from './service';

/** What a path or pattern in a configuration file finds inside a container. */
export interface ContainerFiles {
  /** Workspace paths in the order of their names in the container. */
  readonly paths: readonly string[];
  /**
   * - found: files of the workspace
   * - empty: a pattern that matches nothing
   * - missing: the folder that is mounted there does not have the file
   * - elsewhere: the image's own, or what is mounted from out of the workspace
   */
  readonly state: 'found' | 'empty' | 'missing' | 'elsewhere';
  /** Why the pattern may find other files too. */
  readonly unseen?: string;
}

/** Turns a file's name in one folder into the name and folder under which a program finds it. */
export interface Rendering {
  readonly from: string;
  readonly to: string;
  readonly ending: string;
}

/** The file system of a service's containers, as its configuration files see it. */
export class ContainerView {
  /** The same for views that show the same. */
  readonly key: string;

  constructor(
    readonly service: ComposeService,
    /** The folder from which relative paths are taken. */
    readonly folder: string,
    /** Folders whose files are rendered into others at the start. */
    readonly renderings: readonly Rendering[] = [],
    /** Names in a folder that the image has itself and that are known to say nothing that counts. */
    readonly harmless: (folder: string) => boolean = () => false,
  ) {
    const { mounts, builtFiles, volumes, unseen } = service;
    const hidden = [volumes.unseen, unseen];
    this.key = JSON.stringify([
      mounts.all.map(({ target, source }) => [target, source]),
      builtFiles.key,
      hidden,
      folder,
    ]);
  }

  /** What a path or pattern finds; undefined where the container's files can't be told, and the workspace may be asked. */
  find(pattern: string): ContainerFiles | undefined {
    const absolute = pattern.startsWith('/') ? pattern : joinAbsolute(this.folder, pattern);
    return /[*?[]/.test(absolute) ? this.#glob(absolute) : this.#single(absolute, !pattern.startsWith('/'));
  }

  #single(path: string, beside: boolean): ContainerFiles | undefined {
    const shown = this.service.mountedFile(path);
    if (shown.state === 'file') return { paths: [shown.path], state: 'found' };
    const rendered = this.#rendered(directoryOf(path)).get(path.slice(path.lastIndexOf('/') + 1));
    if (rendered?.state === 'file') return { paths: [rendered.path], state: 'found' };
    if (shown.state === 'absent') return { paths: [], state: beside ? 'missing' : 'elsewhere' };
    return this.#isOpaque(shown) ? undefined : { paths: [], state: 'elsewhere' };
  }

  #glob(pattern: string): ContainerFiles | undefined {
    const folder = directoryOf(pattern);
    // A pattern among the folders leads to more than one of them.
    if (/[*?[]/.test(folder)) return undefined;
    const { files, unseen, ofImage } = this.service.mountedFolder(folder === '' ? '/' : folder);
    const matches = globToRegExp(pattern.slice(folder.length + 1), { dot: false });
    const found = new Map<string, string>();
    let hidden = ofImage && this.harmless(folder) ? undefined : unseen;
    for (const [name, shown] of [...this.#rendered(folder), ...files]) {
      if (!matches.test(name)) continue;
      if (shown.state === 'file') found.set(name, shown.path);
      else if (shown.state === 'unknown') hidden ??= shown.reason;
    }
    if (found.size === 0 && hidden !== undefined) {
      const shown = this.service.mountedFile(folder);
      return this.#isOpaque(shown) ? undefined : { paths: [], state: 'elsewhere' };
    }
    const paths = [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, path]) => path);
    if (paths.length === 0) return { paths, state: 'empty' };
    return hidden === undefined ? { paths, state: 'found' } : { paths, state: 'found', unseen: hidden };
  }

  /** The files that are rendered into a folder, by the names that they have there. */
  #rendered(folder: string): ReadonlyMap<string, Shown> {
    const found = new Map<string, Shown>();
    for (const { from, to, ending } of this.renderings) {
      if (to !== folder) continue;
      for (const [name, shown] of this.service.mountedFolder(from).files)
        if (name.endsWith(ending) && name !== ending) found.set(name.slice(0, -ending.length), shown);
    }
    return found;
  }

  /** Whether the image may have anything there: it is built of what is not in view. */
  #isOpaque(shown: Shown): boolean {
    return shown.state === 'unknown' || (this.service.isBuilt && !this.service.build);
  }
}

function joinAbsolute(folder: string, path: string): string {
  return `/${joinPath(folder.slice(1), path) ?? ''}`;
}
