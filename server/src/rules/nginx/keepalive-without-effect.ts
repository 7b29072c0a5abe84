import { routesByUpstream } from '../../stack/nginx/upstream-routes';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'keepalive does nothing for uwsgi and scgi',
  severity: 'information',
  settings: ['keepalive'],
  why: 'The uwsgi and scgi protocols end with the answer: a connection can’t serve a second request, whatever keepalive says.',
  unless: 'Another file uses the same upstream through proxy_pass, grpc_pass or fastcgi_pass.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
upstream shop {
    server 10.0.0.1:3031;
    keepalive 16;
    ^^^^^^^^^ information: uwsgi_pass
}
server {
    location /shop/ {
        uwsgi_pass shop;
    }
}
`,
      good: `
//- conf.d/shop.conf
upstream shop {
    server 10.0.0.1:3031;
}
server {
    location /shop/ {
        uwsgi_pass shop;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const [upstream, group] of routesByUpstream(configuration)) {
      const keepalive = upstream.scope.own('keepalive')[0];
      if (!keepalive?.number) continue;
      const first = group[0]!;
      if (!group.every(({ family }) => family === 'uwsgi' || family === 'scgi')) continue;
      if (configuration.all('memcached_pass').some((pass) => pass.args[0]?.value === upstream.name)) continue;
      yield {
        at: keepalive.atName,
        setting: 'keepalive',
        value: keepalive.text,
        tag: 'unnecessary',
        message: `keepalive has no effect here: ${upstream.name} is used by ${first.handler.name}, and ${first.family} connections end with the answer.`,
        related: [{ ...first.handler.atName, message: `${upstream.name} is used here.` }],
        fixes: [{ title: 'Remove keepalive', safety: 'review', edits: keepalive.remove() }],
      };
    }
  },
});
