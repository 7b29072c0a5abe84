import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFolder, readFileIn, UnreadableFile } from '../../server/src/disk/folder';

let root: string;
let outside: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'headroom-folder-'));
  outside = mkdtempSync(join(tmpdir(), 'headroom-outside-'));
  mkdirSync(join(root, 'conf.d'));
  mkdirSync(join(root, 'node_modules/x'), { recursive: true });
  writeFileSync(join(root, 'nginx.conf'), 'events {}\n');
  writeFileSync(join(root, 'conf.d/a.conf'), 'server {}\n');
  writeFileSync(join(root, 'node_modules/x/nginx.conf'), 'events {}\n');
  writeFileSync(join(outside, 'secret.conf'), 'secret\n');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(outside, { recursive: true, force: true });
});

test('lists files, follows links to files of the folder, and no other', async () => {
  symlinkSync('conf.d/a.conf', join(root, 'enabled.conf'));
  symlinkSync(join(outside, 'secret.conf'), join(root, 'stolen.conf'));
  symlinkSync('.', join(root, 'loop'));
  symlinkSync('nowhere', join(root, 'dangling.conf'));
  const { paths, links, truncated } = await listFolder(root);
  expect(paths).toEqual(['conf.d/a.conf', 'enabled.conf', 'nginx.conf']);
  expect([...links]).toEqual([['enabled.conf', 'conf.d/a.conf']]);
  expect(truncated).toBe(false);
});

test('reads only what lies in the folder', async () => {
  expect(await readFileIn(root, 'conf.d/a.conf')).toBe('server {}\n');
  symlinkSync(join(outside, 'secret.conf'), join(root, 'stolen.conf'));
  await expect(readFileIn(root, 'stolen.conf')).rejects.toThrow('leads out of the folder');
  await expect(readFileIn(root, '../' + outside.split('/').pop() + '/secret.conf')).rejects.toThrow(UnreadableFile);
});

test('says why a file has no text', async () => {
  writeFileSync(join(root, 'image.conf'), Buffer.from([0x89, 0x50, 0, 1, 2]));
  await expect(readFileIn(root, 'image.conf')).rejects.toThrow('it is binary');
  await expect(readFileIn(root, 'gone.conf')).rejects.toThrow('there is no such file');
  await expect(readFileIn(root, 'conf.d')).rejects.toThrow(UnreadableFile);
  if (process.getuid?.() !== 0) {
    chmodSync(join(root, 'nginx.conf'), 0);
    await expect(readFileIn(root, 'nginx.conf')).rejects.toThrow('permission denied');
  }
});

test('a folder that is not there is the caller’s to report', async () => {
  await expect(listFolder(join(root, 'nothing'))).rejects.toThrow();
});
