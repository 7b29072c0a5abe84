import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { completeStack } from '../../server/src/stack/load';
import { stackOf } from '../support/fixture';
import { judge } from '../support/laws';

const samples = resolve(import.meta.dirname, '../../samples');
const files = filesBelow(samples);
const read = (path: string) => readFileSync(join(samples, path), 'utf8');

test('the file of the picture is short and shows its number at the top', () => {
  const lines = read('nginx/nginx.conf').split('\n');
  expect(lines.length).toBeLessThanOrEqual(45);
  expect(lines.findIndex((line) => line.includes('worker_connections 512;'))).toBeLessThan(12);
});

test('no file is longer than a page or two', () => {
  expect(files.filter((path) => path !== 'README.md' && read(path).split('\n').length > 90)).toEqual([]);
});

test('every YAML file is valid', () => {
  for (const path of files.filter((name) => /\.ya?ml$|mongod\.conf$/.test(name))) {
    const document = parseDocument(read(path), { strict: true });
    expect([path, ...document.errors, ...document.warnings]).toEqual([path]);
  }
});

test('every file that compose mounts or reads is there', () => {
  const paths = read('compose.yml').match(/(?<=- )\.\/[^:\s]+|(?<=env_file: )\S+/g)!;
  expect(paths.filter((path) => !existsSync(join(samples, path)))).toEqual([]);
});

test('only the read-me gives the faults away', () => {
  const comments = files
    .filter((path) => path !== 'README.md' && path !== 'headroom.yaml')
    .flatMap((path) => read(path).match(/^\s*[#;].*$/gm) ?? []);
  expect(comments.filter((comment) => /fault|wrong|too (?:low|high|small|long)|headroom/i.test(comment))).toEqual([]);
});

test('the read-me has a section for every file with faults', () => {
  const headings = read('README.md')
    .match(/(?<=^## ).*$/gm)!
    .join(' ');
  const stack = files.filter(
    (path) => !/^(?:README\.md|headroom\.yaml|\.env|Dockerfile|requirements\.txt)$/.test(path),
  );
  const unnamed = stack.filter((path) => !headings.includes(path) && !headings.includes(path.split('/')[0] + '/'));
  expect(unnamed).toEqual([]);
});

test('the read-me names the rule of every fault', () => {
  const faults = read('README.md').match(/^- .*$/gm)!;
  expect(faults.length).toBeGreaterThan(40);
  expect(faults.filter((line) => !/^- `[a-z]+\/[a-z0-9-]+`/.test(line))).toEqual([]);
});

test('the rules that the read-me names are those that find something', async () => {
  const held = stackOf(files.map((path) => [path, read(path)] as const));
  const stack = await completeStack(held, async () => undefined);
  const found = new Set(judge(stack).findings.map((finding) => finding.rule));
  const named = new Set(read('README.md').match(/(?<=`)[a-z]+\/[a-z0-9-]+(?=`)/g));
  expect([...named].sort()).toEqual([...found].sort());
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path).map((below) => `${name}/${below}`) : [name];
  });
}
