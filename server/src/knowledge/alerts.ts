/** The guide's alert thresholds: shares of a maximum, seconds, and waiting messages. */
export const alertThresholds = {
  connections: 0.8,
  apiSeconds: 1,
  apiQuantile: 0.95,
  queueLength: 1_000,
  redisMemory: 0.9,
} as const;

/** The metric in which most libraries for Python keep how long requests take. */
export const REQUEST_SECONDS = 'http_request_duration_seconds_bucket';

/** An alert rule of Prometheus, for what the usual exporters measure. */
export interface Alert {
  readonly name: string;
  /**
   * In PromQL.
   *
   * @param only matches the labels of one server among several: `instance=~".*cache.*"`
   */
  readonly expression: (only?: string) => string;
  /** For how long it has to hold. */
  readonly wait: string;
  readonly summary: string;
}

/**
 * Clients of all instances together: the exporter counts the client's side of proxied connections alone.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_stub_status_module.html
 */
export function nginxConnections(most: string, summary: string): Alert {
  const expression = (only?: string) => `sum(${metric('nginx_connections_active', only)}) > ${most}`;
  return { name: 'NginxConnectionsHigh', expression, wait: '5m', summary };
}

export const nginxDropped: Alert = {
  name: 'NginxConnectionsDropped',
  expression: (only) =>
    `${increase('nginx_connections_accepted', only)} - ${increase('nginx_connections_handled', only)} > 0`,
  wait: '0m',
  summary: 'nginx drops connections: worker_connections or open files are used up',
};

/** @param histogram the metric with the buckets of request durations, in seconds */
export function apiSlow(histogram: string = REQUEST_SECONDS): Alert {
  const { apiQuantile, apiSeconds } = alertThresholds;
  return {
    name: 'ApiSlow',
    expression: (only) =>
      `histogram_quantile(${apiQuantile}, sum by (le) (rate(${metric(histogram, only)}[5m]))) > ${apiSeconds}`,
    wait: '5m',
    summary: `The slowest ${percent(1 - apiQuantile)} of requests take longer than ${apiSeconds} s`,
  };
}

/** @param queues a matcher of the label queue_name: `="celery"` */
export function queueLong(queues: string): Alert {
  const { queueLength } = alertThresholds;
  return {
    name: 'CeleryQueueLong',
    expression: () => `celery_queue_length{queue_name${queues}} > ${queueLength}`,
    wait: '5m',
    summary: `More than ${queueLength} tasks wait for a worker`,
  };
}

/** @param most undefined: the share of what the server says that it accepts */
export function mongoConnections(most: string | undefined, summary: string): Alert {
  const kind = (type: string, only?: string) => metric('mongodb_ss_connections', `conn_type="${type}"`, only);
  return {
    name: 'MongoConnectionsHigh',
    expression: (only) =>
      most === undefined
        ? `${kind('current', only)} / ignoring(conn_type) (${kind('current', only)} + ignoring(conn_type) ${kind('available', only)}) > ${alertThresholds.connections}`
        : `${kind('current', only)} > ${most}`,
    wait: '5m',
    summary,
  };
}

/** @param most undefined: the share of what the server says that it accepts */
export function redisConnections(most: string | undefined, summary: string): Alert {
  const clients = (only?: string) => metric('redis_connected_clients', only);
  return {
    name: 'RedisConnectionsHigh',
    expression: (only) =>
      most === undefined
        ? `${clients(only)} / ${metric('redis_config_maxclients', only)} > ${alertThresholds.connections}`
        : `${clients(only)} > ${most}`,
    wait: '5m',
    summary,
  };
}

/**
 * For a broker or a store: a cache is always full.
 *
 * @param most undefined: the share of what the server says that it may keep
 */
export function redisFull(most: string | undefined, summary: string): Alert {
  const used = (only?: string) => metric('redis_memory_used_bytes', only);
  return {
    name: 'RedisMemoryHigh',
    expression: (only) =>
      most === undefined
        ? `${used(only)} / (${metric('redis_memory_max_bytes', only)} > 0) > ${alertThresholds.redisMemory}`
        : `${used(only)} > ${most}`,
    wait: '5m',
    summary,
  };
}

/** @param most keys in a second; undefined: as many as are found */
export function redisEvicting(most: string | undefined, summary: string): Alert {
  const expression = (only?: string) =>
    `${rate('redis_evicted_keys_total', only)} > ${most ?? rate('redis_keyspace_hits_total', only)}`;
  return { name: 'RedisEvictsKeys', expression, wait: '10m', summary };
}

/**
 * The lines of a rule in a file of Prometheus.
 *
 * @param labels what tells rules of the same name apart
 */
export function alertLines(alert: Alert, labels: Readonly<Record<string, string>> = {}, only?: string): string[] {
  return [
    `- alert: ${alert.name}`,
    `  expr: ${alert.expression(only)}`,
    `  for: ${alert.wait}`,
    '  labels:',
    '    severity: warning',
    ...Object.entries(labels).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
    '  annotations:',
    `    summary: ${JSON.stringify(alert.summary)}`,
  ];
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function metric(name: string, ...matchers: readonly (string | undefined)[]): string {
  const given = matchers.filter((matcher) => matcher !== undefined);
  return given.length === 0 ? name : `${name}{${given.join(', ')}}`;
}

function rate(name: string, only: string | undefined): string {
  return `rate(${metric(name, only)}[5m])`;
}

function increase(name: string, only: string | undefined): string {
  return `increase(${metric(name, only)}[5m])`;
}
