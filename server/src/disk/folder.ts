import { constants } from 'node:fs';
import { lstat, open, opendir, readlink, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Listing } from '../stack/stack';

/** A folder with more entries than this is read only so far; the rest is left out and said so. */
export const MOST_ENTRIES = 100_000;

/** Files larger than this are not configuration. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** Folders that hold other people's files, or none of a stack's. */
const SKIPPED = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.vscode-test',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.mypy_cache',
  '.cache',
  '.terraform',
  'bower_components',
]);

export interface FolderListing extends Listing {
  /** Whether the folder has more than could be listed. */
  readonly truncated: boolean;
}

/**
 * Lists the files below a folder, by paths with forward slashes. Symbolic links to folders are not followed, those to
 * files only within the folder: so a loop ends and nothing outside is named.
 *
 * @throws the file system's error when the folder itself can't be read
 */
export async function listFolder(root: string, stop?: () => boolean): Promise<FolderListing> {
  const paths: string[] = [];
  const links = new Map<string, string>();
  const realRoot = await realpath(root);
  const queue = [''];
  let truncated = false;
  let entries = 0;
  while (queue.length > 0 && !stop?.()) {
    const folder = queue.shift()!;
    let handle: Awaited<ReturnType<typeof opendir>>;
    try {
      handle = await opendir(join(root, folder));
    } catch (error) {
      if (folder === '') throw error;
      continue; // A folder that may not be read hides its files, as it does from everyone.
    }
    for await (const entry of handle) {
      if (++entries > MOST_ENTRIES) {
        truncated = true;
        break;
      }
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) queue.push(path);
      } else if (entry.isFile()) paths.push(path);
      else if (entry.isSymbolicLink()) {
        const target = await linkTarget(realRoot, root, path);
        if (target !== undefined) {
          paths.push(path);
          links.set(path, target);
        }
      }
    }
    if (truncated) break;
  }
  return { paths: paths.sort(), links, truncated };
}

/** The workspace path of the file to which a link leads, when that lies in the folder. */
async function linkTarget(realRoot: string, root: string, path: string): Promise<string | undefined> {
  try {
    await readlink(join(root, path));
    const target = await realpath(join(root, path));
    const inside = relative(realRoot, target);
    if (inside === '' || inside.startsWith('..') || inside.startsWith(sep)) return undefined;
    return (await lstat(target)).isFile() ? inside.split(sep).join('/') : undefined;
  } catch {
    return undefined; // A link that leads nowhere is no file.
  }
}

/** Why a file has no text for us. */
export class UnreadableFile extends Error {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path}: ${reason}`);
  }
}

/**
 * Reads a file of the folder as UTF-8.
 *
 * @throws UnreadableFile when it is missing, too large, binary, no regular file, or leads out of the folder
 */
export async function readFileIn(root: string, path: string): Promise<string> {
  let bytes: Buffer;
  try {
    const full = await realpath(join(root, path));
    const inside = relative(await realpath(root), full);
    if (inside.startsWith('..') || inside.startsWith(sep)) throw new UnreadableFile(path, 'it leads out of the folder');
    const file = await open(full, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new UnreadableFile(path, 'it is not a file');
      if (stat.size > MOST_BYTES) throw new UnreadableFile(path, `it is larger than ${MOST_BYTES / 1024 / 1024} MB`);
      bytes = await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(path, reasonOf(error));
  }
  if (bytes.subarray(0, 8_000).includes(0)) throw new UnreadableFile(path, 'it is binary');
  return bytes.toString('utf8');
}

/** The operating system's error in plain words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ELOOP') return 'its symbolic links form a loop';
  return error instanceof Error ? error.message : String(error);
}
