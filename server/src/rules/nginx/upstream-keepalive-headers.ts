import { upstreams } from '../../stack/nginx/upstreams';
import { type ClosingRoutes, closingRoutes, KEEPS_BY_ITSELF } from '../kept-connections';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'A route closes the connections that keepalive would keep',
  severity: 'warning',
  guide: 'Performance tips',
  settings: ['keepalive', 'proxy_http_version', 'proxy_set_header'],
  why: 'Kept connections need HTTP/1.1 and no `Connection: close`. Before 1.29.7 nginx speaks HTTP/1.0 to upstreams and sends that header unless both are set for the route; a block with a proxy_set_header of its own inherits none from around it. Each request then opens a new connection, although the upstream says keepalive.',
  price: 'None: it is what newer versions do by themselves.',
  unless: 'The application can’t speak HTTP/1.1; then remove keepalive from the upstream.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header',
    'https://nginx.org/en/CHANGES',
  ],
  examples: [
    {
      bad: `
//- headroom.yaml
versions:
  nginx: "1.22.1"
//- conf.d/shop.conf
upstream shop {
    server 127.0.0.1:8000;
    keepalive 32;
}
server {
    proxy_http_version 1.1;
    location /shop/ {
        proxy_pass http://shop;
        ^^^^^^^^^^ warning: keepalive 32
        proxy_set_header Host $host;
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
    proxy_http_version 1.1;
    location /shop/ {
        proxy_pass http://shop;
        proxy_set_header Host $host;
        proxy_set_header Connection "";
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
upstream shop {
    server 127.0.0.1:8000;
    keepalive 32;
}
server {
    location /shop/ {
        proxy_pass http://shop;
        proxy_http_version 1.0;
                           ^^^ warning: keepalive 32
    }
}
`,
      good: `
//- conf.d/shop.conf
upstream shop {
    server 127.0.0.1:8000;
    keepalive 32;
}
server {
    location /shop/ {
        proxy_pass http://shop;
        proxy_http_version 1.1;
    }
}
`,
    },
  ],
  *check(configuration, view) {
    const version = view.nginxVersions(configuration).oldest;
    for (const upstream of upstreams(configuration)) {
      const keepalive = upstream.scope.effective('keepalive').setting;
      if (!keepalive?.number) continue;
      const { closing, undecided } = closingRoutes(configuration, upstream, version);
      for (const { route, reason } of undecided) yield { at: route.handler.atName, unknown: reason };
      for (const group of closing) {
        const [first, ...others] = group.routes;
        yield {
          at: group.culprit?.atValue ?? first!.handler.atName,
          setting: 'keepalive',
          value: keepalive.text,
          message: `${reasonOf(group)}, so keepalive ${keepalive.text} of ${upstream.name} keeps nothing: each request opens a new connection. ${mend(group)}`,
          related: [
            { ...keepalive.atName, message: `Connections to ${upstream.name} would be kept here.` },
            ...(group.culprit ? [first!] : [])
              .concat(others)
              .slice(0, 5)
              .map(({ handler }) => ({ ...handler.atName, message: 'This route closes them.' })),
          ],
          fixes: [{ title: titleOf(group), safety: 'safe', edits: group.edits }],
        };
      }
    }
  },
});

function reasonOf({ culprit, lacksVersion, lacksHeader }: ClosingRoutes): string {
  if (culprit)
    return lacksHeader && culprit.name === 'proxy_set_header'
      ? 'This header closes the connection'
      : 'HTTP/1.0 closes the connection';
  const what = lacksVersion
    ? lacksHeader
      ? 'speaks HTTP/1.0 and sends Connection: close'
      : 'speaks HTTP/1.0'
    : 'sends Connection: close';
  return `nginx before ${KEEPS_BY_ITSELF} ${what} here`;
}

function mend({ lacksVersion, lacksHeader }: ClosingRoutes): string {
  if (lacksVersion && lacksHeader) return 'Set proxy_http_version 1.1 and an empty Connection header.';
  return lacksVersion ? 'Set proxy_http_version 1.1.' : 'Set an empty Connection header.';
}

function titleOf({ lacksVersion, lacksHeader }: ClosingRoutes): string {
  if (lacksVersion && lacksHeader) return 'Set proxy_http_version to 1.1 and the Connection header to ""';
  return lacksVersion ? 'Set proxy_http_version to 1.1' : 'Set the Connection header to ""';
}
