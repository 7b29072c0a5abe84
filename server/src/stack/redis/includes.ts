import { directoryOf, globToRegExp, joinPath } from '../../text/paths';

/** The files of a workspace, for finding includes in. */
export interface RedisFileNames {
  has(path: string): boolean;
  /** Paths of the files directly in a folder. */
  inFolder(folder: string): readonly string[];
  hasFolder(folder: string): boolean;
}

/** Folders in which distributions and images keep the configuration. */
const INSTALL_FOLDERS = [
  '/etc/redis/',
  '/etc/valkey/',
  '/usr/local/etc/redis/',
  '/usr/local/etc/valkey/',
  '/opt/homebrew/etc/',
];

/**
 * The files that `include` names, in the order in which Redis reads them; undefined where it leads to where the
 * workspace does not reach. Redis takes a relative path from the folder in which it runs: most often the file's own.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/config/
 */
export function resolveRedisInclude(
  pattern: string,
  mainPath: string,
  files: RedisFileNames,
): readonly string[] | undefined {
  const isGlob = /[*?[]/.test(pattern);
  const candidates = candidatePaths(pattern, directoryOf(mainPath));
  for (const candidate of candidates) {
    const paths = isGlob ? globIn(candidate, files) : files.has(candidate) ? [candidate] : [];
    if (paths.length > 0) return paths;
  }
  // A pattern that matches nothing in a folder that is there includes nothing.
  return isGlob && candidates.some((candidate) => files.hasFolder(directoryOf(candidate))) ? [] : undefined;
}

function candidatePaths(pattern: string, mainFolder: string): string[] {
  if (!pattern.startsWith('/')) return [joinPath(mainFolder, pattern)].filter((path) => path !== undefined);
  const found: (string | undefined)[] = [];
  const install = INSTALL_FOLDERS.find((folder) => pattern.startsWith(folder));
  if (install) found.push(joinPath(mainFolder, pattern.slice(install.length)));
  // A tree that mirrors the host: the root is one of the folders round the main file.
  for (let root = mainFolder; ; root = directoryOf(root)) {
    found.push(joinPath(root, pattern.slice(1)));
    if (root === '') break;
  }
  return found.filter((path) => path !== undefined);
}

/** Only the last part of a path may be a pattern here; a pattern among the folders leads elsewhere. */
function globIn(pattern: string, files: RedisFileNames): string[] {
  const folder = directoryOf(pattern);
  if (/[*?[]/.test(folder)) return [];
  const matches = globToRegExp(pattern, { dot: false });
  return files
    .inFolder(folder)
    .filter((path) => matches.test(path))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
