import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import type { Stack } from '../../server/src/stack/stack';
import { type Files, stackOf } from '../support/compose';

const MAIN = 'events {}\nhttp {\n  include mime.types;\n  include conf.d/*.conf;\n}\n';
const ALL = MAIN.replace('conf.d', '/etc/nginx/conf.d');

/** Each configuration with its files, `?` behind those of which something is out of view. */
function configurationsOf(stack: Stack): string[] {
  return stack.nginx.map((configuration) => {
    const http = configuration.http ?? configuration.root;
    const files = [...configuration.files].map(({ path }) => path).join(' + ');
    return `${files}${http.unseen === undefined ? '' : ' ?'}`;
  });
}

function compose(volumes: readonly string[], image = 'image: nginx:1.27'): string {
  return `services:\n  web:\n    ${image}\n    volumes: ${JSON.stringify(volumes)}\n`;
}

describe('includes through mounts', () => {
  test.each<[string, Files, string[]]>([
    [
      'a folder of another name',
      {
        'compose.yaml': compose(['./main.nginx:/etc/nginx/nginx.conf', './sites:/etc/nginx/conf.d:ro']),
        'main.nginx': ALL,
        'sites/a.conf': 'server {}\n',
        'sites/b.conf': 'server {}\n',
        'sites/c.txt': '',
      },
      ['main.nginx + sites/a.conf + sites/b.conf'],
    ],
    [
      'single files under other names, in the order of those',
      {
        'compose.yaml': compose([
          './main.nginx:/etc/nginx/nginx.conf',
          './one.nginx:/etc/nginx/conf.d/b.conf',
          './two.nginx:/etc/nginx/conf.d/a.conf',
        ]),
        'main.nginx': ALL,
        'one.nginx': 'server {}\n',
        'two.nginx': 'server {}\n',
      },
      ['main.nginx + two.nginx + one.nginx'],
    ],
    [
      'a relative include',
      {
        'compose.yaml': compose(['./docker/web.nginx:/etc/nginx/nginx.conf', './docker/sites:/etc/nginx/conf.d']),
        'docker/web.nginx': MAIN,
        'docker/sites/a.conf': 'server {}\n',
      },
      ['docker/web.nginx + docker/sites/a.conf'],
    ],
    [
      'what lies beside it but is not mounted is not read',
      {
        'compose.yaml': compose(['./nginx/nginx.conf:/etc/nginx/nginx.conf']),
        'nginx/nginx.conf': MAIN,
        'nginx/conf.d/a.conf': 'server {}\n',
      },
      ['nginx/nginx.conf', 'nginx/conf.d/a.conf ?'],
    ],
    [
      'a volume may hold anything: the workspace is asked',
      {
        'compose.yaml': compose(['./nginx/nginx.conf:/etc/nginx/nginx.conf', 'sites:/etc/nginx/conf.d']),
        'nginx/nginx.conf': ALL,
        'nginx/conf.d/a.conf': 'server {}\n',
      },
      ['nginx/nginx.conf + nginx/conf.d/a.conf'],
    ],
    [
      'a Dockerfile copies them',
      {
        'compose.yaml': compose([], 'build: ./web'),
        'web/Dockerfile':
          'FROM nginx:1.27\nCOPY my.nginx /etc/nginx/nginx.conf\nCOPY sites/*.conf /etc/nginx/conf.d/\n',
        'web/my.nginx': ALL,
        'web/sites/a.conf': 'server {}\n',
      },
      ['web/my.nginx + web/sites/a.conf'],
    ],
    [
      'templates are rendered',
      {
        'compose.yaml': compose(['./main.nginx:/etc/nginx/nginx.conf', './tpl:/etc/nginx/templates']),
        'main.nginx': ALL,
        'tpl/a.conf.template': 'server { listen ${PORT}; }\n',
      },
      ['main.nginx + tpl/a.conf.template ?'],
    ],
    [
      'the main file that the command names',
      {
        'compose.yaml': compose(
          ['./x.nginx:/x/y.conf', './sites:/x/conf.d'],
          'image: nginx\n    command: nginx -c /x/y.conf',
        ),
        'x.nginx': MAIN,
        'sites/a.nginx': 'server {}\n',
        'sites/b.conf': 'server {}\n',
      },
      ['x.nginx + sites/b.conf', 'sites/a.nginx ?'],
    ],
    [
      'an image of which nothing is known may include more',
      {
        'compose.yaml': compose(
          ['./main.nginx:/etc/nginx/nginx.conf', './one.nginx:/etc/nginx/conf.d/a.conf'],
          'image: my/web\n    command: nginx',
        ),
        'main.nginx': ALL,
        'one.nginx': 'server {}\n',
      },
      ['main.nginx + one.nginx ?'],
    ],
  ])('%s', (_, files, expected) => expect(configurationsOf(stackOf(files))).toEqual(expected));
});

describe('files of the image’s own main file', () => {
  const files: Files = {
    'compose.yaml': compose(['./nginx/web:/etc/nginx/conf.d']),
    'nginx/web/a.conf': 'upstream app { server app:1; }\n',
    'nginx/web/b.conf': 'server { location / { proxy_pass http://app; } }\n',
  };

  test('are one configuration in http', () => {
    const stack = stackOf(files);
    expect(configurationsOf(stack)).toEqual(['nginx/web/a.conf + nginx/web/b.conf ?']);
    const [configuration] = stack.nginx;
    expect(configuration!.root.kind).toBe('http');
    expect(configuration!.whole).toBe(false);
    expect(configuration!.scopes('server')).toHaveLength(1);
  });

  test('are kept until a file or a mount changes', () => {
    const stack = stackOf(files);
    const [before] = stack.nginx;
    const changed = (path: string, text: string) => stack.with(new ConfigFile(path, text)).nginx[0];
    expect(changed('compose.yaml', `${files['compose.yaml']}    restart: always\n`)).toBe(before);
    expect(changed('nginx/web/b.conf', 'server {}\n')).not.toBe(before);
    expect(changed('compose.yaml', compose(['./nginx/web/b.conf:/etc/nginx/conf.d/b.conf']))).not.toBe(before);
  });

  test('a main file’s includes follow the mounts as they change', () => {
    const stack = stackOf({
      'compose.yaml': compose(['./main.nginx:/etc/nginx/nginx.conf', './x:/etc/nginx/conf.d']),
      'main.nginx': ALL,
      'x/a.conf': 'server {}\n',
      'y/b.conf': 'server {}\n',
    });
    expect(configurationsOf(stack)[0]).toBe('main.nginx + x/a.conf');
    const moved = stack.with(
      new ConfigFile('compose.yaml', compose(['./main.nginx:/etc/nginx/nginx.conf', './y:/etc/nginx/conf.d'])),
    );
    expect(configurationsOf(moved)[0]).toBe('main.nginx + y/b.conf');
  });
});

test('what the projects name is wanted', () => {
  const paths = ['x/more.yml', 'x/a.vars', 'web.docker', 'conf/site', 'conf/main', 'redis/my.cfg'];
  const stack = stackOf({
    'compose.yaml': [
      'include: [x/more.yml]',
      'services:',
      '  web:',
      '    image: nginx',
      '    env_file: x/a.vars',
      '    volumes: ["./conf/main:/etc/nginx/nginx.conf"]',
      '  other: { image: nginx, volumes: ["./conf/site:/etc/nginx/conf.d/site.conf"] }',
      '  app: { build: { context: ., dockerfile: web.docker } }',
      '  cache:',
      '    image: redis',
      '    command: redis-server /etc/my.conf',
      '    volumes: ["./redis/my.cfg:/etc/my.conf"]',
      '',
    ].join('\n'),
  }).withListing({ paths, links: new Map() });
  const wanted = Object.fromEntries(stack.wanted.map((path) => [path, stack.wantedLanguage(path)]));
  expect(wanted).toEqual({
    'x/more.yml': 'dockercompose',
    'x/a.vars': 'dotenv',
    'web.docker': 'dockerfile',
    'conf/main': 'nginx',
    'conf/site': 'nginx',
    'redis/my.cfg': 'redis-conf',
  });
});
