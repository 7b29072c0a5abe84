import type { NginxSetting } from '../../stack/nginx/setting';
import { upstreams } from '../../stack/nginx/upstreams';
import { nginxRule } from '../rule';

const HANDLERS = ['proxy_pass', 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass', 'grpc_pass', 'memcached_pass'] as const;

export default nginxRule({
  summary: 'The name of an upstream block with a port behind it',
  severity: 'error',
  settings: HANDLERS,
  why: 'The ports of an upstream stand on its server lines. nginx refuses one behind the upstream’s name with "upstream may not have port" and does not start; a reload leaves the old configuration running.',
  unless: 'A host of that name is meant; then the upstream block needs another name.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#upstream',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
upstream shop {
    server 10.0.0.1:8000;
    keepalive 16;
}
server {
    location /shop/ {
        proxy_pass http://shop:8000;
                   ^^^^^^^^^^^^^^^^ error: refuses
        proxy_http_version 1.1;
        proxy_set_header Connection "";
    }
}
`,
      good: `
//- conf.d/shop.conf
upstream shop {
    server 10.0.0.1:8000;
    keepalive 16;
}
server {
    location /shop/ {
        proxy_pass http://shop;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
    }
}
`,
    },
  ],
  *check(configuration) {
    const groups = new Map(upstreams(configuration).map((upstream) => [upstream.name.toLowerCase(), upstream]));
    if (groups.size === 0) return;
    for (const handler of HANDLERS.flatMap((name) => configuration.all(name))) {
      const { kind } = handler.scope;
      if (kind !== 'location' && kind !== 'location-if' && kind !== 'limit_except') continue;
      const address = addressOf(handler);
      const upstream = address && groups.get(address.host.toLowerCase());
      if (!address || !upstream) continue;
      yield {
        at: handler.atValue,
        setting: handler.name,
        value: handler.text,
        message: `${address.host} is an upstream block, and nginx refuses a port behind its name: it does not start. The ports stand on the block’s server lines.`,
        related: [{ ...upstream.opener.atName, message: `${upstream.name} is defined here.` }],
        fixes: [
          {
            title: `Remove :${address.port}`,
            safety: 'review',
            edits: handler.setWord(handler.args[0]!, address.without),
          },
        ],
      };
    }
  },
});

/** Host and port of a fixed address; undefined where it has no port or holds variables. */
function addressOf(
  handler: NginxSetting,
): { readonly host: string; readonly port: string; readonly without: string } | undefined {
  const value = handler.argument(0);
  if (value?.state !== 'known' || value.value.includes('$')) return undefined;
  const parts = /^([a-z]+:\/\/)?([^:/?[\]]+):(\d+)(?=$|[/?])(.*)$/is.exec(value.value);
  if (!parts) return undefined;
  const [, scheme = '', host, port, rest] = parts;
  return { host: host!, port: port!, without: `${scheme}${host}${rest}` };
}
