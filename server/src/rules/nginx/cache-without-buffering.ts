import { PROXY_FAMILIES, routes } from '../../stack/nginx/routes';
import { depthOf } from '../../stack/nginx/scope';
import { nginxRule } from '../rule';

const FAMILIES = PROXY_FAMILIES.filter((family) => family !== 'grpc');

export default nginxRule({
  summary: 'A cache stores nothing while buffering is off',
  severity: 'error',
  settings: FAMILIES.flatMap((family) => [`${family}_cache`, `${family}_buffering`]),
  why: 'nginx writes an answer to its cache from the buffers. With buffering off it passes the answer through as it comes and stores nothing: every request misses the cache and reaches the application.',
  unless:
    'The application turns buffering on for its cacheable answers itself, with the header "X-Accel-Buffering: yes".',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
proxy_cache_path /var/cache/nginx keys_zone=pages:10m;
server {
    location /pages/ {
        proxy_buffering off;
        proxy_cache pages;
                    ^^^^^ error: stores nothing
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
      good: `
//- conf.d/shop.conf
proxy_cache_path /var/cache/nginx keys_zone=pages:10m;
server {
    location /pages/ {
        proxy_buffering on;
        proxy_cache pages;
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
proxy_cache_path /var/cache/nginx keys_zone=pages:10m;
server {
    proxy_cache pages;
    location /events/ {
        proxy_buffering off;
                        ^^^ information: inherited
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
      good: `
//- conf.d/shop.conf
proxy_cache_path /var/cache/nginx keys_zone=pages:10m;
server {
    proxy_cache pages;
    location /events/ {
        proxy_buffering off;
        proxy_cache off;
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const { scope, family } of routes(configuration)) {
      if (family === 'grpc') continue;
      const buffering = scope.effective(`${family}_buffering`).setting;
      if (buffering?.flag !== false) continue;
      const inForce = scope.effective(`${family}_cache`);
      if (inForce.state === 'unknown') yield { at: buffering.atValue, unknown: inForce.reason! };
      const cache = inForce.setting;
      const zone = cache?.argument(0);
      if (!cache || zone?.state !== 'known' || zone.value === 'off' || zone.value.includes('$')) continue;
      if (depthOf(cache.scope) < depthOf(buffering.scope)) {
        yield {
          at: buffering.atValue,
          severity: 'information',
          setting: `${family}_buffering`,
          value: buffering.text,
          message: `With buffering off, the inherited ${family}_cache ${zone.value} stores nothing here. Say ${family}_cache off if that is meant.`,
          related: [{ ...cache.atName, message: 'The cache is set here.' }],
          fixes: [
            {
              title: `Set ${family}_cache to off here`,
              safety: 'review',
              edits: buffering.scope.insert([`${family}_cache off;`], { after: buffering }),
            },
          ],
        };
        continue;
      }
      const same = cache.scope === buffering.scope;
      yield {
        at: cache.atValue,
        setting: `${family}_cache`,
        value: cache.text,
        message: `This cache stores nothing: ${family}_buffering is off${same ? '' : ' in the block around'}, and nginx caches only what it buffers. Turn buffering on here, or drop the cache.`,
        related: [{ ...buffering.atName, message: 'Buffering is turned off here.' }],
        fixes: [
          {
            title: `Set ${family}_buffering to on${same ? '' : ' here'}`,
            safety: 'review',
            edits: same ? buffering.set('on') : cache.scope.insert([`${family}_buffering on;`], { after: cache }),
          },
        ],
      };
    }
  },
});
