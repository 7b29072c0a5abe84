import type { ConfigFile } from '../../settings/file';
import { isLockFile, isPackageFile, type PythonPackage, packagesIn } from '../../settings/python-packages';
import { directoryOf } from '../../text/paths';
import type { Stack } from '../stack';

/** A folder that has more of them is no folder of requirements. */
const MOST_FILES = 30;

/**
 * The version of a package with which a Python file runs: what the nearest folder above it says in which a file of
 * dependencies names the package. Lock files count first; where files differ, nothing is certain.
 *
 * @returns as many parts as are certain
 */
export function packageVersion(program: PythonPackage, file: ConfigFile, stack: Stack): string | undefined {
  for (const folder of foldersAbove(file.path)) {
    const named = packageFilesIn(folder, stack).flatMap((path) => {
      const held = stack.source.get(path);
      const versions = held && packagesIn(held).get(program);
      return versions ? [{ locked: isLockFile(path), versions }] : [];
    });
    if (named.length === 0) continue;
    const locked = named.filter((one) => one.locked);
    return agreed((locked.length > 0 ? locked : named).flatMap(({ versions }) => versions));
  }
  return undefined;
}

/** The most exact of versions that do not contradict each other. */
function agreed(versions: readonly (string | undefined)[]): string | undefined {
  const known = versions.filter((version) => version !== undefined).sort((a, b) => b.length - a.length);
  const [longest] = known;
  return known.every((version) => `${longest}.`.startsWith(`${version}.`)) ? longest : undefined;
}

/** Files that tell the versions of packages and are not held. */
export function wantedPackages(stack: Stack): readonly string[] {
  const wanted = new Set<string>();
  for (const folder of new Set(packageUsers(stack).flatMap(({ path }) => foldersAbove(path))))
    for (const path of packageFilesIn(folder, stack)) if (!stack.source.get(path)) wanted.add(path);
  return [...wanted];
}

function packageUsers(stack: Stack): readonly ConfigFile[] {
  const apps = stack.celeryApps.map(({ place }) => place.file);
  return [...apps, ...[...stack.mongoClients, ...stack.redisClients].map(({ file }) => file)];
}

function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = directoryOf(path); ; folder = directoryOf(folder)) {
    folders.push(folder);
    if (folder === '') return folders;
  }
}

const found = new WeakMap<object, Map<string, readonly string[]>>();

/** The paths of a folder's files of dependencies, those in its `requirements/` too. */
function packageFilesIn(folder: string, stack: Stack): readonly string[] {
  let byFolder = found.get(stack.names);
  if (!byFolder) {
    byFolder = new Map();
    found.set(stack.names, byFolder);
  }
  let paths = byFolder.get(folder);
  if (!paths) {
    const inside = folder === '' ? 'requirements' : `${folder}/requirements`;
    paths = [folder, inside].flatMap((one) => stack.source.inFolder(one).filter(isPackageFile)).slice(0, MOST_FILES);
    byFolder.set(folder, paths);
  }
  return paths;
}
