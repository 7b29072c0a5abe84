// nginx configuration of known size. Believable rather than minimal: servers with locations, proxying, headers and
// comments.

/** An nginx.conf of about that many lines, accepted by nginx. */
export function nginxConfig(lines) {
  const head = [
    'worker_processes auto;',
    'error_log stderr;',
    'pid /tmp/headroom-bench-nginx.pid;',
    'events {',
    '    worker_connections 10000;',
    '    use epoll;',
    '    multi_accept on;',
    '}',
    'http {',
    '    gzip on;',
    '    gzip_types application/json text/css;',
    '    server_names_hash_max_size 65536;',
    '    server_names_hash_bucket_size 128;',
    '    limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;',
    '    limit_req_status 429;',
    '    access_log off;',
    '    upstream app {',
    '        zone app 64k;',
    '        server 127.0.0.1:8000;',
    '        server 127.0.0.1:8001;',
    '        keepalive 32;',
    '    }',
  ];
  const out = [...head];
  for (let i = 0; out.length < lines - 1; i++) out.push(...server(i));
  out.length = Math.max(head.length, out.length);
  return `${out.join('\n')}\n}\n`;
}

/** One server as it stands in a file of its own. */
export function serverFile(i) {
  return `${server(i)
    .map((line) => line.slice(4))
    .join('\n')}\n`;
}

function server(i) {
  return [
    '    server {',
    `        # shop ${i}`,
    '        listen 127.0.0.1:8090;',
    `        server_name shop-${i}.example.com www.shop-${i}.example.com;`,
    '        client_max_body_size 20m;',
    '        location / {',
    `            root /srv/shop-${i};`,
    '            try_files $uri $uri/ =404;',
    '        }',
    '        location /app/ {',
    '            proxy_pass http://app;',
    '            proxy_http_version 1.1;',
    '            proxy_set_header Host $host;',
    '            proxy_set_header X-Real-IP $remote_addr;',
    '            proxy_set_header Connection "";',
    '            proxy_read_timeout 120s;',
    '            proxy_send_timeout 120s;',
    '        }',
    `        location ~* "^/media-${i}/.{2,8}\\.(css|js|png)$" {`,
    '            expires 7d;',
    '            add_header Cache-Control "public, max-age=604800";',
    '        }',
    '        location = /old {',
    `            return 301 https://shop-${i}.example.com/new;`,
    '        }',
    '    }',
  ];
}
