import { describe, expect, test } from 'vitest';
import { UNKNOWN_CHARACTER } from '../../server/src/text/mapped-text';
import { plain, projectOf, serviceOf, written } from '../support/compose';

describe('interpolation', () => {
  test.each([
    ['plain', 'plain'],
    ['$X', 'x'],
    ['${X}', 'x'],
    ['a${X}b$X', 'axbx'],
    ['${EMPTY}', ''],
    ['$$X $${X}', '$X ${X}'],
    ['${NO}', '?'],
    ['a${NO}', '?'],
    ['${NO:-d}', 'd'],
    ['${NO-d}', 'd'],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${X:-d}', 'x'],
    ['${X:+alt}', 'alt'],
    ['${EMPTY:+alt}', ''],
    ['${EMPTY+alt}', 'alt'],
    ['${NO:+alt}', '?'],
    ['${X:?message}', 'x'],
    ['${NO:?message}', '?'],
    ['${NO?message}', '?'],
    ['${EMPTY:?message}', '?'],
    ['${NO:-${X}}', 'x'],
    ['${NO:-${ALSO:-${X}y}z}', 'xyz'],
    ['${NO:-${ALSO}}', '?'],
    ['${NO:-{"a": 1}}', '{"a": 1}'],
    ['${NO:-}', ''],
    ['${x_lower}', 'l'],
    ['${FROM_X}', 'x!'],
    ['100%', '100%'],
    ['$', '$'],
    ['^a$', '^a$'],
    ['a $ b', 'a $ b'],
    ['$}', '$}'],
    ['$(id) $1', '$(id) $1'],
    ['${NO:-$}', '$'],
    ['${', '?'],
    ['${X', '?'],
    ['${X!}', '?'],
    ['${}', '?'],
    ['${ X}', '?'],
    ['${X }', '?'],
    ['${1}', '?'],
    ['${NO:+${NO},}', '?'],
    ['${NO:-/non:-alphanumeric}', '/non:-alphanumeric'],
    ['${NO-a?b}', 'a?b'],
    ['-ok ${EMPTY-d} ${X:-${NO}}', '-ok  x'],
    ['${X:-a', '?'],
  ])('%s', (text, value) => {
    const files = { '.env': 'X=x\nEMPTY=\nx_lower=l\nFROM_X="${X}!"\n' };
    expect(plain(serviceOf(`image: '${text}'`, files).get('image'))).toBe(value);
  });

  test('a variable is one piece, with the rest around it where it is written', () => {
    const node = serviceOf('command: "run --workers=${N:-4} -x"').get('command');
    if (node?.kind !== 'scalar') throw new Error('no scalar');
    const { text } = node;
    expect(text.text).toBe('run --workers=4 -x');
    const at = (from: number, to: number) =>
      node.file.text.slice(text.spanOf(from, to).start, text.spanOf(from, to).end);
    expect(at(14, 15)).toBe('${N:-4}');
    expect(at(4, 13)).toBe('--workers');
    expect(at(16, 18)).toBe('-x');
    expect(node.variables).toMatchObject([{ name: 'N', operator: ':-', origin: 'default', from: 14, to: 15 }]);
  });

  test('a variable tells where its value is written', () => {
    const node = serviceOf('image: "$X ${D:-dd} ${NO}"', { '.env': 'A=1\nX= xx\n' }).get('image');
    if (node?.kind !== 'scalar') throw new Error('no scalar');
    expect(node.text.text).toBe(`xx dd ${UNKNOWN_CHARACTER}`);
    expect(
      node.variables.map(({ origin, valuePlace }) => [
        origin,
        valuePlace &&
          `${valuePlace.file.path}: ${valuePlace.file.text.slice(valuePlace.span.start, valuePlace.span.end)}`,
      ]),
    ).toEqual([
      ['dotenv', '.env: xx'],
      ['default', 'compose.yaml: dd'],
      ['unset', undefined],
    ]);
  });

  test('keys are never filled in', () => {
    expect(plain(serviceOf('labels: { "$X": "$X" }', { '.env': 'X=x' }).get('labels'))).toEqual({ $X: 'x' });
  });
});

describe('anchors and merge keys', () => {
  const text = `
x-base: &base
  image: redis:7
  ulimits: &limits { nofile: 1000 }
x-more: &more { image: other, restart: always }
services:
  a:
    <<: *base
    restart: "no"
  b: *base
  c:
    <<: [*base, *more]
    ulimits: *limits
`;

  test('what they give', () => {
    const project = projectOf(text);
    expect(plain(project.service('a')!.root)).toEqual({
      restart: 'no',
      image: 'redis:7',
      ulimits: { nofile: '1000' },
    });
    expect(plain(project.service('b')!.root)).toEqual({ image: 'redis:7', ulimits: { nofile: '1000' } });
    expect(plain(project.service('c')!.root)).toMatchObject({ image: 'redis:7', restart: 'always' });
  });

  test('how a value came', () => {
    const project = projectOf(text);
    const origin = (service: string, ...path: string[]) => {
      const node = project.service(service)!.get(...path)!;
      return [node.origin.kind, ...node.origin.through.map(({ span }) => text.slice(span.start, span.end))];
    };
    expect(origin('a', 'restart')).toEqual(['own']);
    expect(origin('a', 'image')).toEqual(['merge', '*base']);
    expect(origin('b', 'image')).toEqual(['anchor', '*base']);
    expect(origin('c', 'restart')).toEqual(['merge', '*more']);
    expect(origin('c', 'ulimits', 'nofile')).toEqual(['anchor', '*limits']);
    expect(written(project.service('a')!.get('image'))).toBe('compose.yaml: redis:7');
  });

  test.each([
    ['an alias for nothing', 'services: { a: { image: redis, environment: *no } }'],
    ['an alias of itself', 'services: { a: &a { image: redis, environment: *a } }'],
    ['a merge of itself', 'services: { a: &a { image: redis, environment: { <<: *a } } }'],
    ['a repeated key', 'services:\n  a: { image: redis, image: other }\n'],
  ])('%s is a problem and no more', (_, broken) => {
    const project = projectOf(broken);
    expect(project.problems).toHaveLength(1);
    expect(project.service('a')!.role).toBe('redis');
    expect(project.service('a')!.environment.size).toBe(0);
  });

  test('a bomb of aliases is not set off', () => {
    const lines = ['x-0: &a0 { k: [1, 2, 3, 4, 5, 6, 7, 8, 9] }'];
    for (let i = 1; i < 30; i++)
      lines.push(
        `x-${i}: &a${i} { k: [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}] }`,
      );
    const project = projectOf(`${lines.join('\n')}\nservices: { a: { image: redis, labels: *a29 } }\n`);
    expect(project.problems.length).toBeGreaterThan(0);
    expect(project.service('a')!.role).toBe('redis');
    expect(plain(project.service('a')!.get('labels'))).toBe('?');
  });
});

describe('merging an override file', () => {
  test.each([
    ['a scalar', 'image: a', 'image: b', 'image', 'b'],
    ['null keeps what is there', 'image: a', 'image:', 'image', 'a'],
    ['maps', 'deploy: { replicas: 1 }', 'deploy: { mode: x }', 'deploy', { replicas: '1', mode: 'x' }],
    ['lists are appended', 'cap_add: [A]', 'cap_add: [B]', 'cap_add', ['A', 'B']],
    ['a command is replaced', 'command: [a, b]', 'command: c', 'command', 'c'],
    ['a command is taken away', 'command: a', 'command: null', 'command', null],
    ['an entrypoint is replaced', 'entrypoint: a', 'entrypoint: [b]', 'entrypoint', ['b']],
    [
      'a check',
      'healthcheck: { test: [a], retries: 1 }',
      'healthcheck: { test: b }',
      'healthcheck',
      { test: 'b', retries: '1' },
    ],
    [
      'environment of both forms',
      'environment: [A=1, B=2]',
      'environment: { B: 3 }',
      'environment',
      { A: '1', B: '3' },
    ],
    ['environment, the other way', 'environment: { A: 1 }', 'environment: [A]', 'environment', { A: null }],
    ['sysctls', 'sysctls: { a.b: 1 }', 'sysctls: [a.b=2]', 'sysctls', { 'a.b': '2' }],
    [
      'limits are no maps',
      'ulimits: { n: { soft: 1, hard: 2 } }',
      'ulimits: { n: { soft: 3 } }',
      'ulimits',
      { n: { soft: '3' } },
    ],
    ['a limit by a number', 'ulimits: { n: { soft: 1, hard: 2 } }', 'ulimits: { n: 5 }', 'ulimits', { n: '5' }],
    [
      'logging of one driver',
      'logging: { driver: x, options: { a: 1 } }',
      'logging: { options: { b: 2 } }',
      'logging',
      { driver: 'x', options: { a: '1', b: '2' } },
    ],
    [
      'logging of another',
      'logging: { driver: x, options: { a: 1 } }',
      'logging: { driver: y }',
      'logging',
      { driver: 'y' },
    ],
    [
      'depends_on',
      'depends_on: [x]',
      'depends_on: { y: { condition: service_healthy } }',
      'depends_on',
      { x: null, y: { condition: 'service_healthy' } },
    ],
    [
      'networks',
      'networks: [x]',
      'networks: { x: { aliases: [z] }, y: }',
      'networks',
      { x: { aliases: ['z'] }, y: null },
    ],
    ['build', 'build: .', 'build: { target: x }', 'build', { context: '.', target: 'x' }],
    ['env_file', 'env_file: a', 'env_file: [b]', 'env_file', ['a', 'b']],
    ['!reset', 'ports: ["1:1"]', 'ports: !reset []', 'ports', undefined],
    ['!reset of a key', 'environment: { A: 1, B: 2 }', 'environment: { A: !reset null }', 'environment', { B: '2' }],
    ['!override', 'ports: ["1:1"]', 'ports: !override ["2:2"]', 'ports', ['2:2']],
    [
      '!override of a map',
      'deploy: { a: 1, b: { c: 2 } }',
      'deploy: { b: !override { d: 3 } }',
      'deploy',
      { a: '1', b: { d: '3' } },
    ],
  ])('%s', (_, base, over, key, value) => {
    const project = projectOf(`services: { a: { image: x, ${base} } }`.replace('image: x, image', 'image'), {
      'compose.override.yaml': `services: { a: { ${over} } }`,
    });
    expect(plain(project.service('a')!.get(key))).toEqual(value);
  });

  test('a value stands where it is written, its service where it is first named', () => {
    const project = projectOf('services: { a: { image: x, environment: { A: 1, B: 2 } } }', {
      'compose.override.yaml': 'services: { a: { environment: { B: 3 } } }',
    });
    const a = project.service('a')!;
    expect(a.place.file.path).toBe('compose.yaml');
    expect(written(a.get('environment', 'A'))).toBe('compose.yaml: 1');
    expect(written(a.get('environment', 'B'))).toBe('compose.override.yaml: 3');
    expect(a.get('environment', 'B')!.origin.kind).toBe('override');
  });

  test('ports and volumes of one place are one, the later', () => {
    const { ports, volumes } = projectOf(
      'services: { a: { image: x, ports: ["80:80"], volumes: ["./x:/data", "nn:/y"] } }',
      {
        'compose.override.yaml':
          'services: { a: { ports: [{ target: 80, published: "80" }, "81:80"], volumes: ["mm:/data:ro"] } }',
      },
    ).service('a')!;
    expect(ports.ports.map(({ published, target }) => `${published?.first}:${target.first}`)).toEqual([
      '80:80',
      '81:80',
    ]);
    expect(volumes.volumes.map(({ source, target, readOnly }) => [source, target, readOnly])).toEqual([
      ['mm', '/data', true],
      ['nn', '/y', false],
    ]);
  });

  test('a map over a list can’t be merged', () => {
    const project = projectOf('services: { a: { image: x, cap_add: [A] } }', {
      'compose.override.yaml': 'services: { a: { cap_add: { B: 1 } } }',
    });
    expect(project.problems.map(({ file, message }) => `${file.path}: ${message}`)).toEqual([
      'compose.override.yaml: Compose can’t put this over what stands below it: one is a map and the other is not.',
    ]);
  });

  test('several documents of a file are merged in their order', () => {
    const project = projectOf(
      'services: { a: { image: x, scale: 1 } }\n---\nservices: { a: { scale: 2 }, b: { image: y } }\n',
    );
    expect([...project.services.keys()]).toEqual(['a', 'b']);
    expect(plain(project.service('a')!.root)).toEqual({ image: 'x', scale: '2' });
  });
});
