import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { type Route, routes } from '../../stack/nginx/routes';
import type { NginxSetting } from '../../stack/nginx/setting';
import { keptConnections } from '../../stack/nginx/upstreams';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'The WebSocket map closes the connections that keepalive keeps',
  severity: 'warning',
  settings: ['map', 'proxy_set_header', 'keepalive'],
  why: 'The usual map for WebSockets answers a request without Upgrade with "close", and nginx sends that as the Connection header of every ordinary request. The application then closes the connection after each answer, and keepalive has nothing to keep. An empty value sends no such header; WebSockets work the same.',
  unless: 'The application can’t cope with connections that stay open.',
  sources: [
    'https://nginx.org/en/docs/http/websocket.html',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive',
  ],
  examples: [
    {
      bad: `
//- conf.d/app.conf
map $http_upgrade $connection_upgrade {
    default upgrade;
    '' close;
       ^^^^^ warning: keepalive 32
}
upstream app {
    server 10.0.0.1:8000;
    keepalive 32;
}
server {
    location /app/ {
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_pass http://app;
    }
}
`,
      good: `
//- conf.d/app.conf
map $http_upgrade $connection_upgrade {
    default upgrade;
    '' '';
}
upstream app {
    server 10.0.0.1:8000;
    keepalive 32;
}
server {
    location /app/ {
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_pass http://app;
    }
}
`,
    },
  ],
  *check(configuration, view) {
    const rows = closingRows(configuration);
    if (rows.size === 0) return;
    // Where no version is given, only a keepalive that is written out counts: older versions keep nothing by themselves.
    const version = view.nginxVersions(configuration).oldest ?? '1.0.0';
    for (const route of routes(configuration)) {
      const header = connectionHeader(route);
      const row = header && rows.get(variableOf(header));
      if (!row || route.target.kind !== 'upstream') continue;
      const { upstream } = route.target;
      const kept = keptConnections(upstream, version);
      if (!kept) continue;
      const keepalive = upstream.scope.own('keepalive')[0];
      yield {
        at: row.atValue,
        setting: 'map',
        value: row.text,
        message: `Every request that is no WebSocket is sent with "Connection: close", so the connections that ${keepalive ? `keepalive ${kept}` : 'nginx'} keeps to ${upstream.name} are closed after each answer. Send '' instead.`,
        related: [
          { ...header.atName, message: 'The map’s answer is sent here.' },
          { ...(keepalive ?? upstream.opener).atName, message: `Connections to ${upstream.name} are kept here.` },
        ],
        fixes: [{ title: 'Send no Connection header for ordinary requests', safety: 'review', edits: row.set('') }],
      };
    }
  },
});

/** The rows of WebSocket maps that answer an empty value with "close", by the map's variable. */
function closingRows(configuration: NginxConfiguration): Map<string, NginxSetting> {
  const found = new Map<string, NginxSetting>();
  for (const scope of configuration.scopes('map')) {
    const [source, variable] = scope.opener?.args ?? [];
    if (source?.value !== '$http_upgrade' || !variable) continue;
    const row = scope.own('').find((setting) => setting.argument(0)?.state === 'known');
    if (row && row.args.length === 1 && row.args[0]!.value.toLowerCase() === 'close') found.set(variable.value, row);
  }
  return found;
}

function connectionHeader(route: Route): NginxSetting | undefined {
  if (route.family !== 'proxy') return undefined;
  return route.scope
    .effective('proxy_set_header')
    .settings.find(
      (setting) => setting.args[0]?.value.toLowerCase() === 'connection' && setting.argument(0)?.state === 'known',
    );
}

function variableOf(header: NginxSetting): string {
  return (header.args[1]?.value ?? '').replace(/^\$\{(\w+)\}$/, '$$$1');
}
