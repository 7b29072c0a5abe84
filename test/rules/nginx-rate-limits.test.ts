import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import type { PartialSettings } from '../../server/src/settings/project';
import { Stack } from '../../server/src/stack/stack';
import { readFixture } from '../support/fixture';
import { checkCase, judge as judgeStack } from '../support/laws';

/** What the rule says with settings that no file of the fixture gives: `severity message`, and what it leaves open. */
function judge(rule: string, source: string, settings: PartialSettings = {}) {
  const files = [...readFixture(source).files].map(([path, text]) => new ConfigFile(path, text));
  const report = judgeStack(Stack.of(files, settings), [rule]);
  return {
    found: report.findings.map((finding) => `${finding.severity} ${finding.message}`),
    unknown: report.unknown.map((one) => one.unknown),
    fixes: report.findings.map((finding) => finding.fixes.map((fix) => fix.title)),
  };
}

/** A whole configuration around what stands in http. */
const inHttp = (body: string, main = 'worker_processes auto;') => `
//- nginx.conf
${main}
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
    gzip_types application/json;
${body}
}
`;

const CASES: readonly (readonly [rule: string, what: string, source: string])[] = [
  // rate-limit-missing
  [
    'nginx/rate-limit-missing',
    'a limit of the server holds below it',
    inHttp(
      'limit_req_zone $binary_remote_addr zone=a:10m rate=10r/s;\nserver {\nlimit_req zone=a burst=20 nodelay;\nlocation /api { proxy_pass http://127.0.0.1:1; } }',
    ),
  ],
  ['nginx/rate-limit-missing', 'no API', inHttp('server { location / { proxy_pass http://127.0.0.1:1; } }')],
  [
    'nginx/rate-limit-missing',
    'a path that only begins alike',
    inHttp('server { location /apidocs { proxy_pass http://127.0.0.1:1; } }'),
  ],
  ['nginx/rate-limit-missing', 'nothing is passed on', inHttp('server { location /api { root /srv; } }')],
  [
    'nginx/rate-limit-missing',
    'an include that is not in view',
    inHttp('server { include /etc/nginx/limits/on.conf;\nlocation /api { proxy_pass http://127.0.0.1:1; } }'),
  ],
  [
    'nginx/rate-limit-missing',
    'http is not in view',
    '//- conf.d/api.conf\nserver { location /api { proxy_pass http://127.0.0.1:1; } }',
  ],
  [
    'nginx/rate-limit-missing',
    'internal',
    inHttp('server { location /api { internal; proxy_pass http://127.0.0.1:1; } }'),
  ],
  [
    'nginx/rate-limit-missing',
    'only chosen addresses',
    inHttp('server { location /api { allow 10.0.0.0/8; deny all; proxy_pass http://127.0.0.1:1; } }'),
  ],
  [
    'nginx/rate-limit-missing',
    'behind a proxy of the same machine',
    inHttp(
      'server { listen 127.0.0.1:8080; listen unix:/run/a.sock; location /api { proxy_pass http://127.0.0.1:1; } }',
    ),
  ],
  [
    'nginx/rate-limit-missing',
    'limited by code, as far as can be told',
    inHttp('server { location /api { access_by_lua_file limit.lua; proxy_pass http://127.0.0.1:1; } }'),
  ],
  [
    'nginx/rate-limit-missing',
    'the development profile',
    inHttp('server { location /api { proxy_pass http://127.0.0.1:1; } }', '# headroom: profile=development'),
  ],
  [
    'nginx/rate-limit-missing',
    'allow and deny that a password gets around; a name that is taken; a zone to go with',
    inHttp(`
    limit_conn_zone $binary_remote_addr zone=api_limit:10m;
    server {
        location /api/ {
        ^^^^^^^^ warning: /api/
            deny all;
            satisfy any;
            proxy_pass http://127.0.0.1:1;
        }
    }`),
  ],
  [
    'nginx/rate-limit-missing',
    'every family, one finding for a location with a handler in its if',
    inHttp(`
    limit_req_zone $binary_remote_addr zone=clients:10m rate=100r/s;
    server {
        location ~ ^/v1/users/\\d+$ {
        ^^^^^^^^ warning: normal tier is 100r/s
            if ($arg_old) { proxy_pass http://127.0.0.1:2; }
            uwsgi_pass 127.0.0.1:1;
        }
    }`),
  ],
  [
    'nginx/rate-limit-missing',
    'a handler from a shared file; zones in the main file',
    `//- nginx.conf
# headroom: rateLimit=permissive
http { include conf.d/*.conf; }
//- conf.d/api.conf
# headroom: rateLimit=permissive
server {
    location /graphql {
    ^^^^^^^^ warning: permissive tier is 500r/s
        include snippets/pass.conf;
    }
}
//- snippets/pass.conf
proxy_pass http://127.0.0.1:1;
`,
  ],
  // rate-limit-rate
  [
    'nginx/rate-limit-rate',
    'a lower rate',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=1r/m;',
  ],
  [
    'nginx/rate-limit-rate',
    'the permissive tier',
    '//- conf.d/l.conf\n# headroom: rateLimit=permissive\nlimit_req_zone $binary_remote_addr zone=a:10m rate=500r/s;',
  ],
  [
    'nginx/rate-limit-rate',
    'a limit that all clients share',
    '//- conf.d/l.conf\nlimit_req_zone $server_name zone=a:10m rate=5000r/s;',
  ],
  [
    'nginx/rate-limit-rate',
    'a key from a map that leads elsewhere',
    '//- conf.d/l.conf\nmap $host $k { default $server_port; }\nlimit_req_zone $k zone=a:10m rate=5000r/s;',
  ],
  [
    'nginx/rate-limit-rate',
    'a template',
    '//- conf.d/l.conf.template\nlimit_req_zone $binary_remote_addr zone=a:10m rate=${RATE}r/s;',
  ],
  [
    'nginx/rate-limit-rate',
    'a rate that nginx refuses',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=9000/s;',
  ],
  [
    'nginx/rate-limit-rate',
    'through a map, for the clients that are not exempt',
    '//- conf.d/l.conf\nmap $remote_addr $who { 10.0.0.1 ""; default $binary_remote_addr; }\nlimit_req_zone $who zone=a:10m rate=12000r/m;\n                               ^^^^^^^^^^^^^ information: 12000r/m\n',
  ],
  // rate-limit-burst
  [
    'nginx/rate-limit-burst',
    'a strict limit without burst',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=login:10m rate=30r/m;\nlimit_req zone=login;',
  ],
  [
    'nginx/rate-limit-burst',
    'the documentation’s own example, at once',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;\nlimit_req zone=one burst=5 nodelay;',
  ],
  ['nginx/rate-limit-burst', 'a zone that is not in view', '//- conf.d/l.conf\nserver { limit_req zone=elsewhere; }'],
  [
    'nginx/rate-limit-burst',
    'a smaller burst',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=100r/s;\nlimit_req zone=a burst=10 delay=5;',
  ],
  [
    'nginx/rate-limit-burst',
    'a dry run',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=100r/s;\nlimit_req_dry_run on;\nlimit_req zone=a;',
  ],
  [
    'nginx/rate-limit-burst',
    'a template',
    '//- conf.d/l.conf.j2\nlimit_req_zone $binary_remote_addr zone=a:10m rate=100r/s;\nlimit_req zone=a {{ options }};',
  ],
  [
    'nginx/rate-limit-burst',
    'a rate that a template fills in',
    '//- conf.d/l.conf.j2\nlimit_req_zone $binary_remote_addr zone=a:10m rate={{ rate }};\nlimit_req zone=a;',
  ],
  [
    'nginx/rate-limit-burst',
    'an empty key limits nobody',
    '//- conf.d/l.conf\nlimit_req_zone "" zone=a:10m rate=100r/s;\nlimit_req zone=a;',
  ],
  [
    'nginx/rate-limit-burst',
    'a burst that nginx refuses',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=100r/s;\nlimit_req zone=a burst=0;',
  ],
  [
    'nginx/rate-limit-burst',
    'all clients together',
    '//- conf.d/l.conf\nlimit_req_zone $server_name zone=a:10m rate=1000r/s;\nlimit_req zone=a burst=2000 nodelay;',
  ],
  [
    'nginx/rate-limit-burst',
    'nodelay is there already',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=10r/s;\nlimit_req zone=a nodelay;\n          ^^^^^^^^^^^^^^ warning: 100 ms\n',
  ],
  [
    'nginx/rate-limit-burst',
    'much more than the rate',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=10r/s;\nlimit_req zone=a burst=150 nodelay;\n                 ^^^^^^^^^ information: 15 s worth\n',
  ],
  [
    'nginx/rate-limit-burst',
    'a queue that is too long as well',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=10r/s;\nlimit_req zone=a burst=300;\n                 ^^^^^^^^^ information: up to 30 s\n',
  ],
  [
    'nginx/rate-limit-burst',
    'a queue before a zone out of view',
    '//- conf.d/l.conf\nserver {\nlimit_req zone=a burst=300;\n                 ^^^^^^^^^ information: their clients wait\n}',
  ],
  // rate-limit-zone-size
  [
    'nginx/rate-limit-zone-size',
    'a larger zone',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:64M rate=1r/s;',
  ],
  [
    'nginx/rate-limit-zone-size',
    'few values to hold',
    '//- conf.d/l.conf\nlimit_req_zone $server_name zone=a:1m rate=1r/s;',
  ],
  [
    'nginx/rate-limit-zone-size',
    'a size that nginx refuses',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:1mb rate=1r/s;',
  ],
  [
    'nginx/rate-limit-zone-size',
    'nginx counts in k, too',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:32k rate=1r/s;\n                                   ^^^^^^^^^^ information: about 200 clients\n',
  ],
  // rate-limit-key
  [
    'nginx/rate-limit-key',
    'keys of variables',
    '//- conf.d/l.conf\nlimit_req_zone $http_authorization zone=a:10m rate=1r/s;\nlimit_req_zone $remote_addr$uri zone=b:10m rate=1r/s;\nlimit_req_zone $server_name zone=c:10m rate=1r/s;',
  ],
  ['nginx/rate-limit-key', 'a template', '//- conf.d/l.conf.j2\nlimit_req_zone {{ key }} zone=a:10m rate=1r/s;'],
  ['nginx/rate-limit-key', 'the key is missing', '//- conf.d/l.conf\nlimit_req_zone zone=a:10m rate=1r/s;'],
  [
    'nginx/rate-limit-key',
    'a forgotten sign',
    '//- conf.d/l.conf\nlimit_req_zone binary_remote_addr zone=a:10m rate=1r/s;\n               ^^^^^^^^^^^^^^^^^^ warning: same for every request\n',
  ],
  // rate-limit-unit
  [
    'nginx/rate-limit-unit',
    'units',
    '//- conf.d/l.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=1r/s;\nlimit_req_zone $binary_remote_addr zone=b:10m rate=1r/m;\nlimit_req_zone $binary_remote_addr zone=c:10m rate=0;',
  ],
  // rate-limit-zone
  [
    'nginx/rate-limit-zone',
    'the definition comes later, and from another file',
    '//- nginx.conf\nhttp { include conf.d/*.conf; }\n//- conf.d/a.conf\nserver { limit_req zone=z burst=2 nodelay; }\n//- conf.d/b.conf\nlimit_req_zone $binary_remote_addr zone=z:10m rate=1r/s;',
  ],
  [
    'nginx/rate-limit-zone',
    'an include of http is not in view',
    inHttp('include /etc/nginx/zones.conf;\nserver { limit_req zone=z burst=2 nodelay; }'),
  ],
  [
    'nginx/rate-limit-zone',
    'a template fills in the definition',
    inHttp(
      '{% if limits %}\nlimit_req_zone $binary_remote_addr zone=z:10m rate=1r/s;\n{% endif %}\nserver { limit_req zone=z burst=2 nodelay; }',
    ),
  ],
  [
    'nginx/rate-limit-zone',
    'one of two definitions, by a template',
    inHttp(
      '{% if a %}\nlimit_req_zone $binary_remote_addr zone=z:10m rate=1r/s;\n{% else %}\nlimit_req_zone $binary_remote_addr zone=z:10m rate=9r/s;\n{% endif %}\nserver { }',
    ),
  ],
  [
    'nginx/rate-limit-zone',
    'servers come from elsewhere',
    inHttp('limit_req_zone $binary_remote_addr zone=z:10m rate=1r/s;\ninclude /etc/nginx/sites-enabled/*;\nserver { }'),
  ],
  ['nginx/rate-limit-zone', 'no server yet', inHttp('limit_req_zone $binary_remote_addr zone=z:10m rate=1r/s;')],
  [
    'nginx/rate-limit-zone',
    'a location that is not in view',
    inHttp(
      'limit_req_zone $binary_remote_addr zone=z:10m rate=1r/s;\nserver { location / { include /etc/nginx/limits.conf; } }',
    ),
  ],
  [
    'nginx/rate-limit-zone',
    'a limit whose zone a template fills in',
    inHttp(
      'limit_req_zone $binary_remote_addr zone=z:10m rate=1r/s;\nserver { limit_req zone={{ zone }} burst=2 nodelay; }',
    ),
  ],
  [
    'nginx/rate-limit-zone',
    'unused',
    inHttp(
      'limit_req_zone $binary_remote_addr zone=z:10m rate=1r/s;\n                                   ^^^^^^^^^^ information: limits nothing\nserver { }',
    ),
  ],
  [
    'nginx/rate-limit-zone',
    'nothing near is there',
    inHttp('server {\nlimit_req zone=shop burst=20 nodelay;\n          ^^^^^^^^^ error: refuses to start.\n}'),
  ],
  [
    'nginx/rate-limit-zone',
    'a zone of another use',
    inHttp(
      'limit_conn_zone $binary_remote_addr zone=shop:10m;\nserver {\nlimit_req zone=shop burst=20 nodelay;\n          ^^^^^^^^^ error: belongs to another directive\n}',
    ),
  ],
  // rate-limit-status
  [
    'nginx/rate-limit-status',
    'another status',
    '//- conf.d/a.conf\nserver { limit_req zone=a; limit_req_status 444; }',
  ],
  ['nginx/rate-limit-status', 'no limit', inHttp('limit_req_status 503;\nserver { }')],
  [
    'nginx/rate-limit-status',
    'set in every server below',
    inHttp(
      'limit_req_zone $binary_remote_addr zone=a:10m rate=1r/s;\nlimit_req zone=a burst=2 nodelay;\nserver { limit_req_status 429; }',
    ),
  ],
  ['nginx/rate-limit-status', 'not in view', '//- conf.d/a.conf\nserver { limit_req zone=a burst=2 nodelay; }'],
  [
    'nginx/rate-limit-status',
    'error_page makes it another status',
    inHttp(
      'limit_req_zone $binary_remote_addr zone=a:10m rate=1r/s;\nserver { limit_req zone=a burst=2 nodelay; error_page 503 =429 /slow.html; }',
    ),
  ],
  [
    'nginx/rate-limit-status',
    'said once for all limits',
    inHttp(
      'limit_req_zone $binary_remote_addr zone=a:10m rate=1r/s;\nserver {\nlimit_req zone=a burst=2 nodelay;\n^^^^^^^^^ hint: 503\nlocation /x { limit_req zone=a burst=3 nodelay; }\n}',
    ),
  ],
  // rate-limit-bypassed
  [
    'nginx/rate-limit-bypassed',
    'the location inherits the limit',
    '//- conf.d/a.conf\nserver { limit_req zone=a; location / { return 301 https://$host$request_uri; } }',
  ],
  [
    'nginx/rate-limit-bypassed',
    'only some requests are answered',
    '//- conf.d/a.conf\nserver { location / { limit_req zone=a; if ($scheme = http) { return 301 https://$host$request_uri; } proxy_pass http://b; } }',
  ],
  [
    'nginx/rate-limit-bypassed',
    'rewritten in place',
    '//- conf.d/a.conf\nserver { location / { limit_req zone=a; rewrite ^ /index.php break; proxy_pass http://b; } }',
  ],
  [
    'nginx/rate-limit-bypassed',
    'only some paths are rewritten',
    '//- conf.d/a.conf\nserver { location / { limit_req zone=a; rewrite ^/old/(.*)$ /new/$1 permanent; proxy_pass http://b; } }',
  ],
  [
    'nginx/rate-limit-bypassed',
    'break comes first',
    '//- conf.d/a.conf\nserver { location / { limit_req zone=a; break; return 200; } }',
  ],
  [
    'nginx/rate-limit-bypassed',
    'a redirect of every path',
    '//- conf.d/a.conf\nserver {\nlocation / {\nlimit_conn a 5;\n^^^^^^^^^^ warning: rewrite takes every request\nrewrite ^/(.*)$ https://example.com/$1 permanent;\n}\n}',
  ],
  [
    'nginx/rate-limit-bypassed',
    'an if that answers before the answer',
    '//- conf.d/a.conf\nserver {\nlocation / {\nif ($arg_a) { return 204; }\nreturn 200;\nlimit_req zone=a;\n^^^^^^^^^ warning: return takes every request\n}\n}',
  ],
  [
    'nginx/rate-limit-bypassed',
    'the zone goes with its last use',
    inHttp(
      'limit_req_zone $binary_remote_addr zone=a:10m rate=1r/s;\nlimit_req_status 429;\nserver {\nlocation / {\nlimit_req zone=a burst=2 nodelay;\n^^^^^^^^^ warning: return\nreturn 200;\n}\n}',
    ),
  ],
  // rate-limit-replaced
  [
    'nginx/rate-limit-replaced',
    'the same key: a stricter limit, or an exception',
    '//- conf.d/a.conf\nlimit_req_zone $binary_remote_addr zone=a:10m rate=10r/s;\nlimit_req_zone $remote_addr zone=b:10m rate=1r/s;\nserver { limit_req zone=a; location /login { limit_req zone=b; } }',
  ],
  [
    'nginx/rate-limit-replaced',
    'the same zone',
    '//- conf.d/a.conf\nlimit_req_zone $server_name zone=a:10m rate=10r/s;\nserver { limit_req zone=a; location /login { limit_req zone=a burst=5; } }',
  ],
  [
    'nginx/rate-limit-replaced',
    'a zone that is not in view',
    '//- conf.d/a.conf\nlimit_req_zone $server_name zone=a:10m rate=10r/s;\nserver { limit_req zone=a; location /login { limit_req zone=b; } }',
  ],
  [
    'nginx/rate-limit-replaced',
    'nothing around it',
    '//- conf.d/a.conf\nlimit_req_zone $server_name zone=a:10m rate=10r/s;\nserver { location /login { limit_req zone=a; } }',
  ],
  // connection-limit-zone
  ['nginx/connection-limit-zone', 'the definition is not in view', '//- conf.d/a.conf\nserver { limit_conn a 5; }'],
  [
    'nginx/connection-limit-zone',
    'a template fills in the definition',
    inHttp('limit_conn_zone $binary_remote_addr zone={{ zone }}:10m;\nserver { limit_conn a 5; }'),
  ],
  [
    'nginx/connection-limit-zone',
    'each level has zones of its own',
    'events { }\nhttp {\nlimit_conn_zone $binary_remote_addr zone=a:10m;\nserver { limit_conn a 5; }\n}\nstream {\nlimit_conn_zone $binary_remote_addr zone=s:10m;\nserver {\nlimit_conn s 5;\nlimit_conn a 5;\n           ^ error: No limit_conn_zone\n}\n}',
  ],
  // worker-processes-zero
  ['nginx/worker-processes-zero', 'numbers', 'worker_processes 10;\nevents { }'],
  ['nginx/worker-processes-zero', 'a single process', 'master_process off;\nworker_processes 0;\nevents { }'],
  // open-files
  ['stack/open-files', 'nobody says how many', 'events { worker_connections 100000; }'],
  [
    'stack/open-files',
    'twice as many',
    'worker_rlimit_nofile 40000;\nevents { worker_connections 20000; }\nhttp { server { location / { proxy_pass http://127.0.0.1:1; } } }',
  ],
  ['stack/open-files', 'as many, without a proxy', 'worker_rlimit_nofile 10000;\nevents { worker_connections 10000; }'],
  [
    'stack/open-files',
    'as many, as a proxy',
    'worker_rlimit_nofile 12000;\n                     ^^^^^ information: leaves 2000\nevents { worker_connections 10000; }\nhttp { server { location / { proxy_pass http://127.0.0.1:1; } } }',
  ],
  [
    'stack/open-files',
    'nginx’s own number of connections',
    'worker_rlimit_nofile 500;\n                     ^^^ warning: own 512 connections\nevents { }',
  ],
];

describe('rate limits', () => {
  for (const [rule, what, source] of CASES) test(`${rule}: ${what}`, () => checkCase(rule, source));
});

test('what can’t be told is said to be unknown', () => {
  const unknown = (rule: string, source: string) => judge(rule, source).unknown;
  expect(
    unknown(
      'nginx/rate-limit-missing',
      '//- conf.d/a.conf\nserver { location /api { proxy_pass http://127.0.0.1:1; } }',
    ),
  ).toHaveLength(1);
  expect(
    unknown(
      'nginx/rate-limit-missing',
      inHttp('server { location /api { access_by_lua_file l.lua; proxy_pass http://127.0.0.1:1; } }'),
    ),
  ).toEqual(['the code of access_by_lua_file may limit requests']);
  expect(
    unknown('nginx/rate-limit-zone', '//- conf.d/a.conf\nserver { limit_req zone=a burst=2 nodelay; }')[0],
  ).toContain('may be defined elsewhere');
  expect(unknown('nginx/rate-limit-burst', '//- conf.d/a.conf\nserver { limit_req zone=a; }')[0]).toContain(
    'is not in view',
  );
  expect(
    unknown('nginx/rate-limit-status', '//- conf.d/a.conf\nserver { limit_req zone=a burst=2 nodelay; }'),
  ).toHaveLength(1);
  expect(unknown('stack/open-files', 'events { worker_connections 100000; }')).toEqual([
    'no file here says how many files nginx may open',
  ]);
  expect(
    unknown('stack/open-files', 'worker_rlimit_nofile {{ files }};\nevents { worker_connections 100000; }'),
  ).toEqual(['the number can’t be read']);
});

describe('the host’s limit of open files', () => {
  const files = (rlimit: string) => `${rlimit}\nevents { worker_connections 10000; }`;

  test('counts where nginx sets none', () => {
    const { found, fixes } = judge('stack/open-files', files(''), { host: { nofile: 4096 } });
    expect(found).toEqual([
      'warning 10000 connections of a worker need as many open files, but headroom.yaml gives the host 4096: at 4096 nginx fails with "Too many open files". 20000 leaves room for the files of a proxy.',
    ]);
    expect(fixes[0]).toEqual([
      "Raise nginx's limit of open files to 20000 where it is started: LimitNOFILE= of its unit, or ulimits of its container",
    ]);
    expect(judge('stack/open-files', files(''), { host: { nofile: 65535 } }).found).toEqual([]);
  });

  test('bounds what nginx sets: one cause, one finding', () => {
    const host = { host: { nofile: 4096 } };
    expect(judge('stack/open-files', files('worker_rlimit_nofile 65535;'), host).found).toEqual([]);
    expect(judge('stack/rlimit-above-hard-limit', files('worker_rlimit_nofile 65535;'), host).found).toHaveLength(1);
    expect(judge('stack/rlimit-above-hard-limit', files('worker_rlimit_nofile 4096;'), host).found).toEqual([]);
    expect(judge('stack/rlimit-above-hard-limit', files('worker_rlimit_nofile 65535;')).found).toEqual([]);
  });
});

test('the fix for a missing limit goes with a zone that counts alike, and takes no name that is taken', () => {
  const fixed = (http: string) => {
    const source = inHttp(
      `${http}\n    server {\n        location /api/ {\n            proxy_pass http://127.0.0.1:1;\n        }\n    }`,
    );
    const files = [...readFixture(source).files].map(([path, text]) => new ConfigFile(path, text));
    const report = judgeStack(Stack.of(files), ['nginx/rate-limit-missing']);
    return report.findings[0]!.fixes[0]!.edits.map((edit) => edit.newText.trim());
  };
  expect(fixed('')).toEqual([
    'limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;',
    'limit_req zone=api_limit burst=200 nodelay;\n            limit_req_status 429;',
  ]);
  expect(fixed('    proxy_cache_path /c keys_zone=api_limit:1m;')[0]).toContain('zone=api_limit_2:10m');
  expect(fixed('    limit_req_status 429;\n    limit_req_zone $remote_addr zone=all:10m rate=100r/s;')).toEqual([
    'limit_req zone=all burst=200 nodelay;',
  ]);
});
