import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { versionOfSpecifier } from '../../server/src/settings/python-packages';
import { loadStack } from '../../server/src/stack/load';
import { type Files, stackOf } from '../support/compose';
import { judge } from '../support/laws';

const NGINX = 'events {}\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n';
const MOUNTS = 'volumes: ["./nginx.conf:/etc/nginx/nginx.conf", "./sites:/etc/nginx/conf.d"]';

function services(...images: string[]): string {
  return `services:\n${images.map((image, i) => `  web${i}:\n    ${image}\n    ${MOUNTS}\n`).join('')}`;
}

const stated = (nginx: string): Files => ({ 'headroom.yaml': `versions:\n  nginx: "${nginx}"\n` });

describe('the versions of nginx that read a configuration', () => {
  test.each<[string, Files, string]>([
    ['nobody tells one', {}, '? to ?'],
    ['headroom.yaml', stated('1.22.1'), '1.22.1 to 1.22.1'],
    ['the tag of its image', { 'compose.yaml': services('image: nginx:1.25.3-alpine') }, '1.25.3 to 1.25.3'],
    ['the tag wins', { 'compose.yaml': services('image: nginx:1.27'), ...stated('1.22') }, '1.27 to 1.27'],
    [
      'an unprivileged image',
      { 'compose.yaml': services('image: nginxinc/nginx-unprivileged:1.26.2') },
      '1.26.2 to 1.26.2',
    ],
    [
      'a tag without number',
      { 'compose.yaml': services('image: nginx:stable-alpine'), ...stated('1.26') },
      '1.26 to 1.26',
    ],
    [
      'the image of a Dockerfile',
      { 'compose.yaml': services('build: .'), Dockerfile: 'FROM nginx:1.24\n' },
      '1.24 to 1.24',
    ],
    ['two services', { 'compose.yaml': services('image: nginx:1.27', 'image: nginx:1.9.15') }, '1.9.15 to 1.27'],
    ['one of them without', { 'compose.yaml': services('image: nginx', 'image: nginx:1.22') }, '1.22 to ?'],
    [
      'a line is newer than its versions',
      { 'compose.yaml': services('image: nginx:1.25', 'image: nginx:1.25.3') },
      '1.25.3 to 1.25',
    ],
    [
      'a service with another configuration',
      {
        'compose.yaml':
          'services:\n  web:\n    image: nginx:1.22\n    volumes: ["./other.conf:/etc/nginx/nginx.conf"]\n',
      },
      '? to ?',
    ],
  ])('%s', (_name, files, expected) => {
    const stack = stackOf({ 'nginx.conf': NGINX, ...files });
    const configuration = stack.nginx.find(({ main }) => main.path === 'nginx.conf')!;
    const { oldest, newest } = stack.nginxVersions(configuration);
    expect(`${oldest ?? '?'} to ${newest ?? '?'}`).toBe(expected);
  });

  test('also of what the image’s own file includes', () => {
    const stack = stackOf({
      'compose.yaml':
        'services:\n  web:\n    image: openresty/openresty:1.25.3.1-alpine\n    volumes: ["./shop.conf:/etc/nginx/conf.d/shop.conf"]\n',
      'shop.conf': 'server {\n  listen 80;\n}\n',
    }).with(new ConfigFile('shop.conf', 'server {\n  listen 80;\n}\n', 'nginx'));
    expect(stack.nginxVersions(stack.nginx[0]!)).toEqual({ oldest: '1.25.3.1', newest: '1.25.3.1' });
  });

  test('another tag is judged anew', () => {
    const text = 'events {}\nhttp {\n  server {\n    listen 80;\n    http2 on;\n  }\n}\n';
    const found = (stack: ReturnType<typeof stackOf>) =>
      judge(stack).findings.filter(({ rule }) => rule === 'nginx/newer-directive').length;
    const old = stackOf({ 'nginx.conf': text, 'compose.yaml': services('image: nginx:1.22') });
    const renewed = old.with(new ConfigFile('compose.yaml', services('image: nginx:1.25')));
    expect([found(old), found(renewed), found(renewed.with(old.file('compose.yaml')!))]).toEqual([1, 0, 1]);
  });
});

describe('the versions of packages with which Python runs', () => {
  test.each([
    ['==5.4.0', '5.4.0'],
    ['== 5.4', '5.4.0'],
    ['==5.3.*', '5.3'],
    ['===5.2.7', '5.2.7'],
    ['==5.5.0rc1', '5.5.0'],
    ['~=5.3.1', '5.3'],
    ['~=5.3', '5'],
    ['>=5.3,<5.4', '5.3'],
    ['>=5.3.1, <5.4.0', '5.3'],
    ['>=3.12,<4', '3'],
    ['>=3.12,!=3.12.1,<4.0.0', '3'],
    ['>=4,<6', undefined],
    ['>=5.3', undefined],
    ['<5', undefined],
    ['', undefined],
    [' @ git+https://github.com/celery/celery', undefined],
    ['==', undefined],
  ])('%j is %s', (text, version) => expect(versionOfSpecifier(text)).toBe(version));

  const lock = (version: string, name = 'celery') =>
    `[[package]]\nname = "${name}"\nversion = "${version}"\noptional = false\n`;

  test.each<[string, Files, string | undefined]>([
    ['nothing', {}, undefined],
    ['headroom.yaml', { 'headroom.yaml': 'versions:\n  celery: "5.2"\n' }, '5.2'],
    ['a pin', { 'requirements.txt': 'redis==5.0.1\ncelery[redis]==5.4.0\n' }, '5.4.0'],
    ['a pin with hashes', { 'requirements.txt': 'Celery==5.4.0 \\\n    --hash=sha256:00\n' }, '5.4.0'],
    ['a pin with a marker', { 'requirements.txt': 'celery == 5.4.0 ; python_version > "3.8"  # tasks\r\n' }, '5.4.0'],
    [
      'the files win',
      { 'requirements.txt': 'celery==5.4.0\n', 'headroom.yaml': 'versions:\n  celery: "5.2"\n' },
      '5.4.0',
    ],
    [
      'no version, so headroom.yaml',
      { 'requirements.txt': 'celery\n', 'headroom.yaml': 'versions:\n  celery: "5.2"\n' },
      '5.2',
    ],
    [
      'other packages of the name',
      { 'requirements.txt': 'celery-redbeat==2.2.0\ndjango-celery==3.1\n# celery==4.0\n' },
      undefined,
    ],
    ['a constraint', { 'requirements.txt': 'celery\n', 'constraints.txt': 'celery==5.3.6\n' }, '5.3.6'],
    [
      'a folder of requirements',
      { 'requirements/base.txt': 'celery==5.3.6\n', 'requirements/local.txt': '-r base.txt\n' },
      '5.3.6',
    ],
    [
      'files that differ',
      { 'requirements.txt': 'celery==5.3.6\n', 'requirements-dev.txt': 'celery==5.4.0\n' },
      undefined,
    ],
    [
      'a range and a version in it',
      { 'requirements.txt': 'celery==5.3.6\n', 'constraints.txt': 'celery>=5.3,<5.4\n' },
      '5.3.6',
    ],
    ['the nearest', { 'requirements.txt': 'celery==4.4.7\n', 'app/requirements.txt': 'celery==5.4.0\n' }, '5.4.0'],
    [
      'the nearest that names it',
      { 'requirements.txt': 'celery==4.4.7\n', 'app/requirements.txt': 'flask==3.0\n' },
      '4.4.7',
    ],
    ['not those beside', { 'other/requirements.txt': 'celery==4.4.7\n' }, undefined],
    [
      'poetry.lock',
      {
        'poetry.lock': lock('5.3.6', 'kombu') + lock('5.4.0'),
        'pyproject.toml': '[tool.poetry.dependencies]\ncelery = "^5"\n',
      },
      '5.4.0',
    ],
    ['uv.lock', { 'uv.lock': lock('5.4.0'), 'requirements.txt': 'celery==5.2.0\n' }, '5.4.0'],
    [
      'the lock file of a workspace',
      { 'uv.lock': lock('5.4.0'), 'app/pyproject.toml': '[project]\ndependencies = ["celery>=5.3"]\n' },
      '5.4.0',
    ],
    [
      'a lock file above other requirements',
      { 'uv.lock': lock('5.4.0'), 'app/requirements.txt': 'celery>=5.3\n' },
      undefined,
    ],
    ['uv.lock with two of them', { 'uv.lock': lock('5.4.0') + lock('5.2.7') }, undefined],
    [
      'Pipfile.lock',
      {
        'Pipfile.lock': '{"default": {"celery": {"hashes": ["sha256:00"], "extras": ["redis"], "version": "==5.4.0"}}}',
      },
      '5.4.0',
    ],
    [
      'a project',
      {
        'pyproject.toml':
          '[project]\nname = "celery"\nkeywords = ["celery"]\ndependencies = [\n  "flask",\n  "celery[redis]==5.4.0; python_version > \'3\'",\n]\n',
      },
      '5.4.0',
    ],
    ['a group of one', { 'pyproject.toml': '[dependency-groups]\nworker = ["celery~=5.4.0"]\n' }, '5.4'],
    [
      'a project’s own name',
      { 'pyproject.toml': '[project]\nname = "celery"\nversion = "1.0"\nkeywords = ["celery==1.0"]\n' },
      undefined,
    ],
    [
      'Poetry, exact',
      { 'pyproject.toml': '[tool.poetry.dependencies]\ncelery = {version = "5.4.0", extras = ["redis"]}\n' },
      '5.4.0',
    ],
    [
      'Poetry, a version alone',
      { 'pyproject.toml': '[tool.poetry.group.worker.dependencies]\ncelery = "5.4"\n' },
      '5.4.0',
    ],
    ['Poetry, its signs', { 'pyproject.toml': '[tool.poetry.dependencies]\ncelery = "~5.4.1"\n' }, '5.4'],
    ['Poetry, a caret', { 'pyproject.toml': '[tool.poetry.dependencies]\ncelery = "^5.2"\n' }, '5'],
    [
      'Poetry, from elsewhere',
      { 'pyproject.toml': '[tool.poetry.dependencies]\ncelery = {git = "https://example.org/celery"}\n' },
      undefined,
    ],
  ])('%s', async (_name, files, expected) => {
    const all: Files = { 'app/tasks.py': 'from celery import Celery\n\napp = Celery("app")\n', ...files };
    const stack = await loadStack({ paths: Object.keys(all), links: new Map() }, async (path) => all[path]);
    expect(stack.packageVersion('celery', stack.file('app/tasks.py')!)).toBe(expected);
  });

  test.each([
    ['one service', ['5.4.0'], '5.4.0'],
    ['two that agree', ['5.4.0', '5.4.0'], '5.4.0'],
    ['two that do not', ['5.4.0', '5.2.7'], undefined],
  ])('beside the Dockerfile of %s that loads the file', async (_name, versions, expected) => {
    const services = versions.map(
      (_, i) =>
        `  s${i}:\n    build: {context: ., dockerfile: s${i}/Dockerfile}\n    command: celery -A common.tasks worker\n`,
    );
    const all: Files = {
      'compose.yaml': `services:\n${services.join('')}`,
      'common/tasks.py': 'from celery import Celery\n\napp = Celery("common")\n',
      ...Object.fromEntries(
        versions.flatMap((version, i) => [
          [`s${i}/Dockerfile`, 'FROM python:3.12\nWORKDIR /app\nCOPY . .\n'],
          [`s${i}/requirements.txt`, `celery==${version}\n`],
        ]),
      ),
    };
    const stack = await loadStack({ paths: Object.keys(all), links: new Map() }, async (path) => all[path]);
    expect(stack.packageVersion('celery', stack.file('common/tasks.py')!)).toBe(expected);
  });

  test('a lock file of a million lines is read in one pass', () => {
    const text = lock('1.0', 'package').repeat(250_000);
    const stack = stackOf({ 'a.py': 'import redis\nr = redis.Redis()\n', 'uv.lock': text + lock('5.0.8', 'redis') });
    const start = performance.now();
    expect(stack.packageVersion('redis-py', stack.file('a.py')!)).toBe('5.0.8');
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
