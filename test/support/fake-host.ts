import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const TIMEOUT_MILLISECONDS = 10_000;

/** The folders of a host that a test may replace. */
const REPLACED = ['etc/sysctl.d', 'run/sysctl.d', 'usr/local/lib/sysctl.d', 'usr/lib/sysctl.d'];

const SYSTEMD_SYSCTL = ['/lib/systemd/systemd-sysctl', '/usr/lib/systemd/systemd-sysctl'].find(existsSync);

/** Why the programs that apply sysctl files can't be tried here; undefined where they can. */
export function whyNoFakeHost(): string | undefined {
  if (!SYSTEMD_SYSCTL) return 'systemd-sysctl is not installed';
  try {
    execFileSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /mnt && command -v sysctl'], {
      stdio: 'ignore',
      timeout: TIMEOUT_MILLISECONDS,
    });
    return undefined;
  } catch {
    return 'sysctl is not installed, or file systems can’t be mounted in a namespace of their own';
  }
}

export interface FakeHost {
  /** Files by their path on the host; only those of sysctl count. */
  readonly files: Readonly<Record<string, string>>;
  /** Links by their path, with what they lead to. */
  readonly links?: Readonly<Record<string, string>>;
  /** The keys that the kernel has, as paths below /proc/sys. */
  readonly keys: readonly string[];
}

/** What stands in the place of the kernel when nothing was written: one character, for systemd writes over what is there. */
export const UNTOUCHED = '?';

/**
 * Lets `sysctl --system` or systemd-sysctl apply files in a mount namespace in which plain files stand in the place of
 * the kernel's: nothing reaches the machine's own settings.
 *
 * @returns what each key holds afterwards
 */
export async function applySysctl(host: FakeHost, reader: 'procps' | 'systemd'): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-sysctl-'));
  try {
    for (const key of host.keys) await put(join(folder, 'proc', key), UNTOUCHED);
    for (const path of REPLACED) await mkdir(join(folder, 'root', path), { recursive: true });
    await put(join(folder, 'root/etc/sysctl.conf'), '');
    for (const [path, text] of Object.entries(host.files)) await put(join(folder, 'root', path), text);
    for (const [path, target] of Object.entries(host.links ?? {})) await symlink(target, join(folder, 'root', path));
    const mounts = [
      ...REPLACED.map((path) => `mkdir -p /${path} && mount --bind "${folder}/root/${path}" /${path}`),
      `touch /etc/sysctl.conf 2>/dev/null; mount --bind "${folder}/root/etc/sysctl.conf" /etc/sysctl.conf`,
      `mount --bind "${folder}/proc" /proc/sys`,
      reader === 'procps' ? 'sysctl --system' : SYSTEMD_SYSCTL!,
    ];
    await run('unshare', ['-m', 'sh', '-c', mounts.join('\n')]);
    return await readAll(join(folder, 'proc'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function readAll(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (path) => [relative(folder, path), (await readFile(path, 'utf8')).split('\n')[0]!] as const),
    ),
  );
}

/** Both programs end with 1 when a single key fails: what they wrote is what counts. */
function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { timeout: TIMEOUT_MILLISECONDS }, (error) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve();
    });
  });
}
