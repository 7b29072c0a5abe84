import { judgeTimeouts, type TimeoutWords, timeoutNames, timeoutRows } from '../proxy-timeout';
import { nginxRule } from '../rule';

const words: TimeoutWords = {
  tooLong: (_, written, tier, wanted) =>
    `nginx waits ${written} for the application to take the next part of a request: if it hangs, client and connection hang with it. ${wanted} is enough for ${tier} APIs.`,
  aboveTier: (_, written, tier, wanted) =>
    `nginx waits ${written} for the application to take the next part of a request; ${tier} APIs ask for ${wanted} at most.`,
  belowTier: (_, written, tier, wanted) =>
    `nginx gives up when the application takes nothing of a request for ${written}; ${tier} APIs ask for ${wanted}.`,
};

export default nginxRule({
  summary: 'The time for sending a request on does not fit the API',
  severity: 'information',
  guide: 'Nginx › Timeouts',
  settings: timeoutNames('send'),
  tiers: timeoutRows('send'),
  why: 'This is the longest pause between two successive writes of a request to the application, not the time for the whole request. While an application hangs, every client that waits for it keeps two of a worker’s connections for so long.',
  price: 'With a shorter time, an application that pauses longer while it takes in an upload loses that upload.',
  unless: 'The application is known to pause that long while it reads a request.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_send_timeout'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_send_timeout 600s;
                           ^^^^ warning: waits 600s
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_send_timeout 120s;
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_send_timeout 3m;
                           ^^ information: 120s at most
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_send_timeout 60s;
    }
}
`,
    },
  ],
  check: (configuration, view) => judgeTimeouts(configuration, view, 'send', words),
});
