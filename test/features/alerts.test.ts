import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { alertsText } from '../../server/src/features/alerts';
import { readFixture, stackOf } from '../support/fixture';

interface RuleGroup {
  readonly name: string;
  readonly rules: readonly { readonly alert: string; readonly expr: string }[];
}

const textFor = (source: string) => alertsText([{ name: 'shop', stack: stackOf(readFixture(source).files) }]);
const groupsOf = (text: string) => (parse(text) as { groups: RuleGroup[] }).groups;

/** Each rule as `name: expression`. */
const rulesFor = (source: string) =>
  groupsOf(textFor(source)).flatMap(({ rules }) => rules.map(({ alert, expr }) => `${alert}: ${expr}`));

const NGINX = `
//- nginx.conf
worker_processes 2;
worker_rlimit_nofile 65535;
events {
    worker_connections 10000;
}
http {
    server {
        listen 80;
        location / { proxy_pass http://127.0.0.1:8000; }
    }
}
`;
const compose = (services: string) => `\n//- compose.yml\nservices:\n${services}`;
const redis = (name: string, flags: string) => `  ${name}:\n    image: redis:7.2\n    command: redis-server ${flags}\n`;
const DROPPED =
  'NginxConnectionsDropped: increase(nginx_connections_accepted[5m]) - increase(nginx_connections_handled[5m]) > 0';

test.each([
  [
    'a proxied client takes two connections, and the exporter counts one of them',
    NGINX,
    ['NginxConnectionsHigh: sum(nginx_connections_active) > 8000', DROPPED],
  ],
  [
    'a number that is not known is left to what nginx reports',
    NGINX.replace('processes 2', 'processes auto'),
    [DROPPED],
  ],
  [
    'a mongod with a maximum',
    compose('  db:\n    image: mongo:7\n    command: mongod --maxConns 500\n'),
    ['MongoConnectionsHigh: mongodb_ss_connections{conn_type="current"} > 400'],
  ],
  [
    'a mongod without one',
    compose('  db:\n    image: mongo:7\n'),
    [
      'MongoConnectionsHigh: mongodb_ss_connections{conn_type="current"} / ignoring(conn_type) (mongodb_ss_connections{conn_type="current"} + ignoring(conn_type) mongodb_ss_connections{conn_type="available"}) > 0.8',
    ],
  ],
  [
    'a Redis that refuses writes',
    compose(redis('broker', '--maxmemory 100mb --maxmemory-policy noeviction --maxclients 1000')),
    ['RedisConnectionsHigh: redis_connected_clients > 800', 'RedisMemoryHigh: redis_memory_used_bytes > 94371840'],
  ],
  [
    'a cache is always full',
    compose(redis('cache', '--maxmemory 100mb --maxmemory-policy allkeys-lru --maxclients 1000')),
    [
      'RedisConnectionsHigh: redis_connected_clients > 800',
      'RedisEvictsKeys: rate(redis_evicted_keys_total[5m]) > rate(redis_keyspace_hits_total[5m])',
    ],
  ],
  [
    'several servers of a kind are told apart',
    compose(
      redis('cache', '--maxmemory 100mb --maxmemory-policy allkeys-lru --maxclients 1000') +
        redis('broker.1', '--maxmemory 100mb --maxmemory-policy noeviction --maxclients 2000'),
    ),
    [
      'RedisConnectionsHigh: redis_connected_clients{instance=~".*cache.*"} > 800',
      'RedisEvictsKeys: rate(redis_evicted_keys_total[5m]) > rate(redis_keyspace_hits_total[5m])',
      'RedisConnectionsHigh: redis_connected_clients{instance=~".*broker.1.*"} > 1600',
      'RedisMemoryHigh: redis_memory_used_bytes > 94371840',
    ],
  ],
  [
    'the queues of a worker',
    compose('  worker:\n    build: .\n    command: celery -A app worker -c 4 -Q fast,slow.low\n'),
    ['CeleryQueueLong: celery_queue_length{queue_name=~"fast|slow[.]low"} > 1000'],
  ],
  [
    'a worker whose app is not in view',
    compose('  worker:\n    build: .\n    command: celery -A app worker -c 4\n'),
    ['CeleryQueueLong: celery_queue_length{queue_name=~".+"} > 1000'],
  ],
  [
    'an application',
    compose('  api:\n    build: .\n    command: gunicorn -w 4 app:app\n'),
    ['ApiSlow: histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1'],
  ],
  ['nothing to watch', '//- notes.md\nnothing', []],
])('%s', (_, source, rules) => {
  expect(rulesFor(source)).toEqual(rules);
});

test('a comment tells where the number comes from, or why there is none', () => {
  expect(textFor(NGINX)).toContain(
    '      # Connections of nginx: 2 workers × 10,000 connections / 2 = 10,000 (nginx.conf:1, nginx.conf:4)\n',
  );
  expect(textFor(NGINX.replace('processes 2', 'processes auto'))).toMatch(
    /# Connections of nginx: not known \(.*host\.cpus/,
  );
});
