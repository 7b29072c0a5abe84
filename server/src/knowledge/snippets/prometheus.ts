import { PROFILES, scaling, workerConnections } from '../tiers';
import type { Snippet } from './snippet';

/** The guide's alert thresholds: shares of a maximum, seconds, and waiting messages. */
export const alertThresholds = {
  nginxConnections: 0.8,
  apiSeconds: 1,
  apiQuantile: 0.95,
  queueLength: 1_000,
  mongoConnections: 0.8,
  redisMemory: 0.9,
} as const;

/** Workers that the nginx numbers stand for; the snippet says so. */
const NGINX_WORKERS = 4;

interface Alert {
  readonly name: string;
  readonly expression: string;
  readonly wait: string;
  readonly summary: string;
}

/** A proxied client takes two connections of a worker, and the exporter counts clients. */
const nginxAlerts = PROFILES.map((profile) => {
  const clients = (NGINX_WORKERS * workerConnections[profile]) / 2;
  const most = Math.floor(alertThresholds.nginxConnections * clients);
  return {
    tier: profile,
    alert: {
      name: 'NginxConnectionsHigh',
      expression: `nginx_connections_active > \${1:${most}}`,
      wait: '5m',
      summary: `nginx serves more than ${percent(alertThresholds.nginxConnections)} of the ${clients} clients that ${NGINX_WORKERS} workers can proxy`,
    },
  };
});

const nginxDropped: Alert = {
  name: 'NginxConnectionsDropped',
  expression: 'increase(nginx_connections_accepted[5m]) - increase(nginx_connections_handled[5m]) > 0',
  wait: '0m',
  summary: 'nginx drops connections: worker_connections or open files are used up',
};

const apiSlow: Alert = {
  name: 'ApiSlow',
  expression: `histogram_quantile(${alertThresholds.apiQuantile}, sum by (le) (rate(\${1:http_request_duration_seconds_bucket}[5m]))) > ${alertThresholds.apiSeconds}`,
  wait: '5m',
  summary: `The slowest ${percent(1 - alertThresholds.apiQuantile)} of requests take longer than ${alertThresholds.apiSeconds} s`,
};

const queueLong: Alert = {
  name: 'CeleryQueueLong',
  expression: `celery_queue_length{queue_name="\${1:celery}"} > ${alertThresholds.queueLength}`,
  wait: '5m',
  summary: `More than ${alertThresholds.queueLength} tasks wait for a worker`,
};

const mongoAlerts = scaling.mongodMaxConns.map((maxConns, step) => ({
  tier: step === 0 ? 'first size' : 'next step',
  alert: {
    name: 'MongoConnectionsHigh',
    expression: `mongodb_ss_connections{conn_type="current"} > \${1:${alertThresholds.mongoConnections * maxConns}}`,
    wait: '5m',
    summary: `MongoDB uses more than ${percent(alertThresholds.mongoConnections)} of its ${maxConns} connections`,
  },
}));

const redisFull: Alert = {
  name: 'RedisMemoryHigh',
  expression: `redis_memory_used_bytes / (redis_memory_max_bytes > 0) > ${alertThresholds.redisMemory}`,
  wait: '5m',
  summary: `Redis uses more than ${percent(alertThresholds.redisMemory)} of maxmemory and refuses writes when it is full`,
};

const redisEvicting: Alert = {
  name: 'RedisEvictsKeys',
  expression: 'rate(redis_evicted_keys_total[5m]) > ${1:10}',
  wait: '10m',
  summary: 'The cache is too small: Redis evicts keys all the time',
};

export const prometheusSnippets: readonly Snippet[] = [
  ...PROFILES.map((profile, index) =>
    snippet(
      `stack ${profile}`,
      `Alert rules for the whole stack with the guide's thresholds: nginx, API, Celery, MongoDB, Redis`,
      [
        'groups:',
        '  - name: headroom',
        '    rules:',
        ...[nginxAlerts[index]!.alert, nginxDropped, apiSlow, queueLong, mongoAlerts[0]!.alert, redisFull]
          .map(withoutPlaceholders)
          .flatMap(rule)
          .map((line) => '      ' + line),
        '$0',
      ],
      profile,
    ),
  ),
  ...nginxAlerts.map(({ tier, alert }) =>
    snippet(`nginx connections ${tier}`, alert.summary, [...rule(alert), '$0'], tier),
  ),
  single('nginx dropped', nginxDropped),
  single('api slow', apiSlow),
  single('celery queue', queueLong),
  ...mongoAlerts.map(({ tier, alert }, step) =>
    snippet(`mongo connections ${scaling.mongodMaxConns[step]}`, alert.summary, [...rule(alert), '$0'], tier),
  ),
  snippet('redis memory', `${redisFull.summary}; for a broker or store, as a cache is always full`, [
    ...rule(redisFull),
    '$0',
  ]),
  single('redis evictions', redisEvicting),
];

function single(name: string, alert: Alert): Snippet {
  return snippet(name, alert.summary, [...rule(alert), '$0']);
}

function snippet(name: string, description: string, body: readonly string[], tier?: string): Snippet {
  return {
    file: 'prometheus',
    prefix: `headroom alert ${name}`,
    name: `alert ${name}`,
    description,
    ...(tier === undefined ? {} : { tier }),
    languages: ['yaml'],
    place: 'file',
    body,
  };
}

function rule(alert: Alert): string[] {
  return [
    `- alert: ${alert.name}`,
    `  expr: ${alert.expression}`,
    `  for: ${alert.wait}`,
    '  labels:',
    '    severity: warning',
    '  annotations:',
    `    summary: "${alert.summary}"`,
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** In a whole file the placeholders of six rules would share their numbers, so their defaults stand instead. */
function withoutPlaceholders(alert: Alert): Alert {
  return { ...alert, expression: alert.expression.replace(/\$\{\d+:([^}]*)\}/g, '$1') };
}
