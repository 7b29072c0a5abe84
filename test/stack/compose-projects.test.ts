import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import type { ComposeProject } from '../../server/src/stack/compose/project';
import { type Files, plain, projectOf, projectsOf, stackOf, written } from '../support/compose';

const APP = 'services: { a: { image: app } }\n';

function describeProject(project: ComposeProject): string {
  const files = project.configFiles.map(({ path }) => path).join(' + ');
  return `${files}${project.overlay ? ' (overlay)' : ''}${project.partial ? ' (partial)' : ''}`;
}

describe('which files make a project', () => {
  const OVER = 'services: { a: { scale: 2 } }\n';
  test.each<[string, Files, string[]]>([
    ['the preferred name', { 'compose.yaml': APP, 'docker-compose.yml': APP }, ['compose.yaml', 'docker-compose.yml']],
    [
      'with its override',
      { 'docker-compose.yml': APP, 'compose.override.yaml': OVER },
      ['docker-compose.yml + compose.override.yaml'],
    ],
    ['one folder each', { 'a/compose.yml': APP, 'b/compose.yml': APP }, ['a/compose.yml', 'b/compose.yml']],
    ['another whole file', { 'compose.yml': APP, 'compose.prod.yml': APP }, ['compose.yml', 'compose.prod.yml']],
    [
      'a file laid over the base',
      { 'compose.yml': APP, 'compose.override.yml': OVER, 'compose.prod.yml': OVER },
      ['compose.yml + compose.override.yml', 'compose.yml + compose.prod.yml (overlay)'],
    ],
    ['a file over nothing', { 'compose.prod.yml': OVER }, ['compose.prod.yml (partial)']],
    [
      'COMPOSE_FILE',
      { '.env': 'COMPOSE_FILE=compose.yml:x/compose.more.yml\n', 'compose.yml': APP, 'x/compose.more.yml': OVER },
      ['compose.yml + x/compose.more.yml'],
    ],
    [
      'what is extended only is none',
      {
        'compose.yml': 'services: { a: { extends: { file: compose.common.yml, service: a } } }',
        'compose.common.yml': APP,
      },
      ['compose.yml'],
    ],
    [
      'what is extended and found by its name is one',
      { 'compose.yml': APP, 'compose.dev.yml': 'services: { a: { extends: { file: compose.yml, service: a } } }' },
      ['compose.yml', 'compose.dev.yml'],
    ],
    [
      'what is included is none',
      { 'compose.yml': 'include: [sub/compose.yml]', 'sub/compose.yml': APP },
      ['compose.yml'],
    ],
    ['other YAML is none', { 'compose.yml': 'apiVersion: v1\nkind: Pod\n', 'values.yaml': 'services: []' }, []],
  ])('%s', (_, files, expected) => expect(projectsOf(files).map(describeProject)).toEqual(expected));

  test('of an overlay, only its own places are judged', () => {
    const [, overlay] = projectsOf({ 'compose.yml': APP, 'compose.prod.yml': OVER });
    const a = overlay!.service('a')!;
    expect(overlay!.judges(a.get('scale')!.place)).toBe(true);
    expect(overlay!.judges(a.place)).toBe(false);
  });

  test.each([
    ['name: My_App', 'my_app'],
    ['name: "${N:-x}"', 'x'],
    ['name: $N', undefined],
    ['', 'folder'],
  ])('its name: %s', (line, name) => {
    expect(projectsOf({ 'Folder/compose.yml': `${line}\n${APP}` })[0]!.name).toBe(name);
  });

  test('nothing is missing in a part', () => {
    const [project] = projectsOf({ 'compose.prod.yml': OVER });
    expect(project!.service('a')!.setting('mem_limit').state).toBe('unknown');
    expect(project!.complete).toBe(false);
  });
});

describe('extends', () => {
  const base = {
    'common/base.yml': `services:
  base:
    image: app
    command: base
    environment: { A: base, B: base }
    ports: ["1:1"]
    build: ./src
    env_file: base.env
    extends: root
  root:
    restart: always
    depends_on: [x]
`,
    'common/base.env': 'FROM_FILE=1\n',
  };
  const child = `services:
  a:
    extends: { file: common/base.yml, service: base }
    command: own
    environment: [B=own]
    ports: ["2:2"]
`;

  test('a service of another file and what that one extends', () => {
    const a = projectOf(child, base).service('a')!;
    expect(plain(a.root)).toMatchObject({
      image: 'app',
      command: 'own',
      environment: { A: 'base', B: 'own' },
      ports: ['1:1', '2:2'],
      restart: 'always',
      depends_on: ['x'],
    });
    expect(written(a.get('restart'))).toBe('common/base.yml: always');
    expect(a.get('restart')!.origin.kind).toBe('extends');
    expect(a.get('command')!.origin.kind).toBe('own');
    expect(a.unseen).toBeUndefined();
  });

  test('paths are those of the file in which they stand', () => {
    const a = projectOf(child, base).service('a')!;
    expect(a.environment.get('FROM_FILE')?.value).toMatchObject({ value: '1' });
  });

  test('every file takes part', () => {
    const { files } = projectOf(child, base);
    expect([...files].map(({ path }) => path).sort()).toEqual(['common/base.env', 'common/base.yml', 'compose.yaml']);
  });

  test.each([
    ['a file that is not there', 'extends: { file: gone.yml, service: x }'],
    ['a file outside', 'extends: { file: ../x.yml, service: x }'],
    ['a variable', 'extends: { file: "${F}", service: x }'],
    ['a service that is not there', 'extends: gone'],
    ['itself', 'extends: a'],
    ['no service', 'extends: { file: x.yml }'],
  ])('%s leaves the rest unknown', (_, text) => {
    const a = projectOf(`services: { a: { ${text}, image: redis } }`).service('a')!;
    expect(a.unseen).toBeDefined();
    expect(a.setting('mem_limit').state).toBe('unknown');
    expect([a.sysctls, a.volumes, a.ports, a.networks].every(({ unseen }) => unseen !== undefined)).toBe(true);
    expect(a.setting('image')).toMatchObject({ state: 'known', value: 'redis' });
  });

  test('a circle is a problem', () => {
    const project = projectOf('services: { a: { extends: b }, b: { extends: c }, c: { extends: a } }');
    expect(project.problems.length).toBeGreaterThan(0);
    expect(project.service('a')!.unseen).toBeDefined();
  });

  test('!reset and !override take from what is extended', () => {
    const project = projectOf(`services:
  base: { image: x, ports: ["1:1"], environment: { A: 1, B: 2 }, labels: { l: 1 } }
  a:
    extends: base
    ports: !override ["2:2"]
    environment: { A: !reset null }
    labels: !reset {}
`);
    expect(plain(project.service('a')!.root)).toEqual({
      image: 'x',
      ports: ['2:2'],
      environment: { B: '2' },
      extends: 'base',
    });
  });
});

describe('include', () => {
  const files: Files = {
    'sub/compose.yml':
      'services: { b: { image: "b:${TAG:-none}", env_file: b.env, volumes: ["./x:/x"] } }\nvolumes: { v: }\n',
    'sub/.env': 'TAG=sub\n',
    'sub/b.env': 'B=1\n',
    'sub/x/file.conf': '',
  };
  const own = 'services: { a: { image: "a:${TAG:-none}" } }\n';

  test('brings in services with their own folder and variables', () => {
    const project = projectOf(`include: [sub/compose.yml]\n${own}`, files);
    const b = project.service('b')!;
    expect([...project.services.keys()].sort()).toEqual(['a', 'b']);
    expect([plain(project.service('a')!.get('image')), plain(b.get('image'))]).toEqual(['a:none', 'b:sub']);
    expect(b.environment.get('B')?.value).toMatchObject({ value: '1' });
    expect(b.mountedFile('/x/file.conf')).toMatchObject({ path: 'sub/x/file.conf' });
    expect(b.get('image')!.origin.kind).toBe('include');
    expect([...project.volumes.keys()]).toEqual(['v']);
    expect(project.complete).toBe(true);
  });

  test('a file that both extend is read with the variables of each', () => {
    const project = projectOf(
      'include: [sub/more.yml]\nservices: { a: { extends: { file: common.yml, service: c } } }',
      {
        '.env': 'HERE=top\n',
        'common.yml': 'services: { c: { image: "c:${TAG:-none}" } }',
        'sub/more.yml': 'services: { b: { extends: { file: ../common.yml, service: c } } }',
        'sub/.env': 'TAG=sub\n',
      },
    );
    expect(['a', 'b'].map((name) => plain(project.service(name)!.get('image')))).toEqual(['c:none', 'c:sub']);
  });

  test('the including project’s variables win', () => {
    const project = projectOf(`include: [sub/compose.yml]\n${own}`, { ...files, '.env': 'TAG=top\n' });
    expect(plain(project.service('b')!.get('image'))).toBe('b:top');
  });

  test.each([
    ['a path and an override', 'include: [{ path: [sub/compose.yml, over.yml] }]', { image: 'b:sub', scale: '2' }],
    ['another folder', 'include: [{ path: sub/compose.yml, project_directory: . }]', { image: 'b:none' }],
    ['another file of variables', 'include: [{ path: sub/compose.yml, env_file: other.env }]', { image: 'b:other' }],
    [
      'an entry of its own over it',
      'include: [sub/compose.yml]\nservices: { b: { scale: 3 } }',
      { image: 'b:sub', scale: '3' },
    ],
  ])('%s', (_, text, expected) => {
    const project = projectOf(text, {
      ...files,
      'over.yml': 'services: { b: { scale: 2 } }',
      'other.env': 'TAG=other\n',
    });
    expect(plain(project.service('b')!.root)).toMatchObject(expected);
  });

  test.each([
    ['include: [gone.yml]', 0],
    ['include: ["oci://example.org/x"]', 0],
    ['include: ["${X}"]', 0],
    ['include: [compose.yaml]', 1],
    ['include: [circle.yml]', 1],
  ])('%s hides services', (text, problems) => {
    const project = projectOf(`${text}\n${own}`, { 'circle.yml': 'include: [compose.yaml]' });
    expect(project.complete).toBe(false);
    expect(project.problems).toHaveLength(problems);
    expect(project.service('a')).toBeDefined();
  });
});

describe('kept from one stack to the next', () => {
  const files: Files = {
    'compose.yaml': 'services: { a: { image: x, build: ., env_file: a.env, extends: { file: b.yml, service: b } } }',
    'a.env': 'A=1',
    'b.yml': 'services: { b: { image: y } }',
    Dockerfile: 'FROM x',
    '.env': 'X=1',
    'other/compose.yaml': APP,
    'x.conf': '',
  };

  test.each([
    ['x.conf', true, true],
    ['a.env', false, true],
    ['b.yml', false, true],
    ['Dockerfile', false, true],
    ['.env', false, true],
    ['compose.yaml', false, true],
    ['other/compose.yaml', true, false],
  ])('a change of %s', (path, first, second) => {
    const stack = stackOf(files);
    const before = stack.composeProjects;
    const after = stack.with(new ConfigFile(path, `${files[path]}\n`)).composeProjects;
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([first, second]);
  });
});

describe('what is broken or a template', () => {
  test.each([
    ['compose.yml', 'services:\n  a:\n    image: redis:7\n   mem_limit: 1g\n'],
    ['compose.yml', 'services:\n  a:\n    image: redis:7\n    labels: {\n'],
    ['compose.yml.j2', 'services:\n  a:\n    image: redis:7\n    user: "{{ user }}"\n'],
  ])('%s has nothing that is known to be absent', (path, text) => {
    const a = projectsOf({ [path]: text })[0]!.service('a')!;
    expect(a.setting('image')).toMatchObject({ state: 'known', value: 'redis:7' });
    expect(a.setting('mem_limit').state).toBe('unknown');
    expect(a.setting('user').state).toBe('unknown');
  });
});

describe('any text is read', () => {
  const text = `x-a: &a { b: [1, "2", 'x'] }
services:
  web: &w
    <<: *a
    image: "nginx:\${TAG:-1.27}"
    command: >
      nginx -g "daemon off;"
    ports: ["80:80", { target: 1 }]
    environment: [A=1, "B=\${X:?y}"]
    volumes: ["./a:/b:ro"]
    extends: { service: other }
  other: { ulimits: { nofile: { soft: 1 } }, env_file: [a] }
include: [x.yml]
`;
  test('cut anywhere', () => {
    for (let end = 0; end <= text.length; end++) {
      for (const project of projectsOf({ 'compose.yaml': text.slice(0, end), Dockerfile: text.slice(end) })) {
        for (const service of project.services.values()) {
          service.serviceRole;
          service.environment;
          service.ulimits;
          service.ports;
          service.mountedFolder('/b');
        }
        project.problems;
      }
    }
  });

  test('a long chain and a wide file', () => {
    const chain = Array.from({ length: 500 }, (_, i) => `  s${i}: { extends: s${i + 1}, image: x }`);
    const project = projectOf(`services:\n${chain.join('\n')}\n  s500: { image: x }\n`);
    for (const service of project.services.values()) service.root;
    expect(project.service('s490')!.unseen).toBeUndefined();
    expect(project.service('s0')!.unseen).toBeDefined();
  });
});
