import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GOOD, Program, readText, SMALL } from './program';

let program: Program;
beforeAll(async () => {
  program = await Program.build();
});
afterAll(() => program.dispose());

const check = (cwd: string, ...args: string[]) => program.run(['check', ...args], { cwd });
const json = async (cwd: string, ...args: string[]) => JSON.parse((await check(cwd, '--format', 'json', ...args)).out);
const places = (report: { findings: { file: string; rule: string }[] }) =>
  report.findings.map(({ file, rule }) => `${file} ${rule}`);

describe('exit codes', () => {
  test('0 where nothing is found', async () => {
    const { code, out, err } = await check(program.workspace({ 'nginx.conf': GOOD }));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^No findings in 1 file\..*\n$/);
  });

  test('1 where something is', async () => {
    expect((await check(program.workspace({ 'nginx.conf': SMALL }))).code).toBe(1);
  });

  test.each([
    ['error', 0],
    ['warning', 1],
    ['information', 1],
    ['never', 0],
  ])('--fail-on %s', async (level, code) => {
    expect((await check(program.workspace({ 'nginx.conf': SMALL }), '--fail-on', level)).code).toBe(code);
  });

  test('a hint never fails, information where asked for', async () => {
    const folder = program.workspace({
      'nginx.conf': SMALL,
      'headroom.yaml': 'rules: {nginx/worker-connections: hint}',
    });
    expect((await check(folder, '--fail-on', 'information')).code).toBe(0);
    writeFileSync(join(folder, 'headroom.yaml'), 'rules: {nginx/worker-connections: information}');
    expect((await check(folder, '--fail-on', 'information')).code).toBe(1);
    expect((await check(folder)).code).toBe(0);
  });

  test.each([
    [['--nope'], 'unknown option --nope'],
    [['--fromat', 'json'], 'unknown option --fromat; did you mean --format?'],
    [['--format'], '--format needs a value: --format F'],
    [['--format', 'jsn'], '--format is pretty, json, sarif, github or markdown, not "jsn"; did you mean json?'],
    [['--format='], '--format is pretty'],
    [['--fix=yes'], '--fix takes no value'],
    [
      ['--profile', 'prod'],
      '--profile is auto, production, development or high-traffic, not "prod"; did you mean production?',
    ],
    [['--fail-on', 'hint'], '--fail-on is error, warning, information or never, not "hint"'],
    [
      ['--rule', 'nginx/worker-conections'],
      'there is no rule nginx/worker-conections; did you mean nginx/worker-connections?',
    ],
    [['--diff', '--format', 'json'], '--diff prints a diff'],
    [['--stdin', 'nginx.conf'], 'standard input is checked alone'],
    [['--stdin-filename', 'nginx.conf'], '--stdin-filename goes with --stdin'],
    [['missing.conf'], 'missing.conf: there is no such file or folder'],
    [['nginx.conf', 'missing/'], 'missing/: there is no such file or folder'],
    [['--config', 'missing.yaml'], 'missing.yaml: there is no such file or folder'],
    [['--baseline', 'missing.json'], 'missing.json: there is no such file or folder'],
    [['--baseline', 'nginx.conf'], 'nginx.conf: it is no baseline'],
  ])('2 for %j', async (args, line) => {
    const folder = program.workspace({ 'nginx.conf': SMALL });
    const { code, out, err } = await check(folder, '--fix', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^headroom: [^\n]*\n$/);
    expect(err).toContain(line);
    expect(readText(folder, 'nginx.conf')).toBe(SMALL);
  });

  test('2 for a file that may not be read, and nothing is changed', async () => {
    const folder = program.workspace({ 'nginx.conf': SMALL, 'b.nginx': SMALL });
    chmodSync(join(folder, 'b.nginx'), 0o000);
    for (const parent of [folder, program.folder]) chmodSync(parent, 0o755);
    // The superuser may read everything, so somebody else runs it.
    const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const whole = await program.run(['check', '--fix'], { cwd: folder, ...uid });
    expect(whole).toMatchObject({ code: 2, err: 'headroom: b.nginx: permission denied\n' });
    expect(whole.out).toContain('nginx.conf:3:24: warning');
    const named = await program.run(['check', 'b.nginx'], { cwd: folder, ...uid });
    expect(named).toEqual({ code: 2, out: '', err: 'headroom: b.nginx: permission denied\n' });
    expect(readText(folder, 'nginx.conf')).toBe(SMALL);
  });
});

describe('paths', () => {
  test('a folder is judged by its own headroom.yaml, shown relative to the working directory', async () => {
    const folder = program.workspace({
      'a/nginx.conf': SMALL,
      'a/headroom.yaml': 'profile: development\n',
      'b/nginx.conf': SMALL,
    });
    const report = await json(folder, 'a', 'b');
    expect(report.findings.map(({ file, profile }: { file: string; profile: string }) => [file, profile])).toEqual([
      ['a/nginx.conf', 'development'],
      ['b/nginx.conf', 'production'],
    ]);
    expect(places(await json(join(folder, 'a'), '../b'))).toEqual(['../b/nginx.conf nginx/worker-connections']);
  });

  test('a file is judged within its project: its includes are known, and only its own findings are told', async () => {
    const folder = program.workspace({
      'headroom.yaml': 'profile: high-traffic\n',
      'nginx/nginx.conf': 'include conf.d/events.conf;\nworker_processes auto;\nworker_rlimit_nofile 60000;\n',
      'nginx/conf.d/events.conf': SMALL.split('\n').slice(1).join('\n'),
      'other/nginx.conf': SMALL,
    });
    const report = await json(folder, 'nginx/conf.d/events.conf', '--rule', 'nginx/worker-connections');
    expect(
      report.findings.map(({ file, message }: { file: string; message: string }) => [file, message.includes('20000')]),
    ).toEqual([['nginx/conf.d/events.conf', true]]);
    expect(report.summary.files).toBe(1);
  });

  test('a file whose name says nothing is known by what it holds', async () => {
    const folder = program.workspace({ 'site.txt': SMALL, 'notes.txt': 'Nothing.\n' });
    expect(places(await json(folder, 'site.txt'))).toEqual(['site.txt nginx/worker-connections']);
    expect(await check(folder, 'notes.txt')).toEqual({
      code: 0,
      out: 'No findings in 0 files.\n',
      err: 'headroom: notes.txt: not configuration that Headroom reads\n',
    });
  });

  test('what two paths reach is told once', async () => {
    const folder = program.workspace({ 'sub/nginx.conf': SMALL });
    expect(places(await json(folder, '.', 'sub', 'sub/nginx.conf'))).toEqual([
      'sub/nginx.conf nginx/worker-connections',
    ]);
  });

  test('a folder without any configuration is remarked on', async () => {
    expect(await check(program.workspace({ 'a.txt': '' }))).toMatchObject({
      code: 0,
      err: 'headroom: .: no configuration that Headroom reads\n',
    });
  });

  test('a link that leads to a file of the folder is judged where the file is', async () => {
    const folder = program.workspace({ 'sites-available/shop': 'server {\n    listen 80\n}\n' });
    mkdirSync(join(folder, 'sites-enabled'));
    symlinkSync('../sites-available/shop', join(folder, 'sites-enabled/shop'));
    expect(places(await json(folder, 'sites-enabled/shop', '--rule', 'syntax/nginx'))).toEqual([
      'sites-available/shop syntax/nginx',
    ]);
  });
});

describe('options', () => {
  test('--profile wins over headroom.yaml and comments', async () => {
    const folder = program.workspace({
      'nginx.conf': `# headroom: profile=development\n${SMALL}`,
      'headroom.yaml': 'profile: production\noverrides: [{files: ["*"], profile: development}]\n',
    });
    const message = async (...args: string[]) => (await json(folder, ...args)).findings[0];
    expect((await message()).profile).toBe('development');
    expect(await message('--profile', 'high-traffic')).toMatchObject({
      profile: 'high-traffic',
      message: expect.stringContaining('20000'),
    });
  });

  test('--config stands in for headroom.yaml, and its mistakes are told under its name', async () => {
    const folder = program.workspace({
      'w/nginx.conf': SMALL,
      'w/headroom.yaml': 'rules: {"nginx/*": off}\n',
      'strict.yaml': 'profile: high-traffic\nworklod: 1\n',
    });
    expect(places(await json(folder, 'w'))).toEqual([]);
    const report = await json(folder, 'w', '--config', 'strict.yaml');
    expect(places(report)).toEqual(['strict.yaml headroom/config', 'w/nginx.conf nginx/worker-connections']);
    expect(report.findings[1].profile).toBe('high-traffic');
  });

  test('--rule takes ids and globs, several times', async () => {
    const folder = program.workspace({
      'nginx.conf': SMALL.replace('auto', '1').replace('multi_accept on', 'multi_accept off'),
    });
    expect(places(await json(folder))).toHaveLength(3);
    expect(places(await json(folder, '--rule', 'nginx/multi-accept'))).toEqual(['nginx.conf nginx/multi-accept']);
    expect(places(await json(folder, '--rule', 'nginx/multi-accept', '--rule', 'nginx/worker-*'))).toHaveLength(3);
    expect(places(await json(folder, '--rule', 'headroom/*'))).toEqual([]);
  });

  test('--no-ignore tells also what comments and globs silence', async () => {
    const silenced = SMALL.replace('512;', '512; # headroom-ignore nginx/worker-connections -- a CDN is in front');
    const folder = program.workspace({
      'nginx.conf': silenced,
      'vendor/nginx.conf': SMALL,
      'headroom.yaml': 'ignore: ["vendor/**"]\n',
    });
    expect(places(await json(folder))).toEqual([]);
    expect(places(await json(folder, '--no-ignore'))).toEqual([
      'nginx.conf nginx/worker-connections',
      'vendor/nginx.conf nginx/worker-connections',
    ]);
    expect((await check(folder, 'vendor/nginx.conf')).err).toBe(
      'headroom: vendor/nginx.conf: headroom.yaml ignores it\n',
    );
  });

  test('--statistics counts by rule, beside a machine format on standard error', async () => {
    const folder = program.workspace({ 'nginx.conf': SMALL, 'b/nginx.conf': SMALL });
    expect((await check(folder, '--statistics')).out).toContain('     2  warning      nginx/worker-connections\n');
    const { out, err } = await check(folder, '--statistics', '--format', 'json');
    expect(JSON.parse(out).summary.warning).toBe(2);
    expect(err).toBe('     2  warning      nginx/worker-connections\n');
  });

  test('--quiet leaves findings and errors alone', async () => {
    const folder = program.workspace({ 'nginx.conf': SMALL, 'good/nginx.conf': GOOD });
    const { out, err } = await check(folder, '-q');
    expect(out).toMatch(/^nginx\.conf:3:24: warning[\s\S]*\n$/);
    expect(out).not.toContain('finding');
    expect(err).toBe('');
    expect(await check(join(folder, 'good'), '--quiet')).toEqual({ code: 0, out: '', err: '' });
    expect((await check(folder, '--quiet', 'missing')).err).not.toBe('');
  });

  test('a headroom.yaml with mistakes is not passed over in silence', async () => {
    const folder = program.workspace({ 'nginx.conf': SMALL, 'headroom.yaml': 'profile: fast\n' });
    expect(places(await json(folder))).toEqual([
      'headroom.yaml headroom/config',
      'nginx.conf nginx/worker-connections',
    ]);
    expect((await check(folder, 'nginx.conf')).err).toBe(
      'headroom: headroom.yaml: 1 mistake in it; what is wrong there doesn’t count\n',
    );
  });
});

describe('standard input', () => {
  test('- and --stdin read one text', async () => {
    const cwd = program.workspace({});
    for (const args of [['-'], ['--stdin']]) {
      const { code, out } = await program.run(['check', ...args], { cwd, input: SMALL });
      expect(code).toBe(1);
      expect(out).toContain('<stdin>:3:24: warning');
    }
    expect(await program.run(['check', '-'], { cwd, input: '' })).toMatchObject({ code: 0, err: '' });
  });

  test('--stdin-filename gives it a place in the project', async () => {
    const cwd = program.workspace({
      'headroom.yaml': 'profile: high-traffic\n',
      'nginx/nginx.conf': GOOD,
      'nginx/extra.conf': 'worker_processes auto;\n',
    });
    const input =
      'include extra.conf;\nevents {\n    worker_connections 10000;\n    use epoll;\n    multi_accept on;\n}\n';
    const { out } = await program.run(
      ['check', '--stdin', '--stdin-filename', 'nginx/nginx.conf', '--format', 'json'],
      { cwd, input },
    );
    expect(JSON.parse(out).findings).toMatchObject([
      { file: 'nginx/nginx.conf', profile: 'high-traffic', range: { start: { line: 3, column: 24 } } },
    ]);
    expect(readText(cwd, 'nginx/nginx.conf')).toBe(GOOD);
  });

  test('a pipe that a shell makes is a path like any other', async () => {
    const cwd = program.workspace({ 'nginx.conf': GOOD });
    const { code, out } = await new Promise<{ code: number | null; out: string }>((resolve, reject) => {
      const script = '"$0" "$1" check nginx.conf <(printf "%s" "$2")';
      const child = spawn('bash', ['-c', script, process.execPath, program.path, SMALL], { cwd, timeout: 20_000 });
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
      child.on('error', reject).on('close', (code) => resolve({ code, out }));
    });
    expect(code).toBe(1);
    expect(out).toMatch(/\/dev\/fd\/\d+:3:24: warning/);
  });

  test('with a name that is not there yet', async () => {
    const cwd = program.workspace({});
    const { code, out } = await program.run(['check', '--stdin', '--stdin-filename', 'new/nginx.conf'], {
      cwd,
      input: SMALL,
    });
    expect(code).toBe(1);
    expect(out).toContain('new/nginx.conf:3:24');
  });
});

describe('baseline', () => {
  const two = `${SMALL}http {\n    server {\n        listen 80;\n        location /a/ {\n            proxy_pass http://127.0.0.1:1;\n            proxy_read_timeout 900s;\n        }\n    }\n}\n`;
  const only = ['--rule', 'nginx/worker-connections', '--rule', 'nginx/proxy-read-timeout'];

  test('accepts what is there, also when lines move, and tells what is new', async () => {
    const folder = program.workspace({ 'nginx.conf': two });
    const written = await check(folder, ...only, '--write-baseline', 'known.json');
    expect(written).toMatchObject({ code: 0, out: '', err: 'headroom: known.json: 2 findings accepted\n' });
    expect(JSON.parse(readText(folder, 'known.json'))).toEqual({
      version: 1,
      findings: [
        {
          rule: 'nginx/proxy-read-timeout',
          file: 'nginx.conf',
          path: 'http > server > location /a/',
          setting: 'proxy_read_timeout',
          value: '900s',
          count: 1,
        },
        {
          rule: 'nginx/worker-connections',
          file: 'nginx.conf',
          path: 'events',
          setting: 'worker_connections',
          value: '512',
          count: 1,
        },
      ],
    });
    writeFileSync(join(folder, 'nginx.conf'), `# moved\n\n${two}`);
    expect(await check(folder, ...only, '--baseline', 'known.json')).toMatchObject({ code: 0, err: '' });
    writeFileSync(join(folder, 'nginx.conf'), two.replace('512', '511'));
    const { code, out, err } = await check(folder, ...only, '--baseline', 'known.json', '-q');
    expect(code).toBe(1);
    expect(out).toContain('nginx/worker-connections');
    expect(out).not.toContain('nginx/proxy-read-timeout');
    expect(err).toBe('');
  });

  test('counts findings that are alike', async () => {
    const twice = two.replace(
      '            proxy_read_timeout 900s;\n        }\n',
      '            proxy_read_timeout 900s;\n        }\n        location /b/ { proxy_pass http://127.0.0.1:1; }\n',
    );
    const folder = program.workspace({ 'nginx.conf': two, 'b/nginx.conf': two });
    await check(folder, ...only, '--write-baseline', 'known.json');
    writeFileSync(join(folder, 'c.nginx'), twice);
    const report = JSON.parse((await check(folder, ...only, '--baseline', 'known.json', '--format', 'json')).out);
    expect(new Set(report.findings.map(({ file }: { file: string }) => file))).toEqual(new Set(['c.nginx']));
  });

  test('stale entries are told, and pruned without accepting anything new', async () => {
    const folder = program.workspace({ 'nginx.conf': two });
    await check(folder, ...only, '--write-baseline', 'known.json');
    writeFileSync(join(folder, 'nginx.conf'), two.replace('512', '10000').replace('900s', '901s'));
    const stale = await check(folder, ...only, '--baseline', 'known.json');
    expect(stale.code).toBe(1);
    expect(stale.err).toContain('known.json: what nginx/worker-connections said of nginx.conf is no longer there');
    // A run that looks elsewhere knows nothing of them.
    expect((await check(folder, '--rule', 'nginx/gzip', '--baseline', 'known.json')).err).toBe('');
    await check(folder, ...only, '--baseline', 'known.json', '--write-baseline', 'known.json');
    expect(JSON.parse(readText(folder, 'known.json'))).toEqual({ version: 1, findings: [] });
  });

  test('is found from any working directory', async () => {
    const folder = program.workspace({ 'w/nginx.conf': SMALL });
    await check(folder, 'w', '--write-baseline', 'w/known.json');
    expect((await check(join(folder, 'w'), '--baseline', 'known.json')).code).toBe(0);
  });
});

test('a reader that goes away ends it in silence', async () => {
  const blocks = Array.from({ length: 3_000 }, (_, i) => `    server {\n        listen ${i}\n    }\n`);
  const cwd = program.workspace({ 'nginx.conf': `${GOOD}http {\n${blocks.join('')}}\n` });
  const child = spawn(process.execPath, [program.path, 'check'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, err }).toEqual({ code: 1, err: '' });
});

test('a folder of many files is read whole', async () => {
  const folder = mkdtempSync(join(program.folder, 'many-'));
  for (let i = 0; i < 300; i++) writeFileSync(join(folder, `${i}.nginx`), SMALL);
  expect((await json(folder)).summary).toMatchObject({ files: 300, warning: 300, fixable: 300 });
  rmSync(folder, { recursive: true });
});
