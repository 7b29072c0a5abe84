import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Scope } from '../../stack/nginx/scope';
import { nginxRule } from '../rule';

/** Other modules that tell how many connections there are. */
const OTHER_STATUS = [
  'vhost_traffic_status_display',
  'api',
  'status',
  'status_zone',
  'sysguard',
  'metrics',
  'check_status',
  'mgmt',
];

const PATH = '/nginx_status';

export default nginxRule({
  summary: 'The number of connections can’t be read',
  severity: 'hint',
  guide: 'Monitoring metrics',
  settings: ['stub_status'],
  checklist: 'Set up monitoring and alerts',
  why: 'stub_status shows how many connections are open, and how many were accepted, handled and waiting. The usual exporters read it; without it, nobody sees that worker_connections run out before clients hang.',
  price: 'A request now and then. It must not be open to everybody: it tells how busy the server is.',
  unless: 'Metrics come from elsewhere, such as the access log, another module or the load balancer.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_stub_status_module.html#stub_status'],
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
^^^^ hint: connections can’t be read
    gzip on;
    gzip_types application/json;
    server {
        listen 80;
        location / {
            proxy_pass http://127.0.0.1:8000;
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
    server {
        listen 80;
        location / {
            proxy_pass http://127.0.0.1:8000;
        }
        location = /nginx_status {
            stub_status;
            access_log off;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
  ],
  *check(configuration) {
    const { http } = configuration;
    if (!configuration.whole || !http || configuration.scopes('server').length === 0) return;
    if (configuration.all('stub_status').length > 0 || hasOtherStatus(configuration)) return;
    const unseen = reasonUnseen(http);
    if (unseen !== undefined) {
      yield { at: http.place, unknown: unseen };
      return;
    }
    const server = configuration.scopes('server').find(answersPaths);
    yield {
      at: http.place,
      setting: 'stub_status',
      message:
        'No server has stub_status, so the number of open connections can’t be read and nobody sees them run out. Add a location for it that only this machine may read.',
      fixes: server
        ? [
            {
              title: `Add ${PATH} for this machine only`,
              safety: 'review',
              edits: server.insert([statusLocation()], endOf(server)),
            },
          ]
        : [],
    };
  },
});

/** Lua can show anything, and the metrics of other modules serve as well. */
function hasOtherStatus(configuration: NginxConfiguration): boolean {
  if (OTHER_STATUS.some((name) => configuration.all(name).length > 0)) return true;
  return ['content_by_lua', 'content_by_lua_block', 'content_by_lua_file'].some((name) =>
    configuration.all(name).some((setting) => /status|metrics|prometheus/i.test(setting.scope.opener?.text ?? '')),
  );
}

function reasonUnseen(http: Scope): string | undefined {
  if (http.parent?.unseen !== undefined) return http.parent.unseen;
  if (http.unseen !== undefined) return http.unseen;
  for (const scope of http.descendants()) {
    if ((scope.kind === 'server' || scope.kind === 'location') && scope.unseen !== undefined) return scope.unseen;
  }
  return undefined;
}

/** Whether a request to a path reaches a location: a return of the server itself answers before. */
function answersPaths(server: Scope): boolean {
  if (server.own('return').length > 0 || server.own('rewrite').length > 0) return false;
  const taken = server.children.some(({ opener }) =>
    opener?.args.some(({ value }) => value === PATH || value === `=${PATH}`),
  );
  return !taken;
}

/** At the end of the server, in the file in which the server itself stands. */
function endOf(server: Scope) {
  const last = server.settings.findLast(
    ({ file, directive }) => file === server.opener?.file && !directive.conditional,
  );
  return last ? { after: last } : {};
}

function statusLocation(): string {
  return [
    `location = ${PATH} {`,
    '    stub_status;',
    '    access_log off;',
    '    allow 127.0.0.1;',
    '    deny all;',
    '}',
  ].join('\n');
}
