import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../server/src/rules/index.generated';
import { readFixture, stackOf } from '../support/fixture';
import { inFolder } from '../support/real-celery';
import { hasPython } from '../support/real-python';
import { findRedis } from '../support/real-redis';

const CELERY = '/usr/bin/celery';
const installed = existsSync(CELERY) && hasPython('celery');
if (!installed) console.log('Celery is not installed: no worker is started.');
const redis = await findRedis();

/** Starts a worker and answers what it logs, until it ends, or until a line fits. */
function runWorker(folder: string, app: string, until: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = spawn(CELERY, ['-A', app, 'worker', '--without-mingle', '--without-gossip', '-l', 'INFO'], {
      cwd: folder,
      // A group of its own, so that its processes end with it.
      detached: true,
      env: { PATH: '/usr/bin:/bin', C_FORCE_ROOT: '1', PYTHONDONTWRITEBYTECODE: '1', HOME: folder },
    });
    let log = '';
    let ended = false;
    const end = () => {
      if (!ended && worker.pid !== undefined) process.kill(-worker.pid, 'SIGKILL');
      ended = true;
    };
    const take = (chunk: Buffer) => {
      log += chunk.toString();
      if (until.test(log)) end();
    };
    const timer = setTimeout(end, 20_000);
    worker.stdout.on('data', take);
    worker.stderr.on('data', take);
    worker.on('error', reject);
    worker.on('exit', () => {
      ended = true;
    });
    worker.on('close', () => {
      clearTimeout(timer);
      resolve(log);
    });
  });
}

/** What a worker on a broker in memory logs for the app of a rule's example. */
function startExample(id: string, part: 'bad' | 'good', i: number): Promise<string> {
  const example = rules.find((rule) => rule.id === id)!.examples[i]![part];
  const inMemory = example.replaceAll('amqp://rabbitmq//', 'memory://');
  return inFolder(stackOf(readFixture(inMemory).files), (folder) => runWorker(folder, 'shop.celery_app', /\bready\./));
}

const REFUSED: readonly (readonly [id: string, example: number, error: RegExp])[] = [
  ['celery/max-tasks-zero', 0, /AssertionError/],
  ['celery/string-for-number', 0, /TypeError/],
  ['celery/string-for-number', 1, /AssertionError/],
  ['celery/rate-limit-format', 0, /KeyError: 'sec'/],
];

describe.skipIf(!installed)('a real worker', { timeout: 60_000 }, () => {
  test.each(REFUSED)('%s %d: does not start', async (id, i, error) => {
    const log = await startExample(id, 'bad', i);
    expect(log).toMatch(error);
    expect(log).not.toMatch(/\bready\./);
  });

  test.each(REFUSED)('%s %d: starts with the good example', async (id, i) => {
    expect(await startExample(id, 'good', i)).toMatch(/\bready\./);
  });

  test.skipIf(!redis)('lets a soft limit above the hard one hold it up', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headroom-worker-'));
    const socket = join(folder, 's');
    const server = spawn(redis!.server, ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder]);
    try {
      await writeFile(
        join(folder, 'held.py'),
        `
import time
from celery import Celery
app = Celery('held', broker='redis+socket://${socket}')
app.conf.task_time_limit = 1
app.conf.task_soft_time_limit = 6

@app.task
def nap():
    time.sleep(3)
    return 'slept through'

if __name__ == '__main__':
    nap.delay()
`,
      );
      while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => {
        spawn('/usr/bin/python3', ['held.py'], { cwd: folder }).on('close', resolve);
      });
      const log = await runWorker(folder, 'held', /succeeded|TimeLimitExceeded/);
      expect(log).toMatch(/slept through/);
    } finally {
      server.kill();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
