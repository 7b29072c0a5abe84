import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findRedis } from './real-redis';

export interface RedisVerdict {
  /** What it said when it refused to start; undefined where it started. */
  readonly refusal: string | undefined;
  /** Every setting as CONFIG GET tells it; empty where it refused. */
  readonly settings: ReadonlyMap<string, string>;
}

const TIMEOUT_MILLISECONDS = 8_000;

/** With this it says that it listens. */
const READY = 'eady to accept connections';

/** What the files may say and the test can't let them do. They win over the file. */
const OVERRIDES: readonly (readonly string[])[] = [
  ['--port', '0'],
  ['--daemonize', 'no'],
  ['--supervised', 'no'],
  ['--logfile', ''],
  ['--loglevel', 'notice'],
  ['--pidfile', ''],
  ['--replicaof', 'no', 'one'],
  ['--cluster-enabled', 'no'],
  ['--syslog-enabled', 'no'],
  ['--aclfile', ''],
  ['--requirepass', ''],
];

/** Whether the test itself, and not the text, decides what the server tells of a directive. */
export function isOwnOverride(name: string): boolean {
  return ['dir', 'unixsocket', 'bind', ...OVERRIDES.map(([flag]) => flag!.slice(2))].includes(name);
}

/**
 * Starts the real Redis on files in a temporary folder, listening on a socket file alone, asks for all its settings and
 * ends it.
 *
 * @param main the path of the file with which it starts
 * @throws when no Redis is installed: ask findRedis first
 */
export async function redisVerdict(files: Readonly<Record<string, string>>, main: string): Promise<RedisVerdict> {
  const redis = await findRedis();
  if (!redis) throw new Error('redis-server is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'headroom-redis-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await start(redis.server, folder, join(folder, main));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function start(program: string, folder: string, main: string): Promise<RedisVerdict> {
  const socket = join(folder, 'socket');
  const child = spawn(program, [main, ...OVERRIDES.flat(), '--dir', folder, '--unixsocket', socket], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let ended = false;
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    output += data;
  });
  const end = new Promise<void>((resolve) => {
    child.on('close', () => {
      ended = true;
      resolve();
    });
  });
  try {
    const deadline = Date.now() + TIMEOUT_MILLISECONDS;
    while (!ended && !output.includes(READY) && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 10));
    if (ended) return { refusal: output.trim() || 'it ended without a word', settings: new Map() };
    if (!output.includes(READY)) throw new Error(`redis-server neither listens nor ends: ${output}`);
    return { refusal: undefined, settings: await configGet(socket) };
  } finally {
    if (!ended) child.kill('SIGKILL');
    await end;
  }
}

/** The answer to CONFIG GET *, in the protocol's second version. */
function configGet(path: string): Promise<ReadonlyMap<string, string>> {
  return new Promise((resolve, reject) => {
    let data = Buffer.alloc(0);
    const client = connect(path, () => client.write('*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$1\r\n*\r\n'));
    client.setTimeout(TIMEOUT_MILLISECONDS, () => client.destroy(new Error('redis-server does not answer')));
    client.on('error', reject);
    client.on('data', (part) => {
      data = Buffer.concat([data, part]);
      const settings = readPairs(data);
      if (!settings) return;
      client.destroy();
      resolve(settings);
    });
  });
}

/** Bulk strings in pairs; undefined while some of them are still on their way. */
function readPairs(data: Buffer): Map<string, string> | undefined {
  let at = data.indexOf('\r\n');
  if (at < 0) return undefined;
  const count = Number(data.toString('utf8', 1, at));
  at += 2;
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    const lineEnd = data.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const length = Number(data.toString('utf8', at + 1, lineEnd));
    const first = lineEnd + 2;
    if (data.length < first + length + 2) return undefined;
    texts.push(data.toString('utf8', first, first + length));
    at = first + length + 2;
  }
  return new Map(texts.flatMap((text, i) => (i % 2 === 0 ? [[text, texts[i + 1]!] as const] : [])));
}
