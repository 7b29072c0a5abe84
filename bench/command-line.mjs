// On the command line: whole processes over one file, and over the many files of a folder.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeFile } from './inputs/compose.mjs';
import { nginxConfig } from './inputs/nginx.mjs';
import { pythonModule } from './inputs/python.mjs';
import { peakOfProcess, timeProcess } from './measure.mjs';
import { gixy, nginxTest, pythonParse } from './peers.mjs';

/** What a peer may take on one file, in milliseconds, before it is left out. */
const PATIENCE = 120_000;

/**
 * @param {{ temporary: string, cli: string, peers: ReturnType<typeof import('./peers.mjs').installedPeers>, corpus: string, quick: boolean, only: (kind: string) => boolean }} bench
 */
export async function measureCommandLine({ temporary, cli, peers, corpus, quick, only }) {
  const rounds = quick ? 3 : 7;
  const check = (path) => [cli, 'check', path, '--fail-on', 'never', '--quiet'];
  const ours = async (path) => ({
    headroom: timeProcess(process.execPath, check(path), { rounds }),
    peak: await peakOfProcess(process.execPath, check(path)),
  });
  const peer = (program, path, count = rounds) =>
    program && timeProcess(program.command, [...program.args, path], { rounds: count, limit: PATIENCE });
  const write = (folder, name, text) => {
    mkdirSync(join(temporary, folder), { recursive: true });
    writeFileSync(join(temporary, folder, name), text);
    return join(temporary, folder, name);
  };
  const rows = [];
  if (only('nginx')) {
    const linter = gixy();
    for (const lines of quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
      const path = write(`command-nginx-${lines}`, 'nginx.conf', nginxConfig(lines));
      rows.push({
        kind: 'nginx',
        size: lines,
        unit: 'lines',
        ...(await ours(path)),
        nginx: nginxTest(path, rounds),
        gixy: lines <= 10_000 ? peer(linter, path) : undefined,
      });
    }
    const folder = join(corpus, 'nginx');
    if (existsSync(folder)) rows.push(await measureCorpus('nginx', folder, /\.conf$/, linter));
  }
  if (only('compose')) {
    for (const services of quick ? [10, 100] : [10, 100, 1_000, 5_000]) {
      const path = write(`command-compose-${services}`, 'compose.yml', composeFile(services));
      rows.push({
        kind: 'compose',
        size: services,
        unit: 'services',
        ...(await ours(path)),
        dclint: services <= 1_000 ? peer(peers.dclint, path) : undefined,
      });
    }
    const folder = join(corpus, 'compose');
    if (existsSync(folder)) rows.push(await measureCorpus('compose', folder, /\.ya?ml$/, peers.dclint));
  }
  if (only('python')) {
    for (const lines of [100, 1_000, 10_000]) {
      const path = write(`command-python-${lines}`, 'tasks.py', pythonModule(lines));
      rows.push({
        kind: 'python',
        size: lines,
        unit: 'lines',
        ...(await ours(path)),
        python: pythonParse(path, rounds),
      });
    }
  }
  return { node: timeProcess(process.execPath, ['-e', '0'], { rounds }), rows };

  /** Files per second: ours over the whole folder at once, a linter's file by file, as it has to be called. */
  async function measureCorpus(kind, folder, ending, linter) {
    const files = readdirSync(folder).filter((name) => ending.test(name));
    const row = { kind, size: files.length, unit: 'corpus files', ...(await ours(folder)), filesPerSecond: {} };
    row.filesPerSecond.headroom = (1000 * files.length) / row.headroom;
    if (!linter) return row;
    const times = files.slice(0, quick ? 5 : 20).map((name) => peer(linter, join(folder, name), 1));
    const took = times.filter((time) => time !== undefined);
    if (took.length > 0)
      row.filesPerSecond[linter.name] = (1000 * took.length) / took.reduce((sum, one) => sum + one, 0);
    return row;
  }
}
