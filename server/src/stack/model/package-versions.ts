import type { ConfigFile } from '../../settings/file';
import { isLockFile, isPackageFile, type PythonPackage, packagesIn } from '../../settings/python-packages';
import { baseName, directoryOf } from '../../text/paths';
import type { ProgramOfStack } from '../programs';
import type { Stack } from '../stack';
import { codeOf } from './code';
import { startedServices } from './services';

/** A folder that has more of them is no folder of requirements. */
const MOST_FILES = 30;

/**
 * The version of a package with which a Python file runs: what the nearest folder above it says in which a file of
 * dependencies names the package; where none does, what the folders say of the Dockerfiles whose services load the file.
 *
 * @returns as many parts as are certain
 */
export function packageVersion(program: PythonPackage, file: ConfigFile, stack: Stack): string | undefined {
  const above = toldAbove(program, file.path, stack);
  if (above) return above.version;
  const [first, ...others] = dockerfiles(stack, file).map((path) => toldAbove(program, path, stack)?.version);
  return others.every((version) => version === first) ? first : undefined;
}

/** The version of the package whose program a command line starts; undefined for other programs. */
export function programVersion({ program, service }: ProgramOfStack, stack: Stack): string | undefined {
  if (!isProgram(program.name)) return undefined;
  const [entry] = (service && codeOf(service, stack)?.files) ?? [];
  const told = entry
    ? packageVersion(program.name, entry, stack)
    : toldAbove(program.name, service?.build?.file.path ?? program.word.file.path, stack)?.version;
  return told ?? (program.name === 'celery' ? stack.version('celery') : undefined);
}

function isProgram(name: string): name is 'celery' | 'gunicorn' | 'uvicorn' {
  return name === 'celery' || name === 'gunicorn' || name === 'uvicorn';
}

/** The Dockerfiles of the services that are built, of one file those whose program loads it. */
function dockerfiles(stack: Stack, file?: ConfigFile): readonly string[] {
  return startedServices(stack).flatMap((service) => {
    const path = service.build?.file.path;
    return path !== undefined && (!file || codeOf(service, stack)?.files.has(file)) ? [path] : [];
  });
}

/** What a file of dependencies says of a package. */
interface Said {
  readonly path: string;
  readonly versions: readonly (string | undefined)[];
}

/**
 * What the nearest folder above a path says. Lock files count first; where files differ, nothing is certain. The member
 * of a workspace has its lock file further up.
 */
function toldAbove(
  program: PythonPackage,
  path: string,
  stack: Stack,
): { readonly version: string | undefined } | undefined {
  const said = foldersAbove(path).map((folder) => saidIn(folder, program, stack));
  const nearest = said.findIndex((files) => files.length > 0);
  if (nearest < 0) return undefined;
  const files = said[nearest]!;
  const locked = files.filter((one) => isLockFile(one.path));
  if (locked.length > 0) return { version: agreed(locked) };
  const isMember = files.some((one) => baseName(one.path) === 'pyproject.toml');
  const ofWorkspace = said.slice(nearest + 1).flatMap((all) => all.filter((one) => baseName(one.path) === 'uv.lock'));
  return { version: agreed(isMember ? [...files, ...ofWorkspace.slice(0, 1)] : files) };
}

function saidIn(folder: string, program: PythonPackage, stack: Stack): readonly Said[] {
  return packageFilesIn(folder, stack).flatMap((path) => {
    const held = stack.source.get(path);
    const versions = held && packagesIn(held).get(program);
    return versions ? [{ path, versions }] : [];
  });
}

/** The most exact version, where none contradicts another. */
function agreed(files: readonly Said[]): string | undefined {
  const versions = files.flatMap((file) => file.versions).filter((version) => version !== undefined);
  const [longest] = versions.sort((a, b) => b.length - a.length);
  return versions.every((version) => `${longest}.`.startsWith(`${version}.`)) ? longest : undefined;
}

/** Files that tell the versions of packages and are not held. */
export function wantedPackages(stack: Stack): readonly string[] {
  const users = packageUsers(stack);
  if (users.length === 0) return [];
  const wanted = new Set<string>();
  for (const folder of new Set([...users, ...dockerfiles(stack)].flatMap(foldersAbove)))
    for (const path of packageFilesIn(folder, stack)) if (!stack.source.get(path)) wanted.add(path);
  return [...wanted];
}

/** The paths of the files in which something depends on a version. */
function packageUsers(stack: Stack): readonly string[] {
  const apps = stack.celeryApps.map(({ place }) => place.file.path);
  const clients = [...stack.mongoClients, ...stack.redisClients].map(({ file }) => file.path);
  const starting = startedServices(stack)
    .filter(({ programs }) => programs.some(({ name }) => isProgram(name)))
    .map(({ file }) => file.path);
  const files = [...stack.files.values()].filter(({ kind }) => kind === 'procfile' || kind === 'supervisord');
  return [...apps, ...clients, ...starting, ...files.map(({ path }) => path)];
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
