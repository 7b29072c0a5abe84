import { isApiRoute, routes } from '../../stack/nginx/routes';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'An API route that opens a new connection for every request',
  severity: 'hint',
  from: 'high-traffic',
  settings: ['proxy_pass'],
  why: 'nginx keeps idle connections only to upstream blocks. An address directly behind proxy_pass gets a new TCP connection for each request, in every version: under load that costs time, ports and CPU on both sides.',
  price: 'Idle connections occupy the application server, which has to allow for them.',
  unless: 'The application answers on a connection per request only.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive'],
  examples: [
    {
      bad: `
//- conf.d/api.conf
# headroom: profile=high-traffic
limit_req_zone $binary_remote_addr zone=api:10m rate=100r/s;
server {
    location /api/ {
        limit_req zone=api burst=200 nodelay;
        limit_req_status 429;
        proxy_pass http://10.0.0.1:8000;
        ^^^^^^^^^^ hint: new connection
    }
}
`,
      good: `
//- conf.d/api.conf
# headroom: profile=high-traffic
upstream api {
    server 10.0.0.1:8000;
    keepalive 32;
}
limit_req_zone $binary_remote_addr zone=api:10m rate=100r/s;
server {
    location /api/ {
        limit_req zone=api burst=200 nodelay;
        limit_req_status 429;
        proxy_buffering off;
        proxy_request_buffering off;
        proxy_connect_timeout 60s;
        proxy_send_timeout 120s;
        proxy_read_timeout 120s;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_pass http://api;
    }
}
`,
    },
  ],
  *check(configuration, view) {
    for (const route of routes(configuration)) {
      const { target, handler } = route;
      if (route.family !== 'proxy' || target.kind !== 'host' || !isApiRoute(route, view.settings.apiRoutes)) continue;
      // Without a port, a name may be that of an upstream which stands in another file.
      const http = configuration.http;
      const complete =
        configuration.whole &&
        http !== undefined &&
        http.unseen === undefined &&
        configuration.root.unseen === undefined;
      if (target.port === undefined && !complete && !/^([\d.]+|\[.*\])$/.test(target.host)) continue;
      if (handler.args[0]!.value.includes('$')) continue;
      yield {
        at: handler.atName,
        setting: 'proxy_pass',
        value: handler.text,
        message: `Each request to ${target.host} opens a new connection: nginx keeps connections only to an upstream block.`,
        fixes: [
          {
            title: 'Put the address into an upstream block with keepalive, and name the block here',
            safety: 'advice',
            edits: [],
          },
        ],
      };
    }
  },
});
