import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../package.json';
import { ConfigFile } from '../../server/src/settings/file';
import { readProject } from '../../server/src/settings/headroom-yaml';
import { Program, readText, SMALL } from './program';

let program: Program;
let empty: string;
beforeAll(async () => {
  program = await Program.build();
  empty = program.workspace({});
});
afterAll(() => program.dispose());

const run = (...args: string[]) => program.run(args, { cwd: empty });

describe('help and version', () => {
  test.each([['--help'], ['-h'], ['help']])('%s', async (...args) => {
    const { code, out, err } = await run(...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect([...out.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name]) => name)).toEqual([
      'check',
      'explain',
      'rules',
      'checklist',
      'capacity',
      'alerts',
      'loadtest',
      'snippets',
      'init',
    ]);
  });

  test.each(['check', 'explain', 'rules', 'checklist', 'capacity', 'alerts', 'loadtest', 'snippets', 'init'])(
    '%s',
    async (command) => {
      expect(await run(command, '--help')).toMatchObject({
        code: 0,
        err: '',
        out: expect.stringMatching(new RegExp(`^usage: headroom ${command}`)),
      });
      expect(await run(command, '--version')).toEqual({ code: 0, err: '', out: `${version}\n` });
    },
  );

  test('--version', async () => expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' }));

  test('every option of check is told', async () => {
    const { out } = await run('check', '--help');
    for (const option of [
      'profile',
      'config',
      'format',
      'fix',
      'diff',
      'fail-on',
      'rule',
      'stdin',
      'stdin-filename',
      'baseline',
      'write-baseline',
      'statistics',
      'no-ignore',
      'quiet',
      'color',
      'no-color',
    ]) {
      expect(out).toContain(` --${option} `);
    }
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('nothing at all is bad usage', async () => {
    expect(await run()).toMatchObject({ code: 2, out: '', err: expect.stringContaining('usage: headroom') });
  });

  test('unknown commands', async () => {
    expect(await run('chek')).toEqual({
      code: 2,
      out: '',
      err: 'headroom: there is no command "chek"; did you mean check?\n',
    });
    expect(await run('measure')).toEqual({
      code: 2,
      out: '',
      err: 'headroom: there is no command "measure"; headroom --help lists them all\n',
    });
  });
});

describe('explain', () => {
  test('prints the page of a rule, by its id or its name', async () => {
    const { code, out } = await run('explain', 'nginx/worker-connections');
    expect(code).toBe(0);
    expect(out).toMatch(/^# nginx\/worker-connections\n/);
    expect(out).toContain('## Why');
    expect((await run('explain', 'worker-connections')).out).toBe(out);
  });

  test.each([
    [['nginx/worker-conections'], 'there is no rule nginx/worker-conections; did you mean nginx/worker-connections?'],
    [['nothing-like-it'], 'there is no rule nothing-like-it; headroom rules lists them'],
    [[], 'explain takes the id of one rule; headroom rules lists them'],
  ])('%j', async (args, line) => {
    expect(await run('explain', ...args)).toEqual({ code: 2, out: '', err: `headroom: ${line}\n` });
  });
});

test('rules', async () => {
  const { out } = await run('rules');
  expect(out).toMatch(/^headroom\/config +warning +\S/m);
  const { version: form, rules } = JSON.parse((await run('rules', '--format', 'json')).out);
  expect(form).toBe(1);
  expect(rules).toHaveLength(out.trimEnd().split('\n').length);
  expect(rules.find(({ id }: { id: string }) => id === 'nginx/worker-connections')).toMatchObject({
    severity: 'warning',
    settings: ['worker_connections'],
  });
});

test('snippets', async () => {
  const { out } = await run('snippets');
  const names = [...out.matchAll(/^ {2}(headroom .+?) {2}/gm)].map(([, name]) => name!);
  expect(names.length).toBeGreaterThan(50);
  expect(new Set(names).size).toBe(names.length);
  const one = await run('snippets', names[0]!);
  expect(one.code).toBe(0);
  expect(one.out).not.toMatch(/\$\{?\d/);
  expect(await run('snippets', ...names[0]!.split(' ').slice(1))).toEqual(one);
  expect(await run('snippets', 'nothing-at-all-like-it')).toEqual({
    code: 2,
    out: '',
    err: 'headroom: there is no snippet "nothing-at-all-like-it"; headroom snippets lists them\n',
  });
});

describe('init', () => {
  test('writes what it sees, which Headroom itself reads without complaint', async () => {
    const cwd = program.workspace({
      'compose.yml':
        'services:\n  proxy:\n    image: nginx:1.27.4-alpine\n    volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]\n  cache: {image: "docker.io/library/redis:7.4"}\n  db:\n    image: mongo:latest\n  mail: {image: mailhog/mailhog}\n',
      'compose.dev.yml': 'services:\n  cache: {ports: ["6379:6379"]}\n',
      'requirements.txt': 'celery[redis]==5.4.0\nredis>=2\n',
      'shop/tasks.py': 'from celery import Celery\nimport redis\n\napp = Celery("shop")\ncache = redis.Redis()\n',
      'nginx.conf': SMALL,
    });
    const { code, out } = await program.run(['init'], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: 'headroom.yaml written\n' });
    const text = readText(cwd, 'headroom.yaml');
    expect(readProject(new ConfigFile('headroom.yaml', text))).toMatchObject({
      settings: { profile: 'auto' },
      problems: [],
    });
    for (const line of [
      '#   compose.yml: proxy (nginx), cache (Redis), db (MongoDB), mail',
      '#   Celery’s settings: shop/tasks.py',
      'For development here: compose.dev.yml; all else for production.',
      '# Image tags, requirements and lock files tell of nginx 1.27.4, redis 7.4, celery 5.4.0.',
      '# versions:\n#   mongodb: "8.0"\n#   redis-py: "5.2"\n\n',
    ])
      expect(text).toContain(line);
    // What stands there as a comment is right too.
    const all = text.replace(/^# (?=\w+:| {2}[a-zA-Z/-]+: )/gm, '').replace(/^ {2}(compose|shop|Celery).*\n/gm, '');
    const { settings, problems } = readProject(new ConfigFile('headroom.yaml', all));
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ host: { cpus: 8 }, versions: { mongodb: '8.0' }, workload: { api: 'normal' } });
    expect(
      (await program.run(['check', '--format', 'json', '--rule', 'headroom/*', '--rule', 'syntax/*'], { cwd })).code,
    ).toBe(0);
  });

  test('of an empty folder', async () => {
    const cwd = program.workspace({});
    await program.run(['init'], { cwd });
    const text = readText(cwd, 'headroom.yaml');
    expect(text).not.toContain('What stands here');
    expect(text).toContain('Every file here counts as for production.');
    expect(text).toContain('# versions:\n#   nginx: "1.28"\n');
  });

  test('leaves a file that is there alone', async () => {
    for (const name of ['headroom.yaml', '.headroom.yaml']) {
      const cwd = program.workspace({ [name]: 'profile: development\n' });
      expect(await program.run(['init'], { cwd })).toEqual({
        code: 2,
        out: '',
        err: `headroom: ${name}: it is there already and stays as it is\n`,
      });
      expect(readText(cwd, name)).toBe('profile: development\n');
    }
  });

  test('a folder that is not there', async () => {
    expect(await run('init', 'missing')).toEqual({
      code: 2,
      out: '',
      err: 'headroom: missing: there is no such file or folder\n',
    });
  });
});
