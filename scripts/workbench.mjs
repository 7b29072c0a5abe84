// @ts-check
// Serves a VS Code on the loopback address and opens its workbench in a Chromium, for the tests inside a real VS Code,
// the README's picture and `npm start`.

import { execFile, spawn } from 'node:child_process';
import { cpSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './vscode.mjs';

/** The packaged extension, as `npm run package` leaves it. */
export const packagedExtension = join(root, 'out/headroom.vsix');

/** User settings under which nothing but the extension moves: no chat, no welcome page, no calls to a gallery. */
export const quietSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.minimap.enabled': false,
  // Else VS Code registers this provider of code actions some time after its start, and gives up what it is asking for
  // just then: https://github.com/microsoft/vscode/blob/1.100.3/src/vs/editor/contrib/codeAction/browser/codeAction.ts
  'editor.snippets.codeActions.enabled': false,
  'editor.wordBasedSuggestions': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.showReleaseNotes': false,
  'workbench.editor.enablePreview': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/**
 * A copy of the sample stack in a temporary folder, so that nothing writes into the project.
 *
 * @returns {{ folder: string, dispose: () => void }} `folder` is the workspace
 */
export function copySamples() {
  const parent = mkdtempSync(join(tmpdir(), 'headroom-workspace-'));
  const folder = join(parent, 'samples');
  cpSync(join(root, 'samples'), folder, { recursive: true });
  return { folder, dispose: () => rmSync(parent, { recursive: true, force: true }) };
}

/**
 * @typedef {{
 *   port?: number,
 *   environment?: Record<string, string>,
 *   settings?: Record<string, unknown>,
 *   extension?: string,
 *   log?: string,
 *   endWhenUnused?: boolean,
 *   trustEverything?: boolean,
 * }} ServeOptions `extension` is a .vsix to install, `log` a file for what the server says
 */

/**
 * Starts VS Code's server with a profile of its own and waits until it listens.
 *
 * @param {{ folder: string, node: string }} vscode from ensureVSCode
 * @param {ServeOptions} [options]
 * @returns {Promise<{ authority: string, profile: string, output: () => string, dispose: () => Promise<void> }>}
 *   `authority` is host and port; dispose ends the server and removes its profile
 */
export async function serveVSCode(vscode, options = {}) {
  const port = options.port ?? (await findFreePort());
  const profile = mkdtempSync(join(tmpdir(), 'headroom-vscode-'));
  mkdirSync(join(profile, 'data/User'), { recursive: true });
  writeFileSync(join(profile, 'data/User/settings.json'), JSON.stringify(options.settings ?? quietSettings));

  const main = join(vscode.folder, 'out/server-main.js');
  const folders = [
    ...['--user-data-dir', join(profile, 'data')],
    ...['--server-data-dir', join(profile, 'server')],
    ...['--extensions-dir', join(profile, 'extensions')],
  ];
  const env = { ...plainEnvironment(), HOME: profile, ...options.environment };
  if (options.extension) {
    const install = ['--accept-server-license-terms', '--install-extension', options.extension, '--force'];
    await promisify(execFile)(vscode.node, [main, ...folders, ...install], { env });
  }

  const flags = ['--host', '127.0.0.1', '--port', `${port}`, '--without-connection-token'];
  flags.push('--accept-server-license-terms', '--disable-telemetry');
  if (options.trustEverything ?? true) flags.push('--disable-workspace-trust');
  // A server that nobody uses ends itself after some minutes, even where its parent was killed outright.
  if (options.endWhenUnused ?? true) flags.push('--enable-remote-auto-shutdown');
  const server = spawn(vscode.node, [main, ...flags, ...folders], { env, stdio: ['ignore', 'pipe', 'pipe'] });

  const removeProfile = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const release = endWithThisProcess(() => {
    server.kill('SIGKILL');
    removeProfile();
  });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  const output = collect(server, options.log);
  try {
    await output.until(/agent listening|HTTP server listening/i, 60_000);
  } catch (error) {
    server.kill('SIGKILL');
    throw error;
  }

  return {
    authority: `127.0.0.1:${port}`,
    profile,
    output: output.text,
    async dispose() {
      release();
      server.kill('SIGTERM');
      const impatience = setTimeout(() => server.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(impatience);
      removeProfile();
    },
  };
}

/**
 * The address of the workbench on a folder.
 *
 * @param {{ authority: string }} server
 * @param {string} folder
 * @param {string} [file] path inside the folder of a file to open
 */
export function workbenchAddress(server, folder, file) {
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (file) payload.push(['openFile', `vscode-remote://${server.authority}${join(folder, file)}`]);
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://${server.authority}/?${query}`;
}

/** Where a Chromium lies on this machine; undefined where there is none. */
export function findChromium() {
  const usual = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return usual.find((path) => path !== undefined && existsSync(path));
}

/** Playwright's options for launching the installed Chromium. */
export function chromiumOptions() {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('No Chromium was found. Install Debian’s package chromium or set CHROMIUM_PATH.');
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
  args.push('--disable-background-networking', '--disable-component-update');
  // Chromium refuses its sandbox to root.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return { executablePath, args };
}

export async function launchChromium() {
  const { chromium } = await import('playwright-core');
  return chromium.launch(chromiumOptions());
}

/** A port of the loopback address that nobody listens on. @returns {Promise<number>} */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** This process's environment without what would make a VS Code, or a nested npm, take itself for a part of another. */
function plainEnvironment() {
  const foreign = /^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/**
 * Runs an action when this process ends, by itself or by a signal.
 *
 * @param {() => void} action
 * @returns {() => void} takes it back
 */
function endWithThisProcess(action) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const exit = () => process.exit(130);
  process.once('exit', action);
  for (const signal of signals) process.once(signal, exit);
  return () => {
    process.off('exit', action);
    for (const signal of signals) process.off(signal, exit);
  };
}

/**
 * Keeps the last of what a process prints, and waits for a line of it.
 *
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {string} [log]
 */
function collect(child, log) {
  const file = log === undefined ? undefined : createWriteStream(log);
  let text = '';
  let onText = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      file?.write(chunk);
      text = (text + chunk).slice(-100_000);
      onText();
    });
  }
  /** @param {RegExp} pattern @param {number} milliseconds @returns {Promise<void>} */
  const until = (pattern, milliseconds) =>
    new Promise((resolve, reject) => {
      const fail = (/** @type {string} */ what) => reject(new Error(`VS Code’s server ${what}:\n${text}`));
      const timer = setTimeout(() => fail('did not start in time'), milliseconds);
      child.once('error', reject);
      child.once('exit', (code) => fail(`ended with ${code}`));
      onText = () => {
        if (!pattern.test(text)) return;
        clearTimeout(timer);
        onText = () => {};
        resolve();
      };
    });
  return { text: () => text, until };
}
