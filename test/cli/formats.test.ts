import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Program, SMALL } from './program';

let program: Program;
let folder: string;
beforeAll(async () => {
  program = await Program.build();
  folder = program.workspace({
    'nginx.conf': SMALL.replace('auto', '1 2'),
    'a b,c%/nginx.conf': `events {\n\tworker_connections 512;\r\n}\nhttp {\n    limit_req_zone $binary_remote_addr zone=a:10m rate=100r/s;\n    limit_req_zone $binary_remote_addr zone=a:10m rate=10r/s;\n}\n`,
  });
});
afterAll(() => program.dispose());

const check = (...args: string[]) => program.run(['check', ...args], { cwd: folder });

describe('pretty', () => {
  test('reads like a compiler: place, severity, message, rule, line and carets, fix, summary', async () => {
    const { out } = await program.run(['check', '--rule', 'nginx/worker-connections'], {
      cwd: program.workspace({ 'nginx.conf': SMALL }),
    });
    expect(out).toMatch(
      /^nginx\.conf:3:24: warning: 512 connections .* \[nginx\/worker-connections\]\n 3 \| {5}worker_connections 512;\n {3}\| {24}\^\^\^\n {3}= fix: Set worker_connections to 10000 \(production\) \(--fix\)\n\n1 finding in 1 file: 1 warning\. 1 of them can be mended with --fix\.\n$/,
    );
  });

  test('carets stand under tabs, wide letters and in long lines where they belong', async () => {
    const long = `events { ${'accept_mutex off; '.repeat(20)}worker_connections 512; ${'# '.repeat(200)}`;
    const cwd = program.workspace({
      'tab.nginx': SMALL.replace('    worker', '\tworker'),
      'wide.nginx': SMALL.replace('    worker', '    env "漢字"; worker').replace('512', '511'),
      'long.nginx': `${long}\n}\n`,
    });
    const { out } = await program.run(['check', '--rule', 'nginx/worker-connections'], { cwd });
    const marked = out.split('\n').flatMap((line, i, all) => {
      const carets = /^( *\| *)(\^+)$/.exec(line);
      if (!carets) return [];
      const columns = [...all[i - 1]!].flatMap((sign) => (/[漢字]/.test(sign) ? [sign, ''] : [sign]));
      return [columns.slice(carets[1]!.length, carets[1]!.length + carets[2]!.length).join('')];
    });
    expect(marked).toEqual(['512', '512', '511']);
    expect(
      Math.max(
        ...out
          .split('\n')
          .filter((line) => line.includes(' | '))
          .map((line) => line.length),
      ),
    ).toBeLessThan(130);
  });

  test('nothing in a file can steer the terminal', async () => {
    const cwd = program.workspace({ 'nginx.conf': SMALL.replace('512;', '512; # \x1b[2J\x1b]0;x\x07\u202e') });
    const { out } = await program.run(['check', '--no-color'], { cwd });
    expect(out).not.toMatch(/[\x1b\x07\u202e]/);
  });

  test.each([
    [[], {}, false],
    [['--color'], {}, true],
    [['--color'], { NO_COLOR: '1' }, true],
    [['--color', '--no-color'], {}, false],
  ])('colours with %j and %j: %j', async (args, env, colored) => {
    const { out } = await program.run(['check', ...args], { cwd: folder, env });
    expect(out.includes('\x1b[')).toBe(colored);
  });
});

test('json has the form that was promised', async () => {
  const cwd = program.workspace({ 'w/nginx.conf': SMALL });
  const { out, err } = await program.run(['check', 'w', '--format', 'json', '--rule', 'nginx/worker-connections'], {
    cwd,
  });
  expect(err).toBe('');
  expect(JSON.parse(out)).toEqual({
    version: 1,
    findings: [
      {
        file: 'w/nginx.conf',
        rule: 'nginx/worker-connections',
        severity: 'warning',
        message: expect.stringContaining('512'),
        range: { start: { line: 3, column: 24 }, end: { line: 3, column: 27 } },
        setting: 'worker_connections',
        value: '512',
        profile: 'production',
        related: [],
        fixes: [
          {
            title: 'Set worker_connections to 10000 (production)',
            tier: 'production',
            safety: 'safe',
            edits: [
              {
                file: 'w/nginx.conf',
                range: { start: { line: 3, column: 24 }, end: { line: 3, column: 27 } },
                newText: '10000',
              },
            ],
          },
          expect.objectContaining({ tier: 'high-traffic' }),
        ],
        help: expect.stringContaining('https://nginx.org/'),
      },
    ],
    unknown: [],
    summary: { files: 1, error: 0, warning: 1, information: 0, hint: 0, fixable: 1 },
  });
});

test('json lists what is not known, with the reason', async () => {
  const cwd = program.workspace({ 'nginx.conf.j2': SMALL.replace('512', '{{ connections }}') });
  const { code, out } = await program.run(['check', '--format', 'json', '--rule', 'nginx/worker-connections'], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    findings: [],
    unknown: [{ file: 'nginx.conf.j2', rule: 'nginx/worker-connections', reason: expect.stringContaining('template') }],
  });
});

test('findings are sorted by file, place and rule', async () => {
  const { findings } = JSON.parse((await check('--format', 'json')).out);
  const keys = findings.map(
    ({ file, range, rule }: { file: string; range: { start: { line: number; column: number } }; rule: string }) => [
      file,
      range.start.line,
      range.start.column,
      rule,
    ],
  );
  const sorted = [...keys].sort((a, b) =>
    a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1] || a[2] - b[2] || (a[3] < b[3] ? -1 : 1),
  );
  expect(keys).toEqual(sorted);
  expect(keys.length).toBeGreaterThan(4);
});

test('sarif is a log of version 2.1.0 whose parts refer to each other rightly', async () => {
  const { out, err } = await check('--format', 'sarif');
  expect(err).toBe('');
  const log = JSON.parse(out);
  expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
  expect(log.runs).toHaveLength(1);
  const [{ tool, results, columnKind }] = log.runs;
  expect(columnKind).toBe('utf16CodeUnits');
  expect(tool.driver).toMatchObject({ name: 'Headroom', semanticVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  for (const rule of tool.driver.rules) {
    expect(rule).toMatchObject({
      id: expect.stringMatching(/^[a-z]+\/[a-z-]+$/),
      shortDescription: { text: expect.any(String) },
      help: { text: expect.any(String), markdown: expect.any(String) },
    });
    expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration.level);
    if (rule.helpUri) expect(() => new URL(rule.helpUri)).not.toThrow();
  }
  const report = JSON.parse((await check('--format', 'json')).out);
  expect(results).toHaveLength(report.findings.length);
  const region = (value: { startLine: number; startColumn: number; endLine: number; endColumn: number }) => {
    for (const number of Object.values(value)) expect(Number.isInteger(number) && number >= 1).toBe(true);
    expect(value.endLine > value.startLine || value.endColumn >= value.startColumn).toBe(true);
  };
  for (const result of results) {
    expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(['error', 'warning', 'note']).toContain(result.level);
    expect(result.message.text).not.toBe('');
    expect(result.locations).toHaveLength(1);
    for (const { physicalLocation } of [...result.locations, ...(result.relatedLocations ?? [])]) {
      expect(physicalLocation.artifactLocation.uri).toMatch(/^(a%20b%2Cc%25\/)?nginx\.conf$/);
      region(physicalLocation.region);
    }
    for (const { description, artifactChanges } of result.fixes ?? []) {
      expect(description.text).not.toBe('');
      expect(artifactChanges.length).toBeGreaterThan(0);
      for (const { replacements } of artifactChanges) {
        expect(replacements.length).toBeGreaterThan(0);
        for (const { deletedRegion, insertedContent } of replacements) {
          region(deletedRegion);
          expect(typeof insertedContent.text).toBe('string');
        }
      }
    }
    expect(result.partialFingerprints['headroomFinding/v1']).toMatch(/^[0-9a-f]{32}$/);
  }
  expect(results.some((result: { relatedLocations?: unknown[] }) => result.relatedLocations?.length)).toBe(true);
  expect(results.some((result: { fixes?: unknown[] }) => result.fixes?.length)).toBe(true);
});

test('github commands are escaped, the most severe first', async () => {
  const { out } = await check('--format', 'github');
  const lines = out.trimEnd().split('\n');
  for (const line of lines)
    expect(line).toMatch(
      /^::(error|warning|notice) file=[^,:]+,line=\d+,endLine=\d+,(col=\d+,endColumn=\d+,)?title=[a-z]+\/[a-z-]+::.+$/,
    );
  const order = lines.map((line) => ['error', 'warning', 'notice'].indexOf(/^::(\w+)/.exec(line)![1]!));
  expect(order).toEqual([...order].sort());
  expect(out).toContain('file=a b%2Cc%25/nginx.conf,line=2,');
});

test('markdown keeps texts of files from being markup', async () => {
  const cwd = program.workspace({ 'nginx.conf': 'events {\n    worker_connections <b>|*x*;\n}\n' });
  const { out } = await program.run(['check', '--format', 'markdown'], { cwd });
  expect(out).toMatch(/^# Headroom\n\n\d+ findings? in 1 file: /);
  expect(out).toContain('## nginx.conf\n\n| line | severity |');
  expect(out).not.toContain('<b>|');
  for (const row of out.split('\n').filter((line) => line.startsWith('| ')))
    expect(row.replaceAll('\\|', '').match(/\|/g)).toHaveLength(6);
});
