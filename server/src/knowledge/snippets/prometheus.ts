import {
  type Alert,
  alertLines,
  alertThresholds,
  apiSlow,
  mongoConnections,
  nginxConnections,
  nginxDropped,
  percent,
  queueLong,
  REQUEST_SECONDS,
  redisEvicting,
  redisFull,
} from '../alerts';
import { PROFILES, scaling, workerConnections } from '../tiers';
import type { Snippet } from './snippet';

/** Workers that the nginx numbers stand for; the snippet says so. */
const NGINX_WORKERS = 4;

/** A proxied client takes two connections of a worker, and the exporter counts clients. */
const nginxAlerts = PROFILES.map((profile) => {
  const clients = (NGINX_WORKERS * workerConnections[profile]) / 2;
  const most = Math.floor(alertThresholds.connections * clients);
  return {
    tier: profile,
    alert: nginxConnections(
      `\${1:${most}}`,
      `nginx serves more than ${percent(alertThresholds.connections)} of the ${clients} clients that ${NGINX_WORKERS} workers can proxy`,
    ),
  };
});

const slow = apiSlow(`\${1:${REQUEST_SECONDS}}`);
const long = queueLong('="${1:celery}"');
const full = redisFull(
  undefined,
  `Redis uses more than ${percent(alertThresholds.redisMemory)} of maxmemory and refuses writes when it is full`,
);
const evicting = redisEvicting('${1:10}', 'The cache is too small: Redis evicts keys all the time');

const mongoAlerts = scaling.mongodMaxConns.map((maxConns, step) => ({
  tier: step === 0 ? 'first size' : 'next step',
  alert: mongoConnections(
    `\${1:${alertThresholds.connections * maxConns}}`,
    `MongoDB uses more than ${percent(alertThresholds.connections)} of its ${maxConns} connections`,
  ),
}));

export const prometheusSnippets: readonly Snippet[] = [
  ...PROFILES.map((profile, index) =>
    snippet(
      `stack ${profile}`,
      `Alert rules for the whole stack with the guide's thresholds: nginx, API, Celery, MongoDB, Redis`,
      [
        'groups:',
        '  - name: headroom',
        '    rules:',
        ...[nginxAlerts[index]!.alert, nginxDropped, slow, long, mongoAlerts[0]!.alert, full]
          .map(withoutPlaceholders)
          .flatMap((alert) => alertLines(alert))
          .map((line) => '      ' + line),
        '$0',
      ],
      profile,
    ),
  ),
  ...nginxAlerts.map(({ tier, alert }) =>
    snippet(`nginx connections ${tier}`, alert.summary, [...alertLines(alert), '$0'], tier),
  ),
  single('nginx dropped', nginxDropped),
  single('api slow', slow),
  single('celery queue', long),
  ...mongoAlerts.map(({ tier, alert }, step) =>
    snippet(`mongo connections ${scaling.mongodMaxConns[step]}`, alert.summary, [...alertLines(alert), '$0'], tier),
  ),
  snippet('redis memory', `${full.summary}; for a broker or store, as a cache is always full`, [
    ...alertLines(full),
    '$0',
  ]),
  single('redis evictions', evicting),
];

function single(name: string, alert: Alert): Snippet {
  return snippet(name, alert.summary, [...alertLines(alert), '$0']);
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

/** In a whole file the placeholders of six rules would share their numbers, so their defaults stand instead. */
function withoutPlaceholders(alert: Alert): Alert {
  return { ...alert, expression: () => alert.expression().replace(/\$\{\d+:([^}]*)\}/g, '$1') };
}
