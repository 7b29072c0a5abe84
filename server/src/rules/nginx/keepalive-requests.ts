import { nginxRule } from '../rule';

/** nginx's own number since 1.19.10. */
const DEFAULT = 1000;

export default nginxRule({
  summary: 'keepalive_requests closes a connection after every request',
  severity: 'warning',
  settings: ['keepalive_requests'],
  why: 'After so many requests nginx closes a connection that could have been kept. With 0 or 1 that is after each: every request pays for a new connection, and with TLS for a new handshake. 0 does not mean "without limit" here.',
  unless: 'Connections shall not be kept at all; keepalive_timeout 0 says that more clearly.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_requests',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive_requests',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    keepalive_requests 0;
                       ^ warning: each request
}
`,
      good: `
//- conf.d/shop.conf
server {
    keepalive_requests 1000;
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of configuration.all('keepalive_requests')) {
      const number = setting.number;
      if (number === undefined || number > 1) continue;
      const end = setting.scope.kind === 'upstream' ? 'to the application' : 'of the client';
      const timeout =
        setting.scope.kind === 'upstream' ? undefined : setting.scope.effective('keepalive_timeout').setting;
      if (timeout?.milliseconds === 0) continue;
      yield {
        at: setting.atValue,
        setting: 'keepalive_requests',
        value: setting.text,
        message: `nginx closes the connection ${end} after each request, for keepalive_requests is ${number}${number === 0 ? ', which does not mean "without limit"' : ''}.`,
        fixes: [
          {
            title: `Set keepalive_requests to ${DEFAULT} (nginx’s own number)`,
            safety: 'review',
            edits: setting.set(String(DEFAULT)),
          },
        ],
      };
    }
  },
});
