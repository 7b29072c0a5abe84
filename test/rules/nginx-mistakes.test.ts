import { describe, test } from 'vitest';
import { checkCase } from '../support/laws';

// Cases beside the rules' own examples: what they find in other forms, and what they leave alone.
const WHOLE = (http: string, main = 'worker_processes auto;') => `
//- nginx.conf
${main}
events {
    worker_connections 10000;
}
http {
${http}
}
`;

const cases: Record<string, Record<string, string>> = {
  'nginx/inherited-headers-dropped': {
    'grpc has its own headers': `
//- conf.d/a.conf
server {
    grpc_set_header Host $host;
    location /a/ {
        grpc_set_header X-Trace $request_id;
        ^^^^^^^^^^^^^^^ warning: no longer gets Host
        grpc_pass grpc://10.0.0.1:50051;
    }
}
`,
    'the same header in other letters is repeated': `
//- conf.d/a.conf
server {
    proxy_set_header Host $host;
    location /a/ {
        proxy_set_header host $http_host;
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
    'headers of WebSockets may be left out': `
//- conf.d/a.conf
server {
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";
    location /a/ {
        proxy_set_header Accept-Encoding "";
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
    'somebody else’s service gets a host of its own': `
//- conf.d/a.conf
server {
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    location /bucket/ {
        proxy_set_header Host bucket.example.com;
        proxy_pass https://bucket.example.com;
    }
}
`,
    'an include out of view may repeat them': `
//- conf.d/a.conf
server {
    proxy_set_header Host $host;
    location /a/ {
        include /etc/nginx/proxy_params;
        proxy_set_header X-Trace $request_id;
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
    'nothing is passed on': `
//- conf.d/a.conf
server {
    proxy_set_header Host $host;
    location /a/ {
        proxy_set_header X-Trace $request_id;
        root /var/www;
    }
}
`,
    'the server drops what http sets': WHOLE(`    proxy_set_header X-Real-IP $remote_addr;
    server {
        proxy_set_header X-Trace $request_id;
        ^^^^^^^^^^^^^^^^ warning: X-Real-IP
        location /a/ {
            proxy_pass http://10.0.0.1:8000;
        }
        location /b/ {
            proxy_pass http://10.0.0.1:8001;
        }
    }`),
  },
  'nginx/keepalive-before-balancer': {
    'newer versions take any order': `
//- headroom.yaml
versions:
  nginx: 1.29.7
//- conf.d/a.conf
upstream a {
    keepalive 32;
    least_conn;
    server 10.0.0.1:8000;
}
`,
    'an unknown version counts as the newest': `
//- conf.d/a.conf
upstream a {
    keepalive 32;
    ip_hash;
    server 10.0.0.1:8000;
}
`,
  },
  'nginx/upgrade-map-closes-keepalive': {
    'without keepalive there is nothing to close': `
//- conf.d/a.conf
map $http_upgrade $connection_upgrade {
    default upgrade;
    '' close;
}
upstream a {
    server 10.0.0.1:8000;
}
server {
    location /a/ {
        proxy_set_header Connection $connection_upgrade;
        proxy_pass http://a;
    }
}
`,
    'since 1.29.7 nginx keeps connections by itself': `
//- headroom.yaml
versions:
  nginx: 1.29.8
//- conf.d/a.conf
map $http_upgrade $connection_upgrade {
    default upgrade;
    '' close;
       ^^^^^ warning: connections that nginx keeps to a
}
upstream a {
    server 10.0.0.1:8000;
}
server {
    location /a/ {
        proxy_set_header Connection \${connection_upgrade};
        proxy_pass http://a;
    }
}
`,
  },
  'nginx/cache-without-buffering': {
    'a cache inside, buffering off around it': `
//- conf.d/a.conf
server {
    fastcgi_buffering off;
    location /a/ {
        fastcgi_cache pages;
                      ^^^^^ error: in the block around
        fastcgi_pass 10.0.0.1:9000;
    }
}
`,
    'another module’s buffering is of no concern': `
//- conf.d/a.conf
server {
    location /a/ {
        uwsgi_buffering off;
        proxy_cache pages;
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
    'a cache that is off, or chosen by a variable': `
//- conf.d/a.conf
server {
    location /a/ {
        proxy_buffering off;
        proxy_cache off;
        proxy_pass http://10.0.0.1:8000;
    }
    location /b/ {
        proxy_buffering off;
        proxy_cache $zone;
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
  },
  'nginx/rate-without-buffering': {
    'no limit, or buffering on': `
//- conf.d/a.conf
server {
    location /a/ {
        proxy_buffering off;
        limit_rate 0;
        proxy_pass http://10.0.0.1:8000;
    }
    location /b/ {
        proxy_limit_rate 100k;
        proxy_pass http://10.0.0.1:8000;
    }
    location /c/ {
        proxy_buffering off;
        limit_rate $rate;
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
    'an inherited limit': `
//- conf.d/a.conf
server {
    limit_rate 1m;
    location /a/ {
        uwsgi_buffering off;
                        ^^^ information: limit_rate 1m
        uwsgi_pass 10.0.0.1:3031;
    }
}
`,
  },
  'nginx/busy-buffers': {
    'too few buffers': `
//- conf.d/a.conf
server {
    location /a/ {
        uwsgi_buffers 1 8k;
                      ^^^^ error: fewer than 2
    }
}
`,
    'two small buffers': WHOLE(`    server {
        scgi_buffers 2 4k;
                     ^^^^ error: at most 4 KiB
    }`),
    'only with small memory pages': WHOLE(`    server {
        fastcgi_buffer_size 16k;
                            ^^^ error: memory pages of 4 KiB
    }`),
    'a file size below the buffers': WHOLE(`    server {
        proxy_buffers 8 16k;
        proxy_max_temp_file_size 8k;
                                 ^^ error: at least 16 KiB
    }`),
    'a location that does not fit its server': WHOLE(`    server {
        proxy_buffers 8 32k;
        proxy_buffer_size 32k;
        location /a/ {
            proxy_buffers 4 8k;
                          ^^^^ error: proxy_busy_buffers_size
        }
    }`),
    'sizes that fit': WHOLE(`    proxy_buffer_size 128k;
    proxy_buffers 4 256k;
    proxy_busy_buffers_size 256k;
    fastcgi_buffer_size 8k;
    server {
        proxy_max_temp_file_size 0;
    }`),
    'http alone is not checked by nginx': WHOLE('    proxy_buffer_size 16k;'),
    'what a fragment does not show': `
//- conf.d/a.conf
server {
    location /a/ {
        proxy_buffer_size 64k;
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
    'a template fills it in': WHOLE(`    server {
        proxy_buffers 8 \${SIZE};
        proxy_buffer_size 64k;
    }`).replace('nginx.conf', 'nginx.conf.template'),
  },
  'nginx/timeout-of-other-module': {
    'another location inside uses it': `
//- conf.d/a.conf
server {
    location /a/ {
        proxy_read_timeout 90s;
        uwsgi_pass 10.0.0.1:3031;
        location /a/b/ {
            proxy_pass http://10.0.0.1:8000;
        }
    }
}
`,
    'the right one stands beside it': `
//- conf.d/a.conf
server {
    location /a/ {
        proxy_read_timeout 90s;
        fastcgi_read_timeout 90s;
        fastcgi_pass 10.0.0.1:9000;
    }
}
`,
    'a server may hold both kinds': `
//- conf.d/a.conf
server {
    fastcgi_read_timeout 90s;
    location /a/ {
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
    'grpc has its own': `
//- conf.d/a.conf
server {
    location /a/ {
        proxy_send_timeout 90s;
        ^^^^^^^^^^^^^^^^^^ warning: grpc_send_timeout
        grpc_pass grpc://10.0.0.1:50051;
    }
}
`,
  },
  'nginx/overridden-handler': {
    'a return in a condition': `
//- conf.d/a.conf
server {
    location /a/ {
        if ($request_method = OPTIONS) {
            return 204;
        }
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
    'a rewrite may pass the return by': `
//- conf.d/a.conf
server {
    location /a/ {
        rewrite ^/a/(.*)$ /$1 break;
        return 404;
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
    'the status page loses': `
//- conf.d/a.conf
server {
    location /a/ {
        stub_status;
        ^^^^^^^^^^^ warning: proxy_pass below
        proxy_pass http://10.0.0.1:8000;
    }
}
`,
  },
  'nginx/missing-resolver': {
    'a variable in the path counts too': WHOLE(`    server {
        location /a/ {
            proxy_pass http://app.internal:8000$request_uri;
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: app.internal
        }
    }`),
    'addresses, upstreams and hosts that nginx knows': WHOLE(`    upstream app {
        server 10.0.0.1:8000;
    }
    server {
        location /a/ {
            set $app app;
            proxy_pass http://$app;
        }
        location /b/ {
            proxy_pass http://10.0.0.1:8000$request_uri;
        }
        location /c/ {
            proxy_pass http://known.internal:8000/;
        }
        location /d/ {
            proxy_pass http://known.internal:8000$request_uri;
        }
        location /e/ {
            proxy_pass http://[::1]:8000$request_uri;
        }
        location /f/ {
            proxy_pass http://unix:/run/app.sock:$request_uri;
        }
    }`),
    'a variable of unknown content': WHOLE(`    map $host $backend {
        default 10.0.0.1;
    }
    server {
        location /a/ {
            proxy_pass http://$backend;
        }
        location /b/ {
            proxy_pass http://$host:8000;
        }
        location /c/ {
            set $two one.internal;
            proxy_pass http://$two;
        }
        location /d/ {
            set $two two.internal;
            proxy_pass http://$two;
        }
    }`),
    'a script or a subrequest may set the variable': WHOLE(`    server {
        location /a/ {
            set $app app.internal;
            auth_request_set $app $upstream_http_x_app;
            proxy_pass http://$app;
        }
    }`),
    'Lua may set the variable': WHOLE(`    server {
        location /a/ {
            set $app app.internal;
            access_by_lua_block {
                ngx.var.app = "10.0.0.1"
            }
            proxy_pass http://$app;
        }
    }`),
    'a resolver is in force': WHOLE(`    resolver 127.0.0.11;
    server {
        location /a/ {
            set $app app;
            proxy_pass http://$app:8000;
        }
    }`),
    'a fragment does not show it': `
//- conf.d/a.conf
server {
    location /a/ {
        set $app app;
        proxy_pass http://$app:8000;
    }
}
`,
  },
  'nginx/upstream-with-port': {
    'names in other letters are the same, and every module refuses': `
//- conf.d/a.conf
upstream App {
    server 10.0.0.1:9000;
}
server {
    location /a/ {
        fastcgi_pass app:9000;
                     ^^^^^^^^ error: app is an upstream block
    }
    location /b/ {
        proxy_pass http://app:80/b/?x=1;
                   ^^^^^^^^^^^^^^^^^^^^ error: refuses
    }
    location /c/ {
        proxy_pass http://app.internal:80/;
    }
    location /d/ {
        proxy_pass http://$app:80;
    }
}
`,
  },
  'nginx/retry-budget': {
    'one server can’t run it twice': `
//- conf.d/a.conf
upstream a {
    server 10.0.0.1:8000;
}
server {
    location /a/ {
        proxy_next_upstream error non_idempotent;
        proxy_pass http://a;
    }
}
`,
    'under high traffic, unbounded retries': WHOLE(
      `    proxy_read_timeout 30s;
    upstream a {
        server 10.0.0.1:8000;
        server 10.0.0.2:8000;
        server 10.0.0.3:8000;
    }
    server {
        location /a/ {
            proxy_pass http://a;
            ^^^^^^^^^^ hint: waits 1 min 30 s
        }
        location /b/ {
            proxy_next_upstream_timeout 10s;
            proxy_pass http://a;
        }
    }`,
      '# headroom: profile=high-traffic\nworker_processes auto;',
    ),
  },
  'nginx/max-fails-of-single-server': {
    'a name may have several addresses, a zero asks for what happens': `
//- conf.d/a.conf
upstream a {
    server app.internal:8000 max_fails=3;
}
upstream b {
    server unix:/run/app.sock fail_timeout=0;
}
upstream c {
    server 10.0.0.1:8000 max_fails=3;
    server 10.0.0.2:8000 backup;
}
upstream d {
    server 10.0.0.1:8000 max_fails=0 weight=2;
}
`,
  },
  'nginx/state-per-worker': {
    'one worker counts for all': WHOLE(
      '    upstream a {\n        server 10.0.0.1:8000 max_conns=10;\n    }',
      'worker_processes 1;',
    ),
    'the sum is said': WHOLE(
      `    limit_req_zone $binary_remote_addr zone=a:10m rate=100r/s;
    upstream a {
        server 10.0.0.1:8000 max_conns=10;
                             ^^^^^^^^^^^^ warning: 40 in all with 4 workers
    }`,
      'worker_processes 4;',
    ),
    'a zone is there': WHOLE(
      '    upstream a {\n        zone a 64k;\n        server 10.0.0.1:8000 max_conns=10;\n    }',
    ),
    'a fragment does not show the workers': `
//- conf.d/a.conf
upstream a {
    server 10.0.0.1:8000 max_conns=10;
}
`,
  },
  'nginx/stub-status-off': {
    'on is harmless': `
//- conf.d/a.conf
server {
    location = /status {
        stub_status on;
    }
}
`,
  },
  'nginx/open-stub-status': {
    'allow without deny keeps nobody out': WHOLE(`    server {
        deny all;
        location = /status {
            allow 127.0.0.1;
            stub_status;
            ^^^^^^^^^^^ warning: deny all
        }
    }`),
    'another port is less open': WHOLE(`    server {
        listen 8080;
        location = /status {
            stub_status;
            ^^^^^^^^^^^ information: Everyone
        }
    }`),
    'guarded, internal, or on this machine only': WHOLE(`    server {
        deny all;
        location = /a {
            stub_status;
        }
    }
    server {
        location = /b {
            auth_basic closed;
            stub_status;
        }
        location = /c {
            internal;
            stub_status;
        }
        location = /d {
            if ($http_x_key = "") {
                return 403;
            }
            stub_status;
        }
    }
    server {
        listen 127.0.0.1:8080;
        listen unix:/run/status.sock;
        location = /e {
            stub_status;
        }
    }`),
  },
  'nginx/error-log-off': {
    'in main, with a level': `
//- nginx.conf
error_log OFF crit;
          ^^^ warning: a file named "OFF"
events {
}
`,
    'a real target': `
//- nginx.conf
error_log /var/log/nginx/off warn;
events {
}
`,
  },
  'nginx/access-log-case': {
    'off and files': `
//- conf.d/a.conf
server {
    access_log off;
    location /a/ {
        access_log /var/log/OFF;
    }
}
`,
  },
  'nginx/access-log-arguments': {
    'syslog, off and order': `
//- conf.d/a.conf
server {
    location /a/ {
        access_log syslog:server=10.0.0.1 combined buffer=32k;
                                                   ^^^^^^^^^^ error: syslog
    }
    location /b/ {
        access_log off combined;
                       ^^^^^^^^ error: nothing behind
    }
    location /c/ {
        access_log /var/log/c.log flush=5s main;
                                  ^^^^^^^^ error: directly behind the path
    }
}
`,
    'what nginx takes': `
//- conf.d/a.conf
server {
    access_log /var/log/a.log;
    access_log /var/log/b.log main buffer=32k flush=5s if=$loggable;
    access_log /var/log/c.log main gzip flush=1m;
    access_log /var/log/$host.log main if=$loggable;
    access_log syslog:server=10.0.0.1 main;
}
`,
  },
  'nginx/gzip-html-listed': {
    'alone, or with a star': `
//- conf.d/a.conf
server {
    gzip_types text/html;
    location /a/ {
        gzip_types * text/html;
    }
    location /b/ {
        gzip_types text/css TEXT/HTML;
                            ^^^^^^^^^ information: always
    }
}
`,
  },
  'nginx/proxy-without-upstream': {
    'below high traffic, and for a name that may be an upstream': `
//- conf.d/a.conf
server {
    location /api/ {
        proxy_pass http://10.0.0.1:8000;
    }
}
//- conf.d/b.conf
# headroom: profile=high-traffic
server {
    location /api/ {
        proxy_pass http://app;
    }
}
`,
  },
  'nginx/keepalive-requests': {
    'in an upstream': `
//- conf.d/a.conf
upstream a {
    server 10.0.0.1:8000;
    keepalive 16;
    keepalive_requests 1;
                       ^ warning: to the application
}
`,
    'keepalive is turned off on purpose': `
//- conf.d/a.conf
server {
    keepalive_timeout 0;
    keepalive_requests 0;
}
server {
    keepalive_requests 100;
}
`,
  },
  'nginx/tcp-nopush-without-sendfile': {
    'not set at all': WHOLE(`    tcp_nopush on;
    ^^^^^^^^^^ hint: not set`),
    'a location uses it': WHOLE(`    tcp_nopush on;
    server {
        location /files/ {
            sendfile on;
        }
    }`),
    'a fragment does not show it': `
//- conf.d/a.conf
server {
    tcp_nopush on;
}
`,
  },
  'nginx/tls-session-cache': {
    'no cache at all': WHOLE(`    ssl_session_tickets off;
    ^^^^^^^^^^^^^^^^^^^ information: there is no ssl_session_cache
    server {
        listen 443 ssl;
    }
    server {
        listen 8443 ssl;
    }`),
    'tickets are enough': WHOLE('    server {\n        listen 443 ssl;\n    }'),
    'a cache is enough': WHOLE(
      '    ssl_session_cache shared:a:1m;\n    server {\n        listen 443 ssl;\n        ssl_session_tickets off;\n    }',
    ),
    'OpenSSL’s own switches decide': WHOLE(
      '    server {\n        listen 443 ssl;\n        ssl_session_tickets off;\n        ssl_conf_command Options SessionTicket;\n    }',
    ),
    'without TLS': WHOLE('    ssl_session_tickets off;\n    server {\n        listen 80;\n    }'),
  },
  'nginx/affinity-mask-count': {
    'too many': `
//- nginx.conf
worker_processes 1;
worker_cpu_affinity 01 10;
                    ^^^^^ warning: 2 masks for 1 worker
events {
}
`,
    'one for all, as many as workers, or auto': `
//- nginx.conf
worker_processes 4;
worker_cpu_affinity 0101;
events {
}
//- other/nginx.conf
worker_processes 2;
worker_cpu_affinity 01 10;
events {
}
//- third/nginx.conf
worker_processes auto;
worker_cpu_affinity 01 10;
events {
}
`,
  },
  'nginx/fastcgi-keep-connection': {
    'turned off': `
//- conf.d/a.conf
upstream php {
    server 10.0.0.1:9000;
    keepalive 4;
}
server {
    location /a/ {
        fastcgi_pass php;
        fastcgi_keep_conn off;
        ^^^^^^^^^^^^^^^^^ warning: keepalive 4
    }
}
`,
    'on, out of view, or nothing to keep': `
//- conf.d/a.conf
upstream php {
    server 10.0.0.1:9000;
    keepalive 4;
}
upstream plain {
    server 10.0.0.1:9000;
}
server {
    location /a/ {
        fastcgi_pass php;
    }
    location /b/ {
        fastcgi_keep_conn on;
        fastcgi_pass php;
    }
    location /c/ {
        fastcgi_keep_conn off;
        fastcgi_pass plain;
    }
}
`,
  },
  'nginx/keepalive-without-effect': {
    'another route uses it': `
//- conf.d/a.conf
upstream a {
    server 10.0.0.1:8000;
    keepalive 16;
}
server {
    location /a/ {
        uwsgi_pass a;
    }
    location /b/ {
        proxy_pass http://a;
    }
}
`,
  },
  'nginx/swallowed-directive': {
    'several lines, and a comment between': `
//- conf.d/a.conf
server {
    index index.html # the start page
    root /var/www
    ^^^^^^^^^^^^^ warning: root is not in force
    autoindex off;
}
`,
    'at the end of try_files': `
//- conf.d/a.conf
server {
    location /a/ {
        try_files $uri =404
        expires 30d;
        ^^^^^^^^^^^ warning: more words of try_files
    }
}
`,
    'lists over several lines': `
//- conf.d/a.conf
log_format main '$remote_addr'
    '$status';
server {
    server_name
        a.example
        internal
        root.example
        index;
    index
        index.html
        root;
    gzip_types
        text/css
        application/json;
    try_files $uri
        /index.html;
    valid_referers none blocked
        server_names
        example.org;
}
`,
  },
};

for (const [rule, table] of Object.entries(cases)) {
  describe(rule, () => {
    for (const [name, source] of Object.entries(table)) test(name, () => checkCase(rule, source));
  });
}
