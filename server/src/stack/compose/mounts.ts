import type { ConfigFile } from '../../settings/file';
import { baseName, directoryOf, joinPath } from '../../text/paths';
import type { Place } from '../finding';
import { located } from './located';
import { ComposeMap, ComposeScalar } from './node';
import type { ComposeService } from './service';
import { workspacePath } from './source';
import { withoutSlash } from './volumes';

export type MountSource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'outside' }
  | { readonly kind: 'volume' }
  | { readonly kind: 'empty' };

/** What shows files of the host, or of Compose itself, at a place in a container. */
export interface Mount {
  /** In the container, without a slash at its end. */
  readonly target: string;
  /**
   * - path: a file or folder of the workspace
   * - outside: a path out of the workspace, or one that can't be told
   * - volume: a volume, whose content no file tells
   * - empty: a file system in memory
   */
  readonly source: MountSource;
  readonly place: Place;
}

/**
 * What is at a path inside a container.
 *
 * - file: a file of the workspace
 * - folder: a folder of the workspace
 * - absent: the folder that is mounted there does not have it
 * - image: nothing is mounted there; the image's own file shows, if it has one
 * - unknown: what is mounted there is not in the workspace
 */
export type Shown =
  | { readonly state: 'file'; readonly path: string; readonly via: Place }
  | { readonly state: 'folder'; readonly path: string; readonly via: Place }
  | { readonly state: 'absent' | 'image' }
  | { readonly state: 'unknown'; readonly reason: string; readonly via: Place | undefined };

/** The files that a folder of a container has. */
export interface ShownFolder {
  /** From the name in the folder to what is there. */
  readonly files: ReadonlyMap<string, Shown>;
  /** Why there may be others: the image's own, or those of a volume. */
  readonly unseen: string | undefined;
  /** Whether nothing is mounted over the folder, so that all there may be besides is the image's own. */
  readonly ofImage: boolean;
}

/** Every mount of a service: volumes, configurations and secrets. */
export function mountsOf(service: ComposeService): readonly Mount[] {
  const mounts: Mount[] = [];
  for (const volume of service.volumes.volumes) {
    const { target, type, path, place } = volume;
    if (type === 'tmpfs') mounts.push({ target, source: { kind: 'empty' }, place });
    else if (type === 'volume') mounts.push({ target, source: namedVolume(service, volume.source), place });
    else mounts.push({ target, source: path === undefined ? { kind: 'outside' } : { kind: 'path', path }, place });
  }
  for (const section of ['configs', 'secrets'] as const) mounts.push(...grants(service, section));
  return mounts;
}

/** A named volume may be a folder of the host in disguise. */
function namedVolume(service: ComposeService, name: string | undefined): Mount['source'] {
  const node = name === undefined ? undefined : service.project.volumes.get(name)?.node;
  const options = node?.kind === 'map' ? node.get('driver_opts') : undefined;
  if (options?.kind !== 'map') return { kind: 'volume' };
  const device = options.get('device');
  const kind = located(options.get('o'));
  if (kind.state !== 'known' || !/(^|,)r?bind(,|$)/.test(kind.value) || device?.kind !== 'scalar')
    return { kind: 'volume' };
  const written = located(device);
  const path = written.state === 'known' ? workspacePath(device.context.folder, written.value) : undefined;
  return path === undefined ? { kind: 'outside' } : { kind: 'path', path };
}

/** The files that `configs` or `secrets` show. */
function grants(service: ComposeService, section: 'configs' | 'secrets'): Mount[] {
  const list = service.get(section);
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const name = item.kind === 'map' ? located(item.get('source')) : located(item);
    const given = item.kind === 'map' ? located(item.get('target')) : undefined;
    const shown = given?.state === 'known' || given?.state === 'unknown' ? given : name;
    // What can't be told may show anywhere.
    const written = shown.state === 'known' ? shown.value : '/';
    const target = written.startsWith('/') ? written : `${section === 'configs' ? '' : '/run/secrets'}/${written}`;
    const resource = name.state === 'known' ? service.project[section].get(name.value)?.node : undefined;
    const file = resource instanceof ComposeMap ? resource.get('file') : undefined;
    const text = file instanceof ComposeScalar ? located(file) : undefined;
    const path =
      file instanceof ComposeScalar && text?.state === 'known' && shown.state === 'known'
        ? workspacePath(file.context.folder, text.value)
        : undefined;
    return [
      {
        target: withoutSlash(target),
        source: path === undefined ? ({ kind: 'outside' } as const) : ({ kind: 'path', path } as const),
        place: item.place,
      },
    ];
  });
}

/** The mounts of one service and, below them, what its image is built of. */
export class Mounts {
  readonly #mounts: readonly Mount[];

  constructor(readonly service: ComposeService) {
    this.#mounts = mountsOf(service);
  }

  get all(): readonly Mount[] {
    return this.#mounts;
  }

  /** What is at an absolute path in the container. */
  at(path: string): Shown {
    const mount = this.#covering(path);
    if (!mount) return this.#unseen() ?? this.service.builtFiles.at(path);
    return this.#through(mount, path);
  }

  #unseen(): Shown | undefined {
    const reason = this.service.volumes.unseen ?? this.service.unseen;
    return reason === undefined ? undefined : { state: 'unknown', reason, via: undefined };
  }

  /** The mount with the longest target above a path, or at it. */
  #covering(path: string): Mount | undefined {
    let best: Mount | undefined;
    for (const mount of this.#mounts)
      if (isBelow(path, mount.target) && (!best || mount.target.length >= best.target.length)) best = mount;
    return best;
  }

  #through(mount: Mount, path: string): Shown {
    const { source } = mount;
    const via = mount.place;
    if (source.kind === 'outside')
      return { state: 'unknown', reason: 'what is mounted there is not in the workspace', via };
    if (source.kind === 'volume') return { state: 'unknown', reason: 'a volume is mounted there', via };
    if (source.kind === 'empty') return { state: 'absent' };
    const rest = path.slice(mount.target.length);
    const found = joinPath(source.path, rest);
    const files = this.service.project.source;
    if (found === undefined) return { state: 'absent' };
    if (files.has(found)) return { state: 'file', path: found, via };
    if (found === '' || files.hasFolder(found)) return { state: 'folder', path: found, via };
    // What is mounted itself is not in the workspace: it may be made before the start.
    if (rest === '' || !(source.path === '' || files.hasFolder(source.path)))
      return { state: 'unknown', reason: `${source.path} is not in the workspace`, via };
    return { state: 'absent' };
  }

  /** The files directly in a folder of the container. */
  inFolder(folder: string): ShownFolder {
    const path = withoutSlash(folder);
    const found = new Map<string, Shown>();
    const mount = this.#covering(path);
    const hidden = mount ? undefined : this.#unseen();
    const below = mount ? this.#through(mount, path) : (hidden ?? { state: 'image' as const });
    let unseen: string | undefined;
    if (below.state === 'folder') {
      for (const file of this.service.project.source.inFolder(below.path))
        found.set(baseName(file), { state: 'file', path: file, via: below.via });
    } else if (below.state === 'image') {
      const built = this.service.builtFiles.inFolder(path);
      for (const [name, shown] of built.files) found.set(name, shown);
      unseen = built.unseen;
    } else if (below.state === 'unknown') unseen = below.reason;
    for (const inside of this.#mounts) {
      if (directoryOf(inside.target) !== (path === '/' ? '' : path)) continue;
      const shown = this.#through(inside, inside.target);
      if (shown.state === 'file' || shown.state === 'unknown') found.set(baseName(inside.target), shown);
      else found.delete(baseName(inside.target));
    }
    return { files: found, unseen, ofImage: below.state === 'image' };
  }

  /** Every path in the container at which a file of the workspace shows. */
  pathsOf(file: ConfigFile): readonly { readonly path: string; readonly via: Place }[] {
    const found: { path: string; via: Place }[] = [];
    const consider = (path: string) => {
      const shown = this.at(path);
      if (shown.state === 'file' && shown.path === file.path && !found.some((one) => one.path === path))
        found.push({ path, via: shown.via });
    };
    for (const { source, target } of this.#mounts) {
      if (source.kind !== 'path') continue;
      if (source.path === file.path) consider(target);
      else if (source.path === '' || file.path.startsWith(`${source.path}/`)) {
        const rest = source.path === '' ? file.path : file.path.slice(source.path.length + 1);
        consider(`${target === '/' ? '' : target}/${rest}`);
      }
    }
    for (const path of this.service.builtFiles.pathsOf(file)) consider(path);
    return found;
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}
