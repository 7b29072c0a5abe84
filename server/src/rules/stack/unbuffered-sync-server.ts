import { synchronousRoutes } from '../../stack/model/synchronous';
import type { Scope } from '../../stack/nginx/scope';
import { fixWith } from '../fixes';
import { proxiedStack } from '../proxied-examples';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'Slow clients hold the processes of a synchronous server',
  severity: 'warning',
  guide: 'Nginx › Request buffering',
  settings: ['proxy_buffering', 'uwsgi_buffering'],
  why: 'A synchronous worker of gunicorn or uWSGI does one request at a time, to its last byte. With buffering off nginx takes the answer only as fast as the client does: a few clients on slow lines hold every process, and the application stands still. gunicorn’s own documentation asks for a buffering proxy in front of these workers.',
  price: 'Streamed answers reach the client late and in lumps.',
  unless: 'Only clients on fast lines come, or the answers are small enough for the kernel’s buffers.',
  sources: [
    'https://docs.gunicorn.org/en/stable/deploy.html',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
  ],
  examples: [
    {
      bad: proxiedStack(
        'gunicorn shop.wsgi --bind 0.0.0.0:8000 --workers 4 --timeout 50',
        undefined,
        '        proxy_buffering off;\n                        ^^^ warning: one request at a time',
      ),
      good: proxiedStack(
        'gunicorn shop.wsgi --bind 0.0.0.0:8000 --workers 4 --timeout 50',
        undefined,
        '        proxy_buffering on;',
      ),
    },
  ],
  *check(stack) {
    const seen = new Set<Scope>();
    for (const configuration of stack.nginx)
      for (const [{ scope, family, handler }, service] of synchronousRoutes(configuration, stack)) {
        const { setting } = scope.effective(`${family}_buffering`);
        if (setting?.flag !== false || seen.has(setting.scope)) continue;
        seen.add(setting.scope);
        yield {
          at: setting.atValue,
          setting: setting.name,
          value: setting.text,
          message: `Without buffering, an answer takes as long as the client does, and each process of ${service.name} does one request at a time: a few slow clients hold them all. Turn buffering on, or run it with threads.`,
          related: [
            { ...service.place, message: `${service.name} works synchronously.` },
            { ...handler.atName, message: `Requests go to ${service.name} here.` },
          ],
          fixes: fixWith(`Set ${setting.name} to on`, 'review', setting.set('on')),
        };
      }
  },
});
