import { judgeTimeouts, type TimeoutWords, timeoutNames, timeoutRows } from '../proxy-timeout';
import { nginxRule } from '../rule';

const words: TimeoutWords = {
  tooLong: (name, written, tier, wanted) =>
    `Connecting can’t usually take longer than 75s, so ${name} ${written} can’t take effect. Set ${wanted} (${tier}), or a few seconds to try the next server sooner.`,
  aboveTier: (_, written, tier, wanted) =>
    `A server that does not answer holds each client for ${written} before nginx tries another or gives up; ${tier} APIs ask for ${wanted} at most.`,
};

export default nginxRule({
  summary: 'nginx waits too long for a connection to the application',
  severity: 'information',
  guide: 'Nginx › Timeouts',
  settings: timeoutNames('connect'),
  tiers: timeoutRows('connect'),
  why: 'This is the time in which a connection to the application has to come about. While nginx waits for a server that is down, the client hangs, and only then the next server is tried. More than 75 seconds can’t usually take effect, nginx’s documentation says.',
  price:
    'A server that is slow to accept connections under load is given up sooner. Within one network connecting takes milliseconds, so a few seconds suffice.',
  unless: 'The application lies behind a link on which connections are known to take long.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_connect_timeout'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_connect_timeout 300s;
                              ^^^^ warning: can’t take effect
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_connect_timeout 60s;
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
# headroom: api=fast
server {
    location /shop/ {
        uwsgi_pass 127.0.0.1:8000;
        uwsgi_connect_timeout 1m;
                              ^^ information: fast APIs ask for 30s
    }
}
`,
      good: `
//- conf.d/shop.conf
# headroom: api=fast
server {
    location /shop/ {
        uwsgi_pass 127.0.0.1:8000;
        uwsgi_connect_timeout 30s;
    }
}
`,
    },
  ],
  check: (configuration, view) => judgeTimeouts(configuration, view, 'connect', words),
});
