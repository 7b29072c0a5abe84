import { RATE_LIMITS, type RateLimitTier, rateLimits as rateTiers } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { rateKeyKind } from '../../stack/nginx/rate-keys';
import { isApiRoute, type Route, routes } from '../../stack/nginx/routes';
import type { Scope } from '../../stack/nginx/scope';
import { freeZoneName, insertIntoHttp } from '../../stack/nginx/shared-zones';
import { rateLimits } from '../../stack/nginx/zones';
import { nginxRule } from '../rule';

/** Handlers of the Lua module that can limit requests by code. */
const LUA_HANDLERS = [
  'access_by_lua',
  'access_by_lua_block',
  'access_by_lua_file',
  'rewrite_by_lua',
  'rewrite_by_lua_block',
  'rewrite_by_lua_file',
];

export default nginxRule({
  summary: 'An API route has no rate limit',
  severity: 'warning',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req'],
  checklist: 'Configure rate limiting (100r/s baseline)',
  why: 'Every request that nginx passes on takes a worker, a database connection and memory of the application. Without a limit, one client with a script in a loop takes as many as it can get, and everybody else waits. limit_req refuses what exceeds the rate before the application hears of it.',
  price:
    'Clients behind one address share the limit, and load tests from one machine run into it. With limit_req_dry_run on, nginx only logs what it would refuse.',
  unless:
    'Something in front of this nginx, such as a load balancer or a content delivery network, already limits each client.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req'],
  tiers: RATE_LIMITS.map((tier) => ({
    axis: 'rateLimit',
    tier,
    value: `rate=${rateTiers[tier].rate}r/s, burst=${rateTiers[tier].burst} nodelay`,
  })),
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
    gzip_types application/json;
    server {
        location /api/ {
        ^^^^^^^^ warning: No limit_req holds for /api/
            proxy_pass http://127.0.0.1:8000;
            proxy_buffering off;
            proxy_request_buffering off;
        }
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
      good: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
    gzip_types application/json;
    limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
    server {
        location /api/ {
            limit_req zone=api_limit burst=200 nodelay;
            limit_req_status 429;
            proxy_pass http://127.0.0.1:8000;
            proxy_buffering off;
            proxy_request_buffering off;
        }
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
  ],
  *check(configuration, view) {
    const judged = new Set<Scope>();
    for (const route of routes(configuration)) {
      const location = route.scope.nearest('location');
      if (!location || judged.has(location) || !isApiRoute(route, view.settings.apiRoutes)) continue;
      judged.add(location);
      const inForce = location.effective('limit_req');
      if (inForce.state === 'set' || isPrivate(location)) continue;
      const reason = inForce.state === 'unknown' ? inForce.reason : limitedByCode(location);
      if (reason !== undefined) {
        yield { at: location.place, unknown: reason };
        continue;
      }
      const http = location.nearest('http');
      if (!http) continue;
      const tier = view.policyOf(location.place.file).rateLimit;
      const { rate, burst } = rateTiers[tier];
      yield {
        at: location.place,
        setting: 'limit_req',
        message: `No limit_req holds for ${route.location!.text}, so one client can send as much as it likes and slow the application for everybody. The ${tier} tier is ${rate}r/s for each client, with bursts of ${burst}.`,
        fixes: noLooserThan(tier).map((each) => limit(route, location, http, configuration, each)),
      };
    }
  },
});

/** Whether clients can't reach the location by themselves, or only those that it names. */
function isPrivate(location: Scope): boolean {
  for (let scope: Scope | undefined = location; scope; scope = scope.parent) {
    if (scope.kind === 'location' && scope.own('internal').length > 0) return true;
  }
  // Behind another proxy on the same machine every client has the same address.
  const listens = location.nearest('server')?.own('listen') ?? [];
  if (
    listens.length > 0 &&
    listens.every((listen) => /^(unix:|127\.|localhost\b|\[::1\])/.test(listen.args[0]?.value ?? ''))
  ) {
    return true;
  }
  const denied = location.effective('deny').settings.some((deny) => deny.hasWord('all'));
  return denied && !location.effective('satisfy').setting?.hasWord('any');
}

function limitedByCode(location: Scope): string | undefined {
  const handler = LUA_HANDLERS.find((name) => location.effective(name).state !== 'absent');
  return handler && `the code of ${handler} may limit requests`;
}

/** The tier, then the stricter ones: a looser one would be against the tier. */
function noLooserThan(tier: RateLimitTier): RateLimitTier[] {
  return [tier, ...RATE_LIMITS.filter((other) => rateTiers[other].rate < rateTiers[tier].rate)];
}

/** Names a zone that already counts each client at that rate, or defines one. */
function limit(
  route: Route,
  location: Scope,
  http: Scope,
  configuration: NginxConfiguration,
  tier: RateLimitTier,
): Fix {
  const { rate, burst } = rateTiers[tier];
  const { zones } = rateLimits(configuration);
  const there = zones.find(
    (zone) =>
      zone.name !== undefined &&
      zone.rate === rate &&
      zone.key !== undefined &&
      rateKeyKind(zone.key, configuration) === 'client' &&
      zones.filter((other) => other.name === zone.name).length === 1,
  );
  const name = there?.name ?? freeZoneName(configuration, 'api_limit');
  const definition = `limit_req_zone $binary_remote_addr zone=${name}:10m rate=${rate}r/s;`;
  const status = location.effective('limit_req_status').setting;
  const refusal = status && status.text !== '503' ? [] : ['limit_req_status 429;'];
  const ownStatus = location.own('limit_req_status').length > 0;
  const before =
    route.handler.scope === location && route.handler.file === location.opener?.file ? route.handler : undefined;
  return {
    title: `Limit each client to ${rate}r/s with bursts of ${burst} (${tier})`,
    tier,
    safety: 'review',
    edits: [
      ...(there ? [] : insertIntoHttp(http, [definition])),
      ...location.insert(
        [`limit_req zone=${name} burst=${burst} nodelay;`, ...(ownStatus ? [] : refusal)],
        before ? { before } : {},
      ),
    ],
  };
}
