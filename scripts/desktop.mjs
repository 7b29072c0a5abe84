// @ts-check
// The desktop's own VS Code, with a profile of its own.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { quietSettings } from './workbench.mjs';

const windows = process.platform === 'win32';

/** The command that opens a desktop VS Code; undefined where there is none, or no screen to open it on. */
export function findDesktop() {
  // In a terminal of a remote VS Code, `code` talks to a window far away and knows nothing of profiles.
  if (process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const name = windows ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Installs the extension in a new profile, opens a file of a folder and waits until the window is closed. Whatever it
 * started ends with this process, and the profile goes.
 *
 * @param {string} code from findDesktop
 * @param {{ extension: string, folder: string, file: string }} what
 * @throws where VS Code refuses the extension
 */
export async function openDesktop(code, { extension, folder, file }) {
  const profile = mkdtempSync(join(tmpdir(), 'headroom-vscode-'));
  process.once('exit', () => {
    endProcessesOf(profile);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  mkdirSync(join(profile, 'data/User'), { recursive: true });
  const settings = { ...quietSettings, 'editor.minimap.enabled': true };
  writeFileSync(join(profile, 'data/User/settings.json'), JSON.stringify(settings));

  const folders = ['--user-data-dir', join(profile, 'data'), '--extensions-dir', join(profile, 'extensions')];
  if (process.getuid?.() === 0) folders.push('--no-sandbox');
  execFileSync(code, [...folders, '--install-extension', extension, '--force'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
  const flags = ['--wait', '--new-window', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'];
  const window = spawn(code, [...folders, ...flags, folder, join(folder, file)], { stdio: 'inherit', shell: windows });
  await new Promise((resolve, reject) => {
    window.once('error', reject);
    window.once('exit', resolve);
  });
}

/**
 * Ends the processes that name a profile on their command line. The command `code` lets go of the window it opens, so
 * ending the command wouldn't end the window.
 *
 * @param {string} profile a folder that nobody else uses
 */
function endProcessesOf(profile) {
  if (windows) return; // There, closing the window is what ends it.
  const { stdout } = spawnSync('ps', ['-Ao', 'pid=,args='], { encoding: 'utf8' });
  for (const line of (stdout ?? '').split('\n')) {
    const pid = Number.parseInt(line, 10);
    if (!line.includes(profile) || pid === process.pid) continue;
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It has ended by itself in the meantime.
    }
  }
}
