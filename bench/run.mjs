// npm run bench: how fast Headroom is, beside what else can be run here, on the same input in the same run.
//
//   node bench/run.mjs            everything
//   node bench/run.mjs --quick    fewer rounds, smaller inputs: for a look while working
//
// Writes docs/bench.json and docs/bench.svg. GIXY may name a command that runs gixy, where it isn't on the PATH.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { nginxConfig, nginxWorkspace } from './inputs.mjs';
import { Client } from './lsp-client.mjs';
import { draw } from './picture.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const quick = process.argv.includes('--quick');
const server = join(root, 'dist/server.js');
const cli = join(root, 'dist/cli.js');
if (!existsSync(server) || !existsSync(cli)) {
  console.error('Nothing to measure: run `npm run build` first.');
  process.exit(2);
}
const temporary = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));

const empty = join(temporary, 'empty-server.cjs');
await build({
  entryPoints: [join(root, 'bench/empty-server.ts')],
  outfile: empty,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
});

const results = {
  machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores, Node ${process.versions.node}`,
  editor: [],
  start: {},
  memory: {},
  commandLine: [],
  package: {},
};

await measureStart();
await measureEditor();
await measureMemory();
measureCommandLine();
measurePackage();
report();

function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

/** `initialize`, ours and the empty server's by turns. */
async function measureStart() {
  const ours = [];
  const theirs = [];
  for (let i = 0; i < (quick ? 5 : 15); i++) {
    for (const [list, program] of [
      [ours, server],
      [theirs, empty],
    ]) {
      const client = new Client(process.execPath, [program, '--stdio']);
      list.push(await client.initialize(null));
      await client.end();
    }
  }
  results.start = { headroom: median(ours), empty: median(theirs), ratio: median(ours) / median(theirs) };
}

/** Keystroke to diagnostics: a digit of a value in the middle of the file is typed and taken back. */
async function measureEditor() {
  for (const lines of quick ? [100, 1_000, 10_000] : [100, 1_000, 10_000, 100_000]) {
    const text = nginxConfig(lines);
    const folder = join(temporary, `nginx-${lines}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'nginx.conf'), text);
    const uri = pathToFileURL(join(folder, 'nginx.conf')).href;
    const all = text.split('\n');
    const line = all.findIndex((one, i) => i > all.length / 2 && one.includes('proxy_read_timeout'));
    const at = line < 0 ? { line: 4, character: all[4].length - 1 } : { line, character: all[line].indexOf('120s') };
    const row = { lines: all.length - 1, bytes: text.length };
    for (const [name, program] of [
      ['headroom', server],
      ['empty', empty],
    ]) {
      const client = new Client(process.execPath, [program, '--stdio']);
      await client.initialize(pathToFileURL(folder).href);
      const opened = await client.open(uri, 'nginx', text);
      const rounds = quick ? 40 : lines >= 100_000 ? 60 : 200;
      const times = [];
      for (let i = 0; i < rounds + 20; i++) {
        const took =
          i % 2 === 0
            ? await client.type(uri, at.line, at.character, '1')
            : await client.type(uri, at.line, at.character, '', 1);
        if (i >= 20) times.push(took);
      }
      const hovers = [];
      if (name === 'headroom') {
        for (let i = 0; i < 40; i++)
          hovers.push(
            (
              await client.request('textDocument/hover', {
                textDocument: { uri },
                position: { line: at.line, character: at.character },
              })
            ).took,
          );
      }
      row[name] = {
        open: opened.took,
        p50: median(times),
        p95: quantile(times, 0.95),
        ...(hovers.length > 0 ? { hover: median(hovers) } : {}),
        peak: client.memory().peak,
      };
      await client.end();
    }
    row.nginx = nginxTest(join(folder, 'nginx.conf'));
    results.editor.push(row);
  }
}

/** Wall time of `nginx -t`, where nginx is installed. */
function nginxTest(file) {
  const times = [];
  for (let i = 0; i < (quick ? 3 : 7); i++) {
    const start = performance.now();
    const run = spawnSync('nginx', ['-t', '-q', '-c', file, '-p', dirname(file)], { stdio: 'ignore' });
    if (run.error || run.status !== 0) return undefined;
    times.push(performance.now() - start);
  }
  return median(times);
}

/** The server with a workspace of 1,000 files open, beside the empty one with the same documents. */
async function measureMemory() {
  const count = quick ? 200 : 1_000;
  const folder = join(temporary, 'workspace');
  const entries = nginxWorkspace(count);
  for (const [path, text] of entries) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const [name, program] of [
    ['headroom', server],
    ['empty', empty],
  ]) {
    const client = new Client(process.execPath, [program, '--stdio']);
    await client.initialize(pathToFileURL(folder).href);
    let uri = '';
    for (const [path, text] of entries) {
      uri = pathToFileURL(join(folder, path)).href;
      await client.connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'nginx', version: 1, text },
      });
    }
    await client.open(`${uri}.last.conf`, 'nginx', 'server {\n    listen 80;\n}\n');
    const keystrokes = [];
    for (let i = 0; i < 40; i++) keystrokes.push(await client.type(`${uri}.last.conf`, 1, 11, i % 2 ? '' : '8', i % 2));
    results.memory[name] = {
      ...client.memory(),
      keystroke: { p50: median(keystrokes), p95: quantile(keystrokes, 0.95) },
    };
    await client.end();
  }
  results.memory.files = count;
  results.memory.ratio = results.memory.headroom.now / results.memory.empty.now;
}

/** Whole processes over one file, and over the many files of a folder. */
function measureCommandLine() {
  for (const lines of quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
    const file = join(temporary, `nginx-${lines}`, 'nginx.conf');
    if (!existsSync(file)) continue;
    results.commandLine.push({
      input: `${lines} lines`,
      headroom: time(process.execPath, [cli, 'check', file, '--fail-on', 'never', '--quiet']),
      node: time(process.execPath, ['-e', '0']),
      nginx: nginxTest(file),
      gixy: lines <= 10_000 ? peer(gixy(), [file]) : undefined,
    });
  }
  const corpus = join(root, '../shared/corpus/nginx');
  if (!existsSync(corpus)) return;
  const files = readdirSync(corpus)
    .filter((name) => name.endsWith('.conf'))
    .map((name) => join(corpus, name));
  const ours = time(process.execPath, [cli, 'check', corpus, '--fail-on', 'never', '--quiet']);
  const each = gixy() ? files.slice(0, quick ? 5 : 20).map((file) => peer(gixy(), [file], 1)) : [];
  const row = {
    input: `${files.length} corpus files`,
    headroom: ours,
    filesPerSecond: { headroom: (1000 * files.length) / ours },
  };
  if (each.length > 0) row.filesPerSecond.gixy = 1000 / (each.reduce((sum, one) => sum + one, 0) / each.length);
  results.commandLine.push(row);
}

function gixy() {
  if (process.env.GIXY) return process.env.GIXY.split(' ');
  return spawnSync('gixy', ['--version']).error ? undefined : ['gixy'];
}

function peer(command, args, rounds) {
  return command ? time(command[0], [...command.slice(1), ...args], rounds) : undefined;
}

function time(command, args, rounds = quick ? 3 : 7) {
  const times = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    spawnSync(command, args, { stdio: 'ignore' });
    times.push(performance.now() - start);
  }
  return median(times);
}

function measurePackage() {
  const vsix = ['out', '.'].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .filter((name) => name.endsWith('.vsix'))
          .map((name) => join(root, folder, name))
      : [],
  )[0];
  results.package = {
    server: statSync(server).size,
    cli: statSync(cli).size,
    ...(vsix ? { vsix: statSync(vsix).size } : {}),
  };
}

function report() {
  const ms = (value) => (value === undefined ? '–' : value < 10 ? value.toFixed(1) : Math.round(value).toString());
  const mb = (value) => (value === undefined ? '–' : `${Math.round(value / 1024 / 1024)} MB`);
  console.log(`${results.machine}\n`);
  console.log(
    'Editor, ms                 first open     edit p50     edit p95   empty p95        hover    nginx -t   memory',
  );
  for (const row of results.editor) {
    const cells = [
      ms(row.headroom.open),
      ms(row.headroom.p50),
      ms(row.headroom.p95),
      ms(row.empty.p95),
      ms(row.headroom.hover),
      ms(row.nginx),
      mb(row.headroom.peak),
    ];
    console.log(
      `nginx.conf, ${String(row.lines).padStart(6)} lines ${cells.map((cell) => cell.padStart(12)).join(' ')}`,
    );
  }
  const growth = results.editor
    .slice(1)
    .map(
      (row, i) =>
        `${results.editor[i].lines} → ${row.lines} lines: ×${(row.headroom.p50 / results.editor[i].headroom.p50).toFixed(1)}`,
    );
  console.log(`growth of the edit p50: ${growth.join(', ')}`);
  console.log(
    `\ninitialize: ${ms(results.start.headroom)} ms, an empty server ${ms(results.start.empty)} ms: ×${results.start.ratio.toFixed(2)}`,
  );
  const { headroom, files, ratio } = results.memory;
  console.log(
    `memory with ${files} files open: ${mb(headroom.now)}, an empty server ${mb(results.memory.empty.now)}: ×${ratio.toFixed(2)}; keystroke there p50 ${ms(headroom.keystroke.p50)}, p95 ${ms(headroom.keystroke.p95)} ms`,
  );
  console.log('\nCommand line, ms             headroom      node -e 0     nginx -t         gixy');
  for (const row of results.commandLine) {
    console.log(
      `${row.input.padEnd(22)} ${[ms(row.headroom), ms(row.node), ms(row.nginx), ms(row.gixy)].map((cell) => cell.padStart(14)).join('')}`,
    );
    if (row.filesPerSecond)
      console.log(
        `  files per second: ${Object.entries(row.filesPerSecond)
          .map(([name, value]) => `${name} ${Math.round(value)}`)
          .join(', ')}`,
      );
  }
  const kb = (value) => (value === undefined ? 'not built' : `${Math.round(value / 1024)} KB`);
  console.log(
    `\nserver ${kb(results.package.server)}, command line ${kb(results.package.cli)}, .vsix ${kb(results.package.vsix)}`,
  );
  if (quick) return;
  writeFileSync(
    join(root, 'docs/bench.json'),
    `${JSON.stringify(results, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value), 2)}\n`,
  );
  writeFileSync(join(root, 'docs/bench.svg'), draw(results));
  console.log('\ndocs/bench.json and docs/bench.svg are written.');
}
