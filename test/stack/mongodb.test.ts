import { describe, expect, test } from 'vitest';
import type { MongodServer } from '../../server/src/stack/mongodb/server';
import { applyEdits, type FileEdit } from '../../server/src/text/edit';
import { readFixture, stackOf } from '../support/fixture';

const serversOf = (source: string) => stackOf(readFixture(source).files).mongodServers;

function shown(server: MongodServer | undefined, name: string): string {
  const found = server?.setting(name);
  if (!found) return 'no server';
  if (found.state === 'unknown') return `unknown: ${found.reason}`;
  if (found.state === 'absent') return 'absent';
  return `${found.value} (${found.setting?.file.path ?? 'default'})`;
}

const COMPOSE = (rest: string) => `//- compose.yml\nservices:\n  db:\n    image: mongo:7.0\n${rest}`;
const CONF = '//- mongo/mongod.conf\nnet:\n  port: 27018\n  maxIncomingConnections: 300\n';
const MOUNT = '    volumes: ["./mongo/mongod.conf:/etc/mongod.conf:ro"]\n';

describe('settings', () => {
  test.each<[string, string, string, string]>([
    ['of the file', CONF, 'net.port', '27018 (mongo/mongod.conf)'],
    ['by default', CONF, 'operationProfiling.slowOpThresholdMs', '100 (default)'],
    ['that nothing sets', CONF, 'security.keyFile', 'absent'],
    ['with dots in their name', '//- mongod.conf\nnet.port: 1\n', 'net.port', '1 (mongod.conf)'],
    ['as texts', '//- mongod.conf\nnet:\n  port: "0x10"\n', 'net.port', '0x10 (mongod.conf)'],
    [
      'in the older form',
      '//- mongod.conf\nmaxConns = 50 # few\ndbpath=/x\n',
      'net.maxIncomingConnections',
      '50 (mongod.conf)',
    ],
    [
      'of a program’s',
      '//- mongod.conf\nnet:\n  port:\n    __exec: "echo 1"\n',
      'net.port',
      'unknown: a program or an address gives its value when mongod starts',
    ],
    [
      'of a template',
      '//- mongod.conf.j2\nnet:\n  port: "{{ port }}"\n',
      'net.port',
      'unknown: a template fills it in',
    ],
    [
      'of a flag',
      COMPOSE('    command: --maxConns 1000 --quiet\n'),
      'net.maxIncomingConnections',
      '1000 (compose.yml)',
    ],
    [
      'of a flag with =',
      COMPOSE('    command: [mongod, --maxConns=1000]\n'),
      'net.maxIncomingConnections',
      '1000 (compose.yml)',
    ],
    ['of a switch', COMPOSE('    command: mongod --auth\n'), 'security.authorization', 'enabled (compose.yml)'],
    [
      'of a flag before the file',
      `${COMPOSE(`    command: mongod --config /etc/mongod.conf --port 1\n${MOUNT}`)}${CONF}`,
      'net.port',
      '1 (compose.yml)',
    ],
    [
      'of the mounted file',
      `${COMPOSE(`    command: mongod -f /etc/mongod.conf\n${MOUNT}`)}${CONF}`,
      'net.port',
      '27018 (mongo/mongod.conf)',
    ],
    [
      'of a file out of view',
      COMPOSE('    command: mongod --config /etc/mongod.conf\n'),
      'net.port',
      'unknown: /etc/mongod.conf is not in the workspace',
    ],
    ['of a variable', COMPOSE('    command: mongod --maxConns ${MOST}\n'), 'net.maxIncomingConnections', 'unknown'],
  ])('%s', (_, source, name, expected) => {
    const [server] = serversOf(source);
    const result = shown(server, name);
    expect(expected === 'unknown' ? result.split(':')[0] : result).toBe(expected);
  });
});

test('a file with which a service starts is no server of its own', () => {
  const source = `${COMPOSE(`    command: mongod -f /etc/mongod.conf\n${MOUNT}`)}${CONF}`;
  expect(serversOf(source).map(({ service, files }) => [service?.name, files.size])).toEqual([['db', 1]]);
  expect(serversOf(`${COMPOSE('')}${CONF}`)).toHaveLength(2);
  expect(serversOf('//- compose.yml\nservices:\n  db:\n    image: mongo\n    command: mongos --configdb x\n')).toEqual(
    [],
  );
});

test.each([
  [
    'bitnami/mongodb:7.0',
    '--wiredTigerCacheSizeGB=2',
    'storage.wiredTiger.engineConfig.cacheSizeGB',
    '2 (compose.yml)',
  ],
  ['bitnami/mongodb:7.0', '--maxConns 9', 'net.port', 'unknown: the image brings a configuration of its own along'],
  ['bitnamilegacy/mongodb', '${X}', 'net.port', 'no server'],
  ['mongo', '--maxConns 9', 'net.maxIncomingConnections', '1000000 (default)'],
])('MONGODB_EXTRA_FLAGS of %s: %s', (image, text, name, expected) => {
  const source = `//- compose.yml\nservices:\n  db:\n    image: ${image}\n    environment: {MONGODB_EXTRA_FLAGS: "${text}"}\n`;
  expect(shown(serversOf(source)[0], name)).toBe(expected);
});

test.each<[string, string, (server: MongodServer) => FileEdit[], string]>([
  ['a value', CONF, (server) => server.insert('net.port', '1'), 'net:\n  port: 1\n  maxIncomingConnections: 300\n'],
  [
    'a new option',
    '//- mongod.conf\nnet:\n  port: 1 # here\nstorage:\n  dbPath: /x\n',
    (server) => server.insert('storage.wiredTiger.engineConfig.cacheSizeGB', '1.5'),
    'net:\n  port: 1 # here\nstorage:\n  dbPath: /x\n  wiredTiger:\n    engineConfig:\n      cacheSizeGB: 1.5\n',
  ],
  [
    'into an empty file',
    '//- mongod.conf\n# mongod\n',
    (server) => server.insert('net.port', '1'),
    '# mongod\nnet:\n  port: 1\n',
  ],
  [
    'in the older form',
    '//- mongod.conf\nport = 1\n',
    (server) => server.insert('net.maxIncomingConnections', '9'),
    'port = 1\nmaxConns = 9\n',
  ],
  [
    'the last of a group',
    '//- mongod.conf\nstorage:\n  dbPath: /x\n  journal:\n    enabled: true\n',
    (server) => server.settings.at(-1)!.remove(),
    'storage:\n  dbPath: /x\n',
  ],
  [
    'a flag',
    COMPOSE('    command: mongod --maxConns 10 --quiet\n'),
    (server) => server.insert('net.maxIncomingConnections', '20'),
    'services:\n  db:\n    image: mongo:7.0\n    command: mongod --maxConns 20 --quiet\n',
  ],
  [
    'a new flag',
    COMPOSE('    command: [mongod, --quiet]\n'),
    (server) => server.insert('net.maxIncomingConnections', '20'),
    'services:\n  db:\n    image: mongo:7.0\n    command: [mongod, --quiet, --maxConns, "20"]\n',
  ],
])('writes %s', (_, source, edit, expected) => {
  const [server] = serversOf(source);
  expect(applyEdits(server!.main.text, edit(server!))).toBe(expected);
});

test('a server whose files stay the same is taken over', () => {
  const stack = stackOf(readFixture(`${CONF}//- redis.conf\nport 1\n`).files);
  const [server] = stack.mongodServers;
  const redis = stackOf(readFixture('//- redis.conf\nport 2\n').files).file('redis.conf')!;
  expect(stack.with(redis).mongodServers[0]).toBe(server);
});
