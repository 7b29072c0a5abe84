import { randomBytes } from 'node:crypto';
import { chmod, chown, open, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * What became of a file: `written`; `changed`: it no longer holds the text that was read; `not-utf8`: it holds bytes
 * that are no UTF-8, which writing would lose. Only in the first case is anything different from before.
 */
export type Replacement = 'written' | 'changed' | 'not-utf8';

/**
 * Gives a file another text, all at once: a temporary file beside it takes its place, with its mode and, as far as the
 * system lets us, its owner. A symbolic link stays one; the file to which it leads is replaced.
 *
 * @param before the text as it was read
 * @throws the file system's error when the file can't be read or its folder not be written
 */
export async function replaceFile(path: string, before: string, after: string): Promise<Replacement> {
  const target = await realpath(path);
  const bytes = await readFile(target);
  if (bytes.toString('utf8') !== before) return 'changed';
  if (!bytes.equals(Buffer.from(before, 'utf8'))) return 'not-utf8';
  const { mode, uid, gid } = await stat(target);
  const draft = join(dirname(target), `.headroom-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(draft, 'wx', mode & 0o777);
    try {
      await file.writeFile(after, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(draft, mode & 0o7777);
    const own = await stat(draft);
    if (own.uid !== uid || own.gid !== gid) await keepOwner(draft, uid, gid);
    await rename(draft, target);
  } catch (error) {
    await unlink(draft).catch(() => undefined); // It may not even have been made; what went wrong before is what counts.
    throw error;
  }
  return 'written';
}

/** Only the superuser may give a file away; for anyone else the new file is theirs, as after any editor's save. */
async function keepOwner(path: string, uid: number, gid: number): Promise<void> {
  try {
    await chown(path, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

/**
 * Writes a file that must not be there yet.
 *
 * @returns whether it was written; false where something of that name is there
 */
export async function createFile(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { encoding: 'utf8', flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
