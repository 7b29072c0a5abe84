import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { insertIntoHttp } from '../../stack/nginx/shared-zones';
import { rateLimits } from '../../stack/nginx/zones';
import { nginxRule } from '../rule';

const MOST_RELATED = 8;

export default nginxRule({
  summary: 'Requests over the rate limit are answered with 503',
  severity: 'hint',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req_status', 'limit_req'],
  why: '503 says that the service is down. Load balancers take the server out, alerts on server errors go off, and clients try again at once. 429 says what is meant: this client sends too much and should slow down.',
  unless: 'Clients are known that understand 503 only.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_status',
    'https://www.rfc-editor.org/rfc/rfc6585#section-4',
  ],
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
    limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
    server {
        limit_req zone=site burst=200 nodelay;
        ^^^^^^^^^ hint: 503
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
    limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
    limit_req_status 429;
    server {
        limit_req zone=site burst=200 nodelay;
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
server {
    limit_req zone=site burst=200 nodelay;
    limit_req_status 503;
                     ^^^ hint: 429
}
`,
      good: `
//- conf.d/shop.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
server {
    limit_req zone=site burst=200 nodelay;
    limit_req_status 429;
}
`,
    },
  ],
  *check(configuration) {
    const bare: NginxSetting[] = [];
    const written = new Set<NginxSetting>();
    const judged = new Set<Scope>();
    for (const { setting } of rateLimits(configuration).limits) {
      const { scope } = setting;
      if (judged.has(scope) || (scope.kind && !setting.variant)) continue;
      judged.add(scope);
      if (scope.effective('limit_req_dry_run').setting?.flag || errorPage(scope) === 'other status') continue;
      const status = scope.effective('limit_req_status');
      if (status.state === 'unknown') yield { at: setting.atName, unknown: status.reason! };
      else if (status.setting) written.add(status.setting);
      else if (!setBelow(scope)) bare.push(setting);
    }
    for (const setting of written) {
      if (setting.argument(0)?.state !== 'known' || setting.number !== 503) continue;
      yield {
        at: setting.atValue,
        setting: 'limit_req_status',
        value: setting.text,
        message:
          '503 tells clients and load balancers that the service is down; 429 tells a client that it sends too much.',
        fixes: [
          {
            title: 'Set limit_req_status to 429',
            safety: errorPage(setting.scope) ? 'review' : 'safe',
            edits: setting.set('429'),
          },
        ],
      };
    }
    const [first, ...others] = bare;
    const http = first?.scope.nearest('http');
    if (!first || !http) return;
    const elsewhere = http.place.file !== first.file || bare.some((setting) => errorPage(setting.scope));
    yield {
      at: first.atName,
      setting: 'limit_req_status',
      message:
        'Refused requests are answered with 503, as if the service were down; 429 tells a client that it sends too much.',
      related: others
        .slice(0, MOST_RELATED)
        .map((setting) => ({ ...setting.atName, message: 'Refused with 503 here too.' })),
      fixes: [
        {
          title: 'Set limit_req_status to 429',
          safety: elsewhere ? 'review' : 'safe',
          edits: insertIntoHttp(http, ['limit_req_status 429;']),
        },
      ],
    };
  },
});

/** What an `error_page` for 503 makes of refused requests: a page that a change of status would lose, or another status. */
function errorPage(scope: Scope): 'page' | 'other status' | undefined {
  const pages = scope.effective('error_page').settings.filter((page) => page.hasWord('503'));
  if (pages.length === 0) return undefined;
  return pages.some((page) => page.args.some((word) => word.value.startsWith('='))) ? 'other status' : 'page';
}

/** Whether every block below, which inherits the limit, says its own status. */
function setBelow(scope: Scope): boolean {
  const inner = scope.children.filter((child) => child.kind === 'server' || child.kind === 'location');
  return (
    inner.length > 0 &&
    inner.every((child) => child.own('limit_req_status').length > 0 || child.unseen !== undefined || setBelow(child))
  );
}
