// npm run bench: how fast Headroom is, beside what else can be run here, on the same input in the same run.
//
//   node bench/run.mjs                    everything
//   node bench/run.mjs --quick            fewer rounds, smaller inputs: for a look while working
//   node bench/run.mjs --only editor nginx   parts: start, editor, workspace, command-line; kinds: nginx, compose, python
//
// A whole run writes docs/bench.json and docs/bench.svg. GIXY may name a command that runs gixy, where it isn't on the
// PATH; dclint and yaml-language-server are installed into bench/peers/node_modules.

import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { measureCommandLine } from './command-line.mjs';
import { measureEditor, measureStart, measureWorkspace } from './editor.mjs';
import { installedPeers } from './peers.mjs';
import { draw } from './picture.mjs';
import { describe } from './report.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const quick = process.argv.includes('--quick');
const asked = process.argv.includes('--only') ? process.argv.slice(process.argv.indexOf('--only') + 1) : [];
const parts = asked.filter((part) => !part.startsWith('--'));
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

const peers = installedPeers();
const kinds = ['nginx', 'compose', 'python'];
const chosenKinds = kinds.filter((kind) => parts.includes(kind));
const bench = {
  temporary,
  server,
  empty,
  cli,
  peers,
  quick,
  corpus: join(root, '../shared/corpus'),
  /** Whether a kind of file is measured: all are, where none is asked for. */
  only: (kind) => chosenKinds.length === 0 || chosenKinds.includes(kind),
};
const wants = (part) => parts.length === 0 || parts.includes(part);

const results = {
  machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores, Node ${process.versions.node}`,
  peers: peers.missing ? { missing: peers.missing } : { dclint: peers.dclint.name, yamlServer: peers.yamlServer.name },
  ...(wants('start') ? { start: await measureStart(bench) } : {}),
  ...(wants('editor') ? { editor: await measureEditor(bench) } : {}),
  ...(wants('workspace') ? { workspace: await measureWorkspace(bench) } : {}),
  ...(wants('command-line') ? { commandLine: await measureCommandLine(bench) } : {}),
  package: sizes(),
};
console.log(describe(results));
if (!quick && parts.length === 0) {
  const rounded = (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value);
  writeFileSync(join(root, 'docs/bench.json'), `${JSON.stringify(results, rounded, 2)}\n`);
  writeFileSync(join(root, 'docs/bench.svg'), draw(results));
  console.log('\ndocs/bench.json and docs/bench.svg are written.');
}

/** What the built files weigh, in bytes. */
function sizes() {
  const vsix = join(root, 'out/headroom.vsix');
  return {
    server: ['headroom.js', 'engine.js'].reduce((sum, file) => sum + statSync(join(root, 'dist', file)).size, 0),
    cli: statSync(cli).size,
    ...(existsSync(vsix) ? { vsix: statSync(vsix).size } : {}),
  };
}
