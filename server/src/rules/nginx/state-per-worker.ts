import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { upstreams } from '../../stack/nginx/upstreams';
import { type WorkerCount, workerCount } from '../../stack/nginx/workers';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'max_conns counts for each worker process without a zone',
  severity: 'warning',
  settings: ['server', 'zone'],
  why: 'Without a zone in shared memory every worker process keeps its own account of an upstream: each lets max_conns connections through, so the server gets that many times the number of workers.',
  price: 'The zone takes shared memory, 64 KiB for a handful of servers.',
  unless: 'The number was chosen per worker on purpose.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#max_conns',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#zone',
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
    upstream shop {
        server 10.0.0.1:8000 max_conns=100;
                             ^^^^^^^^^^^^^ warning: for each worker
        server 10.0.0.2:8000;
        keepalive 16;
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
    server {
        location = /status {
            allow 127.0.0.1;
            deny all;
            stub_status;
        }
    }
    upstream shop {
        zone shop 64k;
        server 10.0.0.1:8000 max_conns=100;
        server 10.0.0.2:8000;
        keepalive 16;
    }
}
`,
    },
  ],
  *check(configuration, view) {
    const limited = upstreams(configuration).filter(({ servers }) =>
      servers.some((server) => server.parameter('max_conns') !== undefined),
    );
    if (limited.length === 0) return;
    const workers = workerCount(configuration, view.settings.host.cpus);
    for (const { scope, servers, name, opener } of limited) {
      const zone = scope.effective('zone');
      if (zone.state === 'set') continue;
      const reason = zone.reason ?? (workers.kind === 'unknown' ? workers.reason : undefined);
      if (reason !== undefined) {
        yield { at: opener.atName, unknown: reason };
        continue;
      }
      if (workers.kind !== 'unknown' && workers.count !== undefined && workers.count < 2) continue;
      for (const server of servers) {
        const limit = server.parameter('max_conns');
        const count = limit?.value.state === 'known' && /^\d+$/.test(limit.value.value) ? Number(limit.value.value) : 0;
        if (!limit || count === 0) continue;
        yield {
          at: server.atArgument(limit.word),
          setting: 'server',
          value: server.text,
          message: `Without a zone, ${count} connections are allowed for each worker process, ${total(count, workers)}. A zone makes the number hold for all of them together.`,
          fixes: [
            {
              title: 'Add a zone, so that all workers count together',
              safety: 'review',
              edits: scope.insert([`zone ${zoneName(configuration, name)} 64k;`], { before: servers[0]! }),
            },
          ],
        };
      }
    }
  },
});

function total(count: number, workers: WorkerCount): string {
  if (workers.kind === 'number' || (workers.kind === 'auto' && workers.count !== undefined))
    return `${count * workers.count!} in all with ${workers.count} workers`;
  return 'and worker_processes auto starts one worker for each CPU';
}

/** A name that no other shared memory of the configuration has. */
function zoneName(configuration: NginxConfiguration, upstream: string): string {
  const taken = configuration.derive(zoneNames);
  let name = upstream;
  while (taken.has(name)) name += '_servers';
  return name;
}

function zoneNames(configuration: NginxConfiguration): ReadonlySet<string> {
  const names = [
    'limit_req_zone',
    'limit_conn_zone',
    'proxy_cache_path',
    'fastcgi_cache_path',
    'uwsgi_cache_path',
    'scgi_cache_path',
    'zone',
  ];
  const words = names.flatMap((name) => configuration.all(name)).flatMap((setting) => setting.args);
  return new Set(words.map((word) => word.value.replace(/^(zone|keys_zone)=/, '').split(':')[0]!));
}
