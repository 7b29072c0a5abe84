import { directoryOf, globToRegExp, joinPath } from '../../text/paths';

/** Where an include leads. */
export interface IncludeTarget {
  /** Workspace paths in the order in which nginx reads them. */
  readonly paths: readonly string[];
  /**
   * - found: the files are in the workspace
   * - empty: a glob that matches nothing, in a folder that the workspace has
   * - elsewhere: it lies where the workspace does not reach
   * - missing: a single file beside the workspace's own that is not there
   * - unknown: its name is filled in by a template
   */
  readonly state: 'found' | 'empty' | 'elsewhere' | 'missing' | 'unknown';
  /** Why it may find other files too: an image's own that are not in view. */
  readonly unseen?: string;
}

/** Folders in which distributions and images keep nginx's configuration. */
const INSTALL_FOLDERS = [
  '/etc/nginx/',
  '/usr/local/nginx/conf/',
  '/usr/local/openresty/nginx/conf/',
  '/opt/homebrew/etc/nginx/',
  '/usr/local/etc/nginx/',
  '/etc/openresty/',
];

/** The files of a workspace, for finding includes in. */
export interface FileNames {
  has(path: string): boolean;
  /** Paths of the files directly in a folder. */
  inFolder(folder: string): readonly string[];
  hasFolder(folder: string): boolean;
  /** Paths of the folders directly in a folder. */
  foldersIn(folder: string): readonly string[];
}

/**
 * Finds the files that `include` names. nginx takes a relative path from the main file's folder, never from the
 * including file's. An absolute one is looked for where the workspace would keep it.
 *
 * @see https://nginx.org/en/docs/ngx_core_module.html#include
 */
export function resolveInclude(pattern: string, mainPath: string, files: FileNames): IncludeTarget {
  const isGlob = /[*?[]/.test(pattern);
  const candidates = candidatePaths(pattern, directoryOf(mainPath));
  for (const candidate of candidates) {
    const paths = isGlob ? glob(candidate, files) : files.has(candidate) ? [candidate] : rendered(candidate, files);
    if (paths.length > 0) return { paths, state: 'found' };
  }
  if (isGlob && candidates.some((candidate) => files.hasFolder(directoryOf(candidate))))
    return { paths: [], state: 'empty' };
  const beside = !pattern.startsWith('/') && candidates.length > 0;
  return { paths: [], state: beside && !isGlob ? 'missing' : 'elsewhere' };
}

function candidatePaths(pattern: string, mainFolder: string): string[] {
  const found: (string | undefined)[] = [];
  if (!pattern.startsWith('/')) found.push(joinPath(mainFolder, pattern));
  else {
    const install = INSTALL_FOLDERS.find((folder) => pattern.startsWith(folder));
    if (install) found.push(joinPath(mainFolder, pattern.slice(install.length)));
    const root = fileSystemRoot(mainFolder);
    if (root !== undefined) found.push(joinPath(root, pattern.slice(1)));
    found.push(joinPath('', pattern.slice(1)));
  }
  return found.filter((path) => path !== undefined);
}

/** The workspace folder that stands for `/` of the host: the one in which `etc/nginx` lies. */
function fileSystemRoot(mainFolder: string): string | undefined {
  for (const folder of INSTALL_FOLDERS) {
    const inner = folder.slice(1, -1);
    if (mainFolder === inner) return '';
    if (mainFolder.endsWith(`/${inner}`)) return mainFolder.slice(0, -inner.length - 1);
  }
  return undefined;
}

/** Files that a glob matches, in nginx's order: by bytes, names with a leading dot only where the glob names the dot. */
function glob(pattern: string, files: FileNames): string[] {
  const parts = pattern.split('/');
  let folders = [''];
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    if (!last) {
      // Wildcards in the folders of an include are rare; those without one are passed through as they are.
      if (/[*?[]/.test(part)) return globDeep(pattern, files);
      folders = folders.map((folder) => (folder === '' ? part : `${folder}/${part}`));
    }
  }
  const folder = folders[0]!;
  const matches = globToRegExp(parts[parts.length - 1]!, { dot: false });
  const named = files
    .inFolder(folder)
    .filter((path) => matches.test(path.slice(folder === '' ? 0 : folder.length + 1)));
  if (named.length > 0) return named.sort(byBytes);
  return renderedGlob(folder, matches, files).sort(byBytes);
}

function globDeep(pattern: string, files: FileNames): string[] {
  const matches = globToRegExp(pattern, { dot: false });
  const top = pattern.split('/').findIndex((part) => /[*?[]/.test(part));
  const prefix = pattern.split('/').slice(0, top).join('/');
  return allBelow(prefix, pattern.split('/').length - top, files)
    .filter((path) => matches.test(path))
    .sort(byBytes);
}

function allBelow(folder: string, depth: number, files: FileNames): string[] {
  return files
    .inFolder(folder)
    .concat(depth > 1 ? files.foldersIn(folder).flatMap((sub) => allBelow(sub, depth - 1, files)) : []);
}

/** nginx's official image renders `templates/NAME.template` to `conf.d/NAME`. */
function rendered(path: string, files: FileNames): string[] {
  return ['.template', '.j2', '.erb', '.tmpl']
    .map((ending) => path + ending)
    .filter((name) => files.has(name))
    .slice(0, 1);
}

function renderedGlob(folder: string, matches: RegExp, files: FileNames): string[] {
  const places = folder.endsWith('conf.d') ? [folder, `${folder.slice(0, -'conf.d'.length)}templates`] : [folder];
  for (const place of places) {
    const found = files.inFolder(place).filter((path) => {
      const name = path.slice(place === '' ? 0 : place.length + 1);
      // Only the official image's own ending says for certain where the file of another folder goes.
      const ending = (place === folder ? /\.(template|j2|erb|tmpl)$/ : /\.template$/).exec(name);
      return ending !== null && matches.test(name.slice(0, ending.index));
    });
    if (found.length > 0) return found;
  }
  return [];
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Files of nginx packages that are known to hold nothing but data or module loading: not seeing them hides nothing. */
export function holdsNoSettings(pattern: string): boolean {
  return /(^|\/)(mime\.types|modules(-enabled)?\/[^/]*\.conf|(fastcgi|scgi|uwsgi)(_params|\.conf)|koi-(utf|win)|win-utf)$/.test(
    pattern,
  );
}

/** What the packages' own parameter files set, by their name: not seeing them hides only these. */
export function setsOnly(pattern: string): readonly string[] | undefined {
  if (/(^|\/)(fastcgi_params|fastcgi\.conf)$/.test(pattern)) return ['fastcgi_param'];
  if (/(^|\/)uwsgi_params$/.test(pattern)) return ['uwsgi_param'];
  if (/(^|\/)scgi_params$/.test(pattern)) return ['scgi_param'];
  if (/(^|\/)mime\.types$/.test(pattern)) return ['types'];
  return undefined;
}
