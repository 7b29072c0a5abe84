// @ts-check
// Installs the project's packages where they are missing or not those of package-lock.json. Imports nothing but
// Node.js, because it runs before there is anything else.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/** Runs `npm ci` unless node_modules/ holds what package-lock.json asks for. */
export function installPackages() {
  if (isInstalled()) return;
  console.error('Installing the packages of package-lock.json (npm ci).');
  const shell = process.platform === 'win32';
  // Its report goes to standard error: standard output belongs to the script that needs the packages.
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 'inherit'], shell });
}

function isInstalled() {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(record);
  return Object.entries(wanted).every(
    // The project itself has no folder in node_modules/; packages for other platforms need not be there.
    ([folder, { version, optional }]) => folder === '' || optional || present[folder]?.version === version,
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean }>} by folder
 */
const readPackages = (lockFile) => JSON.parse(readFileSync(lockFile, 'utf8')).packages;
