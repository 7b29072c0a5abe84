// The programs that Headroom is measured beside, where they can be had here.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { timeProcess } from './measure.mjs';

const folder = fileURLToPath(new URL('peers', import.meta.url));
const modules = join(folder, 'node_modules');

/**
 * Installs what bench/peers/package.json names, unless that is there in its versions already.
 *
 * @returns {{ dclint?: Program, yamlServer?: Program & { settings: (section: string) => unknown }, missing?: string }}
 *   `missing`: why there are none
 * @typedef {{ name: string, command: string, args: string[] }} Program
 */
export function installedPeers() {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!Object.entries(dependencies).every(([name, version]) => versionOf(name) === version)) {
    console.error('Installing the peers into bench/peers/node_modules …');
    const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (npm.error || npm.status !== 0)
      return { missing: `not installed: ${(npm.error?.message ?? npm.stderr).trim().split('\n', 1)[0]}` };
  }
  const schema = join(modules, 'dclint/schemas/compose.schema.json');
  return {
    dclint: {
      name: `dclint ${dependencies.dclint}`,
      command: process.execPath,
      args: [join(modules, 'dclint/bin/dclint.cjs')],
    },
    yamlServer: {
      name: `yaml-language-server ${dependencies['yaml-language-server']}`,
      command: process.execPath,
      args: [join(modules, 'yaml-language-server/bin/yaml-language-server'), '--stdio'],
      // Its best case: the schema lies on this machine, and nothing is fetched.
      settings: (section) =>
        section === 'yaml'
          ? {
              validate: true,
              schemaStore: { enable: false },
              schemas: { [pathToFileURL(schema).href]: '**/compose.yml' },
            }
          : {},
    },
  };
}

function versionOf(name) {
  const file = join(modules, name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

/**
 * gixy, by the command in GIXY or from the PATH.
 *
 * @returns {Program | undefined}
 */
export function gixy() {
  const [command, ...args] = (process.env.GIXY ?? 'gixy').split(' ');
  return spawnSync(command, [...args, '--version']).error ? undefined : { name: 'gixy', command, args };
}

/**
 * Wall time of `nginx -t` on a file, where nginx is installed.
 *
 * @param {string} file
 * @param {number} rounds
 */
export function nginxTest(file, rounds) {
  return timeProcess('nginx', ['-t', '-q', '-c', file, '-p', dirname(file)], { rounds, mayFail: false });
}

/**
 * Wall time in which CPython reads a module into its own tree, where it is installed.
 *
 * @param {string} file
 * @param {number} rounds
 */
export function pythonParse(file, rounds) {
  const program = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';
  return timeProcess('python3', ['-c', program, file], { rounds, mayFail: false });
}
