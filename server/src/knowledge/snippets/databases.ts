import { scaling } from '../tiers';
import type { Snippet } from './snippet';

/** redis.conf and mongod.conf, at the first size and the guide's next step up. */
export const databaseSnippets: readonly Snippet[] = [
  ...scaling.redisMaxmemory.flatMap((size, step) => [
    redis(`cache ${size}`, step, `Cache of ${size}: the least used keys make room, nothing is written to disk`, [
      `maxmemory ${size}`,
      'maxmemory-policy allkeys-lru',
      'appendonly no',
      'save ""',
      '$0',
    ]),
    redis(`cache with lasting keys ${size}`, step, `Cache of ${size} that drops only keys with an expiry time`, [
      `maxmemory ${size}`,
      'maxmemory-policy volatile-lru',
      'appendonly no',
      'save ""',
      '$0',
    ]),
    redis(
      `broker ${size}`,
      step,
      `Broker or store of ${size}: refuses writes when full, loses about a second in a crash`,
      [
        '# A full broker must refuse writes: evicting keys would drop whole queues in silence.',
        `maxmemory ${size}`,
        'maxmemory-policy noeviction',
        'appendonly yes',
        'appendfsync everysec',
        '$0',
      ],
    ),
  ]),
  ...scaling.mongodMaxConns.map(mongod),
];

function redis(name: string, step: number, description: string, body: readonly string[]): Snippet {
  return {
    file: 'redis-conf',
    prefix: `headroom redis ${name}`,
    name: `redis ${name}`,
    description,
    tier: stepName(step),
    languages: ['redis-conf'],
    place: 'file',
    body,
  };
}

function mongod(maxConns: number, step: number): Snippet {
  return {
    file: 'mongod',
    prefix: `headroom mongod ${maxConns} connections`,
    name: `mongod ${maxConns} connections`,
    description: `mongod.conf for ${maxConns} connections with slow operations logged; the open-file limit must allow them`,
    tier: stepName(step),
    languages: ['yaml'],
    place: 'file',
    body: [
      'net:',
      '  port: 27017',
      '  bindIp: ${1:127.0.0.1}',
      `  maxIncomingConnections: ${maxConns}`,
      'storage:',
      '  dbPath: ${2:/var/lib/mongodb}',
      '  wiredTiger:',
      '    engineConfig:',
      '      cacheSizeGB: ${3:1}',
      'operationProfiling:',
      '  mode: slowOp',
      '  slowOpThresholdMs: 100',
      '$0',
    ],
  };
}

function stepName(step: number): string {
  return step === 0 ? 'first size' : 'next step';
}
