import type { Scope } from '../../stack/nginx/scope';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'The status page is open to everyone',
  severity: 'warning',
  settings: ['stub_status', 'allow', 'deny'],
  why: 'The counters tell everyone how busy the server is, and when it nears its limit of connections: just what somebody needs who wants to push it over.',
  unless: 'Only a private network reaches the server.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_stub_status_module.html',
    'https://nginx.org/en/docs/http/ngx_http_access_module.html#deny',
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
    server {
        listen 80;
        location = /status {
            stub_status;
            ^^^^^^^^^^^ warning: Everyone
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
        location = /status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of configuration.all('stub_status')) {
      const { scope } = setting;
      if (setting.directive.conditional) continue;
      const server = scope.nearest('server');
      if (!server || (scope.kind !== 'location' && scope.kind !== 'server')) continue;
      const guard = guardOf(scope);
      if (guard === 'unknown')
        yield { at: setting.atName, unknown: 'access rules may stand in files that are not in the workspace' };
      if (guard !== 'none') continue;
      const reach = reachOf(server);
      if (reach === 'local' || reach === 'unknown') continue;
      const allows = scope.own('allow').length > 0;
      yield {
        at: setting.atName,
        ...(reach === 'other' ? { severity: 'information' as const } : {}),
        setting: 'stub_status',
        message: allows
          ? 'The allow lines keep nobody out without a "deny all": everyone who reaches this server can read the status page.'
          : 'Everyone who reaches this server can read the status page. Allow it to your own addresses and deny all others.',
        fixes: [
          {
            title: allows ? 'Deny all other addresses' : 'Allow the status page from this machine only',
            safety: 'review',
            edits: scope.insert(allows ? ['deny all;'] : ['allow 127.0.0.1;', 'deny all;'], {
              after: allows ? scope.own('allow')[scope.own('allow').length - 1]! : setting,
            }),
          },
        ],
      };
    }
  },
});

/** Whether something keeps strangers out of a block; `unknown` where that may stand out of view. */
function guardOf(scope: Scope): 'some' | 'none' | 'unknown' {
  let listed = false;
  for (let outer: Scope | undefined = scope; outer; outer = outer.parent) {
    for (const { name } of outer.settings) {
      if (/^(auth_|access_by_|ssl_verify_client$|js_access$|satisfy$|modsecurity)/.test(name)) return 'some';
      if ((name === 'if' || name === 'return' || name === 'rewrite') && outer.kind !== 'http') return 'some';
    }
    if (outer.own('internal').length > 0) return 'some';
    // allow and deny are one list: the innermost block with any of them decides.
    if (!listed && outer.own('deny').length > 0) return 'some';
    listed ||= outer.own('allow').length > 0;
    if (outer.unseen !== undefined) return 'unknown';
  }
  return 'none';
}

/** From where a server can be reached, by its listen lines. */
function reachOf(server: Scope): 'web' | 'other' | 'local' | 'unknown' {
  const listens = server.own('listen');
  if (listens.some((listen) => listen.argument(0)?.state !== 'known')) return 'unknown';
  const addresses = listens.map((listen) => listen.args[0]!.value);
  if (addresses.length > 0 && addresses.every((address) => /^(unix:|127\.|localhost(:|$)|\[::1\])/.test(address)))
    return 'local';
  const ports = addresses
    .map((address) => /^(\d+)$|:(\d+)$/.exec(address))
    .map((match) => match?.[1] ?? match?.[2] ?? '80');
  return ports.length === 0 || ports.some((port) => port === '80' || port === '443') ? 'web' : 'other';
}
