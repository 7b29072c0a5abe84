import { describe, test } from 'vitest';
import { checkCase } from '../support/laws';

// Cases beside the rules' own examples: other forms of the same mistake, and what is left alone.

/** A service of a name that no rule has a role for. */
const APP = (lines: string) => `
//- compose.yml
services:
  app:
    image: example/app:1.4
${lines}
`;

/** A worker that has everything but what a case is about. */
const WORKER = (lines: string) => `
//- compose.yml
services:
  worker:
    image: python:3.12-slim
    restart: unless-stopped
    mem_limit: 1g
    logging: {driver: local}
${lines}
`;

const cases: Record<string, Record<string, string>> = {
  'compose/string-operator': {
    'quoted operators are words': APP(`    command: sh -c "migrate && exec serve > /dev/null"`),
    'a list has no operators': APP(`    command: ["sh", "-c", "migrate && exec serve"]`),
    'a variable may hold one': APP('    command: serve ${MORE}'),
    'a stream’s number goes with its sign': APP(`    command: serve 2>&1
                   ^^^ error: from "2>&" on, and nothing is redirected`),
    'a redirection to a file': APP(`    command: serve > /var/log/serve.log
                   ^ error: and nothing is redirected`),
    'a pipe in a folded block': APP(`    command: >
      serve --verbose | tee log
                      ^ error: "tee log" never runs`),
    'in an entrypoint, single quotes around': APP(`    entrypoint: 'migrate; serve'
                        ^ error: "serve" never runs`),
    'what a shell gets as its one argument': APP(`    entrypoint: ["sh", "-c"]
    command: migrate && serve
                     ^^ error: "serve" never runs`),
  },
  'compose/command-quotes': {
    'a parenthesis outside quotes': APP(`    command: serve (all)
                   ^ error: parenthesis`),
    'quotes inside quotes': APP(`    command: serve --name "it's"`),
  },
  'compose/command-item': {
    'a truth value, a map and nothing': APP(`    command:
      - serve
      - true
        ^^^^ error: a truth value
      - --title: shop
        ^^^^^^^^^^^^^ error: a map
      - ""`),
    'quoted numbers, and variables': APP(`    command: ["serve", "--port", '8000', "\${WORKERS:-4}"]`),
    'in an entrypoint': APP(`    entrypoint: [serve, 4]
                        ^ error: a number`),
  },
  'compose/duration-without-unit': {
    'of a health check': APP(`    healthcheck:
      test: ["CMD", "true"]
      interval: 30
                ^^ error: has no unit
      timeout: 5s`),
    quoted: APP(`    stop_grace_period: "90"
                       ^^^^ error: has no unit`),
    'every form with a unit, and none': APP(`    stop_grace_period: 1m30s
    healthcheck: {test: ["CMD", "true"], interval: 0, timeout: 500ms}`),
    'from a variable': APP('    stop_grace_period: ${GRACE}'),
  },
  'compose/restart-value': {
    'every policy': APP('    restart: on-failure:5'),
    'a quoted no, and one that Compose reads as such': APP('    restart: "no"'),
    'a word that Docker does not know': APP(`    restart: unless-stoped
             ^^^^^^^^^^^^^ error: is no restart policy`),
    'a variable': APP('    restart: ${RESTART_POLICY}'),
  },
  'compose/conflicting-values': {
    'the same in other words': APP(`    mem_limit: 1g
    deploy:
      resources:
        limits:
          memory: 1024m`),
    'scale beside replicas': APP(`    scale: 2
           ^ error: deploy.replicas says 3
    deploy:
      replicas: 3`),
    'a reservation is no limit': APP(`    mem_limit: 1g
    deploy:
      resources:
        reservations:
          memory: 512m`),
    'nothing is known of one': APP(`    mem_limit: \${MEMORY}
    deploy:
      resources:
        limits:
          memory: 1g`),
    'a block that an overlay brings': `
//- compose.yml
services:
  app:
    image: example/app:1.4
    cpus: 2
          ^ error: deploy.resources.limits has no cpus
//- compose.override.yml
services:
  app:
    deploy:
      resources:
        limits:
          memory: 1g
`,
  },
  'compose/tiny-memory-limit': {
    'a unit too small': APP(`    mem_limit: 512k
               ^^^^ error: 524288 bytes`),
    'as text under deploy': APP(`    deploy:
      resources:
        limits:
          memory: "256"
                  ^^^^^ error: 256 bytes`),
    'bytes that are many': APP('    mem_limit: 536870912'),
    'no limit': APP('    mem_limit: 0'),
  },
  'compose/ulimit-shape': {
    'one number, a pair, and no limit': APP(`    ulimits:
      nofile: 65535
      nproc: {soft: 1024, hard: 2048}
      memlock: {soft: -1, hard: -1}`),
    'soft above hard': APP(`    ulimits:
      nproc:
        soft: 4096
              ^^^^ error: above the hard limit 2048
        hard: 2048`),
    'a limit that does not exist': APP(`    ulimits:
      nofiles: 65535
      ^^^^^^^ error: Is nofile meant?`),
    'a word': APP(`    ulimits:
      memlock: unlimited
               ^^^^^^^^^ error: Write -1`),
    'a variable with a default counts': APP(`    ulimits:
      nofile: \${FILES:-64k}
              ^^^^^^^^^^^^^ error: 64k is no whole number`),
  },
  'compose/undefined-name': {
    networks: APP(`    networks: [back]
               ^^^^ error: no network "back"`),
    'the default network, and those that are there': `
//- compose.yml
services:
  app:
    image: example/app:1.4
    networks: [default, back]
    depends_on:
      other: {condition: service_started, required: false}
networks:
  back:
`,
    'another service’s network': APP(`    network_mode: service:vpn
                  ^^^^^^^^^^^ error: no service "vpn"`),
    'a file that others complete': `
//- compose.tools.yml
services:
  app:
    image: example/app:1.4
    networks: [back]
`,
    'other files that are given with it define them': `
//- deploy/docker-compose.yml
services:
  app:
    image: example/app:1.4
    networks: [back]
    depends_on: [cache]
//- deploy/docker-compose-network.yml
networks:
  back:
//- base/docker-compose.yml
services:
  cache:
    image: example/cache:1.4
`,
    'an included file may define it': `
//- compose.yml
include: [elsewhere/compose.yml]
services:
  app:
    image: example/app:1.4
    depends_on: [database]
`,
  },
  'compose/interpolation': {
    'a number for a name': APP(`    environment:
      ARGUMENT: "\${1}"
                 ^ error: can’t read`),
    'dollars that stand for themselves': APP('    environment: {A: "^[a-z]+$", B: "$(id)", C: "a $ b"}'),
    'doubled, and names': APP('    environment: {A: "$$5", B: "${B:-x}", C: "$C"}'),
  },
  'compose/sysctl-not-namespaced': {
    'moved to the host’s file': `
//- compose.yml
services:
  cache:
    image: example/cache:1.4
    sysctls:
      - vm.overcommit_memory=1
        ^^^^^^^^^^^^^^^^^^^^ error: belongs to the host
//- host/etc/sysctl.d/90-memory.conf
vm.swappiness = 1
`,
    'what no container has of its own': APP(`    sysctls:
      net.core.netdev_max_backlog: 5000
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: No container has`),
    'messages and shared memory': APP(`    sysctls:
      kernel.shmmax: 68719476736
      net.ipv4.tcp_syncookies: 1`),
    'the host’s IPC': APP(`    ipc: host
    sysctls:
      kernel.shmmax: 68719476736
      ^^^^^^^^^^^^^ error: With ipc: host`),
    'a network mode that can’t be told': APP(`    network_mode: \${MODE}
    sysctls:
      net.core.somaxconn: 65535`),
  },
  'compose/line-continuation': {
    'several in a literal block': APP(`    command: |
      serve \\
            ^ error: an argument
        --port 8000 \\
        --verbose`),
    'inside quotes a shell joins them': APP(`    command: |
      sh -c 'exec serve \\
        --port 8000'`),
    'a backslash in a line': APP(String.raw`    command: serve --name a\ b`),
  },
  'compose/literal-variable': {
    'behind a shell': WORKER('    command: sh -c "exec celery -A app worker -c $$(nproc)"'),
    'without one': WORKER(`    command: celery -A app worker -c $$(nproc)
                                     ^^^^^^^^^ warning: No shell fills it in`),
    'nor what Compose leaves as it stands': WORKER(`    command: celery -A app worker -c $(nproc)
                                     ^^^^^^^^ warning: No shell fills it in`),
    'a program that nothing is known of': APP('    command: serve $$HOME'),
    'a dollar sign in a password': `
//- compose.yml
services:
  cache:
    image: redis:7.4
    command: redis-server --requirepass pa$$word$$X --maxmemory 512mb
`,
  },
  'compose/shell-without-exec': {
    'exec, and another shell': WORKER('    command: sh -c "exec celery -A app worker"'),
    'bash takes its place by itself': WORKER('    command: bash -c "celery -A app worker"'),
    'behind other commands': WORKER(`    command: sh -c "migrate && celery -A app worker"
                               ^^^^^^ warning: after 10 s`),
    'with a time to stop, and as a module': WORKER(`    stop_grace_period: 5m
    command: ["sh", "-c", "python -m celery -A app worker"]
                                     ^^^^^^ warning: after 300 s`),
    'Alpine’s shell': `
//- compose.yml
services:
  cache:
    image: redis:7.4-alpine
    restart: unless-stopped
    mem_limit: 1g
    command: sh -c "redis-server --maxmemory 512mb"
`,
  },
  'compose/cannot-scale': {
    'a range that is wide enough': APP(`    ports: ["8000-8002:8000"]
    scale: 3`),
    'and one that is not': APP(`    ports: ["8000-8001:8000"]
             ^^^^^^^^^^^^^^ error: 3 containers
    scale: 3`),
    'for a swarm': `
//- docker-stack.yml
services:
  app:
    image: example/app:1.4
    ports: ["8000:8000"]
    deploy:
      replicas: 3
`,
    'one container, of a kind that nobody scales': APP('    container_name: shop-app'),
    'the number is not known': APP(`    container_name: shop-app
    scale: \${COUNT}`),
    'a worker with a name': WORKER(`    container_name: shop-worker
                    ^^^^^^^^^^^ information: can have one container only
    command: celery -A app worker`),
    'in development nobody scales': WORKER(
      '    container_name: shop-worker\n    command: celery -A app worker',
    ).replace('services:', '# headroom: profile=development\nservices:'),
  },
  'compose/restart': {
    'a policy of a swarm, and a deliberate no': `
//- compose.yml
services:
  one:
    image: rabbitmq:4.0
    deploy: {restart_policy: {condition: any}}
  two:
    image: rabbitmq:4.0
    restart: "no"
`,
    'the file for production sets it': `
//- compose.yml
services:
  broker:
    image: rabbitmq:4.0
//- compose.prod.yml
services:
  broker:
    restart: always
`,
    'of a profile': `
//- compose.yml
services:
  broker:
    image: rabbitmq:4.0
    profiles: [tools]
`,
    'a service that may be extended out of view': `
//- compose.yml
services:
  broker:
    extends: {file: elsewhere.yml, service: broker}
    image: rabbitmq:4.0
`,
  },
  'compose/log-growth': {
    'a driver that rotates by itself': WORKER('    command: celery -A app worker'),
    'a size through an anchor': `
//- compose.yml
x-logging: &logging
  driver: json-file
  options: {max-size: 10m}
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: *logging
`,
    'options without a size': `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging:
    ^^^^^^^ hint: without a limit
      options:
        max-file: "3"
`,
  },
  'compose/memory-limit': {
    'Redis with a ceiling of its own': `
//- compose.yml
services:
  cache:
    image: redis:7.4
    command: redis-server --maxmemory 512mb --maxmemory-policy allkeys-lru
    restart: unless-stopped
`,
    'Valkey with a ceiling in its environment': `
//- compose.yml
services:
  cache:
    image: valkey/valkey:8.1
    environment:
      - VALKEY_EXTRA_FLAGS=--maxmemory 128mb --maxmemory-policy volatile-lfu
    restart: unless-stopped
`,
    'Redis that a script starts': `
//- compose.yml
services:
  cache:
    image: redis:7.4
    command: bash /scripts/start.sh
    restart: unless-stopped
`,
    'under deploy': `
//- compose.yml
services:
  db:
    image: mongo:7.0
    deploy: {resources: {limits: {memory: 2g}}}
`,
    'beside a short key': `
//- compose.yml
services:
  db:
  ^^ information: MongoDB
    image: mongo:7.0
    restart: unless-stopped
    cpus: 2
`,
    'a limit that can’t be told': `
//- compose.yml
services:
  db:
    image: mongo:7.0
    mem_limit: \${DB_MEMORY}
`,
  },
  'compose/inconsistent-service': {
    'neither image nor build': `
//- compose.yml
services:
  app:
  ^^^ error: neither an image
    restart: unless-stopped
`,
    'what lies below another Compose file may be laid over it': `
//- compose.yml
services:
  app:
    image: example/app:1.4
//- ci/compose.yml
services:
  app:
    environment: {CERTIFICATES: self-signed}
`,
    'an overlay says it, and a test that is one text': `
//- compose.yml
services:
  app:
    command: serve
    healthcheck: {test: curl -f http://localhost}
//- compose.override.yml
services:
  app:
    build: .
`,
  },
  'compose/depends-on-no-health': {
    'a list as far left as its key, and a service that does not matter': `
//- compose.yml
services:
  app:
    image: example/app:1.4
    depends_on:
    - other
    - store
      ^^^^^ hint: not until store, broker answer
    - broker
  store:
    image: redis:7.4
    command: redis-server --maxmemory 512mb --maxmemory-policy noeviction --appendonly yes
    restart: unless-stopped
    healthcheck: {test: ["CMD", "redis-cli", "ping"]}
  broker:
    image: rabbitmq:4.0
    restart: unless-stopped
    healthcheck: {test: ["CMD", "rabbitmq-diagnostics", "-q", "ping"]}
  other:
    image: example/other:1.4
`,
    'waiting already, no check, and a check that is off': `
//- compose.yml
services:
  app:
    image: example/app:1.4
    depends_on:
      store: {condition: service_healthy}
      broker: {condition: service_started}
      cache: {condition: service_started}
  store:
    image: redis:7.4
    healthcheck: {test: ["CMD", "redis-cli", "ping"]}
  broker:
    image: rabbitmq:4.0
  cache:
    image: redis:7.4
    healthcheck: {test: ["NONE"]}
`,
  },
};

for (const [rule, group] of Object.entries(cases)) {
  describe(rule, () => {
    for (const [name, source] of Object.entries(group)) test(name, () => checkCase(rule, source));
  });
}
