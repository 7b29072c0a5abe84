// In an editor: from a keystroke to its diagnostics, in one file of each kind and in a workspace of many.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeFile } from './inputs/compose.mjs';
import { nginxConfig } from './inputs/nginx.mjs';
import { pythonModule } from './inputs/python.mjs';
import { workspace } from './inputs/workspace.mjs';
import { Client } from './lsp-client.mjs';
import { median, quantile } from './measure.mjs';
import { nginxTest } from './peers.mjs';

/** Keystrokes before the clock starts. */
const WARM_UP = 20;

/** What is typed into: a digit goes before the number that `before` ends at, and is taken back. */
const KINDS = [
  {
    kind: 'nginx',
    file: 'nginx.conf',
    unit: 'lines',
    languageId: 'nginx',
    sizes: [100, 1_000, 10_000, 100_000],
    make: nginxConfig,
    before: 'proxy_read_timeout ',
  },
  {
    kind: 'compose',
    file: 'compose.yml',
    unit: 'services',
    languageId: 'dockercompose',
    sizes: [10, 100, 1_000, 5_000],
    make: composeFile,
    before: '--maxConns ',
  },
  {
    kind: 'python',
    file: 'tasks.py',
    unit: 'lines',
    languageId: 'python',
    sizes: [100, 1_000, 10_000],
    make: pythonModule,
    before: '    time_limit=',
  },
];

/**
 * Each size of each kind, ours beside the empty server and the peers.
 *
 * @param {{ temporary: string, server: string, empty: string, peers: ReturnType<typeof import('./peers.mjs').installedPeers>, quick: boolean, only: (kind: string) => boolean }} bench
 */
export async function measureEditor({ temporary, server, empty, peers, quick, only }) {
  const rows = [];
  for (const { kind, file, unit, languageId, sizes, make, before } of KINDS) {
    if (!only(kind)) continue;
    for (const size of quick ? sizes.slice(0, 3) : sizes) {
      const text = make(size);
      const folder = join(temporary, `${kind}-${size}`);
      const path = join(folder, file);
      mkdirSync(folder);
      writeFileSync(path, text);
      const at = placeOf(text, before);
      const measure = (program, rounds) =>
        measureServer(program, { folder, uri: pathToFileURL(path).href, languageId, text, at, rounds });
      const rounds = quick ? 40 : text.length > 2_000_000 ? 60 : 200;
      const row = { kind, size, unit, lines: text.split('\n').length - 1, bytes: text.length };
      row.headroom = await measure({ command: process.execPath, args: [server, '--stdio'] }, rounds);
      row.empty = await measure({ command: process.execPath, args: [empty, '--stdio'] }, rounds);
      // A keystroke in it takes a fifth of a second and more: fewer show the same.
      if (kind === 'compose' && peers.yamlServer && size <= 1_000)
        row.yamlServer = await measure(peers.yamlServer, quick ? 5 : 15);
      if (kind === 'nginx') row.nginx = nginxTest(path, quick ? 3 : 7);
      rows.push(row);
    }
  }
  return rows;
}

/** The place behind the words, in the first line past the middle of the text that has them. */
function placeOf(text, before) {
  const lines = text.split('\n');
  const past = lines.findIndex((line, i) => i > lines.length / 2 && line.includes(before));
  const line = past < 0 ? lines.findLastIndex((one) => one.includes(before)) : past;
  return { line, character: lines[line].indexOf(before) + before.length };
}

async function measureServer(program, { folder, uri, languageId, text, at, rounds }) {
  const client = new Client(program.command, program.args, program.settings);
  await client.initialize(pathToFileURL(folder).href);
  const opened = await client.open(uri, languageId, text);
  const times = await keystrokes(client, uri, at, rounds);
  const hovers = [];
  for (let i = 0; i < Math.min(40, rounds); i++) {
    const answer = await client
      .request('textDocument/hover', { textDocument: { uri }, position: at })
      .catch(() => undefined);
    if (answer === undefined) break;
    hovers.push(answer.took);
  }
  const { peak } = client.memory();
  await client.end();
  return {
    open: opened.took,
    p50: median(times),
    p95: quantile(times, 0.95),
    ...(hovers.length > 0 ? { hover: median(hovers) } : {}),
    findings: opened.diagnostics.length,
    peak,
  };
}

/** Types a digit and takes it back, by turns. */
async function keystrokes(client, uri, { line, character }, rounds, warmUp = Math.min(WARM_UP, rounds)) {
  const times = [];
  for (let i = 0; i < rounds + warmUp; i++) {
    const took = await client.type(uri, line, character, i % 2 === 0 ? '1' : '', i % 2);
    if (i >= warmUp) times.push(took);
  }
  return times;
}

/** The files of the workspace in which a digit is typed: one of each kind. */
const TYPED = [
  { kind: 'nginx', path: 'shop-1/nginx/conf.d/site-3.conf', before: 'proxy_read_timeout ' },
  { kind: 'compose', path: 'shop-1/compose.yml', before: '--maxConns ' },
  { kind: 'python', path: 'shop-1/shop/tasks_2.py', before: '    time_limit=' },
];

/**
 * A workspace with all its files open: what the server holds in memory, and the time from a keystroke until every
 * diagnostic that it changes is published. A server publishes in the order in which documents were opened: the one that
 * is typed into was opened last.
 *
 * @param {{ temporary: string, server: string, empty: string, quick: boolean }} bench
 */
export async function measureWorkspace({ temporary, server, empty, quick }) {
  const count = quick ? 200 : 1_000;
  const folder = join(temporary, 'workspace');
  const entries = workspace(count);
  for (const { path, text } of entries) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const result = { files: count, bytes: entries.reduce((sum, { text }) => sum + text.length, 0) };
  for (const [name, program] of [
    ['headroom', server],
    ['empty', empty],
  ]) {
    result[name] = {};
    for (const { kind, path, before } of TYPED) {
      const last = entries.find((entry) => entry.path === path);
      const client = new Client(process.execPath, [program, '--stdio']);
      await client.initialize(pathToFileURL(folder).href);
      const start = performance.now();
      for (const entry of entries) if (entry !== last) await client.tellOpen(uriOf(folder, entry.path), entry);
      const uri = uriOf(folder, path);
      await client.open(uri, last.languageId, last.text);
      const opened = performance.now() - start;
      const times = await keystrokes(client, uri, placeOf(last.text, before), quick ? 40 : 100);
      // Servers let go of memory when they are left alone for a moment.
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      result[name][kind] = { open: opened, p50: median(times), p95: quantile(times, 0.95), ...client.memory() };
      await client.end();
    }
  }
  const now = (name) => Math.max(...TYPED.map(({ kind }) => result[name][kind].now));
  result.memoryRatio = now('headroom') / now('empty');
  return result;
}

function uriOf(folder, path) {
  return pathToFileURL(join(folder, path)).href;
}

/**
 * From the start of the process to the answer to `initialize`, ours and the empty server's by turns.
 *
 * @param {{ server: string, empty: string, quick: boolean }} bench
 */
export async function measureStart({ server, empty, quick }) {
  const ours = [];
  const theirs = [];
  for (let i = 0; i < (quick ? 5 : 25); i++) {
    for (const [list, program] of [
      [ours, server],
      [theirs, empty],
    ]) {
      const client = new Client(process.execPath, [program, '--stdio']);
      list.push(await client.initialize(null));
      await client.end();
    }
  }
  return { headroom: median(ours), empty: median(theirs), ratio: median(ours) / median(theirs) };
}
