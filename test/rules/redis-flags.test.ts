import { describe, test } from 'vitest';
import { checkCase, checkSilent } from '../support/laws';

/** A service with everything that other rules ask for. */
const service = (lines: string, name = 'redis') => `
//- compose.yml
services:
  ${name}:
    image: redis:7.4
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
${lines}
`;

/** A worker whose program no file tells. */
const WORKER = '  celery_worker:\n    image: example/app:1.4\n    command: /start-worker';

const SNAPSHOTS = '    command: redis-server --maxmemory 512mb --save 60 1';

const CEILING = '--maxmemory 512mb --maxmemory-policy noeviction';

const CASES: readonly (readonly [rule: string, what: string, source: string])[] = [
  [
    'redis/maxmemory',
    'no command at all',
    `
//- compose.yml
services:
  redis:
    image: redis:7.4
           ^^^^^^^^^ warning: maxmemory is not set
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
`,
  ],
  [
    'redis/maxmemory',
    'a script decides',
    service('    command: sh -c "if [ -n \\"$SAFE\\" ]; then redis-server --maxmemory 1gb; else redis-server; fi"'),
  ],
  [
    'redis/maxmemory',
    'a flag says 0',
    service(`    command: redis-server --maxmemory 0
                                      ^ warning: 0 sets no ceiling`),
  ],
  [
    'redis/maxmemory',
    'beside a policy',
    service(`    command: redis-server --maxmemory-policy allkeys-lru
                          ^^^^^^^^^^^^^^^^^^ warning: does nothing`),
  ],
  [
    'redis/maxmemory',
    'a cache gets a policy along',
    service(
      `    command: redis-server --save ""
             ^^^^^^^^^^^^ warning: maxmemory is not set`,
      'cache',
    ),
  ],
  ['redis/maxmemory', 'a variable may set it', service('    command: redis-server $REDIS_FLAGS')],
  ['redis/maxmemory', 'a variable is it', service('    command: redis-server --maxmemory $REDIS_MEMORY')],
  ['redis/maxmemory', 'the command is another', service('    command: redis-cli monitor')],
  ['redis/maxmemory', 'a file that is not in view may set it', service('    command: redis-server /etc/redis.conf')],
  [
    'redis/maxmemory',
    'the file sets it',
    `${service('    command: redis-server /r.conf\n    volumes: [./redis.conf:/r.conf]')}
//- redis.conf
maxmemory 512mb
`,
  ],
  [
    'redis/maxmemory',
    'the file does not set it, nor do flags',
    `${service('    command: redis-server /r.conf --appendonly yes\n    volumes: [./redis.conf:/r.conf]')}
//- redis.conf
port 6379
^^^^ warning: maxmemory is not set
`,
  ],
  [
    'redis/maxmemory',
    'flags set what the file does not',
    `${service(`    command: redis-server /r.conf ${CEILING}\n    volumes: [./redis.conf:/r.conf]`)}
//- redis.conf
port 6379
`,
  ],
  [
    'redis/maxmemory-policy',
    'misspelt in a list',
    service(`    command:
      - redis-server
      - --maxmemory
      - 512mb
      - --maxmemory-policy
      - allkeys_lru
        ^^^^^^^^^^^ error: no policy "allkeys_lru"`),
  ],
  [
    'redis/maxmemory-policy',
    'newer than the image',
    service(`    command: redis-server --maxmemory 512mb --maxmemory-policy allkeys-lrm
                                                               ^^^^^^^^^^^ error: came with Redis 8.6`),
  ],
  [
    'redis/maxmemory-policy',
    'missing on a cache',
    service(
      `    command: redis-server --maxmemory 512mb --save ""
                          ^^^^^^^^^^^ information: evicts nothing`,
      'cache',
    ),
  ],
  [
    'redis/persistence',
    'off on a broker',
    service(
      `    command: redis-server ${CEILING} --appendonly no --save ""
                                                                                       ^^ warning: loses all queued tasks
    volumes: [./redis:/data]`,
      'broker',
    ),
  ],
  [
    'redis/persistence',
    'snapshots of a cache',
    service(
      `    command: ["redis-server", "--maxmemory 512mb", "--maxmemory-policy allkeys-lru", "--save 900 1"]
                                                                                             ^^^^^ hint: snapshots`,
      'cache',
    ),
  ],
  [
    'redis/invalid-value',
    'no unit of Redis',
    service(`    command: "redis-server --maxmemory 512MiB --appendonly on"
                                       ^^^^^^ error: Write 512mb
                                                           ^^ error: yes or no
    volumes: [./redis:/data]`),
  ],
  [
    'redis/argument-count',
    'a blank in a size',
    service(`    command: redis-server --maxmemory 512 mb
                                      ^^^^^^ error: one argument, not 2`),
  ],
  [
    'redis/argument-count',
    'a value that a variable gives',
    service(`    command: redis-server --requirepass $PASSWORD ${CEILING}`),
  ],
  [
    'redis/unknown-directive',
    'misspelt',
    service(`    command: redis-server --max-memory 512mb
                          ^^^^^^^^^^^^ error: "maxmemory" is probably meant`),
  ],
  [
    'redis/overridden-directive',
    'twice on one command line',
    service(`    command: redis-server --maxmemory 256mb --maxmemory 512mb
                          ^^^^^^^^^^^^^^^^^ information: sets maxmemory to 512mb`),
  ],
  ['redis/persistence', 'a cache, where workers have no other queue', service(`${SNAPSHOTS}\n${WORKER}`, 'cache')],
  [
    'redis/persistence',
    'a cache, where a file of variables may name it as the queue',
    service(`${SNAPSHOTS}\n  web:\n    image: example/app:1.4\n    env_file: secret.env`, 'cache'),
  ],
  [
    'redis/persistence',
    'a cache that an address names as the queue',
    service(
      `${SNAPSHOTS}\n${WORKER}\n    environment:\n      CELERY_BROKER_URL: redis://:secret@cache:6379/1\n  other:\n    image: redis:7.4`,
      'cache',
    ),
  ],
  [
    'redis/persistence',
    'a cache beside the queue',
    service(
      `    command: redis-server --maxmemory 512mb --save 60 1\n                                                   ^^^^ hint: This cache\n${WORKER}\n  rabbitmq:\n    image: rabbitmq:4.1`,
      'cache',
    ),
  ],
  [
    'redis/decimal-unit',
    'the m of Compose',
    service(`    command: redis-server --maxmemory 512m --maxmemory-policy noeviction
                                      ^^^^ information: 512000000 bytes`),
  ],
  [
    'redis/tiny-maxmemory',
    'no unit',
    service(`    command: redis-server --maxmemory 512 --maxmemory-policy noeviction
                                      ^^^ warning: 512 bytes`),
  ],
  [
    'redis/appendfsync',
    'always',
    service(`    command: redis-server ${CEILING} --appendonly yes --appendfsync always
                                                                                                         ^^^^^^ information: waits for the disk`),
  ],
  [
    'redis/flag-syntax',
    'without dashes',
    service(`    command: redis-server maxmemory 512mb
                          ^^^^^^^^^ error: two dashes`),
  ],
  [
    'redis/flag-syntax',
    'behind a shell',
    service(`    command: sh -c "exec redis-server --maxmemory=512mb"
                                      ^^^^^^^^^^^^^^^^^ error: No "="`),
  ],
];

describe.each(CASES)('%s: %s', (rule, _, source) => {
  test('what it finds', () => checkCase(rule, source));
});

describe('a password that only the shell knows is one word', () => {
  test.each([
    'redis-server --requirepass ${X:?} --maxmemory 512mb',
    'redis-server --requirepass ${X:?set it} --maxmemory 512mb',
    'redis-server --maxmemory 512mb --requirepass ${X}',
    '["redis-server", "--requirepass", "${X:?}", "--maxmemory", "512mb"]',
    "sh -c 'redis-server --requirepass $${X:?set it} --maxmemory 512mb'",
  ])('%s', (command) => checkCase('redis/argument-count', service(`    command: ${command}`)));
});

describe('a whole and healthy service is silent', () => {
  test.each([
    service(`    command: redis-server ${CEILING} --appendonly yes\n    volumes: [./redis:/data]`),
    service(
      `    command: >\n      redis-server\n      ${CEILING}\n      --appendonly yes\n    volumes: [./redis:/data]`,
    ),
    service(
      '    command: ["redis-server", "--maxmemory", "512mb", "--maxmemory-policy", "allkeys-lru", "--save", ""]',
      'cache',
    ),
  ])('%s', (source) => checkSilent(source));
});
