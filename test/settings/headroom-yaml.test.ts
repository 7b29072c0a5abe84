import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { PROJECT_SHAPE, SIZE } from '../../server/src/settings/headroom-keys';
import { projectSchema } from '../../server/src/settings/headroom-schema';
import { readProject } from '../../server/src/settings/headroom-yaml';
import { policyFor, profileOfPath } from '../../server/src/settings/project';
import { Stack } from '../../server/src/stack/stack';
import { applyEdits } from '../../server/src/text/edit';

const read = (text: string) => readProject(new ConfigFile('headroom.yaml', text));

/** Each problem as: where it is marked, its kind, its message, and the text that its fix makes. */
function problems(text: string) {
  return read(text).problems.map(({ kind, span, message, fix }) => ({
    at: text.slice(span.start, span.end),
    kind,
    message,
    ...(fix ? { fixed: applyEdits(text, [fix]) } : {}),
  }));
}

test('every key is read', () => {
  const { settings, problems, rules } = read(`
profile: production            # development | production | high-traffic | auto
workload:
  rateLimit: strict
  api: fast
  tasks: long
  taskBound: cpu
  workerMemory: intensive
  writes: throughput
host:
  cpus: 8
  memory: 16g
  nofile: 65535
  kernel: "6.1"
versions:
  nginx: "1.22"
  redis: 7.10
apiRoutes: ["/api", "/v1", "/graphql"]
rules:
  nginx/multi-accept: off
  redis/*: information
ignore: ["vendor/**"]
overrides:
  - files: ["**/*dev*.yml", "deploy/staging/**"]
    profile: development
    workload: {api: long}
    rules:
      nginx/gzip: error
requireReason: true
`);
  expect(problems).toEqual([]);
  expect(settings).toEqual({
    profile: 'production',
    workload: {
      rateLimit: 'strict',
      api: 'fast',
      tasks: 'long',
      taskBound: 'cpu',
      workerMemory: 'intensive',
      writes: 'throughput',
    },
    host: { cpus: 8, memory: 16 * 1024 ** 3, nofile: 65_535, kernel: '6.1' },
    versions: { nginx: '1.22', redis: '7.10' },
    apiRoutes: ['/api', '/v1', '/graphql'],
    rules: { 'nginx/multi-accept': 'off', 'redis/*': 'information' },
    ignore: ['vendor/**'],
    overrides: [
      {
        files: ['**/*dev*.yml', 'deploy/staging/**'],
        profile: 'development',
        workload: { api: 'long' },
        rules: { 'nginx/gzip': 'error' },
      },
    ],
    requireReason: true,
  });
  expect(rules.map(({ pattern }) => pattern)).toEqual(['nginx/multi-accept', 'redis/*', 'nginx/gzip']);
});

test.each(['', '# nothing yet\n', 'profile:\nworkload:\nrules:\n', 'profile: ~\n'])(
  '%j says nothing and is no mistake',
  (text) => {
    expect(read(text)).toMatchObject({ settings: {}, problems: [] });
  },
);

test.each([
  ['16g', 16 * 1024 ** 3],
  ['16G', 16 * 1024 ** 3],
  ['1.5g', 1.5 * 1024 ** 3],
  ['512m', 512 * 1024 ** 2],
  ['2048k', 2 * 1024 ** 2],
  ['16GiB', 16 * 1024 ** 3],
  ['16 gb', 16 * 1024 ** 3],
  ['17179869184', 16 * 1024 ** 3],
])('memory: %s', (text, bytes) => {
  expect(read(`host: {memory: ${text}}`)).toMatchObject({ settings: { host: { memory: bytes } }, problems: [] });
});

describe('mistakes', () => {
  test.each([
    ['profile: prodution', 'prodution', 'profile: production'],
    ['profile: "prod"', '"prod"', 'profile: "production"'],
    ["profile: 'Production'", "'Production'", "profile: 'production'"],
    ['workload: {api: slow}', 'slow', undefined],
    ['rules: {nginx/gzip: warn}', 'warn', 'rules: {nginx/gzip: warning}'],
    ['rules: {nginx/gzip: false}', 'false', 'rules: {nginx/gzip: off}'],
    ['host: {cpus: many}', 'many', undefined],
    ['host: {cpus: -1}', '-1', undefined],
    ['host: {cpus: .inf}', '.inf', undefined],
    ['host: {cpus: "8"}', '"8"', 'host: {cpus: 8}'],
    ['host: {nofile: 1.5}', '1.5', undefined],
    ['host: {memory: 16}', '16', 'host: {memory: 16g}'],
    ['host: {memory: much}', 'much', undefined],
    ['host: {kernel: new}', 'new', undefined],
    ['versions: {nginx: v1.22}', 'v1.22', 'versions: {nginx: "1.22"}'],
    ['versions: {nginx: latest}', 'latest', undefined],
    ['apiRoutes: /api', '/api', 'apiRoutes: ["/api"]'],
    ['apiRoutes: [api]', 'api', undefined],
    ['requireReason: yes', 'yes', 'requireReason: true'],
    ['workload: fast', 'fast', undefined],
    ['profile: [production]', '[production]', undefined],
    ['overrides: {files: [a]}', '{files: [a]}', undefined],
    ['- production', '-', undefined],
    ['production', 'production', undefined],
  ])('%s: the value is marked', (text, at, fixed) => {
    const [problem, ...more] = problems(text);
    expect(more).toEqual([]);
    expect(problem).toEqual({
      at,
      kind: 'value',
      message: expect.stringMatching(/\.$/),
      ...(fixed === undefined ? {} : { fixed }),
    });
    if (fixed !== undefined) expect(problems(fixed)).toEqual([]);
  });

  test('an allowed value is named', () => {
    expect(problems('profile: x')[0]!.message).toBe(
      '"x" is no value of profile; it is auto, production, development or high-traffic.',
    );
  });

  test('unknown keys, with the one that is meant', () => {
    expect(problems('worklod:\n  api: fast\n')).toEqual([
      {
        at: 'worklod',
        kind: 'key',
        message: 'headroom.yaml has no key "worklod"; "workload" is meant, it seems.',
        fixed: 'workload:\n  api: fast\n',
      },
    ]);
    expect(problems('workload:\n  speed: fast\n')[0]).toMatchObject({
      at: 'speed',
      message: '"workload" has no key "speed"; its keys are rateLimit, api, tasks, taskBound, workerMemory and writes.',
    });
    expect(problems('? [a]\n: 1\n')[0]).toMatchObject({ at: '[a]', kind: 'key' });
  });

  test('an override without files', () => {
    expect(problems('overrides:\n  - profile: development\n')).toEqual([
      { at: 'profile', kind: 'value', message: 'overrides need "files": without it, this holds for nothing.' },
    ]);
    expect(read('overrides:\n  - profile: development\n').settings.overrides).toEqual([]);
  });

  test('broken YAML and repeated keys, each in its place, and the rest still counts', () => {
    const text = 'profile: development\nprofile: production\napiRoutes: ["/a", "/b"\nworkload:\n  api: fast\n';
    expect(problems(text).map(({ at, kind }) => [at, kind])).toEqual([
      ['profile', 'syntax'],
      ['"', 'syntax'],
    ]);
    expect(read(text).settings).toMatchObject({
      profile: 'development',
      apiRoutes: ['/a', '/b'],
      workload: { api: 'fast' },
    });
  });
});

test('aliases are followed, also many times', () => {
  const globs = Array.from({ length: 300 }, (_, i) => `"f${i}"`).join(', ');
  const overrides = Array.from({ length: 3_000 }, () => '  - {files: *f, profile: development}').join('\n');
  const { settings, problems } = read(`ignore: &f [${globs}]\noverrides:\n${overrides}\n`);
  expect(problems).toEqual([]);
  expect(settings.overrides).toHaveLength(3_000);
});

test('CRLF line ends change nothing', () => {
  const text = 'profile: production\nworkload:\n  api: fast\nx: 1\n';
  const crlf = text.replaceAll('\n', '\r\n');
  expect(read(crlf).settings).toEqual(read(text).settings);
  expect(problems(crlf).map(({ at }) => at)).toEqual(['x']);
});

test.each([
  ['compose.yml', 'production'],
  ['deploy/prod/compose.test.yml', 'production'],
  ['latest/redis.conf', 'production'],
  ['.devcontainer/docker-compose.yml', 'development'],
  ['.ci/compose.yaml', 'development'],
  ['docker-compose.debug.yml', 'development'],
  ['compose.override.yaml', 'development'],
])('%s is for %s by its path', (path, profile) => {
  expect(profileOfPath(path).profile).toBe(profile);
});

describe('what wins', () => {
  const project = new ConfigFile(
    'headroom.yaml',
    'profile: high-traffic\nrules: {a/b: off, "a/*": hint}\noverrides: [{files: [dev/**], profile: development, rules: {a/b: error}}]\n',
  );
  const plain = new ConfigFile('nginx.conf', '');
  const overridden = new ConfigFile('dev/nginx.conf', '');
  const commented = new ConfigFile('dev/other/nginx.conf', '# headroom: profile=production api=fast\n');

  test('a comment, then an override, then headroom.yaml, then the editor', () => {
    const stack = Stack.of([project, plain, overridden, commented], { profile: 'production', requireReason: true });
    expect([plain, overridden, commented].map((file) => stack.policyOf(file).profile)).toEqual([
      'high-traffic',
      'development',
      'production',
    ]);
    expect(stack.policyOf(commented).api).toBe('fast');
    expect(stack.settings.requireReason).toBe(true);
  });

  test('what is forced wins over all of them, and stays so when a file changes', () => {
    const stack = Stack.of([project, plain, overridden, commented]).withForced(
      { profile: 'high-traffic', workload: { api: 'long' } },
      'the command line',
    );
    for (const file of [plain, overridden, commented])
      expect(stack.policyOf(file)).toMatchObject({
        profile: 'high-traffic',
        chosenBy: 'the command line',
        api: 'long',
      });
    const changed = new ConfigFile('nginx.conf', 'user x;');
    expect(stack.with(changed).policyOf(changed).profile).toBe('high-traffic');
    expect(stack.with(new ConfigFile('headroom.yaml', 'profile: development')).settings.profile).toBe('high-traffic');
  });

  test('of rule levels the later choice, wherever the pattern stood before', () => {
    const { settings } = Stack.of([project]);
    expect(Object.entries(policyFor(overridden, settings).rules)).toEqual([
      ['a/*', 'hint'],
      ['a/b', 'error'],
    ]);
  });
});

test('the schema has every key, and patterns that are those of the reader', () => {
  const schema = JSON.parse(projectSchema([{ id: 'nginx/gzip', summary: 'gzip is off' }]));
  expect(Object.keys(schema.properties)).toEqual(Object.keys(PROJECT_SHAPE.keys));
  expect(schema.additionalProperties).toBe(false);
  expect(schema.definitions.rules.properties['nginx/gzip'].description).toBe('gzip is off.');
  for (const { rules } of [schema.properties, schema.properties.overrides.items.properties])
    expect(rules.allOf).toEqual([{ $ref: '#/definitions/rules' }]);
  expect(schema.properties.overrides.items.required).toEqual(['files']);
  const size = new RegExp(schema.properties.host.properties.memory.anyOf[0].pattern);
  for (const text of ['16g', '16G', '1.5g', '512m', '16GiB', '16 gb', 'much', '16x'])
    expect([text, size.test(text)]).toEqual([text, SIZE.test(text)]);
});
