import { describe, expect, test } from 'vitest';
import { readFixture, stackOf } from '../support/fixture';
import { checkCase, describeFinding, judge } from '../support/laws';

/** Rules about what nginx itself refuses. A source without carets claims silence. */
function cases(rule: string, table: readonly (readonly [string, string])[]): void {
  describe(rule, () => {
    test.each(table)('%s', (_, source) => checkCase(rule, source));
  });
}

cases('nginx/unknown-directive', [
  [
    'names of other modules are known',
    'http { brotli on; more_set_headers "A: b"; server { content_by_lua_block { x } vhost_traffic_status_display; } }\nevents { }',
  ],
  ['a commercial name is known', 'events { }\nhttp { server { location / { api; status_zone a; } } }'],
  [
    'rows of data are no directives',
    'events { }\nhttp { map $uri $a { proxy_pas 1; } geo $b { wrker 1; } types { text/htm htm; } }',
  ],
  ['a block of another module may hold anything', 'events { }\nrtmp { server { lisen 1935; aplication live { } } }'],
  [
    'another case of the letters',
    `
events {
    Multi_Accept on;
    ^^^^^^^^^^^^ error: "multi_accept" is probably meant
}
`,
  ],
  [
    'a hyphen for an underscore',
    `
events {
    worker-connections 10;
    ^^^^^^^^^^^^^^^^^^ error: "worker_connections" is probably meant
}
`,
  ],
  [
    'no near neighbour: information, once',
    `
//- nginx.conf
events { }
http {
    photon_cache_path a;
    ^^^^^^^^^^^^^^^^^ information: unless a module
    photon_cache_path b;
}
`,
  ],
  [
    'nothing about unknown names where modules are loaded',
    'load_module modules/x.so;\nevents { }\nhttp { photon_cache_path a; }',
  ],
  ['nor in a fragment', '//- conf.d/a.conf\nserver { photon_cache_path a; }'],
  [
    'a comment of another language',
    `
events {
    // as many as there are
    ^^ error: comments begin with #
    worker_connections 10;
}
`,
  ],
  ['a placeholder is no name', '//- nginx.conf.j2\nevents { }\nhttp { {{ directive }} on; }'],
]);

cases('nginx/misplaced-directive', [
  [
    'in http what belongs to main',
    `
events { }
http {
    worker_rlimit_nofile 1024;
    ^^^^^^^^^^^^^^^^^^^^ error: the top level
}
`,
  ],
  [
    'in an included file',
    `
//- nginx.conf
events { }
http { include conf.d/*.conf; }
//- conf.d/tuning.conf
worker_processes 4;
^^^^^^^^^^^^^^^^ error: not allowed in http
`,
  ],
  [
    'limit_req_zone in a server',
    `
//- conf.d/a.conf
server {
    limit_req_zone $binary_remote_addr zone=a:10m rate=1r/s;
    ^^^^^^^^^^^^^^ error: nginx takes it in http
}
`,
  ],
  [
    'a directive of http in stream',
    `
events { }
stream {
    server {
        proxy_read_timeout 10s;
        ^^^^^^^^^^^^^^^^^^ error: a server of stream
        proxy_pass 127.0.0.1:80;
    }
}
`,
  ],
  [
    'a server of a fragment may be one of stream',
    '//- conf.d/dns.conf\nserver { listen 53 udp; proxy_pass 127.0.0.1:53; proxy_responses 1; }',
  ],
  [
    'a fragment may stand anywhere',
    '//- nginx/snippets/proxy.conf\nproxy_set_header Host $host;\nproxy_pass http://127.0.0.1;\n',
  ],
  [
    'what an if block takes',
    '//- conf.d/a.conf\nserver { if ($host) { return 301 https://$host; set $a b; } location / { if ($a) { proxy_pass http://127.0.0.1; gzip on; } } }',
  ],
  ['inside a template’s condition', '//- nginx.conf.j2\nevents { }\n{% if a %}\nworker_connections 10;\n{% endif %}\n'],
  ['where a brace is missing', 'events {\n  worker_connections 10;\nhttp { server { listen 80; } }\n}\n}\n'],
  ['a commercial directive', 'events { }\nhttp { queue 10; }'],
]);

cases('nginx/duplicate-directive', [
  [
    'arrays and lists may repeat',
    '//- conf.d/a.conf\nserver { add_header A b; add_header C d; gzip_types text/css; gzip_types text/plain; proxy_next_upstream error; proxy_next_upstream timeout; listen 80; listen 81; }',
  ],
  ['in another block it is an override', '//- conf.d/a.conf\nserver { root /a; location / { root /b; } }'],
  [
    'in two branches of a template',
    '//- nginx.conf.j2\nevents { }\nhttp {\n{% if a %}\nsendfile on;\n{% else %}\nsendfile off;\n{% endif %}\n}',
  ],
  [
    'the same value twice',
    `
//- conf.d/a.conf
server {
    root /srv;
    root /srv;
    ^^^^ error: already set in this block
}
`,
  ],
  [
    'root and alias',
    `
//- conf.d/a.conf
server {
    location /a/ {
        root /srv;
        alias /srv/a/;
        ^^^^^ error: root or alias
    }
}
`,
  ],
  [
    'two events blocks',
    `
events { }
events { }
^^^^^^ error: already is an events block
`,
  ],
  [
    'one file included twice',
    `
//- nginx.conf
events { }
http {
    include gzip.conf;
    include gzip.conf;
            ^^^^^^^^^ error: included twice
}
//- gzip.conf
gzip on;
`,
  ],
]);

cases('nginx/argument-count', [
  ['a statement that spans lines', '//- conf.d/a.conf\nserver { gzip_types\n text/css\n text/plain; }'],
  [
    'a flag without a value',
    `
events {
    multi_accept;
    ^^^^^^^^^^^^ error: 1 argument, not none
}
`,
  ],
  [
    'an argument too many',
    `
events {
    use epoll poll;
              ^^^^ error: 1 argument, not 2
}
`,
  ],
  [
    'a block where none belongs',
    `
//- conf.d/a.conf
server {
    root /a { }
    ^^^^ error: takes no block
}
`,
  ],
  [
    'a row of a map with three words',
    `
events { }
http {
    map $uri $a {
        default one two;
                    ^^^ error: a pair
        volatile;
    }
}
`,
  ],
  ['placeholders may be several words', '//- nginx.conf.j2\nevents { use {{ a }} {{ b }}; }'],
  ['names of other modules', 'events { }\nhttp { lua_package_path a b c d; }'],
]);

cases('nginx/invalid-value', [
  [
    'variables where nginx takes them',
    '//- conf.d/a.conf\nserver { location / { limit_rate $rate; proxy_limit_rate $rate; expires $expires; } }',
  ],
  [
    'variables that envsubst fills in',
    '//- conf.d/a.conf\nserver { keepalive_timeout ${TIMEOUT}; client_max_body_size $MAX_BODY; }',
  ],
  ['values of templates', '//- nginx.conf.j2\nevents { worker_connections {{ n }}; }'],
  ['words in any case', '//- conf.d/a.conf\nserver { gzip ON; gzip_proxied ANY; proxy_next_upstream ERROR HTTP_502; }'],
  [
    'what the units allow',
    '//- conf.d/a.conf\nserver { keepalive_timeout 1h30m 60; client_max_body_size 1G; send_timeout "1h 30m"; open_file_cache_valid 1M; client_body_buffer_size 1M; }',
  ],
  ['parameters of names that look like those of others', '//- conf.d/a.conf\nserver { server_name weight=0; }'],
  [
    'minutes in a capital letter',
    `
//- conf.d/a.conf
server {
    send_timeout 5M;
                 ^^ error: a small m
}
`,
  ],
  [
    'a number with a unit',
    `
worker_rlimit_nofile 64k;
                     ^^^ error: without a unit
events { }
`,
  ],
  [
    'workers in capital letters',
    `
worker_processes AUTO;
                 ^^^^ error: small letters
events { }
`,
  ],
  [
    'a range',
    `
//- conf.d/a.conf
server {
    gzip_comp_level 10;
                    ^^ error: 1 to 9
    limit_req_status 200;
                     ^^^ error: 400 to 599
}
`,
  ],
  [
    'a comment without a space',
    `
events {
    worker_connections 10#one;
                       ^^^^^^ error: a space before its #
}
`,
  ],
  [
    'parameters',
    `
//- conf.d/a.conf
limit_req_zone $binary_remote_addr zone=a:10m rate=100r/h;
                                              ^^^^^^^^^^^ error: per hour
server {
    listen 8080 backlog=4k;
                ^^^^^^^^^^ error: plain number
    limit_req zone=a burst=0;
                     ^^^^^^^ error: 1 or more
    add_header A b c;
                   ^ error: always
}
`,
  ],
]);

cases('nginx/removed-directive', [
  [
    'an older version still knows it',
    '//- headroom.yaml\nversions:\n  nginx: "1.22.1"\n//- conf.d/a.conf\nserver { listen 443; ssl on; }',
  ],
  [
    'the version that knows it no more',
    `
//- headroom.yaml
versions:
  nginx: "1.27.3"
//- conf.d/a.conf
server {
    listen 443;
    ssl on;
    ^^^ error: since 1.25.1
}
`,
  ],
  ['names that live on elsewhere', '//- conf.d/a.conf\nserver { listen 443 ssl; }'],
]);

cases('nginx/deprecated-directive', [
  [
    'obsolete but not yet gone',
    `
//- headroom.yaml
versions:
  nginx: "1.22.1"
//- conf.d/a.conf
server {
    listen 443;
    ssl on;
    ^^^ warning: obsolete since 1.15.0
}
`,
  ],
  [
    'an older version knows no http2 directive',
    '//- headroom.yaml\nversions:\n  nginx: "1.24.0"\n//- conf.d/a.conf\nserver { listen 443 ssl http2; }',
  ],
  [
    'several listens of one server are mended together',
    `
//- conf.d/a.conf
server {
    listen 443 ssl http2;
                   ^^^^^ information: http2 on
    listen [::]:443 ssl http2;
}
`,
  ],
]);

cases('nginx/newer-directive', [
  ['nobody states a version', '//- conf.d/a.conf\nserver { http2 on; }'],
  [
    'a parameter',
    `
//- headroom.yaml
versions:
  nginx: "1.22.1"
//- conf.d/a.conf
upstream a {
    server api:8000 resolve;
                    ^^^^^^^ error: came with nginx 1.27.3
}
`,
  ],
  [
    'a version that has it',
    '//- headroom.yaml\nversions:\n  nginx: "1.27.3"\n//- conf.d/a.conf\nupstream a { server api:8000 resolve; }\nserver { http2 on; }',
  ],
  [
    'what distributions brought back',
    '//- headroom.yaml\nversions:\n  nginx: "1.22.1"\n//- conf.d/a.conf\nserver { max_headers 100; }',
  ],
]);

cases('nginx/missing-events', [
  [
    'a file that another one includes',
    '//- nginx.conf\nevents { }\ninclude nginx-http.conf;\n//- nginx-http.conf\nhttp { }',
  ],
  ['a block that an include brings', '//- nginx.conf\ninclude events.conf;\nhttp { }\n//- events.conf\nevents { }'],
  ['a block that may stand in a file out of view', '//- nginx.conf\ninclude /opt/events.conf;\nhttp { }'],
  ['a file whose name tells nothing', '//- nginx/http.conf\nhttp { }'],
  ['a template', '//- nginx.conf.j2\n{{ events }}\nhttp { }'],
]);

cases('nginx/missing-include', [
  [
    'files that packages bring',
    '//- nginx.conf\nevents { }\nhttp { include mime.types; include fastcgi_params; include snippets/tls.conf; include conf.d/default.conf; }\n//- conf.d/a.conf\ngzip on;',
  ],
  [
    'a pattern may match nothing',
    '//- nginx.conf\nevents { }\nhttp { include conf.d/*.x; }\n//- conf.d/a.conf\ngzip on;',
  ],
  ['a folder that the workspace does not have', '//- nginx.conf\nevents { }\nhttp { include sites/a.conf; }'],
  [
    'an absolute path',
    '//- nginx.conf\nevents { }\nhttp { include /etc/nginx/conf.d/b.conf; }\n//- conf.d/a.conf\ngzip on;',
  ],
]);

cases('nginx/duplicate-upstream', [
  [
    'http and stream have names of their own',
    'events { }\nhttp { upstream a { server 127.0.0.1; } }\nstream { upstream a { server 127.0.0.1:1; } }',
  ],
  [
    'in two files, in other letters',
    `
//- nginx.conf
events { }
http { include conf.d/*.conf; }
//- conf.d/a.conf
upstream shop { server 127.0.0.1; }
//- conf.d/b.conf
upstream Shop { server 127.0.0.2; }
         ^^^^ error: in conf.d/a.conf
`,
  ],
]);

cases('nginx/upstream-without-servers', [
  ['a file that brings them', '//- conf.d/a.conf\nupstream a { include servers.conf; }'],
  ['another module that brings them', '//- conf.d/a.conf\nupstream a { consul 127.0.0.1:8500; }'],
  [
    'a template that brings them',
    '//- nginx.conf.j2\nevents { }\nhttp { upstream a {\n{% for s in servers %}\nserver {{ s }};\n{% endfor %}\n} }',
  ],
]);

cases('nginx/duplicate-listen', [
  [
    'the same address in two servers',
    '//- conf.d/a.conf\nserver { listen 80; server_name a; }\nserver { listen *:80; server_name b; }',
  ],
  [
    'options on other addresses',
    '//- conf.d/a.conf\nserver { listen 80 backlog=9; listen [::]:80 backlog=9 ipv6only=on; listen 127.0.0.1:80 backlog=9; }',
  ],
  [
    'two ways of writing an address',
    `
//- conf.d/a.conf
server {
    listen [::]:80 ipv6only=on;
}
server {
    listen [0:0::0]:80 ipv6only=on;
                       ^^^^^^^^^^^ error: only once
    server_name a;
}
`,
  ],
  [
    'addresses that a template fills in',
    '//- nginx.conf.j2\nevents { }\nhttp { server { listen {{ a }}; listen {{ b }}; } }',
  ],
]);

cases('nginx/server-name-conflict', [
  [
    'other addresses',
    '//- conf.d/a.conf\nserver { listen 80; server_name a; }\nserver { listen 443 ssl; server_name a; }',
  ],
  ['expressions may repeat', '//- conf.d/a.conf\nserver { server_name ~a; }\nserver { server_name ~a; }'],
  [
    'a leading dot and an asterisk',
    `
//- conf.d/a.conf
server { server_name .example.org; }
server { server_name *.example.org; }
                     ^^^^^^^^^^^^^ warning: comes first
`,
  ],
  [
    'names that may stand in a file out of view',
    '//- conf.d/a.conf\nserver { include /opt/names.conf; }\nserver { include /opt/names.conf; }',
  ],
]);

cases('nginx/duplicate-location', [
  [
    'expressions, named ones and exact ones beside prefixes',
    '//- conf.d/a.conf\nserver { location ~ a { } location ~ a { } location = /a { } location /a { } location @a { } location @a { } }',
  ],
  [
    'glued modifiers',
    `
//- conf.d/a.conf
server {
    location =/a { }
    location = /a { }
             ^^^^ error: second location
}
`,
  ],
  ['in other servers', '//- conf.d/a.conf\nserver { location / { } }\nserver { server_name b; location / { } }'],
]);

cases('nginx/undefined-cache-zone', [
  ['a zone out of view', '//- conf.d/a.conf\nserver { location / { proxy_cache pages; } }'],
  ['no zone at all', 'events { }\nhttp { server { location / { proxy_cache off; fastcgi_cache $zone; } } }'],
  [
    'a zone of another module',
    `
events { }
http {
    fastcgi_cache_path c keys_zone=pages:1m;
    proxy_cache pages;
                ^^^^^ error: No proxy_cache_path
}
`,
  ],
]);

cases('nginx/undefined-log-format', [
  ['formats out of view', '//- conf.d/a.conf\nserver { access_log logs/a.log main; }'],
  ['combined, off and options', 'events { }\nhttp { access_log logs/a combined; server { access_log off; } }'],
  [
    'stream has formats of its own',
    `
events { }
http { log_format main "x"; }
stream {
    access_log logs/a main;
                      ^^^^ error: No log_format
}
`,
  ],
]);

cases('nginx/duplicate-log-format', [
  ['in another level', 'events { }\nhttp { log_format a "x"; }\nstream { log_format a "x"; }'],
  [
    'one that nginx brings along',
    `
//- conf.d/a.conf
log_format combined "x";
           ^^^^^^^^ error: brings the format combined
`,
  ],
]);

cases('nginx/brace-in-regex', [
  [
    'quoted, escaped, and variables',
    '//- conf.d/a.conf\nserver { location ~ "^/a{2}$" { } location ~ ^/b\\{2\\}$ { } rewrite ^ ${uri}{ x; } }',
  ],
  [
    'in an if, a rewrite, a server name and a map',
    `
//- conf.d/a.conf
map $uri $a {
    ~^/c{2} 2;
    ^^^^^^^ error: quotes
}
server {
    server_name ~^www\\d{1,}\\.example$;
                ^^^^^^^^^^^^^^^^^^^^^ error: quotes
    rewrite ^/a{2,3}$ /b;
            ^^^^^^^^^ error: quotes
    if ($uri ~ ^/a{2}) {
               ^^^^^^^ error: quotes
        return 200;
    }
}
`,
  ],
]);

cases('nginx/include-loop', [
  ['a fragment’s own folder is not known', '//- conf.d/a.conf\ninclude conf.d/a.conf;\nserver { }'],
  [
    'two files that include each other',
    `
//- nginx.conf
events { }
http { include a.conf; }
//- a.conf
include b.conf;
//- b.conf
include a.conf;
        ^^^^^^ error: a file that includes this one
`,
  ],
]);

test('one mistake in the syntax silences what stands in doubt', () => {
  const source =
    '//- nginx.conf\nevents { }\nhttp {\n  server {\n    listen 80;\n    location / {\n      proxy_pass http://127.0.0.1\n    }\n  }\n}\n';
  const errors = judge(stackOf(readFixture(source).files)).findings.filter(({ severity }) => severity === 'error');
  expect(errors.map(describeFinding)).toHaveLength(1);
});
