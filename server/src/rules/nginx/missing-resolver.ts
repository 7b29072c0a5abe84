import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { type Route, routes } from '../../stack/nginx/routes';
import { upstreams } from '../../stack/nginx/upstreams';
import { nginxRule } from '../rule';

/** What ends the host: a path, as it is written or in a variable that always begins with a slash. */
const PATH = /[/?]|\$\{?(?:request_uri|uri|document_uri)\b/;

export default nginxRule({
  summary: 'A name that is looked up at run time, without a resolver',
  severity: 'error',
  settings: ['proxy_pass', 'resolver'],
  why: 'Where the address holds a variable, anywhere in it, nginx looks the host up for each request and asks only the servers named by resolver: never /etc/hosts, and not the system’s DNS servers. Without one every request is answered with 502 and "no resolver defined".',
  unless: 'The name is that of an upstream block which stands in a file outside of the workspace.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#resolver',
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
        location /shop/ {
            set $shop shop.internal;
            proxy_pass http://$shop:8000;
                       ^^^^^^^^^^^^^^^^^ error: shop.internal
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
    resolver 10.0.0.53 valid=10s;
    server {
        location = /status {
            allow 127.0.0.1;
            deny all;
            stub_status;
        }
        location /shop/ {
            set $shop shop.internal;
            proxy_pass http://$shop:8000;
        }
    }
}
`,
    },
  ],
  *check(configuration) {
    let names: Names | undefined;
    for (const route of routes(configuration)) {
      const address = route.handler.argument(0);
      if (address?.state !== 'known' || !address.value.includes('$')) continue;
      const resolver = route.scope.effective('resolver');
      if (resolver.state !== 'absent' || !configuration.whole) continue;
      names ??= collectNames(configuration);
      if (!names) return;
      const host = hostOf(address.value, names.values);
      if (host === undefined || !needsLookup(host, names.known)) continue;
      yield {
        at: route.handler.atValue,
        setting: route.handler.name,
        value: route.handler.text,
        message: `This address holds a variable, so nginx looks ${host} up for each request, and no resolver says where: every request fails with 502.`,
        fixes: fixes(route),
      };
    }
  },
});

function fixes(route: Route) {
  const server = route.scope.nearest('server') ?? route.scope;
  return [
    {
      title: 'Ask Docker’s own DNS server here (resolver 127.0.0.11)',
      safety: 'review' as const,
      edits: server.insert(['resolver 127.0.0.11 valid=10s;'], { at: 'start' }),
    },
    { title: 'Outside of Docker, name your DNS server with resolver', safety: 'advice' as const, edits: [] },
  ];
}

interface Names {
  /** Hosts that nginx knows without a lookup: upstreams, and hosts of addresses that hold no variable. */
  readonly known: ReadonlySet<string>;
  /** The one text that a variable can have, for those that only set gives a value. */
  readonly values: ReadonlyMap<string, string>;
}

/** Undefined where upstreams may stand in files that are not in view. */
function collectNames(configuration: NginxConfiguration): Names | undefined {
  if (!configuration.http || configuration.root.unseen !== undefined || configuration.http.unseen !== undefined)
    return undefined;
  const known = new Set(upstreams(configuration).map((upstream) => upstream.name.toLowerCase()));
  for (const route of routes(configuration)) {
    const value = route.handler.argument(0);
    const host =
      value?.state === 'known' && !value.value.includes('$')
        ? authorityOf(value.value)?.replace(/:\d+$/, '')
        : undefined;
    if (host) known.add(host.toLowerCase());
  }
  return { known, values: literalVariables(configuration) };
}

function literalVariables(configuration: NginxConfiguration): Map<string, string> {
  const values = new Map<string, string>();
  const doubtful = new Set<string>();
  for (const setting of configuration.all('set')) {
    const [name, value] = [setting.argument(0), setting.argument(1)];
    if (name?.state !== 'known') continue;
    const before = values.get(name.value);
    if (value?.state !== 'known' || value.value.includes('$') || (before !== undefined && before !== value.value))
      doubtful.add(name.value);
    else values.set(name.value, value.value);
  }
  for (const setting of configuration.everything()) {
    // A script may give any variable another value.
    if (/_by_lua|^js_|^perl/.test(setting.name)) return new Map();
    if (setting.name === 'auth_request_set') doubtful.add(setting.args[0]?.value ?? '');
  }
  for (const kind of ['map', 'geo', 'split_clients'] as const) {
    for (const scope of configuration.scopes(kind))
      doubtful.add(scope.opener?.args[kind === 'geo' && scope.opener.args.length === 1 ? 0 : 1]?.value ?? '');
  }
  for (const name of doubtful) values.delete(name);
  return values;
}

/** The host that an address leads to, where its variables are known; undefined where they are not. */
function hostOf(address: string, values: ReadonlyMap<string, string>): string | undefined {
  const filled = address.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced?: string, bare?: string) => values.get(`$${braced ?? bare}`) ?? whole,
  );
  const authority = authorityOf(filled);
  if (!authority || authority.includes('$')) return undefined;
  return authority.replace(/:\d+$/, '');
}

function authorityOf(address: string): string | undefined {
  const rest = address.replace(/^[a-z]+:\/\//i, '');
  return rest.startsWith('unix:') ? undefined : rest.split(PATH, 1)[0];
}

function needsLookup(host: string, known: ReadonlySet<string>): boolean {
  if (!/^[a-z0-9]([\w.-]*)$/i.test(host) || /^[\d.]+$/.test(host)) return false;
  return !known.has(host.toLowerCase());
}
