import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import type { PartialSettings } from '../../server/src/settings/project';
import { Stack } from '../../server/src/stack/stack';
import { readFixture } from '../support/fixture';
import { applyFix, checkCase, judge } from '../support/laws';

/** A whole configuration that no rule speaks of, with places to vary. */
function whole({
  main = '',
  events = '',
  http = '',
  server = '',
  location = 'proxy_pass http://127.0.0.1:8000;',
} = {}): string {
  return `
${main || 'worker_processes auto;'}
events {
    ${events || 'worker_connections 10000;\n    use epoll;\n    multi_accept on;'}
}
http {
    ${http || 'gzip on;\n    gzip_types application/json;'}
    server {
        ${server || 'listen 80;'}
        location / {
            ${location}
        }
    }
}
`;
}

function stackWith(settings: PartialSettings, source: string): Stack {
  return Stack.of(
    [...readFixture(source).files].map(([path, text]) => new ConfigFile(path, text)),
    settings,
  );
}

function messages(rule: string, source: string, settings: PartialSettings = {}): string[] {
  return judge(stackWith(settings, source), [rule]).findings.map(
    (finding) => `${finding.severity}: ${finding.message}`,
  );
}

/** The text of the first file after the rule's first fix. */
function mended(rule: string, source: string, settings: PartialSettings = {}, path = 'nginx.conf'): string {
  const stack = stackWith(settings, source);
  const [finding] = judge(stack, [rule]).findings;
  return applyFix(stack, finding!.fixes[0]!.edits).file(path)!.text;
}

describe('nginx/worker-processes', () => {
  const rule = 'nginx/worker-processes';
  const of = (value: string) => `worker_processes ${value};\nevents {}\n`;

  test('a number is judged by the CPUs, where they are known', () => {
    expect(messages(rule, of('4'))).toEqual([]);
    expect(messages(rule, of('4'), { host: { cpus: 4 } })).toEqual([]);
    expect(messages(rule, of('4'), { host: { cpus: 8 } })).toEqual([
      'information: 4 worker processes on 8 CPUs leave 4 idle. With auto nginx starts one for each CPU.',
    ]);
    expect(messages(rule, of('4'), { host: { cpus: 2 } })).toEqual([
      'information: 4 worker processes on 2 CPUs compete for them. With auto nginx starts one for each CPU.',
    ]);
    expect(messages(rule, of('4'), { host: { cpus: 1 } })).toEqual([
      'information: 4 worker processes on one CPU compete for it. With auto nginx starts one for each CPU.',
    ]);
  });

  test('one worker is right on one CPU', () => {
    expect(messages(rule, of('1'), { host: { cpus: 1 } })).toEqual([]);
    expect(messages(rule, 'events {}\n', { host: { cpus: 1 } })).toEqual([]);
    expect(messages(rule, of('1'), { host: { cpus: 4 } })).toHaveLength(1);
  });

  test('an unknown number of CPUs is said, not guessed', () => {
    expect(judge(stackWith({}, of('4')), [rule]).unknown.map(({ unknown }) => unknown)).toEqual([
      'the number of CPUs is not known; headroom.yaml can say it as host.cpus',
    ]);
  });

  test.each([
    ['auto', 'worker_processes auto;\nevents {}\n'],
    ['0 and values that nginx refuses belong to other rules', 'worker_processes 0;\nevents {}\n'],
    ['an invalid value', 'worker_processes AUTO;\nevents {}\n'],
    ['a template', '//- nginx.conf.j2\nworker_processes {{ workers }};\nevents {}\n'],
    ['an include that may set it', 'include /etc/nginx/main.d/*.conf;\nevents {}\n'],
    ['an include that sets it', 'include main.conf;\nevents {}\n//- main.conf\nworker_processes auto;\n'],
    ['one process without a master', 'master_process off;\nevents {}\n'],
    ['a fragment', '//- conf.d/a.conf\nserver { listen 80; }\n'],
    ['development', '# headroom: profile=development\nworker_processes 1;\nevents {}\n'],
  ])('silent: %s', (_, source) => checkCase(rule, source));

  test('masks for each worker go with the number', () => {
    const source = 'worker_processes 1;\nworker_cpu_affinity 0001;\nevents {}\n';
    expect(mended(rule, source)).toBe('worker_processes auto;\nworker_cpu_affinity auto;\nevents {}\n');
    expect(judge(stackWith({}, source), [rule]).findings[0]!.fixes[0]!.safety).toBe('review');
  });
});

describe('nginx/worker-connections', () => {
  const rule = 'nginx/worker-connections';

  test.each([
    ['more than asked', whole({ events: 'worker_connections 65535;' })],
    ['a template', '//- nginx.conf.template\nevents { worker_connections ${CONNECTIONS}; }\n'],
    ['a value that nginx refuses', 'events { worker_connections 1k; }\n'],
    ['the tier of development', '# headroom: profile=development\nevents { worker_connections 1024; }\n'],
    ['set by an include', 'events {\n    include events.conf;\n}\n//- events.conf\nworker_connections 20000;\n'],
    ['an include out of view', 'events {\n    include /srv/events.conf;\n}\n'],
  ])('silent: %s', (_, source) => checkCase(rule, source));

  test('development asks for less, and says it more softly', () =>
    checkCase(
      rule,
      `
# headroom: profile=development
events {
    worker_connections 512;
                       ^^^ information: Development asks for 1024
}
`,
    ));

  test('offers the tiers upwards, the chosen one first', () => {
    const titles = (profile: string) =>
      judge(stackWith({}, `# headroom: profile=${profile}\nevents { worker_connections 100; }\n`), [
        rule,
      ]).findings[0]!.fixes.map(({ title }) => title);
    expect(titles('development')).toEqual([
      'Set worker_connections to 1024 (development)',
      'Set worker_connections to 10000 (production)',
      'Set worker_connections to 20000 (high-traffic)',
    ]);
    expect(titles('high-traffic')).toEqual(['Set worker_connections to 20000 (high-traffic)']);
  });

  test('the open files come along where their limit is known', () => {
    const source = (limit: string) => `${limit}events {\n    worker_connections 512;\n}\n`;
    expect(mended(rule, source('worker_rlimit_nofile 1024;\n'))).toContain('worker_rlimit_nofile 20000;');
    expect(mended(rule, source('worker_rlimit_nofile 65535;\n'))).toContain('worker_rlimit_nofile 65535;');
    expect(mended(rule, source(''))).not.toContain('worker_rlimit_nofile');
    expect(mended(rule, source(''), { host: { nofile: 65_535 } })).not.toContain('worker_rlimit_nofile');
  });

  test('where the host allows too few files, the host comes first', () => {
    const [finding] = judge(stackWith({ host: { nofile: 1024 } }, 'events { worker_connections 512; }\n'), [
      rule,
    ]).findings;
    expect(finding!.fixes[0]).toMatchObject({ safety: 'advice', edits: [] });
    expect(finding!.fixes[0]!.title).toContain('open files to 20000 (1024 now)');
  });
});

describe('nginx/event-method', () => {
  const rule = 'nginx/event-method';

  test.each([
    ['epoll', 'events { use epoll; }\n'],
    ['kqueue, where nothing says Linux', 'events { use kqueue; }\n'],
    ['a template', '//- nginx.conf.j2\nevents { use {{ method }}; }\n'],
    ['a word that nginx does not know', 'events { use fastest; }\n'],
    ['FreeBSD’s place', '//- usr/local/etc/nginx/nginx.conf\nevents { worker_connections 10000; }\n'],
    ['an include out of view', 'events { include /srv/events.conf; }\n'],
  ])('silent: %s', (_, source) => checkCase(rule, source));

  test('kqueue on a known Linux', () => {
    expect(messages(rule, 'events { use kqueue; }\n', { host: { kernel: '6.1' } })).toEqual([
      'information: kqueue exists on FreeBSD and macOS only: on Linux nginx does not start with it. Set epoll.',
    ]);
  });

  test('the fix stands behind worker_connections', () => {
    expect(mended(rule, 'events {\n\tworker_connections 10000;\n\tmulti_accept on;\n}\n')).toBe(
      'events {\n\tworker_connections 10000;\n\tuse epoll;\n\tmulti_accept on;\n}\n',
    );
    expect(mended(rule, 'events {}\n')).toBe('events {\n    use epoll;\n}\n');
  });
});

describe('nginx/multi-accept', () => {
  const rule = 'nginx/multi-accept';

  test.each([
    ['on, in any case', 'events { multi_accept ON; }\n'],
    ['a value that nginx refuses', 'events { multi_accept yes; }\n'],
    ['a template', '//- nginx.conf.j2\nevents { multi_accept {{ accept }}; }\n'],
    ['an include out of view', 'events { include /srv/events.conf; }\n'],
    ['development', '//- dev/nginx.conf\nevents { multi_accept off; }\n'],
  ])('silent: %s', (_, source) => checkCase(rule, source));
});

describe('nginx/proxy-buffering and nginx/proxy-request-buffering', () => {
  const route = (lines: string, path = '/api/', pass = 'proxy_pass http://127.0.0.1:8000;') =>
    whole({ location: `${pass}\n        }\n        location ${path} {\n            ${pass}\n            ${lines}` });

  test.each([
    ['off', route('proxy_buffering off; proxy_request_buffering off;')],
    [
      'off in http',
      whole({
        http: 'proxy_buffering off; proxy_request_buffering off;',
        location: 'proxy_pass http://a;\n}\nlocation /api {\nproxy_pass http://b;',
      }),
    ],
    ['no API route', route('', '/shop/')],
    ['a path that only begins alike', route('', '/apis/')],
    ['a named location', route('', '@api')],
    ['gRPC', route('', '/api/', 'grpc_pass 127.0.0.1:50051;')],
    ['no proxy', route('return 204;', '/api/', 'root /srv;')],
    [
      'a fragment, whose http block is not in view',
      '//- conf.d/a.conf\nserver {\n    location /api/ {\n        proxy_pass http://127.0.0.1:8000;\n    }\n}\n',
    ],
    ['a WebSocket', route('proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;', '/api/ws')],
    ['development', `# headroom: profile=development\n${route('')}`],
  ])('silent: %s', (_, source) => {
    checkCase('nginx/proxy-buffering', source);
    checkCase('nginx/proxy-request-buffering', source);
  });

  test.each([
    ['a cache', route('proxy_cache answers;')],
    ['a rate for answers', route('limit_rate 100k;')],
    [
      'a cache in http',
      whole({
        http: 'proxy_cache answers;',
        location: 'proxy_pass http://a;\n}\nlocation /api {\nproxy_pass http://b;',
      }),
    ],
  ])('answers have to be buffered for %s', (_, source) => checkCase('nginx/proxy-buffering', source));

  test('requests have to be buffered for a mirror', () => {
    checkCase('nginx/proxy-request-buffering', route('mirror /copy;'));
    expect(messages('nginx/proxy-request-buffering', route('mirror /copy; mirror_request_body off;'))).toHaveLength(1);
  });

  test('each module has its own setting', () => {
    for (const [family, pass] of [
      ['fastcgi', 'fastcgi_pass 127.0.0.1:9000;'],
      ['uwsgi', 'uwsgi_pass 127.0.0.1:9000;'],
      ['scgi', 'scgi_pass 127.0.0.1:9000;'],
    ] as const) {
      const source = route('proxy_buffering off; proxy_request_buffering off;', '/api/', pass);
      expect(mended('nginx/proxy-buffering', source)).toContain(`\n            ${family}_buffering off;`);
      expect(mended('nginx/proxy-request-buffering', source)).toContain(
        `\n            ${family}_request_buffering off;`,
      );
    }
  });

  test('an inherited line is shown, and the location gets its own', () => {
    const source = whole({
      http: 'proxy_buffering on;\n    gzip on;',
      location: 'proxy_pass http://a;\n}\nlocation /api {\nproxy_pass http://b;',
    });
    const [finding] = judge(stackWith({}, source), ['nginx/proxy-buffering']).findings;
    expect(finding!.related.map(({ message }) => message)).toEqual(['proxy_buffering is turned on here.']);
    expect(mended('nginx/proxy-buffering', source)).toContain('proxy_pass http://b;\nproxy_buffering off;');
  });

  test('the project says which routes are API', () => {
    expect(messages('nginx/proxy-buffering', route('', '/rest/'), { apiRoutes: ['/rest'] })).toHaveLength(1);
    expect(messages('nginx/proxy-buffering', route('', '/api/'), { apiRoutes: ['/rest'] })).toEqual([]);
  });

  test('older versions need HTTP/1.1 for requests', () => {
    const rule = 'nginx/proxy-request-buffering';
    expect(mended(rule, route(''), { versions: { nginx: '1.22.1' } })).toMatch(
      /proxy_http_version 1\.1;\n +proxy_request_buffering off;/,
    );
    expect(mended(rule, route(''))).not.toContain('proxy_http_version');
    expect(mended(rule, route('proxy_http_version 1.0;'))).toContain('proxy_http_version 1.1;');
  });

  test('a handler inside an if is mended in the location', () => {
    const source = whole({
      location: 'root /srv;\n}\nlocation /api/ {\n    if ($arg_new) {\n        proxy_pass http://a;\n    }',
    });
    expect(mended('nginx/proxy-buffering', source)).toContain('location /api/ {\n    proxy_buffering off;\n    if (');
  });
});

describe('nginx/proxy-*-timeout', () => {
  const location = (lines: string, pass = 'proxy_pass http://127.0.0.1:8000;', head = '') =>
    `//- conf.d/a.conf\n${head}server {\n    location /shop/ {\n        ${pass}\n        ${lines}\n    }\n}\n`;
  const of = (kind: string, lines: string, settings: PartialSettings = {}, pass?: string) =>
    messages(`nginx/proxy-${kind}-timeout`, location(lines, pass), settings).map((text) => text.split(':')[0]);

  test.each(['send', 'read'])('%s: by the tier', (kind) => {
    const judgeAt = (value: string, api?: 'fast' | 'normal' | 'long') =>
      of(kind, `proxy_${kind}_timeout ${value};`, api ? { workload: { api } } : {});
    expect(judgeAt('60s')).toEqual([]);
    expect(judgeAt('2m')).toEqual([]);
    expect(judgeAt('10s')).toEqual([]);
    expect(judgeAt('121s')).toEqual(['information']);
    expect(judgeAt('300s')).toEqual(['information']);
    expect(judgeAt('301s')).toEqual(['warning']);
    expect(judgeAt('1h')).toEqual(['warning']);
    expect(judgeAt('30s', 'fast')).toEqual([]);
    expect(judgeAt('31s', 'fast')).toEqual(['information']);
    expect(judgeAt('300s', 'long')).toEqual([]);
    expect(judgeAt('120s', 'long')).toEqual(['information']);
    expect(judgeAt('600s', 'long')).toEqual(['warning']);
  });

  test('connect: by the tier, and never above 75s', () => {
    const judgeAt = (value: string, api?: 'fast' | 'long') =>
      of('connect', `proxy_connect_timeout ${value};`, api ? { workload: { api } } : {});
    expect(judgeAt('5s')).toEqual([]);
    expect(judgeAt('60')).toEqual([]);
    expect(judgeAt('75s')).toEqual(['information']);
    expect(judgeAt('76s')).toEqual(['warning']);
    expect(judgeAt('45s', 'fast')).toEqual(['information']);
    expect(judgeAt('5s', 'long')).toEqual([]);
    expect(judgeAt('300s', 'long')).toEqual(['warning']);
  });

  test('each module has its own setting', () => {
    for (const [family, pass] of [
      ['fastcgi', 'fastcgi_pass 127.0.0.1:9000;'],
      ['uwsgi', 'uwsgi_pass 127.0.0.1:9000;'],
      ['scgi', 'scgi_pass 127.0.0.1:9000;'],
    ] as const) {
      expect(of('read', `${family}_read_timeout 600s;`, {}, pass)).toEqual(['warning']);
    }
    expect(of('read', 'grpc_read_timeout 1h;', {}, 'grpc_pass 127.0.0.1:50051;')).toEqual(['information']);
  });

  test.each([
    ['one that no route uses', location('fastcgi_read_timeout 600s;')],
    [
      'a template',
      '//- conf.d/a.conf.template\nserver {\n    location / {\n        proxy_pass http://a;\n        proxy_read_timeout ${TIMEOUT};\n    }\n}\n',
    ],
    ['a value that nginx refuses', location('proxy_read_timeout 1500ms5;')],
    ['a WebSocket', location('proxy_read_timeout 1d; proxy_set_header Upgrade $http_upgrade;')],
    [
      'stream',
      'events {}\nstream {\n    server {\n        listen 5000;\n        proxy_pass 127.0.0.1:5001;\n        proxy_timeout 1h;\n    }\n}\n',
    ],
    ['development', location('proxy_read_timeout 600s;', undefined, '# headroom: profile=development\n')],
    [
      'overridden by every route',
      whole({
        http: 'proxy_read_timeout 600s;',
        location: 'proxy_pass http://127.0.0.1:8000; proxy_read_timeout 60s;',
      }),
    ],
  ])('silent: %s', (_, source) => checkCase('nginx/proxy-read-timeout', source));

  test('stream’s own connect timeout is another setting', () =>
    checkCase(
      'nginx/proxy-connect-timeout',
      'events {}\nstream {\n    server {\n        listen 5000;\n        proxy_pass 127.0.0.1:5001;\n        proxy_connect_timeout 5m;\n    }\n}\n',
    ));

  test('a snippet whose routes are not in view is judged by itself', () =>
    checkCase(
      'nginx/proxy-read-timeout',
      `
//- nginx/proxy_params
proxy_set_header Host $host;
proxy_read_timeout 3000;
                   ^^^^ warning: waits 3000s
`,
    ));

  test('one line in http is judged once, for all its routes', () =>
    checkCase(
      'nginx/proxy-read-timeout',
      `
events {}
http {
    proxy_read_timeout 10m;
                       ^^^ warning: waits 10m
    server {
        location /a/ { proxy_pass http://127.0.0.1:8000; }
        location /b/ { proxy_pass http://127.0.0.1:8000; }
    }
}
`,
    ));

  test('nginx’s 60s are too short for long requests and too long for fast ones', () => {
    const source = (tier: string) => `# headroom: api=${tier}\n${whole()}`;
    expect(messages('nginx/proxy-read-timeout', source('normal'))).toEqual([]);
    expect(messages('nginx/proxy-read-timeout', source('long'))).toEqual([
      'information: proxy_read_timeout is not set for a route of this server. nginx gives up when the application sends nothing for 60s; long APIs ask for 300s.',
    ]);
    expect(messages('nginx/proxy-send-timeout', source('fast'))).toHaveLength(1);
    expect(messages('nginx/proxy-connect-timeout', source('long'))).toEqual([]);
    for (const tier of ['long', 'fast'])
      for (const kind of ['send', 'read']) checkFixes(`nginx/proxy-${kind}-timeout`, source(tier));
  });

  test('what is out of view is not missing', () => {
    const source = location('', undefined, '# headroom: api=long\n');
    expect(messages('nginx/proxy-read-timeout', source)).toEqual([]);
    expect(judge(stackWith({}, source), ['nginx/proxy-read-timeout']).unknown).toHaveLength(1);
  });

  test('one fix for the modules of a server', () => {
    const source = `# headroom: api=long\n${whole({ location: 'proxy_pass http://127.0.0.1:8000;\n}\nlocation /php/ {\nfastcgi_pass 127.0.0.1:9000;' })}`;
    const text = mended('nginx/proxy-read-timeout', source);
    expect(text).toMatch(/proxy_read_timeout 300s;\n +fastcgi_read_timeout 300s;\n +location/);
  });
});

describe('nginx/gzip', () => {
  const rule = 'nginx/gzip';

  test.each([
    ['all types', whole({ http: 'gzip on; gzip_types *;' })],
    ['several lines of types', whole({ http: 'gzip on; gzip_types text/css; gzip_types application/json;' })],
    ['a list without JSON, and no API route', whole({ http: 'gzip on; gzip_types text/css;' })],
    ['off for one server', whole({ server: 'gzip off;' })],
    ['another compression', whole({ http: 'brotli on;' })],
    ['gzip off beside another compression', whole({ http: 'gzip off; brotli on;' })],
    ['an include out of view', whole({ http: 'include /srv/http.conf;' })],
    [
      'set by an include',
      `${whole({ http: 'include conf.d/*.conf;' })}//- conf.d/gzip.conf\ngzip on;\ngzip_types application/json;\n`,
    ],
    [
      'a server that only redirects',
      'events {}\nhttp {\n    server {\n        root /srv;\n        return 301 https://$host$request_uri;\n    }\n}\n',
    ],
    ['gRPC alone', whole({ http: 'keepalive_timeout 65s;', location: 'grpc_pass 127.0.0.1:50051;' })],
    ['no server', 'events {}\nhttp {\n    sendfile on;\n}\n'],
    ['development', `# headroom: profile=development\n${whole({ http: 'gzip off;' })}`],
    [
      'a template',
      '//- nginx.conf.j2\nevents {}\nhttp {\n    gzip {{ gzip }};\n    server { location / { proxy_pass http://a; } }\n}\n',
    ],
  ])('silent: %s', (_, source) => checkCase(rule, source));

  test('not set: one finding at http, with the fix behind related lines', () => {
    const source =
      'events {}\nhttp {\n    sendfile on;\n    server {\n        location /a/ { proxy_pass http://a; }\n        location /b/ { proxy_pass http://b; }\n    }\n}\n';
    expect(messages(rule, source)).toHaveLength(1);
    expect(mended(rule, source)).toContain(
      '    sendfile on;\n    gzip on;\n    gzip_types application/json application/javascript',
    );
  });

  test('off in http', () =>
    checkCase(
      rule,
      `
events {}
http {
    gzip off;
         ^^^ information: uncompressed
    gzip_types text/css;
    server {
        location / { proxy_pass http://127.0.0.1:8000; }
    }
}
`,
    ));

  test('types that are there are kept', () => {
    const source =
      'events {}\nhttp {\n    gzip off;\n    gzip_types text/css;\n    server {\n        location / { proxy_pass http://a; }\n    }\n}\n';
    expect(mended(rule, source)).toContain('gzip on;\n    gzip_types text/css application/json;');
    expect(mended(rule, source.replace('    gzip off;\n', ''))).toContain(
      'gzip on;\n    gzip_types text/css application/json;',
    );
  });

  test('some servers compress: the others are named where they serve an API', () => {
    const source = (path: string) => `events {}
http {
    server {
        listen 81;
        gzip on;
        gzip_types application/json;
        location / { proxy_pass http://a; }
    }
    server {
        listen 82;
        location ${path} { proxy_pass http://a; }
    }
}
`;
    expect(messages(rule, source('/shop/'))).toEqual([]);
    expect(messages(rule, source('/api/'))).toHaveLength(1);
    expect(mended(rule, source('/api/'))).toContain('listen 82;\n        gzip on;\n        gzip_types ');
  });
});

describe('nginx/upstream-keepalive', () => {
  const rule = 'nginx/upstream-keepalive';
  const old = { versions: { nginx: '1.22.1' } };
  const source = (upstream: string, location: string) =>
    `//- conf.d/a.conf\nupstream app {\n    server 127.0.0.1:8000;\n    ${upstream}\n}\nserver {\n    location / {\n        ${location}\n    }\n}\n`;

  test('only versions that keep nothing by themselves', () => {
    const text = source('', 'proxy_pass http://app;');
    expect(messages(rule, text, old)).toHaveLength(1);
    expect(messages(rule, text, { versions: { nginx: '1.29.7' } })).toEqual([]);
    expect(messages(rule, text)).toEqual([]);
  });

  test.each([
    ['keepalive', source('keepalive 8;', 'proxy_pass http://app;')],
    ['nobody asks it', source('', 'return 204;')],
    ['uwsgi keeps none', source('', 'uwsgi_pass app;')],
    ['a WebSocket keeps its own', source('', 'proxy_pass http://app; proxy_set_header Upgrade $http_upgrade;')],
    ['Lua picks the server', source('balancer_by_lua_block { pick() }', 'proxy_pass http://app;')],
    ['an include out of view', source('include /srv/upstream.conf;', 'proxy_pass http://app;')],
  ])('silent: %s', (_, text) => expect(messages(rule, text, old)).toEqual([]));

  test('the fix stands last and brings the headers along', () => {
    const text = source(
      'least_conn;',
      'proxy_pass http://app;\n        proxy_http_version 1.1;\n        proxy_set_header Host $host;',
    );
    const after = mended(rule, text, old, 'conf.d/a.conf');
    expect(after).toContain('least_conn;\n    keepalive 32;\n}');
    expect(after).toContain('proxy_set_header Host $host;\n        proxy_set_header Connection "";');
  });
});

describe('nginx/upstream-keepalive-headers', () => {
  const rule = 'nginx/upstream-keepalive-headers';
  const old = { versions: { nginx: '1.22.1' } };
  const source = ({ http = '', server = '', location = '', pass = 'proxy_pass http://app;' }) => `events {}
http {
    ${http}
    upstream app {
        server 127.0.0.1:8000;
        keepalive 32;
    }
    server {
        ${server}
        location /a/ {
            ${pass}
            ${location}
        }
        location /b/ {
            ${pass}
            ${location}
        }
    }
}
`;
  const both = 'proxy_http_version 1.1; proxy_set_header Connection "";';

  test.each([
    ['both in the location', source({ location: both })],
    ['both in http', source({ http: both })],
    ['the name in any case', source({ location: 'proxy_http_version 1.1; proxy_set_header connection "";' })],
    ['HTTP/1.0 with keep-alive', source({ location: 'proxy_set_header Connection keep-alive;' })],
    [
      'a WebSocket',
      source({
        location:
          'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";',
      }),
    ],
    ['a map decides', source({ location: 'proxy_http_version 1.1; proxy_set_header Connection $connection_upgrade;' })],
    ['another module', source({ pass: 'uwsgi_pass app;' })],
    ['gRPC', source({ pass: 'grpc_pass app;' })],
    ['an include out of view', source({ location: 'include /srv/headers.conf;' })],
  ])('silent: %s', (_, text) => expect(messages(rule, text, old)).toEqual([]));

  test('newer versions only mind what is written', () => {
    expect(messages(rule, source({}))).toEqual([]);
    expect(messages(rule, source({ location: 'proxy_set_header Host $host;' }))).toEqual([]);
    expect(messages(rule, source({ http: 'proxy_http_version 1.0;' }))).toEqual([
      'warning: HTTP/1.0 closes the connection, so keepalive 32 of app keeps nothing: each request opens a new connection. Set proxy_http_version 1.1.',
    ]);
    expect(messages(rule, source({ http: 'proxy_set_header Connection close;' }))).toHaveLength(1);
  });

  test('headers of a location hide those around it', () => {
    const text = source({ http: both, location: 'proxy_set_header Host $host;' });
    expect(messages(rule, text, old)).toHaveLength(2);
    expect(messages(rule, source({ http: both, server: 'proxy_set_header Host $host;' }), old)).toHaveLength(1);
  });

  test('one finding where one place mends several routes', () => {
    const text = source({ server: 'proxy_set_header Host $host;' });
    const [finding, ...others] = judge(stackWith(old, text), [rule]).findings;
    expect(others).toEqual([]);
    expect(finding!.related.map(({ message }) => message)).toEqual([
      'Connections to app would be kept here.',
      'This route closes them.',
    ]);
    expect(mended(rule, text, old)).toContain(
      'proxy_set_header Host $host;\n        proxy_http_version 1.1;\n        proxy_set_header Connection "";',
    );
  });

  test('without any header, each location gets both lines', () => {
    const text = source({});
    expect(messages(rule, text, old)).toHaveLength(2);
    expect(mended(rule, text, old)).toContain(
      'proxy_pass http://app;\n            proxy_http_version 1.1;\n            proxy_set_header Connection "";',
    );
  });
});

describe('nginx/stub-status', () => {
  const rule = 'nginx/stub-status';

  test.each([
    ['it is there', whole({ server: 'location = /status { stub_status; }' })],
    ['another module', whole({ server: 'vhost_traffic_status_display;' })],
    ['an include out of view', whole({ server: 'include /srv/locations.conf;' })],
    ['no server', 'events {}\nhttp {\n    sendfile on;\n}\n'],
    ['a fragment', '//- conf.d/a.conf\nserver { listen 80; }\n'],
    [
      'in an included file',
      'events {}\nhttp {\n    include conf.d/*.conf;\n    server { listen 80; }\n}\n//- conf.d/status.conf\nserver { location = /s { stub_status; } }\n',
    ],
    ['development', `# headroom: profile=development\n${whole()}`],
  ])('silent: %s', (_, source) => checkCase(rule, source));

  test('a server that redirects everything does not get the location', () => {
    const source =
      'events {}\nhttp {\n    server {\n        listen 80;\n        return 301 https://$host;\n    }\n    server {\n        listen 443;\n    }\n}\n';
    expect(mended(rule, source)).toContain(
      'listen 443;\n        location = /nginx_status {\n            stub_status;\n            access_log off;\n            allow 127.0.0.1;\n            deny all;\n        }\n',
    );
  });
});

/** Asserts that each fix of the rule's findings makes it quiet. */
function checkFixes(rule: string, source: string): void {
  const stack = stackWith({}, source);
  for (const finding of judge(stack, [rule]).findings) {
    for (const fix of finding.fixes) {
      expect(judge(applyFix(stack, fix.edits), [rule]).findings, fix.title).toEqual([]);
    }
  }
}
