import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { loadStack } from '../../server/src/stack/load';
import { Stack } from '../../server/src/stack/stack';
import { readFixture, stackOf } from '../support/fixture';

const stack = (source: string) => stackOf(readFixture(source).files);

/** What is in force in the first location of the first configuration, in one line. */
function effective(source: string, name: string, kind: 'location' | 'server' | 'http' = 'location'): string {
  const [configuration] = stack(source).nginx;
  const scope = configuration!.scopes(kind)[0]!;
  const found = scope.effective(name);
  if (found.state === 'unknown') return `unknown: ${found.reason}`;
  if (found.state === 'absent') return 'absent';
  return `${found.settings.map((setting) => setting.text).join(' | ')} (${found.setting!.scope.kind}${found.complete ? '' : ', maybe more'})`;
}

const nested = (http: string, server: string, location: string) => `
//- nginx.conf
events { }
http {
  ${http}
  server {
    ${server}
    location / {
      ${location}
    }
  }
}
`;

describe('effective values', () => {
  test.each([
    ['a scalar is inherited', nested('proxy_read_timeout 10s;', '', ''), 'proxy_read_timeout', '10s (http)'],
    [
      'the inner scalar wins',
      nested('proxy_read_timeout 10s;', 'proxy_read_timeout 20s;', 'proxy_read_timeout 30s;'),
      'proxy_read_timeout',
      '30s (location)',
    ],
    [
      'an array is replaced as a whole',
      nested('proxy_set_header A 1; proxy_set_header B 2;', '', 'proxy_set_header C 3;'),
      'proxy_set_header',
      'C 3 (location)',
    ],
    [
      'an array is inherited where there is none',
      nested('proxy_set_header A 1; proxy_set_header B 2;', '', ''),
      'proxy_set_header',
      'A 1 | B 2 (http)',
    ],
    ['a handler is not inherited', nested('', 'return 404;', ''), 'return', 'absent'],
    ['nothing sets it', nested('', '', ''), 'proxy_read_timeout', 'absent'],
    [
      'an include that leads elsewhere hides it',
      nested('include /srv/other/*.conf;', '', ''),
      'proxy_read_timeout',
      'unknown: the file /srv/other/*.conf is not in the workspace',
    ],
    [
      'unless it is set further in',
      nested('include /srv/other/*.conf;', '', 'proxy_read_timeout 5s;'),
      'proxy_read_timeout',
      '5s (location)',
    ],
    [
      'an array beside such an include may have more',
      nested('', '', 'include snippets/more.conf; proxy_set_header A 1;'),
      'proxy_set_header',
      'A 1 (location, maybe more)',
    ],
    [
      'packages’ own data files hide nothing',
      nested('include /etc/nginx/mime.types;', '', 'include fastcgi_params;'),
      'proxy_read_timeout',
      'absent',
    ],
    [
      'a missing brace makes what is around unknown',
      'http {\n  server {\n    location / {\n      proxy_pass http://a;\n    }\n',
      'proxy_read_timeout',
      'unknown: this block is not closed',
    ],
    [
      'a template’s condition',
      '//- nginx.conf.j2\nhttp {\n{% if x %}\n  proxy_read_timeout 9s;\n{% endif %}\n  server { location / { } }\n}\nevents {}\n',
      'proxy_read_timeout',
      'unknown: it stands inside a template’s condition',
    ],
  ])('%s', (_, source, name, expected) => {
    expect(effective(source, name)).toBe(expected);
  });
});

describe('includes', () => {
  const files = (source: string) =>
    stack(source).nginx.map((configuration) => [...configuration.files].map((file) => file.path).join(' + '));

  test.each([
    [
      'relative to the main file’s folder, also from an included file',
      '//- etc/nginx.conf\nevents {}\nhttp { include conf.d/a.conf; }\n//- etc/conf.d/a.conf\ninclude b.conf;\n//- etc/b.conf\nserver { }\n//- etc/conf.d/b.conf\nserver { }\n',
      ['etc/nginx.conf + etc/conf.d/a.conf + etc/b.conf', 'etc/conf.d/b.conf'],
    ],
    [
      'globs in order, without dot files',
      '//- nginx.conf\nevents {}\nhttp { include conf.d/*.conf; }\n//- conf.d/b.conf\nserver { }\n//- conf.d/a.conf\nserver { }\n//- conf.d/.hidden.conf\nserver { }\n',
      ['nginx.conf + conf.d/a.conf + conf.d/b.conf', 'conf.d/.hidden.conf'],
    ],
    [
      '/etc/nginx is the main file’s folder',
      '//- docker/nginx/nginx.conf\nevents {}\nhttp { include /etc/nginx/conf.d/*.conf; }\n//- docker/nginx/conf.d/a.conf\nserver { }\n',
      ['docker/nginx/nginx.conf + docker/nginx/conf.d/a.conf'],
    ],
    [
      'a tree that mirrors the host',
      '//- rootfs/etc/nginx/nginx.conf\nevents {}\nhttp { include /srv/app/nginx.conf; }\n//- rootfs/srv/app/nginx.conf\nserver { }\n',
      ['rootfs/etc/nginx/nginx.conf + rootfs/srv/app/nginx.conf'],
    ],
    [
      'the official image’s templates',
      '//- nginx/nginx.conf\nevents {}\nhttp { include /etc/nginx/conf.d/*.conf; }\n//- nginx/templates/default.conf.template\nserver { listen ${PORT}; }\n',
      ['nginx/nginx.conf + nginx/templates/default.conf.template'],
    ],
    [
      'a loop ends',
      '//- nginx.conf\nevents {}\nhttp { include a.nginx; }\n//- a.nginx\ninclude b.nginx;\n//- b.nginx\ninclude a.nginx;\n',
      ['nginx.conf + a.nginx + b.nginx'],
    ],
    [
      'no include leads out of the workspace',
      '//- nginx.conf\nevents {}\nhttp { include ../../etc/passwd; }\n',
      ['nginx.conf'],
    ],
    [
      'one file in two configurations',
      '//- a/nginx.conf\nevents {}\nhttp { include ../shared/x.nginx; }\n//- b/nginx.conf\nevents {}\nhttp { include ../shared/x.nginx; }\n//- shared/x.nginx\nserver { }\n',
      ['a/nginx.conf + shared/x.nginx', 'b/nginx.conf + shared/x.nginx'],
    ],
  ])('%s', (_, source, expected) => {
    expect(files(source)).toEqual(expected);
  });

  test('a loop is marked at the include that closes it', () => {
    const [configuration] = stack('//- nginx.conf\nevents {}\nhttp { include nginx.conf; }\n').nginx;
    expect(configuration!.includes.map((include) => include.loop)).toEqual([true]);
  });

  test('files are read because another includes them, links by their real path', async () => {
    const texts: Record<string, string> = {
      'nginx.conf': 'events {}\nhttp { include snippets/*; include enabled/*; }\n',
      'snippets/tls': 'ssl_protocols TLSv1.3;\n',
      'available/shop': 'server { listen 80; }\n',
      'notes.txt': 'not ours',
    };
    const links = new Map([['enabled/shop', 'available/shop']]);
    const asked: string[] = [];
    const loaded = await loadStack({ paths: [...Object.keys(texts), 'enabled/shop'].sort(), links }, async (path) => {
      asked.push(path);
      return texts[path];
    });
    expect([...loaded.nginx[0]!.files].map((file) => file.path)).toEqual([
      'nginx.conf',
      'snippets/tls',
      'available/shop',
    ]);
    expect(asked.sort()).toEqual(['available/shop', 'nginx.conf', 'snippets/tls']);
  });
});

describe('snapshots', () => {
  const source =
    '//- a/nginx.conf\nevents {}\nhttp { include x.conf; }\n//- a/x.conf\nserver { }\n//- b/nginx.conf\nevents {}\n';

  test('a change shares everything that it does not touch', () => {
    const before = stack(source);
    const [a, b] = before.nginx;
    const after = before.with(new ConfigFile('a/x.conf', 'server { listen 80; }\n'));
    expect(after.nginx[1]).toBe(b);
    expect(after.nginx[0]).not.toBe(a);
    expect(before.nginx[0]).toBe(a);
    expect(after.settings).toBe(before.settings);
  });

  test('a file that comes or goes changes what includes lead to', () => {
    const without = stack(source).without('a/x.conf');
    expect([...without.nginx[0]!.files]).toHaveLength(1);
    const again = without.with(new ConfigFile('a/x.conf', 'server { }\n'));
    expect([...again.nginx[0]!.files]).toHaveLength(2);
  });

  test('an include typed anew takes the fragment in', () => {
    const before = Stack.of([
      new ConfigFile('nginx.conf', 'events {}\nhttp { }\n'),
      new ConfigFile('site.nginx', 'server { }\n'),
    ]);
    expect(before.nginx).toHaveLength(2);
    expect(before.with(new ConfigFile('nginx.conf', 'events {}\nhttp { include site.nginx; }\n')).nginx).toHaveLength(
      1,
    );
  });
});
