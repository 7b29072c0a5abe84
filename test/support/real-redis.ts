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

/** What the real Redis makes of a configuration. */
export interface RedisRun {
  /** What CONFIG GET tells, by name; empty where it refuses to start. */
  readonly settings: ReadonlyMap<string, string>;
  /** What it says instead of starting. */
  readonly refusal: string | undefined;
}

const TIMEOUT_MILLISECONDS = 5_000;

let found: Promise<InstalledRedis | undefined> | undefined;

/** The installed Redis, or undefined; the environment variable HEADROOM_REDIS may name another program. */
export function findRedis(): Promise<InstalledRedis | undefined> {
  found ??= locate();
  return found;
}

/** What the command line sets, so that the server runs in its temporary folder and answers on a socket there alone. */
const OVERRIDES = (folder: string): Readonly<Record<string, string>> => ({
  port: '0',
  'tls-port': '0',
  unixsocket: join(folder, 's'),
  daemonize: 'no',
  pidfile: '',
  logfile: '',
  requirepass: '',
});

/** Whether a directive is set to run the server here, or tells of this machine, whatever the file says. */
export function isOwnOverride(name: string): boolean {
  return name === 'dir' || Object.hasOwn(OVERRIDES(''), name);
}

/**
 * Starts the real Redis with a configuration in a temporary folder, on a socket there and on no port, asks it for its
 * settings, and kills it.
 *
 * @param files the texts by their path relative to that folder
 * @param main the path of the main file among them; undefined for none
 * @param args what else stands on the command line
 * @param openFiles the limit of open files, soft and hard, with which it is started; this process's own without
 * @throws when no Redis is installed: ask findRedis first
 */
export async function runRedis(
  files: Readonly<Record<string, string>>,
  main: string | undefined,
  args: readonly string[] = [],
  openFiles?: number,
): Promise<RedisRun> {
  const redis = await findRedis();
  if (!redis) throw new Error('Redis is not installed');
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'headroom-redis-')));
  let child: ChildProcess | undefined;
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const overrides = Object.entries(OVERRIDES(folder)).flatMap(([name, value]) => [`--${name}`, value]);
    const own = main === undefined ? [] : [join(folder, main)];
    const command = [redis.server, ...own, ...args, ...overrides];
    const limited =
      openFiles === undefined ? command : ['sh', '-c', `ulimit -n ${openFiles} && exec "$0" "$@"`, ...command];
    child = spawn(limited[0]!, limited.slice(1), {
      cwd: dirname(join(folder, main ?? 'redis.conf')),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { exited, output } = watch(child);
    if (await listens(redis, join(folder, 's'), exited)) {
      return { settings: pairs(await ask(redis, join(folder, 's'), ['config', 'get', '*'])), refusal: undefined };
    }
    child.kill('SIGKILL');
    await exited;
    return { settings: new Map(), refusal: output() };
  } finally {
    if (child && child.exitCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Names and values take turns, a line each. */
function pairs(answer: string): Map<string, string> {
  const lines = answer.split('\n');
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < lines.length; i += 2) map.set(lines[i]!, lines[i + 1]!);
  return map;
}

async function locate(): Promise<InstalledRedis | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  const server = [process.env.HEADROOM_REDIS, ...folders.map((folder) => join(folder, 'redis-server'))].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (server === undefined) return undefined;
  const client = [join(dirname(server), 'redis-cli'), ...folders.map((folder) => join(folder, 'redis-cli'))].find(
    existsSync,
  );
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
