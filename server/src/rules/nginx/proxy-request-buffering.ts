import { atLeast } from '../../knowledge/nginx/versions';
import type { Route } from '../../stack/nginx/routes';
import { type BufferedRoute, bufferedRoutes, pathOf, placeOf, relatedTo, turnOff } from '../route-buffering';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'Requests to an API route are buffered',
  severity: 'information',
  guide: 'Nginx › Request buffering',
  settings: [
    'proxy_request_buffering',
    'fastcgi_request_buffering',
    'uwsgi_request_buffering',
    'scgi_request_buffering',
  ],
  why: 'nginx reads a request’s whole body, onto disk where it is large, before the application sees the first byte. Large uploads then wait twice and fill the disk. With request buffering off, the body goes on as it comes.',
  price:
    'A slow upload holds an application worker from its first byte to its last, and once part of the body is sent, nginx can’t try the request on another server.',
  unless: 'The route takes small bodies only, or the application has few or synchronous workers (Gunicorn’s default).',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_request_buffering',
    'https://docs.gunicorn.org/en/stable/deploy.html',
  ],
  examples: [
    {
      bad: `
//- conf.d/uploads.conf
server {
    location /api/uploads/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_http_version 1.1;
        proxy_buffering off;
        proxy_request_buffering on;
                                ^^ information: whole upload
    }
}
`,
      good: `
//- conf.d/uploads.conf
server {
    location /api/uploads/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_http_version 1.1;
        proxy_buffering off;
        proxy_request_buffering off;
    }
}
`,
    },
  ],
  *check(configuration, view) {
    for (const found of bufferedRoutes(configuration, view, 'request_buffering', neededBy)) {
      if ('unknown' in found) {
        yield found;
        continue;
      }
      const { name, setting, route } = found;
      const upgrade = httpVersion(found, view.nginxVersions(configuration).oldest);
      yield {
        at: placeOf(found),
        setting: name,
        ...(setting ? { value: setting.text } : {}),
        message: `nginx takes in the whole upload to ${pathOf(found)} before the application gets its first byte. Turn ${name} off here if bodies are large; ${lostRetry(route)}${upgrade ? ', and chunked bodies need proxy_http_version 1.1' : ''}.`,
        related: relatedTo(found),
        fixes: [
          {
            title: `Set ${name} to off here (slow uploads then hold application workers)`,
            safety: 'review',
            edits: upgrade ? [...turnOff(found, upgrade.statements), ...upgrade.edits] : turnOff(found),
          },
        ],
      };
    }
  },
});

/** With mirrored requests, nginx reads the whole body whatever this setting says. */
function neededBy({ scope }: Route): 'nothing' | 'something' {
  const mirror = scope.effective('mirror').setting;
  if (!mirror || mirror.args[0]?.value === 'off') return 'nothing';
  return scope.effective('mirror_request_body').setting?.flag === false ? 'nothing' : 'something';
}

/** What is lost of the attempt on another server. */
function lostRetry({ target }: Route): string {
  return target.kind === 'upstream' && target.upstream.servers.length > 1
    ? `an upload that has begun can then not move to another of the ${target.upstream.servers.length} servers`
    : 'an upload that has begun can then not be tried on another server';
}

/** What brings HTTP/1.1 to the application, without which a chunked body is buffered all the same. */
function httpVersion({ route, location }: BufferedRoute, version: string | undefined) {
  if (route.family !== 'proxy') return undefined;
  const { state, setting } = location.effective('proxy_http_version');
  if (state === 'absent' && !atLeast(version, '1.29.7')) return { statements: ['proxy_http_version 1.1;'], edits: [] };
  if (setting?.args[0]?.value !== '1.0') return undefined;
  return setting.scope === location
    ? { statements: [], edits: setting.set('1.1') }
    : { statements: ['proxy_http_version 1.1;'], edits: [] };
}
