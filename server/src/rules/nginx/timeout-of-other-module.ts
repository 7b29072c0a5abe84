import { PROXY_FAMILIES, type ProxyFamily, routes } from '../../stack/nginx/routes';
import { nginxRule } from '../rule';

const TIMEOUTS = ['connect_timeout', 'send_timeout', 'read_timeout'] as const;

export default nginxRule({
  summary: 'A timeout of a module that does not serve this location',
  severity: 'warning',
  settings: PROXY_FAMILIES.flatMap((family) => TIMEOUTS.map((timeout) => `${family}_${timeout}`)),
  why: 'Each way of passing requests on has timeouts of its own name: proxy_pass knows nothing of fastcgi_read_timeout. The line is accepted and does nothing, and the location keeps the 60 seconds that nginx gives, or what a block around says.',
  unless: 'The line waits for a location that is still to be written.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_uwsgi_module.html#uwsgi_read_timeout',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    location /shop/ {
        uwsgi_pass 127.0.0.1:3031;
        proxy_read_timeout 90s;
        ^^^^^^^^^^^^^^^^^^ warning: uwsgi_read_timeout
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /shop/ {
        uwsgi_pass 127.0.0.1:3031;
        uwsgi_read_timeout 90s;
    }
}
`,
    },
  ],
  *check(configuration) {
    const all = routes(configuration);
    const named = PROXY_FAMILIES.filter((family) =>
      TIMEOUTS.some((timeout) => configuration.all(`${family}_${timeout}`).length > 0),
    );
    if (all.every(({ family }) => named.every((one) => one === family))) return;
    const served = new Map(all.map((route) => [route.scope, route.family]));
    for (const { scope, family, handler } of all) {
      if (scope.kind !== 'location' || scope.unseen !== undefined) continue;
      const others = named.filter(
        (other) => other !== family && TIMEOUTS.some((timeout) => scope.own(`${other}_${timeout}`).length > 0),
      );
      if (others.length === 0) continue;
      const inside = new Set<ProxyFamily>([...scope.descendants()].flatMap((inner) => served.get(inner) ?? []));
      for (const other of others.filter((one) => !inside.has(one))) {
        for (const timeout of TIMEOUTS) {
          const setting = scope.own(`${other}_${timeout}`)[0];
          const right = `${family}_${timeout}`;
          // A shared snippet names every module on purpose, and beside the right one the wrong one does no harm.
          if (!setting || setting.file !== handler.file || setting.directive.conditional || scope.own(right).length > 0)
            continue;
          yield {
            at: setting.atName,
            setting: setting.name,
            value: setting.text,
            message: `${setting.name} does nothing here: requests go on by ${handler.name}, whose own setting is ${right}.`,
            related: [{ ...handler.atName, message: `${handler.name} serves this location.` }],
            fixes: [
              {
                title: `Set ${right} to ${setting.text} instead`,
                safety: 'review',
                edits: setting.setWord(setting.directive.name, right),
              },
              { title: `Remove ${setting.name}`, safety: 'review', edits: setting.remove() },
            ],
          };
        }
      }
    }
  },
});
