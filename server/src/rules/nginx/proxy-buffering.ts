import type { Route } from '../../stack/nginx/routes';
import { bufferedRoutes, pathOf, placeOf, relatedTo, turnOff } from '../route-buffering';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'Answers of an API route are buffered',
  severity: 'information',
  guide: 'Nginx › Request buffering',
  settings: ['proxy_buffering', 'fastcgi_buffering', 'uwsgi_buffering', 'scgi_buffering'],
  checklist: 'Enable `proxy_buffering off` for API routes',
  why: 'nginx gathers the application’s answer in buffers, passes them on as they fill, and writes to disk what the client does not take in time. Events and streamed answers so reach the client late and in lumps. With buffering off, data goes on as it comes.',
  price:
    'Buffering frees the application as soon as its answer is made. Without it a slow client holds an application worker to the end, and `proxy_cache`, `limit_rate` and `proxy_limit_rate` stop working.',
  unless:
    'The route streams nothing, or the application has few or synchronous workers (Gunicorn’s default): keep buffering on there and let single answers out of it with the header `X-Accel-Buffering: no`.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
    'https://docs.gunicorn.org/en/stable/deploy.html',
  ],
  examples: [
    {
      bad: `
//- conf.d/events.conf
server {
    location /api/events/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_http_version 1.1;
        proxy_cache off;
        proxy_buffering on;
                        ^^ information: late and in lumps
        proxy_request_buffering off;
    }
}
`,
      good: `
//- conf.d/events.conf
server {
    location /api/events/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_http_version 1.1;
        proxy_cache off;
        proxy_buffering off;
        proxy_request_buffering off;
    }
}
`,
    },
  ],
  *check(configuration, view) {
    for (const found of bufferedRoutes(configuration, view, 'buffering', neededBy)) {
      if ('unknown' in found) {
        yield found;
        continue;
      }
      const { name, setting } = found;
      yield {
        at: placeOf(found),
        setting: name,
        ...(setting ? { value: setting.text } : {}),
        message: `nginx buffers the answers of ${pathOf(found)}, so streamed ones reach the client late and in lumps. Turn ${name} off here if answers stream; a slow client then holds an application worker.`,
        related: relatedTo(found),
        fixes: [
          {
            title: `Set ${name} to off here (slow clients then hold application workers)`,
            safety: 'review',
            edits: turnOff(found),
          },
          {
            title: 'Send the header X-Accel-Buffering: no with streamed answers only',
            safety: 'advice',
            edits: [],
          },
        ],
      };
    }
  },
});

/** A cache stores only what is buffered, and a rate for answers holds only with buffering. */
function neededBy({ scope, family }: Route): 'nothing' | 'something' | { readonly unknown: string } {
  for (const name of [`${family}_cache`, `${family}_store`, 'limit_rate', `${family}_limit_rate`]) {
    const inForce = scope.effective(name);
    const value = inForce.setting?.argument(0);
    if (value && !(value.state === 'known' && /^(off|0[km]?)$/i.test(value.value))) return 'something';
    if (inForce.state === 'unknown' && name.endsWith('_cache')) return { unknown: inForce.reason! };
  }
  return 'nothing';
}
