import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Stack } from '../../server/src/stack/stack';
import { findNginx } from '../support/real-nginx';
import { hasPython } from '../support/real-python';
import { findRedis } from '../support/real-redis';
import { sampleService, sampleStack, sampleStackAt, textOf } from '../support/sample-stack';

/**
 * Three claims of the sample's findings, shown by the real programs: before and after the one action that brings the
 * stack to production. Where a container's engine would set a limit or send a signal, a Linux tool does the same.
 */

const nginx = await findNginx();
const redis = await findRedis();
const root = process.getuid?.() === 0;
const celery = hasPython('celery') && existsSync('/usr/bin/celery');
if (!nginx) console.log('nginx is not installed: its limits are not shown.');
if (!redis) console.log('Redis is not installed: neither its policy nor a worker is shown.');
if (!celery) console.log('Celery is not installed: no worker is shown.');
if (!root) console.log('Only root may set limits and make process namespaces: some claims are not shown.');

const before = sampleStack();
const after = sampleStackAt('production');

describe.skipIf(!nginx || !root)('nginx may open as many files as it has connections', { timeout: 60_000 }, () => {
  test('the sample asks for more files than its container allows', async () => {
    expect(await startNginx(before)).toMatch(/setrlimit\(RLIMIT_NOFILE, 20000\) failed/);
  });

  test('at production it starts without a word about files', async () => {
    expect(await startNginx(after)).not.toMatch(/setrlimit|exceed open file resource limit|\[(alert|emerg)\]/);
  });
});

describe.skipIf(!redis || !celery)('no waiting task is lost when Redis is full', { timeout: 120_000 }, () => {
  test('the sample’s Redis throws the queue away', async () => {
    const { queued, refused } = await fillRedis(before);
    expect(queued).toBe(0);
    expect(refused).toBe(false);
  });

  test('at production it keeps every task and refuses what no longer fits', async () => {
    const { queued, refused } = await fillRedis(after);
    expect(queued).toBe(TASKS);
    expect(refused).toBe(true);
  });
});

describe.skipIf(!redis || !celery || !root)('a task ends before its worker is stopped', { timeout: 120_000 }, () => {
  test('the sample’s worker never hears of the stop and is killed in the middle', async () => {
    const { finished, stoppedItself } = await stopWorker(before);
    expect(stoppedItself).toBe(false);
    expect(finished).toBe(false);
  });

  test('at production it lets the task end and stops by itself', async () => {
    const { finished, stoppedItself } = await stopWorker(after);
    expect(finished).toBe(true);
    expect(stoppedItself).toBe(true);
  });
});

/**
 * Starts the stack's nginx under the limits of its container and answers what it logs while it comes up. Every number of
 * files and connections is a tenth of the stack's: the machine of the test may allow no more.
 */
async function startNginx(stack: Stack): Promise<string> {
  return inFolder(async (folder) => {
    const local = (text: string) =>
      text
        .replaceAll('/var/log/nginx/', `${folder}/`)
        .replaceAll('/var/run/', `${folder}/`)
        .replace(/include \/etc\/nginx\/mime\.types;/, '')
        .replace(/server api:8000;/, 'server 127.0.0.1:8000;')
        .replace(/listen 80\b/, 'listen 127.0.0.1:18080')
        .replace(/(worker_rlimit_nofile|worker_connections) (\d+)/g, (_, name, number) => `${name} ${tenth(number)}`);
    await writeFile(join(folder, 'nginx.conf'), local(textOf(stack, 'nginx/nginx.conf')));
    await mkdir(join(folder, 'conf.d'));
    await writeFile(join(folder, 'conf.d/api.conf'), local(textOf(stack, 'nginx/conf.d/api.conf')));
    const limit = sampleService(stack, 'nginx').ulimit('nofile');
    if (limit?.soft.state !== 'known' || limit.hard.state !== 'known') throw new Error('nginx has no ulimits');
    const command = [
      `--nofile=${tenth(limit.soft.value)}:${tenth(limit.hard.value)}`,
      // A container's root may not raise its hard limits.
      ...['setpriv', '--bounding-set=-sys_resource', nginx!.path],
      ...['-p', folder, '-c', 'nginx.conf', '-e', 'error.log', '-g', 'daemon off;'],
    ];
    const program = spawn('prlimit', command, { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    program.stderr.on('data', (chunk) => (log += String(chunk)));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const started = program.exitCode === null;
    // The master takes its workers along when it is asked to stop.
    await end(program, 'SIGTERM');
    const written = join(folder, 'error.log');
    if (existsSync(written)) log += readFileSync(written, 'utf8');
    expect(started, log).toBe(true);
    return log;
  });
}

const tenth = (number: number | string) => Math.floor(Number(number) / 10);

const TASKS = 500;

/** The tasks that are left in the stack's Redis once a cache beside them has filled it, 6 MB instead of its own size. */
async function fillRedis(stack: Stack): Promise<{ readonly queued: number; readonly refused: boolean }> {
  return withRedis(textOf(stack, 'redis/redis.conf'), ['--maxmemory', '6mb'], async (socket, folder) => {
    await python(
      folder,
      `
from celery import Celery
app = Celery(broker='redis+socket://${socket}')
for i in range(${TASKS}):
    app.send_task('app.tasks.build_invoice', args=[str(i)])
`,
    );
    // Redis tells the age of keys in seconds: waiting tasks are older than what the cache writes.
    const refused = await python(
      folder,
      `
import time, redis
time.sleep(3)
client = redis.Redis(unix_socket_path='${socket}')
refused = 0
for i in range(30000):
    try:
        client.set('order:%d' % i, 'x' * 1000)
    except redis.exceptions.ResponseError:
        refused += 1
print('refused' if refused else 'taken')
`,
    );
    const length = await run(redis!.client, ['-s', socket, 'llen', 'celery']);
    return { queued: Number(length.trim()), refused: refused.trim() === 'refused' };
  });
}

/** How long the task takes that runs when its worker is stopped, and a fifth of what Docker waits, in milliseconds. */
const TASK = 5_000;
const SHORTENED = 5;

/** Stops the stack's worker in the middle of a task as Docker stops a container. */
async function stopWorker(stack: Stack): Promise<{ readonly finished: boolean; readonly stoppedItself: boolean }> {
  const service = sampleService(stack, 'celery_worker');
  const words = service.commandLine?.words.map(({ text }) => text) ?? [];
  const grace = service.stopGracePeriod;
  return withRedis('save ""\n', [], async (socket, folder) => {
    await mkdir(join(folder, 'app'));
    await writeFile(join(folder, 'app/__init__.py'), '');
    await writeFile(join(folder, 'app/celeryconfig.py'), textOf(stack, 'app/celeryconfig.py'));
    await writeFile(
      join(folder, 'app/tasks.py'),
      `
import time
from celery import Celery
app = Celery('shop')
app.config_from_object('app.celeryconfig')

@app.task
def nap():
    open('${folder}/started', 'w').close()
    time.sleep(${TASK / 1000})
    open('${folder}/finished', 'w').close()

`,
    );
    const environment = {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      C_FORCE_ROOT: '1',
      CELERY_BROKER_URL: `redis+socket://${socket}`,
      CELERY_RESULT_BACKEND: `redis+socket://${socket}`,
    };
    // Its first process is number one of a namespace of its own, as in a container, and takes all others along.
    const container = spawn('unshare', ['--pid', '--fork', '--kill-child', ...words], {
      cwd: folder,
      env: environment,
      stdio: 'ignore',
    });
    try {
      await run('/usr/bin/python3', ['-c', 'from app.tasks import nap; nap.delay()'], {
        cwd: folder,
        env: environment,
      });
      await until(() => existsSync(join(folder, 'started')), 60_000);
      const first = Number(readFileSync(`/proc/${container.pid}/task/${container.pid}/children`, 'utf8').trim());
      process.kill(first, 'SIGTERM');
      const patience = grace.state === 'known' ? grace.value : 10_000;
      const stoppedItself = await exits(container, Math.min(patience, 100_000) / SHORTENED);
      return { finished: existsSync(join(folder, 'finished')), stoppedItself };
    } finally {
      await end(container);
    }
  });
}

async function withRedis<T>(
  configuration: string,
  args: readonly string[],
  use: (socket: string, folder: string) => Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    const socket = join(folder, 's');
    await writeFile(join(folder, 'redis.conf'), configuration);
    const own = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--logfile', ''];
    const server = spawn(redis!.server, [join(folder, 'redis.conf'), ...args, ...own], { stdio: 'ignore' });
    try {
      await until(() => existsSync(socket), 10_000);
      return await use(socket, folder);
    } finally {
      await end(server);
    }
  });
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'headroom-evidence-')));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function python(folder: string, script: string): Promise<string> {
  const path = join(folder, 'script.py');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, script);
  return run('/usr/bin/python3', [path], { cwd: folder });
}

function run(program: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  return new Promise<string>((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)));
  });
}

async function until(holds: () => boolean, most: number): Promise<void> {
  for (const last = Date.now() + most; !holds(); ) {
    if (Date.now() > last) throw new Error(`nothing came within ${most} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether a program ends by itself within so many milliseconds. */
async function exits(program: ChildProcess, most: number): Promise<boolean> {
  return until(() => program.exitCode !== null, most).then(
    () => true,
    () => false,
  );
}

async function end(program: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const gone = new Promise((resolve) => program.once('exit', resolve));
  program.kill(signal);
  await gone;
}
