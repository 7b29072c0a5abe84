import {
  API_SPEEDS,
  type ApiTier,
  apiTimeouts,
  PROFILES,
  type Profile,
  RATE_LIMITS,
  type RateLimitTier,
  rateLimits,
  rateLimitZoneBytes,
  system,
  workerConnections,
} from '../tiers';
import type { Snippet, SnippetPlace } from './snippet';

const keepaliveHeaders: readonly string[] = ['proxy_http_version 1.1;', 'proxy_set_header Connection "";'];

/** A location that sets one header inherits none, so those of the client stand beside the Connection header. */
const forwardedHeaders: readonly string[] = [
  'proxy_set_header Host \\$host;',
  'proxy_set_header X-Forwarded-For \\$proxy_add_x_forwarded_for;',
  'proxy_set_header X-Forwarded-Proto \\$scheme;',
];

/** Pieces of nginx configuration; each is accepted by `nginx -t` in its place. */
export const nginxSnippets: readonly Snippet[] = [
  ...PROFILES.map(mainConfiguration),
  ...PROFILES.map(eventsBlock),
  ...RATE_LIMITS.flatMap(rateLimit),
  ...API_SPEEDS.map(proxyTimeouts),
  ...API_SPEEDS.map(proxyLocation),
  snippet('http', 'upstream', 'Upstream whose connections are kept open and used again', [
    ...upstream('${1:api}', '${2:127.0.0.1:8000}', '${3:32}'),
  ]),
  snippet(
    'location',
    'keepalive headers',
    'HTTP/1.1 and an empty Connection header: without both, upstream keepalive does nothing before nginx 1.29.7',
    keepaliveHeaders,
  ),
  snippet(
    'server',
    'streaming location',
    'Location that passes data on as it comes: events, downloads, chat',
    [
      'location ${1:/api/stream/} {',
      ...indent([
        'proxy_pass http://${2:api};',
        ...keepaliveHeaders,
        ...forwardedHeaders,
        ...timeouts('long'),
        '',
        '# The price: a slow client holds an application worker, failed requests are not tried again,',
        '# and neither proxy_cache nor limit_rate works here.',
        'proxy_buffering off;',
        'proxy_request_buffering off;',
        '',
        'limit_req zone=${3:api_limit} burst=' + rateLimits.normal.burst + ' nodelay;',
        'limit_req_status 429;',
      ]),
      '}',
      '$0',
    ],
    'long',
  ),
  snippet('http', 'gzip', 'Compression that covers JSON, not text/html alone', gzip()),
  snippet('server', 'status location', 'Connection counters for monitoring, readable from this machine only', [
    ...statusLocation(),
    '$0',
  ]),
  snippet('http', 'status server', 'Server on a loopback port that shows the connection counters', [
    ...statusServer(),
    '$0',
  ]),
  snippet(
    'http',
    'real client address',
    'Behind a load balancer: take the client address from it, so that a rate limit does not count all as one',
    ['set_real_ip_from ${1:10.0.0.0/8};', 'real_ip_header ${2:X-Forwarded-For};', 'real_ip_recursive on;', '$0'],
  ),
  snippet(
    'server',
    'listen backlog',
    'Accept queue as long as a raised net.core.somaxconn allows; the default is 511',
    [`listen \${1:80} backlog=${system.somaxconn};`, '$0'],
  ),
];

function snippet(
  place: SnippetPlace,
  name: string,
  description: string,
  body: readonly string[],
  tier?: string,
): Snippet {
  return {
    file: 'nginx',
    prefix: `headroom nginx ${name}`,
    name: `nginx ${name}`,
    description,
    ...(tier === undefined ? {} : { tier }),
    languages: ['nginx'],
    place,
    body,
  };
}

function mainConfiguration(profile: Profile): Snippet {
  const busy = profile === 'high-traffic';
  const { burst } = rateLimits.normal;
  return snippet(
    'main',
    profile,
    `Whole nginx.conf for a reverse proxy: ${workerConnections[profile]} connections a worker`,
    [
      'worker_processes auto;',
      `worker_rlimit_nofile ${openFiles(profile)};`,
      '',
      ...events(profile),
      '',
      'http {',
      ...indent([
        'include ${1:mime.types};',
        'default_type application/octet-stream;',
        'sendfile on;',
        'tcp_nopush on;',
        'keepalive_timeout 65s;',
        '',
        ...gzip(),
        '',
        zone('normal'),
        'limit_req_status 429;',
        '',
        ...upstream('${2:api}', '${3:127.0.0.1:8000}', busy ? '128' : '32'),
        '',
        'server {',
        ...indent([
          profile === 'development' ? 'listen ${4:80};' : `listen \${4:80} backlog=${system.somaxconn};`,
          'server_name ${5:_};',
          '',
          'location ${6:/api/} {',
          ...indent([
            `limit_req zone=api_limit burst=${burst} nodelay;`,
            '',
            'proxy_pass http://${2:api};',
            ...keepaliveHeaders,
            ...forwardedHeaders,
            ...timeouts('normal'),
            '',
            '# Data passes on at once; the price is that a slow client holds an application worker.',
            '# In front of synchronous workers, leave both on.',
            'proxy_buffering off;',
            'proxy_request_buffering off;',
          ]),
          '}',
        ]),
        '}',
        '',
        ...statusServer(),
      ]),
      '}',
      '$0',
    ],
    profile,
  );
}

function eventsBlock(profile: Profile): Snippet {
  const count = workerConnections[profile];
  return snippet(
    'main',
    `events ${profile}`,
    `${count} connections a worker, those to the upstream included, and the open files they need`,
    [`worker_rlimit_nofile ${openFiles(profile)};`, '', ...events(profile), '$0'],
    profile,
  );
}

function rateLimit(tier: RateLimitTier): Snippet[] {
  const { rate, burst } = rateLimits[tier];
  const about = `${rate} requests a second for each client address, ${burst} at once`;
  const limit = `limit_req zone=\${1:api_limit} burst=${burst} nodelay;`;
  return [
    snippet('http', `rate limit zone ${tier}`, `Zone: ${about}`, [zone(tier, '${1:api_limit}'), '$0'], tier),
    snippet(
      'location',
      `rate limit ${tier}`,
      `Limit in force here: ${about}; refusals answer 429`,
      [limit, 'limit_req_status 429;', '$0'],
      tier,
    ),
    snippet(
      'http',
      `rate limit everywhere ${tier}`,
      `Zone and limit for all servers: ${about}; refusals answer 429`,
      [zone(tier, '${1:api_limit}'), limit, 'limit_req_status 429;', '$0'],
      tier,
    ),
  ];
}

function proxyTimeouts(tier: ApiTier): Snippet {
  const { read } = apiTimeouts[tier];
  const about = `Proxy timeouts for ${tier} routes: ${read} s between two reads, not for a whole answer`;
  return snippet('location', `proxy timeouts ${tier}`, about, [...timeouts(tier), '$0'], tier);
}

function proxyLocation(tier: ApiTier): Snippet {
  return snippet(
    'server',
    `proxy location ${tier}`,
    `Proxied location that keeps upstream connections open, timeouts for ${tier} routes`,
    [
      'location ${1:/} {',
      ...indent(['proxy_pass http://${2:api};', ...keepaliveHeaders, ...forwardedHeaders, ...timeouts(tier)]),
      '}',
      '$0',
    ],
    tier,
  );
}

/** Each proxied client takes two sockets; the guide's limit of open files covers both of its larger profiles. */
function openFiles(profile: Profile): number {
  const sockets = 2 * workerConnections[profile];
  return profile === 'development' ? sockets : Math.max(sockets, system.nofile);
}

function events(profile: Profile): string[] {
  const lines = [`worker_connections ${workerConnections[profile]};`, 'use epoll;'];
  if (profile !== 'development') lines.push('multi_accept on;');
  return ['events {', ...indent(lines), '}'];
}

function zone(tier: RateLimitTier, name = 'api_limit'): string {
  const megabytes = rateLimitZoneBytes / (1024 * 1024);
  return `limit_req_zone \\$binary_remote_addr zone=${name}:${megabytes}m rate=${rateLimits[tier].rate}r/s;`;
}

function upstream(name: string, server: string, idle: string): string[] {
  return [`upstream ${name} {`, ...indent([`server ${server};`, `keepalive ${idle};`]), '}'];
}

function timeouts(tier: ApiTier): string[] {
  const { connect, send, read } = apiTimeouts[tier];
  return [`proxy_connect_timeout ${connect}s;`, `proxy_send_timeout ${send}s;`, `proxy_read_timeout ${read}s;`];
}

function gzip(): string[] {
  return [
    'gzip on;',
    'gzip_vary on;',
    'gzip_proxied any;',
    'gzip_min_length 1024;',
    'gzip_types application/json application/javascript text/css text/plain image/svg+xml;',
  ];
}

function statusLocation(): string[] {
  return [
    'location = /nginx_status {',
    ...indent(['stub_status;', 'access_log off;', 'allow 127.0.0.1;', 'deny all;']),
    '}',
  ];
}

function statusServer(): string[] {
  return ['server {', ...indent(['listen 127.0.0.1:${9:8081};', '', ...statusLocation()]), '}'];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? line : '\t' + line));
}
