import { atLeast } from '../../knowledge/nginx/versions';
import { upstreams } from '../../stack/nginx/upstreams';
import { nginxRule } from '../rule';

const BALANCERS = ['least_conn', 'ip_hash', 'hash', 'random', 'least_time'] as const;

export default nginxRule({
  summary: 'keepalive before the balancing method is lost',
  severity: 'warning',
  settings: ['keepalive'],
  why: 'Before 1.29.7 nginx keeps what the last of these lines sets up: a balancing method below keepalive replaces it, and every request opens a new connection to the application. nginx only logs "load balancing method redefined".',
  unless: 'Connections to the application shall not be kept open; then the keepalive line can go.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive'],
  examples: [
    {
      bad: `
//- headroom.yaml
versions:
  nginx: 1.28.0
//- conf.d/api.conf
upstream api {
    keepalive 32;
    ^^^^^^^^^ warning: least_conn below
    least_conn;
    server 10.0.0.1:8000;
    server 10.0.0.2:8000;
}
`,
      good: `
//- headroom.yaml
versions:
  nginx: 1.28.0
//- conf.d/api.conf
upstream api {
    least_conn;
    keepalive 32;
    server 10.0.0.1:8000;
    server 10.0.0.2:8000;
}
`,
    },
  ],
  *check(configuration, view) {
    const version = view.nginxVersions(configuration).oldest;
    if (atLeast(version, '1.29.7')) return;
    for (const { scope } of upstreams(configuration)) {
      const keepalive = scope.own('keepalive')[0];
      if (!keepalive || keepalive.directive.conditional) continue;
      const place = scope.settings.indexOf(keepalive);
      const method = scope.settings.find(
        (setting, i) =>
          i > place && (BALANCERS as readonly string[]).includes(setting.name) && !setting.directive.conditional,
      );
      if (!method) continue;
      yield {
        at: keepalive.atName,
        setting: 'keepalive',
        value: keepalive.text,
        message: `nginx ${version} loses this keepalive to the ${method.name} below it, so every request opens a new connection. Put keepalive behind ${method.name}.`,
        related: [{ ...method.atName, message: `${method.name} replaces what keepalive set up.` }],
        fixes: [
          {
            title: `Move keepalive behind ${method.name}`,
            safety: 'review',
            edits: [...keepalive.remove(), ...scope.insert([`keepalive ${keepalive.text};`], { after: method })],
          },
        ],
      };
    }
  },
});
