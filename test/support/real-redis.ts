import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The Redis that is installed on this machine. */
export interface InstalledRedis {
  readonly server: string;
  readonly client: string;
  /** E.g. '7.0.15'. */
  readonly version: string;
}

/** What became of starting Redis with a configuration. */
export type RedisStart =
  | { readonly accepted: true; readonly values: Readonly<Record<string, string>> }
  | { readonly accepted: false; readonly output: string };

const TIMEOUT_MILLISECONDS = 5_000;

let found: Promise<InstalledRedis | undefined> | undefined;

/** The installed Redis, or undefined; the environment variable HEADROOM_REDIS may name another program. */
export function findRedis(): Promise<InstalledRedis | undefined> {
  found ??= locate();
  return found;
}

/**
 * Starts the real Redis with a configuration in a temporary folder, on a socket there and on no port, asks it for some
 * values, and kills it.
 *
 * @param files the texts by their path relative to that folder; `/data` and `/var/log` in them become folders of it
 * @param main the path of the main file among them
 * @param names the directives to ask for
 * @throws when no Redis is installed: ask findRedis first
 */
export async function startRedis(files: ReadonlyMap<string, string>, main: string, names: readonly string[] = []): Promise<RedisStart> {
  const redis = await findRedis();
  if (!redis) throw new Error('Redis is not installed');
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'headroom-redis-')));
  let child: ChildProcess | undefined;
  try {
    for (const path of ['data', 'var/log']) await mkdir(join(folder, path), { recursive: true });
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text.replaceAll(/\/(data|var\/log)(?=\/|\s|$)/g, (place) => folder + place));
    }
    const socket = join(folder, 's');
    // The command line comes after the file: it moves nothing but where the server listens.
    const listen = ['--port', '0', '--unixsocket', socket, '--requirepass', ''];
    child = spawn(redis.server, [join(folder, main), ...listen], { cwd: dirname(join(folder, main)), stdio: ['ignore', 'pipe', 'pipe'] });
    const { exited, output } = watch(child);
    if (!(await listens(redis, socket, exited))) {
      child.kill('SIGKILL');
      await exited;
      return { accepted: false, output: output() };
    }
    const values: Record<string, string> = {};
    for (const name of names) values[name] = await ask(redis, socket, ['config', 'get', name]).then((answer) => answer.split('\n').slice(1).join('\n').trim());
    return { accepted: true, values };
  } finally {
    if (child && child.exitCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function locate(): Promise<InstalledRedis | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  const server = [process.env.HEADROOM_REDIS, ...folders.map((folder) => join(folder, 'redis-server'))].find((path) => path !== undefined && existsSync(path));
  if (server === undefined) return undefined;
  const client = [join(dirname(server), 'redis-cli'), ...folders.map((folder) => join(folder, 'redis-cli'))].find(existsSync);
  const version = /v=(\S+)/.exec(await run(server, ['--version']))?.[1];
  return client === undefined || version === undefined ? undefined : { server, client, version };
}

function watch(child: ChildProcess): { exited: Promise<void>; output: () => string } {
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return { exited, output: () => output };
}

async function listens(redis: InstalledRedis, socket: string, exited: Promise<void>): Promise<boolean> {
  let gone = false;
  void exited.then(() => (gone = true));
  for (const end = Date.now() + TIMEOUT_MILLISECONDS; Date.now() < end && !gone; ) {
    if (existsSync(socket) && (await ask(redis, socket, ['ping'])).startsWith('PONG')) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

function ask(redis: InstalledRedis, socket: string, command: readonly string[]): Promise<string> {
  return run(redis.client, ['-s', socket, ...command]);
}

/** What a program prints; a failure leaves what it printed before. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: TIMEOUT_MILLISECONDS }, (_error, stdout) => resolve(stdout));
  });
}
