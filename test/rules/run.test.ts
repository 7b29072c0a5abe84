import { describe, expect, test, vi } from 'vitest';
import { rules } from '../../server/src/rules/index.generated';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { readFixture, stackOf } from '../support/fixture';

const events = (inside: string, head = '') =>
  `${head}worker_processes auto;\nevents {\n    use epoll;\n    multi_accept on;\n    ${inside}\n}\n`;

/** The findings of a fixture in one line each, by rule and severity. */
function found(source: string): string[] {
  return check(stackOf(readFixture(source).files)).findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

describe('comments', () => {
  test.each([
    [
      'at the end of its line',
      events('worker_connections 512; # headroom-ignore nginx/worker-connections -- small'),
      [],
    ],
    [
      'for the next line',
      events('# headroom-ignore-next-line nginx/worker-connections -- small\n    worker_connections 512;'),
      [],
    ],
    [
      'for the rest of its block',
      events('# headroom-ignore nginx/worker-connections -- small\n    worker_connections 512;'),
      [],
    ],
    ['for the rest of the file', events('worker_connections 512;', '# headroom-ignore nginx/worker-connections\n'), []],
    ['for the whole file', `${events('worker_connections 512;')}# headroom-ignore-file\n`, []],
    ['by a glob', events('worker_connections 512; # headroom-ignore nginx/* -- small'), []],
    [
      'of another rule silences nothing and says so',
      events('worker_connections 512; # headroom-ignore nginx/gzip'),
      ['nginx/worker-connections warning', 'headroom/unused-suppression information'],
    ],
    [
      'in a string is no comment',
      `${events('worker_connections 512;')}error_log "# headroom-ignore-file";\n`,
      ['nginx/worker-connections warning'],
    ],
  ])('%s', (_, text, expected) => {
    expect(found(`//- nginx.conf\n${text}`)).toEqual(expected);
  });

  test('without suppressions, as reviewers read it', () => {
    const stack = stackOf([
      ['nginx.conf', events('worker_connections 512; # headroom-ignore nginx/worker-connections')],
    ]);
    expect(check(stack, { noSuppressions: true }).findings.map((one) => one.rule)).toEqual([
      'nginx/worker-connections',
    ]);
  });

  test('a reason may be asked for', () => {
    const files = [
      new ConfigFile('nginx.conf', events('worker_connections 512; # headroom-ignore nginx/worker-connections')),
    ];
    const report = check(Stack.of(files, { requireReason: true }));
    expect(report.findings.map((one) => one.rule)).toEqual(['nginx/worker-connections', 'headroom/unused-suppression']);
  });
});

describe('profiles', () => {
  const low = events('worker_connections 2000;');
  test.each([
    ['production by default', '//- nginx.conf\n', ['nginx/worker-connections warning']],
    ['development by its path', '//- dev/nginx.conf\n', []],
    [
      'a comment wins over the path',
      '//- dev/nginx.conf\n# headroom: profile=high-traffic\n',
      ['nginx/worker-connections warning'],
    ],
    ['the project’s file', '//- headroom.yaml\nprofile: development\n//- nginx.conf\n', []],
    [
      'an override of the project’s file',
      '//- headroom.yaml\nprofile: development\noverrides:\n  - files: ["live/**"]\n    profile: production\n//- live/nginx.conf\n',
      ['nginx/worker-connections warning'],
    ],
    ['the rule turned off', '//- headroom.yaml\nrules:\n  nginx/worker-connections: off\n//- nginx.conf\n', []],
    [
      'another severity by a glob',
      '//- headroom.yaml\nrules:\n  nginx/*: hint\n//- nginx.conf\n',
      ['nginx/worker-connections hint'],
    ],
    ['files left out', '//- headroom.yaml\nignore: ["vendor/**"]\n//- vendor/nginx.conf\n', []],
  ])('%s', (_, head, expected) => {
    expect(found(`${head}${low}`)).toEqual(expected);
  });
});

test('a crash costs that rule’s verdicts only, and is told', () => {
  const rule = rules.find((one) => one.id === 'nginx/worker-connections')!;
  const crash = vi.spyOn(rule, 'check').mockImplementation(() => {
    throw new Error('boom');
  });
  const told: string[] = [];
  const stack = stackOf([
    ['nginx.conf', 'worker_processes 1;\nevents { worker_connections 512; }\nhttp { server { listen 80 } }\n'],
  ]);
  const report = check(stack, { onCrash: (id, error) => told.push(`${id}: ${(error as Error).message}`) });
  crash.mockRestore();
  expect(told).toEqual(['nginx/worker-connections: boom']);
  expect(report.findings.map((one) => one.rule)).toContain('syntax/nginx');
});

test('what is said of an unchanged part is not computed again', () => {
  const rule = rules.find((one) => one.id === 'nginx/worker-connections')!;
  const before = stackOf([
    ['a/nginx.conf', 'events { }\n'],
    ['b/nginx.conf', 'events { }\n'],
  ]);
  check(before);
  const spy = vi.spyOn(rule, 'check');
  check(before.with(new ConfigFile('a/nginx.conf', 'events { worker_connections 1; }\n')));
  expect(spy).toHaveBeenCalledTimes(1);
  spy.mockRestore();
});
