/** An nginx.conf of some 300 lines as a project of some age has it, for tests that damage it in many places. */
export const REALISTIC_NGINX = `${head()}${['shop', 'admin', 'media'].map(server).join('\n')}}

stream {
    upstream resolvers {
        server 127.0.0.1:5353;
        server 127.0.0.1:5354 backup;
    }
    server {
        listen 127.0.0.1:5300 udp;
        proxy_pass resolvers;
        proxy_timeout 3s;
        proxy_responses 1;
    }
}
`;

function head(): string {
  return `user www-data;
worker_processes auto;
worker_rlimit_nofile 65535;
pid /run/nginx.pid;
error_log logs/error.log warn;

events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}

http {
    types {
        text/html html htm;
        text/css css;
        application/json json;
        image/svg+xml svg svgz;
    }
    default_type application/octet-stream;

    # Formats: one for people, one for machines.
    log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_referer" '
                    '"$http_user_agent" "$http_x_forwarded_for"';
    log_format timing escape=json '{"time": "$time_iso8601", "status": $status, '
                                  '"upstream": "$upstream_response_time"}';
    access_log logs/access.log main buffer=32k flush=5s;

    sendfile on;
    tcp_nopush on;
    keepalive_timeout 65s;
    server_tokens off;
    client_max_body_size 20m;
    client_body_buffer_size 128k;
    large_client_header_buffers 4 16k;

    gzip on;
    gzip_vary on;
    gzip_proxied any;
    gzip_comp_level 5;
    gzip_types
        application/json
        application/javascript
        text/css
        image/svg+xml;

    limit_req_zone $binary_remote_addr zone=requests:10m rate=100r/s;
    limit_conn_zone $binary_remote_addr zone=clients:10m;
    limit_req_status 429;

    proxy_cache_path cache levels=1:2 keys_zone=pages:10m max_size=1g inactive=60m use_temp_path=off;

    map $http_upgrade $connection_upgrade {
        default upgrade;
        ''      '';
    }

    map $uri $expiry {
        default         off;
        ~*\\.(css|js)$   30d;
        "~^/v[0-9]{1,2}/" epoch;
    }

    geo $internal {
        default        0;
        127.0.0.1/32   1;
        10.0.0.0/8     1;
    }

    split_clients "\${remote_addr}AB" $variant {
        50% "new";
        *   "old";
    }
`;
}

function server(name: string, index: number): string {
  const port = 8000 + index;
  return `
    upstream ${name}_app {
        zone ${name}_app 64k;
        least_conn;
        server 127.0.0.1:${port} max_fails=3 fail_timeout=10s;
        server 127.0.0.1:${port + 100};
        server 127.0.0.1:${port + 200} backup;
        keepalive 32;
    }

    server {
        listen 8080${index === 0 ? ' default_server backlog=4096' : ''};
        listen [::]:8080;
        server_name ${name}.example www.${name}.example;
        root /srv/${name};
        index index.html index.htm;
        charset utf-8;

        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Connection "";
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Request-Id "$request_id";

        error_page 500 502 503 504 /50x.html;
        location = /50x.html {
            root /srv/errors;
            internal;
        }

        location / {
            try_files $uri $uri/ @app;
            expires $expiry;
        }

        location @app {
            proxy_pass http://${name}_app;
        }

        location /api/ {
            limit_req zone=requests burst=200 nodelay;
            limit_conn clients 20;
            proxy_pass http://${name}_app;
            proxy_connect_timeout 10s;
            proxy_read_timeout 60s;
            proxy_send_timeout 60s;
            proxy_buffering off;
            proxy_next_upstream error timeout http_502;
        }

        location /socket {
            proxy_pass http://${name}_app;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_read_timeout 1h;
        }

        # Pictures and scripts may be kept for long.
        location ~* \\.(png|jpe?g|gif|svg|css|js)$ {
            expires 30d;
            add_header Cache-Control "public, immutable";
            access_log off;
        }

        location /pages/ {
            proxy_cache pages;
            proxy_cache_valid 200 301 10m;
            proxy_cache_use_stale error timeout updating;
            proxy_cache_key "$scheme$host$request_uri";
            proxy_pass http://${name}_app/;
        }

        location /upload {
            limit_except GET POST {
                deny all;
            }
            if ($request_method = TRACE) {
                return 405;
            }
            if ($http_user_agent ~* "(bot|crawler)") {
                return 403 "not for robots";
            }
            client_max_body_size 200m;
            proxy_pass http://${name}_app;
        }

        location = /health { return 204; }
        location ^~ /internal/ { allow 127.0.0.1; deny all; }

        rewrite ^/old/(.*)$ /new/$1 permanent;
    }
`;
}
