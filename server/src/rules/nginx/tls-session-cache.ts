import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'No TLS session can be resumed',
  severity: 'information',
  settings: ['ssl_session_cache', 'ssl_session_tickets'],
  why: 'A client that comes back can resume its TLS session by a ticket or from the server’s cache, without the costly part of the handshake. With tickets off and no cache in force nginx can do neither: every new connection costs a full handshake, in CPU time and in waiting.',
  price: 'The cache takes shared memory: 10 MB hold about 40,000 sessions.',
  unless: 'Resuming sessions is forbidden by a policy.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_session_cache',
    'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_session_tickets',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    listen 443 ssl;
    ssl_session_cache off;
    ssl_session_tickets off;
    ^^^^^^^^^^^^^^^^^^^ information: full handshake
}
`,
      good: `
//- conf.d/shop.conf
server {
    listen 443 ssl;
    ssl_session_cache shared:SSL:10m;
    ssl_session_tickets off;
}
`,
    },
  ],
  *check(configuration) {
    for (const server of configuration.scopes('server')) {
      if (!server.own('listen').some((listen) => listen.hasWord('ssl') || listen.hasWord('quic'))) continue;
      const tickets = server.effective('ssl_session_tickets').setting;
      if (tickets?.flag !== false) continue;
      // OpenSSL's own switches may turn tickets on again.
      if (server.effective('ssl_conf_command').settings.length > 0) continue;
      const inForce = server.effective('ssl_session_cache');
      if (inForce.state === 'unknown') {
        yield { at: tickets.atName, unknown: inForce.reason! };
        continue;
      }
      const cache = inForce.setting;
      const word = cache?.argument(0);
      if (
        cache &&
        (word?.state !== 'known' || (word.value !== 'off' && word.value !== 'none') || cache.args.length > 1)
      )
        continue;
      yield {
        at: tickets.atName,
        setting: 'ssl_session_cache',
        ...(cache ? { value: cache.text } : {}),
        message: `No TLS session can be resumed: tickets are off, and ${cache ? `ssl_session_cache is ${cache.text}` : 'there is no ssl_session_cache'}. Every new connection costs a full handshake.`,
        related: cache ? [{ ...cache.atName, message: 'The cache is turned off here.' }] : [],
        fixes: [
          {
            title: 'Set ssl_session_cache to shared:SSL:10m',
            safety: 'review',
            edits:
              cache?.scope === tickets.scope
                ? cache.set('shared:SSL:10m')
                : tickets.scope.insert(['ssl_session_cache shared:SSL:10m;'], { before: tickets }),
          },
        ],
      };
    }
  },
});
