import { describe, test } from 'vitest';
import { checkCase, checkSilent } from '../support/laws';

const versions = (version: string) => `//- headroom.yaml\nversions:\n  mongodb: "${version}"\n`;

describe('mongodb/unknown-option', () => {
  test.each([
    [
      'other letters',
      '//- mongod.conf\nsystemlog:\n  destination: file\n  ^^^^^^^^^^^ error: "systemLog.destination"\n',
    ],
    [
      'another group',
      '//- mongod.conf\nstorage:\n  cacheSizeGB: 1\n  ^^^^^^^^^^^ error: "storage.wiredTiger.engineConfig.cacheSizeGB"\n',
    ],
    ['nothing near', '//- mongod.conf\nnet:\n  frobnicate: 1\n  ^^^^^^^^^^ information: that Headroom knows\n'],
    ['a group with a value', '//- mongod.conf\nnet: 27017\n^^^ error: is a group\n'],
    [
      'newer than the server',
      `${versions('4.0')}//- mongod.conf\nsystemLog:\n  logFormat: json\n  ^^^^^^^^^ error: came with MongoDB 4.4\n`,
    ],
  ])('%s', (_, source) => checkCase('mongodb/unknown-option', source));
});

describe('mongodb/removed-option', () => {
  test.each([
    ['of an older server', `${versions('6.0')}//- mongod.conf\nstorage:\n  journal:\n    enabled: true\n`],
    [
      'of an unknown version',
      '//- mongod.conf\nstorage:\n  journal:\n    enabled: true\n    ^^^^^^^ warning: 6.1 and newer\n',
    ],
    [
      'by a flag, by the image’s version',
      '//- compose.yml\nservices:\n  db:\n    image: mongo:6.0\n    command: mongod --nojournal\n  new:\n    image: mongo:7.0\n    command: mongod --nojournal\n                    ^^^^^^^^^^^ error: MongoDB 7.0\n',
    ],
  ])('%s', (_, source) => checkCase('mongodb/removed-option', source));
});

describe('mongodb/invalid-value', () => {
  test.each([
    ['a list for one value', '//- mongod.conf\nnet:\n  bindIp: [127.0.0.1]\n  ^^^^^^ error: single value\n'],
    ['nothing', '//- mongod.conf\nnet:\n  port:\n  ^^^^ error: whole number\n'],
    ['a fraction', '//- mongod.conf\nnet:\n  port: 1.5\n        ^^^ error: whole number\n'],
    [
      'a flag',
      '//- compose.yml\nservices:\n  db:\n    image: mongo\n    command: mongod --maxConns 1k\n                               ^^ error: whole number\n',
    ],
    [
      'what is right',
      '//- mongod.conf\nnet:\n  ipv6: true\n  port: 0x10\n  maxIncomingConnectionsOverride: [10.0.0.0/8]\nsetParameter:\n  a: 1\noperationProfiling:\n  mode: slowop\n',
    ],
    ['a template', '//- mongod.conf.j2\nnet:\n  port: "{{ port }}"\n'],
  ])('%s', (_, source) => checkCase('mongodb/invalid-value', source));
});

describe('mongodb/max-conns', () => {
  const unit = (files: string) =>
    `//- etc/systemd/system/mongod.service\n[Service]\nExecStart=/usr/bin/mongod\nLimitNOFILE=${files}\n`;
  test.each([
    [
      'a unit',
      `${unit('4096')}//- mongod.conf\nnet:\n  maxIncomingConnections: 5000\n                          ^^^^ warning: 3,276\n`,
    ],
    ['a unit that allows it', `${unit('65535')}//- mongod.conf\nnet:\n  maxIncomingConnections: 5000\n`],
    ['no limit in view', '//- mongod.conf\nnet:\n  maxIncomingConnections: 50000\n'],
  ])('%s', (_, source) => checkCase('mongodb/max-conns', source));
});

test.each([
  ['other builds’ groups', '//- mongod.conf\nsecurity:\n  vault:\n    serverName: x\nauditLog:\n  somethingNew: 1\n'],
  ['the old form', '//- mongod.conf\nlogpath=/var/log/mongod\nfork = true\nauth = true\n'],
  [
    'verbosities',
    '//- mongod.conf\nsystemLog:\n  verbosity: 1\n  component:\n    query:\n      verbosity: 2\n    storage:\n      journal:\n        verbosity: 1\n',
  ],
  ['comments alone', '//- mongod.conf\n# nothing\n'],
])('%s are silent', (_, source) => checkSilent(source));
