import { judgeTimeouts, type TimeoutWords, timeoutNames, timeoutRows } from '../proxy-timeout';
import { nginxRule } from '../rule';

const words: TimeoutWords = {
  tooLong: (_, written, tier, wanted) =>
    `nginx waits ${written} for the application’s next data: if it hangs, client and connection hang with it. ${wanted} is enough for ${tier} APIs.`,
  aboveTier: (_, written, tier, wanted) =>
    `nginx waits ${written} for the application’s next data; ${tier} APIs ask for ${wanted} at most.`,
  belowTier: (_, written, tier, wanted) =>
    `nginx gives up when the application sends nothing for ${written}; ${tier} APIs ask for ${wanted}.`,
};

export default nginxRule({
  summary: 'The time for an answer does not fit the API',
  severity: 'information',
  guide: 'Nginx › Timeouts',
  settings: timeoutNames('read'),
  tiers: timeoutRows('read'),
  why: 'This is the longest pause between two successive reads of the application’s answer, not the time for the whole answer. While an application hangs, every client that waits for it keeps two of a worker’s connections for so long; when it is too short, slow requests end with 504.',
  price:
    'With a shorter time, requests that compute longer than that before they send anything end with 504 Gateway Time-out.',
  unless:
    'The slowest request of the route is known to stay silent that long. WebSockets are left out by themselves: their pauses may be of any length.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/websocket.html',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_read_timeout 600s;
                           ^^^^ warning: waits 600s
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_read_timeout 120s;
    }
}
`,
    },
    {
      bad: `
//- conf.d/reports.conf
# headroom: api=long
server {
    location /reports/ {
        fastcgi_pass 127.0.0.1:9000;
        fastcgi_read_timeout 90;
                             ^^ information: long APIs ask for 300s
    }
}
`,
      good: `
//- conf.d/reports.conf
# headroom: api=long
server {
    location /reports/ {
        fastcgi_pass 127.0.0.1:9000;
        fastcgi_read_timeout 300s;
    }
}
`,
    },
  ],
  check: (configuration, view) => judgeTimeouts(configuration, view, 'read', words),
});
