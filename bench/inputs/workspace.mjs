// A workspace of many files of every kind: shops with a compose.yml that builds their Python and mounts their nginx
// configuration, Redis and the host's files.

import { composeFile } from './compose.mjs';
import { serverFile } from './nginx.mjs';
import { appModule, celerySettings, plainModule, tasksModule } from './python.mjs';

/** How many files a shop has. */
const SHOP = 50;

/** A workspace of that many files, each with its path, its text and the editor's language for it. */
export function workspace(files) {
  const entries = [];
  for (let shop = 0; entries.length < files; shop++) entries.push(...shopFiles(shop));
  return entries.slice(0, files);
}

function shopFiles(shop) {
  const entries = [];
  const add = (path, languageId, text) => entries.push({ path: `shop-${shop}/${path}`, languageId, text });
  add('compose.yml', 'dockercompose', shopCompose());
  add('Dockerfile', 'dockerfile', DOCKERFILE);
  add('.env', 'dotenv', 'APP_VERSION=4.7.2\nSENTRY_ENVIRONMENT=production\nAPI_WORKERS_0=4\nAPI_WORKERS_1=8\n');
  add('nginx/nginx.conf', 'nginx', NGINX);
  for (let i = 0; i < 12; i++) add(`nginx/conf.d/site-${i}.conf`, 'nginx', serverFile(i));
  add('redis/redis.conf', 'redis-conf', REDIS);
  add('host/sysctl.d/99-shop.conf', 'sysctl', SYSCTL);
  add('host/limits.d/99-shop.conf', 'limits', '* soft nofile 65535\n* hard nofile 65535\nroot soft nofile 65535\n');
  add('requirements.txt', 'pip-requirements', 'celery==5.4.0\npymongo==4.8.0\nredis==5.0.8\n');
  add('shop/celeryconfig.py', 'python', celerySettings());
  add('shop/celery.py', 'python', appModule());
  for (let i = 0; i < 5; i++) add(`shop/tasks_${i}.py`, 'python', tasksModule(120));
  for (let i = 0; entries.length < SHOP; i++) add(`shop/prices_${i}.py`, 'python', plainModule(i));
  return entries;
}

/** Two shops' services, which run what lies beside the file. */
function shopCompose() {
  return composeFile(14)
    .replaceAll(/image: registry\S+/g, 'build: .')
    .replaceAll(/\.\/shop-\d+\//g, './nginx/');
}

const DOCKERFILE = `FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
`;

const NGINX = `worker_processes auto;
worker_rlimit_nofile 65535;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
    gzip_types application/json text/css;
    upstream app {
        zone app 64k;
        server api-0:8000;
        keepalive 32;
    }
    include conf.d/*.conf;
}
`;

const REDIS = `bind 0.0.0.0
protected-mode yes
tcp-backlog 511
timeout 0
tcp-keepalive 300
maxmemory 512mb
maxmemory-policy allkeys-lru
maxclients 10000
save ""
appendonly no
`;

const SYSCTL = `net.core.somaxconn = 65535
net.ipv4.ip_local_port_range = 1024 65535
net.ipv4.tcp_fastopen = 3
net.ipv4.tcp_rmem = 4096 131072 16777216
net.ipv4.tcp_wmem = 4096 65536 16777216
vm.overcommit_memory = 1
`;
