import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';

/** The nginx that is installed on this machine. */
export interface InstalledNginx {
  readonly path: string;
  /** E.g. '1.22.1'. */
  readonly version: string;
  /** What it was configured with, as `nginx -V` prints it. */
  readonly configureArguments: string;
  /** `load_module` statements for every dynamic module found, in an order in which they load. */
  readonly loadModules: string;
}

export interface NginxMessage {
  /** 'emerg', 'alert', 'crit', 'error', 'warn' or 'notice'. */
  readonly level: string;
  /** The text without the place that nginx adds to it. */
  readonly message: string;
  /** The file, relative to the folder of the main file's tree, when the message names one. */
  readonly file?: string;
  /** The line, counted from 1. */
  readonly line?: number;
}

export interface NginxTestResult {
  readonly ok: boolean;
  readonly messages: readonly NginxMessage[];
  /** What nginx read, by the path relative to the folder of the main file's tree; empty unless it accepts. */
  readonly dump: ReadonlyMap<string, string>;
}

const TIMEOUT_MILLISECONDS = 10_000;

let found: Promise<InstalledNginx | undefined> | undefined;

/** The installed nginx, or undefined; the environment variable HEADROOM_NGINX may name another program. */
export function findNginx(): Promise<InstalledNginx | undefined> {
  found ??= locate();
  return found;
}

/**
 * Lets the real nginx test a configuration and print what it read (`nginx -T`) in a temporary folder.
 * @param files the texts by their path relative to that folder.
 * @param main the path of the main file among them.
 * @param given directives for `-g`.
 * @throws when no nginx is installed: ask findNginx first.
 */
export async function nginxTest(
  files: Readonly<Record<string, string>>,
  main: string,
  given = '',
): Promise<NginxTestResult> {
  const nginx = await findNginx();
  if (!nginx) throw new Error('nginx is not installed');
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'headroom-nginx-')));
  try {
    await mkdir(join(folder, 'logs'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const { code, stdout, stderr } = await run(nginx.path, [
      '-T',
      '-p',
      `${folder}/`,
      '-c',
      join(folder, main),
      '-g',
      given,
    ]);
    return { ...readOutput(stderr, code, folder), dump: readDump(stdout, folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function locate(): Promise<InstalledNginx | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];
  const candidates = [process.env.HEADROOM_NGINX, ...folders.map((folder) => join(folder, 'nginx'))];
  const path = candidates.find((candidate) => candidate !== undefined && existsSync(candidate));
  if (path === undefined) return undefined;
  const { stderr } = await run(path, ['-V']);
  const version = /nginx version: nginx\/(\S+)/.exec(stderr)?.[1];
  if (version === undefined) return undefined;
  const configureArguments = /configure arguments: (.*)/.exec(stderr)?.[1] ?? '';
  const modulesFolder = /--modules-path=(\S+)/.exec(configureArguments)?.[1];
  return { path, version, configureArguments, loadModules: await loadModules(modulesFolder) };
}

/** Modules that others need come first: the development kit before lua, stream before what extends stream. */
async function loadModules(folder: string | undefined): Promise<string> {
  if (folder === undefined || !existsSync(folder)) return '';
  const rank = (name: string): number =>
    name === 'ndk_http_module.so' || name === 'ngx_stream_module.so' || name === 'ngx_mail_module.so' ? 0 : 1;
  const names = (await readdir(folder)).filter((name) => name.endsWith('.so'));
  names.sort((left, right) => rank(left) - rank(right) || left.localeCompare(right));
  return names.map((name) => `load_module ${join(folder, name)};\n`).join('');
}

function run(program: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { timeout: TIMEOUT_MILLISECONDS }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** The files that `nginx -T` prints, each behind a comment with its path and before an empty line. */
function readDump(stdout: string, folder: string): Map<string, string> {
  const files = new Map<string, string>();
  const parts = stdout.split(/^# configuration file (\/.*):\n/m);
  for (let i = 1; i + 1 < parts.length; i += 2)
    files.set(relative(folder, parts[i]!), parts[i + 1]!.replace(/\n$/, ''));
  return files;
}

function readOutput(stderr: string, code: number, folder: string): Omit<NginxTestResult, 'dump'> {
  const messages = new Map<string, NginxMessage>();
  for (const line of stderr.split('\n')) {
    const match = /^(?:nginx: |\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )\[(\w+)\] (?:\d+#\d+: )?(.*)$/.exec(line);
    if (!match) continue;
    const message = readMessage(match[1]!, match[2]!, folder);
    messages.set(JSON.stringify(message), message);
  }
  const all = [...messages.values()];
  // Without the rights of root, nginx can't open the logs and the process id file of its own installation: that says
  // nothing about the configuration, whose syntax it has called right before.
  const refused = all.filter(({ level }) => level === 'emerg' || level === 'alert');
  const onlyRights = refused.every(({ message }) => /\(13: Permission denied\)$/.test(message));
  const ok = code === 0 || (stderr.includes('syntax is ok') && onlyRights && refused.length > 0);
  return { ok, messages: all };
}

function readMessage(level: string, text: string, folder: string): NginxMessage {
  const place = / in (\/\S+):(\d+)$/.exec(text);
  if (!place) return { level, message: text };
  return {
    level,
    message: text.slice(0, place.index),
    file: relative(folder, place[1]!),
    line: Number(place[2]),
  };
}
