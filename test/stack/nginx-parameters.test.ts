import { describe, expect, test } from 'vitest';
import { hover } from '../../server/src/features/hover';
import { ConfigFile } from '../../server/src/settings/file';
import { readFixture, stackOf } from '../support/fixture';
import { applyFix, describeFinding, judge } from '../support/laws';

const MAIN = 'events { }\nhttp { }\n';

/** A service that starts nginx with a command, and its configuration. */
function fixture(command: string, main = MAIN, more = ''): string {
  return `
//- compose.yaml
services:
  web:
    image: nginx:1.28
    ${command}
    volumes: [./nginx.conf:/etc/nginx/nginx.conf]
${more}
//- nginx.conf
${main}`;
}

function stackWith(source: string) {
  return stackOf(readFixture(source).files);
}

/** The value in force in the outermost block. */
function inForce(source: string, name: string): string {
  const { state, setting } = stackWith(source).nginx[0]!.root.effective(name);
  return setting ? `${setting.text} of ${setting.file.path}` : state;
}

function refusals(source: string): string[] {
  const stack = stackWith(source);
  return judge(stack, ['nginx/*-directive', 'nginx/invalid-value', 'nginx/argument-count']).findings.map(
    (finding) => `${finding.at.file.text.slice(finding.at.span.start, finding.at.span.end)}: ${finding.message}`,
  );
}

describe('what -g gives is in force in the outermost block', () => {
  test.each([
    ['command: nginx -g "daemon off; worker_processes 4;"', '4 of compose.yaml'],
    ['command: ["nginx", "-g", "worker_processes 4; daemon off;"]', '4 of compose.yaml'],
    [`command: sh -c "exec nginx -g 'daemon off; worker_processes 4;'"`, '4 of compose.yaml'],
    ["command: nginx -g 'worker_processes 2;' -g 'worker_processes 4;'", '4 of compose.yaml'],
    [`command: sh -c "nginx -t && exec nginx -g 'worker_processes 4;'"`, '4 of compose.yaml'],
    ['command: nginx -g "daemon off; worker_processes ${WORKERS:-4};"', '4 of compose.yaml'],
    ['command: nginx -g "daemon off; worker_processes ${WORKERS};"', '\uE000 of compose.yaml'],
    ['command: nginx -g "daemon off; ${MORE}"', 'unknown'],
    ['command: nginx -g "daemon off;"', 'absent'],
    ['', 'absent'],
    ['command: nginx -t -g "worker_processes 4;"', 'absent'],
    ['command: nginx -g "worker_processes 4"', 'absent'],
  ])('%s', (command, expected) => expect(inForce(fixture(command), 'worker_processes')).toBe(expected));

  test('a variable’s value is not known', () => {
    const stack = stackWith(fixture('command: nginx -g "worker_processes ${WORKERS};"'));
    expect(stack.nginx[0]!.root.effective('worker_processes').setting?.argument(0)?.state).toBe('unknown');
  });

  test('a Dockerfile’s CMD', () => {
    const source = `
//- compose.yaml
services: {web: {build: .}}
//- Dockerfile
FROM nginx:1.28
COPY nginx.conf /etc/nginx/nginx.conf
CMD ["nginx", "-g", "daemon off; worker_rlimit_nofile 65535;"]
//- nginx.conf
${MAIN}`;
    expect(inForce(source, 'worker_rlimit_nofile')).toBe('65535 of Dockerfile');
  });

  test('of services that differ, what they share is certain', () => {
    const other = `  other:
    image: nginx:1.28
    command: nginx -g "worker_rlimit_nofile 9; worker_processes 2;"
    volumes: [./nginx.conf:/etc/nginx/nginx.conf]`;
    const source = fixture('command: nginx -g "worker_processes 4; worker_rlimit_nofile 9;"', MAIN, other);
    expect(inForce(source, 'worker_rlimit_nofile')).toBe('9 of compose.yaml');
    expect(inForce(source, 'worker_processes')).toBe('unknown');
    expect(refusals(source)).toEqual([]);
  });
});

describe('what nginx refuses', () => {
  test.each<[string, string, string, string[]]>([
    [
      'a second value in the file',
      'worker_processes 4;',
      'worker_processes auto;',
      [
        'worker_processes: "worker_processes" is already set by -g on nginx’s command line in compose.yaml: nginx refuses to start. Keep one of the two.',
      ],
    ],
    [
      'twice on the command line',
      'worker_rlimit_nofile 9; worker_rlimit_nofile 9;',
      '',
      [
        'worker_rlimit_nofile: "worker_rlimit_nofile" is already set by -g on nginx’s command line in compose.yaml: nginx refuses to start. Keep one of the two.',
      ],
    ],
    [
      'what belongs into a block',
      'worker_connections 9;',
      '',
      [
        'worker_connections: "worker_connections" is not allowed in the top level: nginx takes it in events and refuses to start otherwise.',
      ],
    ],
    [
      'a name',
      'worker_proceses 9;',
      '',
      [
        'worker_proceses: nginx has no directive "worker_proceses" and refuses to start; "worker_processes" is probably meant.',
      ],
    ],
    [
      'a value',
      'worker_rlimit_nofile many;',
      '',
      ['many: nginx refuses "many" and does not start: nginx takes a whole number here, digits only.'],
    ],
    ['what may repeat', 'env A; env B;', 'env C;', []],
    ['nothing', 'worker_rlimit_nofile 9; timer_resolution 1s;', 'worker_processes 2;', []],
  ])('%s', (_, given, main, expected) => {
    expect(refusals(fixture(`command: nginx -g "daemon off; ${given}"`, `${main}\n${MAIN}`))).toEqual(expected);
  });

  test.each([
    ['the command', 'command: nginx -g "daemon off;"', 'by -g on nginx’s command line in compose.yaml'],
    ['the image itself', '', 'by -g on nginx’s command line, which the image brings along'],
  ])('daemon, which %s sets already', (_, command, where) => {
    const source = fixture(command, `daemon off;\n${MAIN}`);
    expect(refusals(source)).toEqual([
      `daemon: "daemon" is already set ${where}: nginx refuses to start. Keep one of the two.`,
    ]);
    const stack = stackWith(source);
    const [finding] = judge(stack, ['nginx/duplicate-directive']).findings;
    expect(describeFinding(finding!)).toContain('nginx.conf');
    expect(applyFix(stack, finding!.fixes[0]!.edits).file('nginx.conf')!.text).toBe(MAIN);
  });
});

test.each([
  ['nginx -g "daemon off; worker_processes 4;"', '8', 'nginx -g "daemon off; worker_processes 8;"'],
  [
    `sh -c "nginx -g 'worker_processes 4; daemon off;'"`,
    'auto',
    `sh -c "nginx -g 'worker_processes auto; daemon off;'"`,
  ],
  ['["nginx", "-g", "worker_processes 4;"]', '8', '["nginx", "-g", "worker_processes 8;"]'],
  ['nginx -g "daemon off; worker_processes 4;"', undefined, 'nginx -g "daemon off;"'],
  ['nginx -g "worker_processes 4; daemon off;"', undefined, 'nginx -g "daemon off;"'],
])('%s is written as %s', (command, value, expected) => {
  const stack = stackWith(fixture(`command: ${command}`));
  const { setting } = stack.nginx[0]!.root.effective('worker_processes');
  const edits = value === undefined ? setting!.remove() : setting!.set(value);
  expect(applyFix(stack, edits).file('compose.yaml')!.text).toContain(`command: ${expected}\n`);
});

test('is read again when the Compose file changes, and kept while nginx stays in the foreground only', () => {
  const changed = (command: string) => {
    const stack = stackWith(fixture(`command: ${command}`));
    const [before] = stack.nginx;
    const text = `# x\n${stack.file('compose.yaml')!.text}`;
    const [after] = stack.with(new ConfigFile('compose.yaml', text)).nginx;
    return { before, after: after! };
  };
  const { before, after } = changed('nginx -g "worker_processes 4;"');
  expect(after).not.toBe(before);
  const { file, span } = after.root.effective('worker_processes').setting!.atValue;
  expect(file.text.slice(span.start, span.end)).toBe('4');
  const same = changed('nginx -g "daemon off;"');
  expect(same.after).toBe(same.before);
});

test.each([
  ['compose.yaml', 'services: {web: {image: nginx, command: nginx -g "daemon off; worker_<|>processes 4;"}}'],
  ['Dockerfile', 'FROM nginx\nCMD ["nginx", "-g", "daemon off; worker_processes <|>4;"]'],
  ['nginx.service', "[Service]\nExecStart=/usr/sbin/nginx -g 'daemon on; worker_<|>processes 4;'"],
])('the card of a directive in %s', (path, text) => {
  const { files, cursor } = readFixture(`//- ${path}\n${text}\n`);
  const stack = stackOf(files);
  const shown = hover(stack, stack.file(path)!, cursor!.offset);
  expect(shown?.markdown).toContain('**worker_processes** · top level');
  expect(shown?.markdown).toContain('**Here** `4`');
});
