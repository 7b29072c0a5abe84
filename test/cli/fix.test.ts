import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../server/src/cli/unified-diff';
import { createFile, replaceFile } from '../../server/src/disk/write';
import { GOOD, Program, readText, SMALL } from './program';

let program: Program;
beforeAll(async () => {
  program = await Program.build();
});
afterAll(() => program.dispose());

const check = (cwd: string, ...args: string[]) => program.run(['check', ...args], { cwd });

describe('--fix', () => {
  test('applies safe fixes until none is left, and reports what is', async () => {
    const folder = program.workspace({
      'nginx.conf': 'events {\n    worker_connections 512; # few\n}\n',
      'b/nginx.conf': GOOD,
    });
    const { code, out, err } = await check(folder, '--fix');
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^headroom: \d findings mended in 1 file\n$/),
    });
    expect(out).toContain('No findings');
    const text = readText(folder, 'nginx.conf');
    expect(text).toContain('    worker_connections 10000; # few\n');
    expect(text).toContain('worker_processes auto;');
    expect((await check(folder, '--fix')).err).toBe('');
    expect(readText(folder, 'nginx.conf')).toBe(text);
  });

  test('brings to the profile that is asked for, and leaves headroom.yaml alone', async () => {
    const folder = program.workspace({ 'nginx.conf': SMALL, 'headroom.yaml': 'profil: development\n' });
    const { code, out } = await check(
      folder,
      '--fix',
      '--profile',
      'high-traffic',
      '--rule',
      'nginx/worker-connections',
      '--rule',
      'headroom/config',
    );
    expect(code).toBe(1);
    expect(out).toContain('"profile" is meant');
    expect(readText(folder, 'nginx.conf')).toContain('worker_connections 20000;');
    expect(readText(folder, 'headroom.yaml')).toBe('profil: development\n');
  });

  test('makes what is for review only for a profile that is named', async () => {
    const compose = 'services:\n  cache:\n    image: redis:7.4\n    command: redis-server --save ""\n';
    const folder = program.workspace({ 'compose.yml': compose });
    const maxmemory = ['--rule', 'redis/maxmemory'];
    await check(folder, '--fix', ...maxmemory);
    await check(folder, '--fix', '--profile', 'auto', ...maxmemory);
    expect(readText(folder, 'compose.yml')).toBe(compose);
    const { out } = await check(folder, '--diff', '--profile', 'production', ...maxmemory);
    expect(out).toContain('+    command: redis-server --save "" --maxmemory 512mb');
    expect(readText(folder, 'compose.yml')).toBe(compose);
    expect((await check(folder, '--fix', '--profile', 'production', ...maxmemory)).code).toBe(0);
    expect(readText(folder, 'compose.yml')).toContain('--maxmemory 512mb');
  });

  test('mends only what is named: rules, files, and nothing that is silenced or accepted', async () => {
    const two = SMALL.replace('auto', '1');
    const folder = program.workspace({
      'a/nginx.conf': two,
      'b/nginx.conf': SMALL,
      'c/nginx.conf': SMALL.replace('512;', '512; # headroom-ignore nginx/worker-connections'),
    });
    await check(folder, 'a/nginx.conf', '--fix', '--rule', 'nginx/worker-processes');
    expect([readText(folder, 'a/nginx.conf'), readText(folder, 'b/nginx.conf')]).toEqual([SMALL, SMALL]);
    await check(folder, 'b', '--write-baseline', 'known.json');
    await check(folder, '--fix', '--baseline', 'known.json');
    expect(readText(folder, 'a/nginx.conf')).toBe(GOOD);
    expect(readText(folder, 'b/nginx.conf')).toBe(SMALL);
    expect(readText(folder, 'c/nginx.conf')).toContain('512;');
  });

  test('keeps line ends, a byte order mark, mode and links, and leaves nothing behind', async () => {
    const crlf = `\uFEFF${SMALL.replaceAll('\n', '\r\n')}`;
    const folder = program.workspace({ 'real/shop.nginx': crlf });
    chmodSync(join(folder, 'real/shop.nginx'), 0o640);
    mkdirSync(join(folder, 'enabled'));
    symlinkSync('../real/shop.nginx', join(folder, 'enabled/shop.nginx'));
    await check(folder, '--fix', '--rule', 'nginx/worker-connections');
    expect(readText(folder, 'real/shop.nginx')).toBe(crlf.replace('512', '10000'));
    expect(statSync(join(folder, 'real/shop.nginx')).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(folder, 'enabled/shop.nginx')).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(folder, 'real'))).toEqual(['shop.nginx']);
  });

  test('leaves a file that is no UTF-8 alone, and says so', async () => {
    const folder = program.workspace({});
    const bytes = Buffer.concat([Buffer.from('# \xe4\n', 'latin1'), Buffer.from(SMALL)]);
    writeFileSync(join(folder, 'nginx.conf'), bytes);
    const { code, err } = await check(folder, '--fix');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'headroom: nginx.conf: it is not UTF-8 throughout, so it is left alone\n',
    });
    expect(readFileSync(join(folder, 'nginx.conf')).equals(bytes)).toBe(true);
  });

  test('a folder that may not be written', async () => {
    const folder = program.workspace({ 'nginx.conf': SMALL });
    chmodSync(folder, 0o555);
    chmodSync(program.folder, 0o755);
    const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const { code, err } = await program.run(['check', '--fix'], { cwd: folder, ...uid });
    chmodSync(folder, 0o755);
    expect({ code, err }).toEqual({ code: 2, err: 'headroom: nginx.conf: not written: permission denied\n' });
    expect(readText(folder, 'nginx.conf')).toBe(SMALL);
    expect(readdirSync(folder)).toEqual(['nginx.conf']);
  });

  test('of standard input prints the mended text, and the report aside', async () => {
    const cwd = program.workspace({});
    expect(await program.run(['check', '-', '--fix'], { cwd, input: SMALL })).toMatchObject({
      code: 0,
      out: GOOD,
      err: expect.stringContaining('No findings'),
    });
    const other = 'Nothing of ours.\n';
    expect((await program.run(['check', '-', '--fix'], { cwd, input: other })).out).toBe(other);
  });
});

describe('replaceFile', () => {
  test('leaves a file alone that no longer holds what was read', async () => {
    const folder = program.workspace({ a: 'one' });
    expect(await replaceFile(join(folder, 'a'), 'zero', 'two')).toBe('changed');
    expect(readText(folder, 'a')).toBe('one');
    expect(await replaceFile(join(folder, 'a'), 'one', 'two')).toBe('written');
    expect(readText(folder, 'a')).toBe('two');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('a new file takes nothing away', async () => {
    const folder = program.workspace({ a: 'one' });
    expect(await createFile(join(folder, 'a'), 'two')).toBe(false);
    expect(await createFile(join(folder, 'b'), 'two')).toBe(true);
    expect([readText(folder, 'a'), readText(folder, 'b')]).toEqual(['one', 'two']);
  });
});

describe('--diff', () => {
  test('prints what --fix would do, as git reads it, and changes nothing', async () => {
    const files = {
      'nginx.conf': 'events {\n    worker_connections 512;\n}',
      'sub/nginx.conf': SMALL.replaceAll('\n', '\r\n'),
      'good/nginx.conf': GOOD,
    };
    const folder = program.workspace(files);
    const { code, out } = await check(folder, '--diff', '--fix');
    expect(code).toBe(1);
    for (const [path, text] of Object.entries(files)) expect(readText(folder, path)).toBe(text);
    expect(out).not.toContain('good/');
    writeFileSync(join(folder, 'fix.diff'), out);
    execFileSync('git', ['apply', '--unsafe-paths', 'fix.diff'], {
      cwd: folder,
      env: { ...process.env, GIT_DIR: join(folder, 'none'), GIT_CEILING_DIRECTORIES: folder },
    });
    const byPatch = ['nginx.conf', 'sub/nginx.conf'].map((path) => readText(folder, path));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    await check(folder, '--fix');
    expect(byPatch).toEqual(['nginx.conf', 'sub/nginx.conf'].map((path) => readText(folder, path)));
  });

  test('of standard input', async () => {
    const cwd = program.workspace({});
    const { out } = await program.run(['check', '--stdin', '--stdin-filename', 'nginx.conf', '--diff'], {
      cwd,
      input: SMALL,
    });
    expect(out).toBe(
      '--- a/nginx.conf\n+++ b/nginx.conf\n@@ -1,6 +1,6 @@\n worker_processes auto;\n events {\n-    worker_connections 512;\n+    worker_connections 10000;\n     use epoll;\n     multi_accept on;\n }\n',
    );
  });
});

describe('unifiedDiff', () => {
  test.each([
    ['', 'a\n'],
    ['a\n', ''],
    ['a', 'a\n'],
    ['a\n', 'a'],
    ['a\nb', 'a\nc'],
    ['1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\nx\n3\n4\n5\n6\n7\ny\n9\n'],
    ['1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n', 'x\n1\n2\n3\n4\n5\n6\n7\n8\n9\ny\n10\n'],
    ['a\r\nb\r\n', 'a\r\nc\r\n'],
    ['a\na\na\n', 'a\n'],
  ])('%j to %j: patch makes the one of the other', (before, after) => {
    const folder = program.workspace({ f: before });
    writeFileSync(join(folder, 'd'), unifiedDiff('f', before, after));
    execFileSync('git', ['apply', '--unsafe-paths', '--whitespace=nowarn', 'd'], {
      cwd: folder,
      env: { ...process.env, GIT_DIR: join(folder, 'none'), GIT_CEILING_DIRECTORIES: folder },
    });
    expect(readText(folder, 'f')).toBe(after);
  });

  test('of nothing is nothing', () => expect(unifiedDiff('f', 'a\n', 'a\n')).toBe(''));
});
