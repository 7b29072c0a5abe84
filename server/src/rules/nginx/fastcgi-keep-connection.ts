import { routes } from '../../stack/nginx/routes';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'keepalive to a FastCGI server needs fastcgi_keep_conn',
  severity: 'warning',
  settings: ['fastcgi_keep_conn', 'keepalive'],
  why: 'Unless fastcgi_keep_conn is on, nginx asks the FastCGI server to close the connection after each answer, and the upstream’s keepalive has nothing to keep.',
  price:
    'A kept connection occupies a PHP-FPM process even while it is idle: pm.max_children has to be above keepalive times the number of nginx’s workers.',
  unless: 'The processes are scarcer than the connections; then remove keepalive instead.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive',
    'https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_keep_conn',
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
    upstream php {
        server 10.0.0.1:9000;
        keepalive 8;
    }
    server {
        location ~ [.]php$ {
            fastcgi_pass php;
            ^^^^^^^^^^^^ warning: keepalive 8
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
    server {
        listen 127.0.0.1:8080;
        location = /status {
            stub_status;
        }
    }
    upstream php {
        server 10.0.0.1:9000;
        keepalive 8;
    }
    server {
        location ~ [.]php$ {
            fastcgi_pass php;
            fastcgi_keep_conn on;
        }
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const { scope, family, handler, target } of routes(configuration)) {
      if (family !== 'fastcgi' || target.kind !== 'upstream') continue;
      const keepalive = target.upstream.scope.own('keepalive')[0];
      if (!keepalive?.number) continue;
      const inForce = scope.effective('fastcgi_keep_conn');
      if (inForce.state === 'unknown') {
        yield { at: handler.atName, unknown: inForce.reason! };
        continue;
      }
      if (inForce.setting && inForce.setting.flag !== false) continue;
      const own = inForce.setting?.scope === scope ? inForce.setting : undefined;
      yield {
        at: (own ?? handler).atName,
        setting: 'fastcgi_keep_conn',
        message: `keepalive ${keepalive.text} of ${target.upstream.name} keeps nothing: without fastcgi_keep_conn on, the connection is closed after each answer.`,
        related: [{ ...keepalive.atName, message: 'Connections shall be kept here.' }],
        fixes: [
          {
            title: 'Set fastcgi_keep_conn to on',
            safety: 'review',
            edits: own ? own.set('on') : scope.insert(['fastcgi_keep_conn on;'], { after: handler }),
          },
          { title: `Remove keepalive from ${target.upstream.name}`, safety: 'review', edits: keepalive.remove() },
        ],
      };
    }
  },
});
