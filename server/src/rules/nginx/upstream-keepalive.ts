import type { Route } from '../../stack/nginx/routes';
import { routesByUpstream } from '../../stack/nginx/upstream-routes';
import { keptConnections, upstreams } from '../../stack/nginx/upstreams';
import { carriesWebSockets } from '../../stack/nginx/web-sockets';
import { closingRoutes, KEPT_BY_DEFAULT } from '../kept-connections';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'Connections to an upstream are not kept open',
  severity: 'information',
  guide: 'Performance tips',
  settings: ['keepalive'],
  why: 'Before 1.29.7, nginx opens a new connection to the application for each request unless the upstream has `keepalive`. Under load that costs a handshake for every request, and the closed connections use up the local ports.',
  price:
    'Each worker keeps so many idle connections, and each holds an open file in nginx and a connection in the application. The application has to close idle connections later than nginx (60s unless keepalive_timeout says otherwise), or some requests end with 502.',
  unless: 'The application serves one connection per process and can’t spare processes for idle ones.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive'],
  examples: [
    {
      bad: `
//- headroom.yaml
versions:
  nginx: "1.22.1"
//- conf.d/shop.conf
upstream shop {
^^^^^^^^ information: opens a new connection
    server 127.0.0.1:8000;
}
server {
    location /shop/ {
        proxy_pass http://shop;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Connection "";
    }
}
`,
      good: `
//- headroom.yaml
versions:
  nginx: "1.22.1"
//- conf.d/shop.conf
upstream shop {
    server 127.0.0.1:8000;
    keepalive 32;
}
server {
    location /shop/ {
        proxy_pass http://shop;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Connection "";
    }
}
`,
    },
  ],
  *check(configuration, view) {
    const version = view.nginxVersions(configuration).oldest;
    for (const upstream of upstreams(configuration)) {
      const { scope, opener, name } = upstream;
      const served = (routesByUpstream(configuration).get(upstream) ?? []).filter(keeps);
      if (served.length === 0 || balancedByCode(scope.settings)) continue;
      const kept = keptConnections(upstream, version);
      const inForce = scope.effective('keepalive');
      if (kept === undefined && inForce.state === 'unknown') yield { at: opener.atName, unknown: inForce.reason! };
      if (kept !== 0 || inForce.setting) continue;
      const { closing } = closingRoutes(configuration, upstream, version);
      const headers = closing.length > 0 ? ' and the headers it needs' : '';
      yield {
        at: opener.atName,
        setting: 'keepalive',
        message: `nginx ${version} opens a new connection to ${name} for each request, because nothing here says keepalive. Let each worker keep ${KEPT_BY_DEFAULT} idle ones.`,
        related: served
          .slice(0, 5)
          .map(({ handler }) => ({ ...handler.atName, message: `Requests go to ${name} from here.` })),
        fixes: [
          {
            title: `Set keepalive to ${KEPT_BY_DEFAULT} for each worker${headers}`,
            safety: 'review',
            edits: [
              ...scope.insert([`keepalive ${KEPT_BY_DEFAULT};`], { at: 'end' }),
              ...closing.flatMap(({ edits }) => edits),
            ],
          },
        ],
      };
    }
  },
});

/** A WebSocket holds its connection to the end, and uwsgi and SCGI know no kept ones. */
function keeps(route: Route): boolean {
  return route.family === 'grpc' || (route.family === 'proxy' && !carriesWebSockets(route));
}

/** Code that picks the server decides on kept connections as well. */
function balancedByCode(settings: readonly { readonly name: string }[]): boolean {
  return settings.some(({ name }) => name.startsWith('balancer_by_'));
}
