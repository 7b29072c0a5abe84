import type { Fix } from '../../stack/finding';
import { closestName, zonesUnseen } from '../../stack/nginx/shared-zones';
import { nginxRule } from '../rule';

const FAMILIES = ['proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;

export default nginxRule({
  summary: 'A cache whose zone nobody defines',
  severity: 'error',
  from: 'development',
  settings: ['proxy_cache', 'fastcgi_cache', 'uwsgi_cache', 'scgi_cache', 'proxy_cache_path'],
  why: 'proxy_cache only names a zone; proxy_cache_path in http makes it, with keys_zone=name:size. nginx refuses to start when no such line names the zone, and each module has its own: proxy_cache finds no zone of fastcgi_cache_path.',
  unless: 'There is no case for it: nginx refuses the line.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_path',
  ],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
    gzip_types application/json;
    proxy_cache_path cache keys_zone=pages:10m max_size=1g;
    server {
        location /shop/ {
            proxy_pass http://127.0.0.1:8000;
            proxy_cache page;
                        ^^^^ error: the zone page
        }
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
      good: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
    gzip_types application/json;
    proxy_cache_path cache keys_zone=pages:10m max_size=1g;
    server {
        location /shop/ {
            proxy_pass http://127.0.0.1:8000;
            proxy_cache pages;
        }
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const family of FAMILIES) {
      const uses = configuration.all(`${family}_cache`);
      if (uses.length === 0) continue;
      const paths = configuration.all(`${family}_cache_path`);
      const zones = paths.map((path) => path.parameter('keys_zone')?.value);
      const names = zones.flatMap((zone) => (zone?.state === 'known' ? [zone.value.split(':', 1)[0]!] : []));
      const unseen = zones.some((zone) => zone?.state === 'unknown')
        ? 'a template fills in a zone’s name'
        : zonesUnseen(configuration, 'http');
      for (const setting of uses) {
        const name = setting.argument(0);
        if (name?.state !== 'known' || setting.args.length !== 1 || name.value === 'off' || name.value.includes('$'))
          continue;
        if (names.includes(name.value)) continue;
        const at = setting.atValue;
        if (unseen !== undefined) {
          yield { at, unknown: `the zone ${name.value} may be defined elsewhere: ${unseen}` };
          continue;
        }
        const meant = closestName(name.value, names) ?? (names.length === 1 ? names[0] : undefined);
        const fixes: Fix[] =
          meant === undefined ? [] : [{ title: `Use the zone ${meant}`, safety: 'review', edits: setting.set(meant) }];
        yield {
          at,
          setting: setting.name,
          value: setting.text,
          message: `No ${family}_cache_path defines the zone ${name.value}, so nginx refuses to start${meant ? `; the zone ${meant} is there` : ''}.`,
          fixes,
        };
      }
    }
  },
});
