import { describe, test } from 'vitest';
import { checkCase } from '../support/laws';

// The rules about kernel parameters and limits, where a Compose service carries them or a container stands in between.

/** A service with kernel parameters. */
const SYSCTLS = (lines: string) => `
//- compose.yml
services:
  app:
    image: example/app:1.4
    sysctls:
${lines}
`;

const NGINX = `worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}`;

/** An nginx of a container, with its main file in view. */
const PROXY = (service: string, configuration: string) => `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
    volumes:
      - ./nginx:/etc/nginx:ro
${service}
//- nginx/nginx.conf
${configuration}
`;

const SERVER = (listen: string) => `${NGINX}
http {
    gzip on;
    gzip_types application/json;
    server {
        ${listen}
        root /var/www;
    }
}`;

const cases: Record<string, Record<string, string>> = {
  'system/somaxconn': {
    'a map': SYSCTLS(`      net.core.somaxconn: 1024
                          ^^^^ warning: 1024`),
    'a list, in quotes': SYSCTLS(`      - "net.core.somaxconn=16384"
                            ^^^^^ information: 16384`),
    'the default of a variable': SYSCTLS(`      net.core.somaxconn: \${BACKLOG:-128}
                          ^^^^^^^^^^^^^^^ warning: 128`),
    'a variable of .env': `
//- .env
BACKLOG=128
//- compose.yml
services:
  app:
    image: example/app:1.4
    sysctls:
      net.core.somaxconn: \${BACKLOG}
                          ^^^^^^^^^^ warning: 128
`,
    'a variable that nobody sets': SYSCTLS('      net.core.somaxconn: ${BACKLOG}'),
    'one value for several services': `
//- compose.yml
x-network: &network
  net.core.somaxconn: 1024
                      ^^^^ warning: 1024
services:
  one: {image: "example/app:1.4", sysctls: *network}
  two: {image: "example/app:1.4", sysctls: *network}
`,
    'an override file has the last word': `
//- compose.yml
services:
  app:
    image: example/app:1.4
    sysctls:
      net.core.somaxconn: 1024
//- compose.override.yml
# headroom: profile=production
services:
  app:
    sysctls:
      net.core.somaxconn: 65535
`,
  },
  'system/sysctl-value': {
    'a unit in a list': SYSCTLS(`      - net.core.somaxconn=64k
                           ^^^ error: the kernel refuses "64k"`),
  },
  'system/sysctl-removed': {
    'the container doesn’t start': SYSCTLS(`      net.ipv4.tcp_tw_recycle: 1
      ^^^^^^^^^^^^^^^^^^^^^^^ warning: the container doesn’t start
      net.core.somaxconn: 65535`),
  },
  'system/ip-local-port-range': {
    'one after the other': SYSCTLS(`      net.ipv4.ip_local_port_range: "65535 10240"
                                    ^^^^^^^^^^^^^ error: the lower port first`),
    'Docker lets a container begin low': SYSCTLS('      net.ipv4.ip_local_port_range: "100 65535"'),
  },
  'system/tcp-fastopen': {
    'clients only': SYSCTLS(`      net.ipv4.tcp_fastopen: 1
                             ^ information: servers do not accept it`),
  },
  'system/tcp-rmem': {
    'the guide’s middle number': SYSCTLS(`      net.ipv4.tcp_rmem: 4096 87380 16777216
                         ^^^^^^^^^^^^^^^^^^^ information: 131072`),
  },
  'system/nofile': {
    'one number': `
//- compose.yml
services:
  db:
    image: mongo:7.0
    restart: unless-stopped
    mem_limit: 2g
    ulimits:
      nofile: 4096
              ^^^^ warning: 4096 open files are few for mongod
`,
    'a pair': `
//- compose.yml
services:
  broker:
    image: rabbitmq:4.0
    restart: unless-stopped
    ulimits:
      nofile:
        soft: 1024
              ^^^^ warning: RabbitMQ
        hard: 65535
`,
    'Redis raises its soft limit itself': `
//- compose.yml
services:
  cache:
    image: redis:7.4
    command: redis-server --maxmemory 512mb --maxmemory-policy allkeys-lru
    restart: unless-stopped
    ulimits:
      nofile: {soft: 1024, hard: 65535}
`,
    'soft above hard': `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ulimits:
      nofile:
        soft: 65535
              ^^^^^ error: the container doesn’t start
        hard: 4096
`,
    'nothing, no limit, and a service without connections': `
//- compose.yml
services:
  db:
    image: mongo:7.0
  other:
    image: mongo:7.0
    ulimits: {nofile: -1}
  app:
    image: example/app:1.4
    ulimits: {nofile: 1024}
`,
    'in development': `
//- compose.dev.yml
services:
  db:
    image: mongo:7.0
    ulimits: {nofile: 1024}
`,
  },
  'stack/open-files': {
    'the limits of the service': PROXY(
      '    ulimits: {nofile: {soft: 4096, hard: 65535}}',
      NGINX.replace(
        'worker_connections 10000;',
        `worker_connections 10000;
                       ^^^^^ warning: the service proxy allows 4096`,
      ),
    ),
    'enough of them': PROXY('    ulimits: {nofile: 65535}', NGINX),
    'a service without limits': PROXY('', NGINX),
    'another nginx than the service’s': `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    ulimits: {nofile: 4096}
//- elsewhere/nginx.conf
${NGINX}
`,
  },
  'stack/rlimit-above-hard-limit': {
    'the container’s hard limit': PROXY(
      '    ulimits: {nofile: {soft: 1024, hard: 4096}}',
      `worker_rlimit_nofile 65535;
                     ^^^^^ warning: the service proxy allows
${NGINX}`,
    ),
    'with the capability to raise it': PROXY(
      '    cap_add: [SYS_RESOURCE]\n    ulimits: {nofile: {soft: 1024, hard: 4096}}',
      `worker_rlimit_nofile 65535;\n${NGINX}`,
    ),
  },
  'stack/listen-backlog': {
    'above what a container begins with': PROXY(
      '',
      SERVER(`listen 80 backlog=65535;
                  ^^^^^^^^^^^^^ warning: whatever its host has`),
    ),
    'the service allows it': PROXY('    sysctls: {net.core.somaxconn: 65535}', SERVER('listen 80 backlog=65535;')),
    'the service allows more than nginx asks for': PROXY(
      '    sysctls: {net.core.somaxconn: 65535}',
      SERVER(`listen 80;
               ^^ information: The container of proxy allows`),
    ),
    'the host’s network': `${PROXY('    network_mode: host', SERVER('listen 80 backlog=65535;'))}
//- host/etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    'no service shows the file': `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
//- elsewhere/nginx.conf
${SERVER('listen 80 backlog=65535;')}
`,
  },
  'stack/redis-backlog': {
    'the container’s own limit': `
//- compose.yml
services:
  cache:
    image: redis:7.4
    command: redis-server /etc/redis.conf
    restart: unless-stopped
    mem_limit: 1g
    sysctls:
      - net.core.somaxconn=65535
    volumes: ["./redis.conf:/etc/redis.conf"]
  other:
    image: redis:7.4
    command: redis-server /etc/redis.conf
    restart: unless-stopped
    mem_limit: 1g
    volumes: ["./other.conf:/etc/redis.conf"]
//- redis.conf
maxmemory 512mb
maxmemory-policy allkeys-lru
tcp-backlog 16384
//- other.conf
# a redis.conf
maxmemory 512mb
maxmemory-policy allkeys-lru
tcp-backlog 16384
            ^^^^^ warning: the container of other begins
`,
  },
  'stack/worker-processes-cpu-limit': {
    'the image counts by itself': PROXY(
      '    cpus: 2\n    environment: {NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE: "1"}',
      NGINX,
    ),
    'a host as small as the limit': `${PROXY('    cpus: 2', NGINX)}
//- headroom.yaml
host:
  cpus: 2
`,
    'no limit': PROXY('', NGINX),
  },
  'nginx/worker-processes': {
    'as many as the service has CPUs': `${PROXY('    cpus: 1.5', NGINX.replace('auto', '2'))}
//- headroom.yaml
host:
  cpus: 16
`,
  },
  'stack/fastopen-listen': {
    'the container allows it': PROXY(
      '    sysctls: {net.ipv4.tcp_fastopen: 3}',
      SERVER(`listen 80;
               ^^ hint: The container allows`),
    ),
  },
  'stack/port-range-overlap': {
    'a published port': `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ports: ["33306:3306"]
//- host/etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240 65535
                               ^^^^^^^^^^^ information: 33306 (Docker, for app)
`,
    'a container’s own range and ports': PROXY(
      '    sysctls: {net.ipv4.ip_local_port_range: "1024 65535"}',
      SERVER('listen 8080;'),
    ),
  },
  'stack/host-sysctl-not-in-container': {
    'several, beside others': `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
    sysctls:
    ^^^^^^^ information: net.core.somaxconn = 65535 and net.ipv4.ip_local_port_range = 10240 65535
      net.ipv4.tcp_syncookies: 1
//- host/etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
net.ipv4.ip_local_port_range = 10240	65535
net.ipv4.tcp_fin_timeout = 30
`,
    'the host’s network, and values that are no better': `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    network_mode: host
  other:
    image: nginx:1.28
//- host/etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 4096
`,
  },
  'stack/host-limits-not-in-container': {
    'services that have limits, or raise their own': `
//- compose.yml
services:
  db:
    image: mongo:7.0
    ulimits: {nofile: 65535}
  cache:
    image: redis:7.4
//- etc/security/limits.conf
* - nofile 65535
root - nofile 65535
`,
    'the file for production sets them': `
//- compose.yml
services:
  db:
    image: mongo:7.0
//- compose.prod.yml
services:
  db:
    ulimits: {nofile: 65535}
//- etc/security/limits.conf
* - nofile 65535
root - nofile 65535
`,
  },
  'stack/image-latest': {
    'several at once': `
//- compose.yml
services:
  proxy:
    image: nginx:stable
           ^^^^^^^^^^^^ hint: The images of proxy and db tell no version
    restart: unless-stopped
    logging: {driver: local}
  db:
    image: mongo
    restart: unless-stopped
    mem_limit: 2g
`,
    'a digest, a variable, an unknown program, and a version in headroom.yaml': `
//- headroom.yaml
versions:
  mongodb: "7.0"
//- compose.yml
services:
  proxy:
    image: nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000
  cache:
    image: redis:\${REDIS_VERSION}
  db:
    image: mongo
  app:
    image: example/app
`,
  },
  'stack/unmounted-config': {
    'MongoDB without --config': `
//- compose.yml
services:
  db:
    image: mongo:7.0
    command: --maxConns 1000
    restart: unless-stopped
    mem_limit: 2g
    volumes:
      - ./mongod.conf:/etc/mongod.conf:ro
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: mongod --config /etc/mongod.conf
//- mongod.conf
net:
  maxIncomingConnections: 1000
`,
    'a file with a slip in its name': `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
    volumes:
      - ./nginx/proxy.conf:/etc/nginx/conf.d/proxy.conf
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: nginx/proxy.conf is not there
//- nginx/site.conf
server {
    listen 80;
    root /var/www;
}
`,
    'what another image does with it': `
//- compose.yml
services:
  cache:
    image: bitnami/redis:7.4
    volumes:
      - ./redis.conf:/opt/bitnami/redis/mounted-etc/redis.conf
  own:
    build: .
    volumes:
      - ./redis.conf:/etc/redis.conf
//- redis.conf
maxmemory 512mb
maxmemory-policy noeviction
appendonly yes
`,
    'a folder that nginx doesn’t read': `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
    volumes:
      - ./nginx/site.conf:/etc/nginx/sites-enabled/site.conf
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: only the files of /etc/nginx/conf.d
//- nginx/site.conf
server {
    listen 80;
    root /var/www;
}
`,
    'a template makes it': `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    volumes:
      - ./nginx/proxy.conf:/etc/nginx/conf.d/proxy.conf
//- nginx/proxy.conf.template
server {
    listen 80;
    server_name \${NAME};
    root /var/www;
}
//- nginx/site.conf
server {
    listen 80;
    root /var/www;
}
`,
  },
};

for (const [rule, group] of Object.entries(cases)) {
  describe(rule, () => {
    for (const [name, source] of Object.entries(group)) test(name, () => checkCase(rule, source));
  });
}
