import { formatDuration } from '../../knowledge/nginx/units';
import { PROFILE_RANK } from '../../knowledge/tiers';
import type { Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { type Route, routes } from '../../stack/nginx/routes';
import type { Upstream } from '../../stack/nginx/upstreams';
import { nginxRule, type View } from '../rule';

export default nginxRule({
  summary: 'Retries that repeat a write, or that nothing bounds',
  severity: 'warning',
  settings: ['proxy_next_upstream', 'proxy_next_upstream_tries', 'proxy_next_upstream_timeout'],
  why: 'nginx passes a failed request on to the next server. With non_idempotent it does so for POST too, even if the first server has already done the work: an order is placed twice. And a request that hangs on every server in turn waits for each of them, if no number of tries and no time bounds it.',
  price: 'With fewer tries a request fails that another server might have answered.',
  unless: 'The application recognises a repeated request and does its work only once.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream_tries',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
upstream shop {
    server 10.0.0.1:8000;
    server 10.0.0.2:8000;
    keepalive 16;
}
server {
    location /shop/ {
        proxy_next_upstream error timeout non_idempotent;
                                          ^^^^^^^^^^^^^^ warning: may run twice
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_pass http://shop;
    }
}
`,
      good: `
//- conf.d/shop.conf
upstream shop {
    server 10.0.0.1:8000;
    server 10.0.0.2:8000;
    keepalive 16;
}
server {
    location /shop/ {
        proxy_next_upstream error timeout;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_pass http://shop;
    }
}
`,
    },
  ],
  *check(configuration, view) {
    for (const route of routes(configuration)) {
      if (route.target.kind !== 'upstream') continue;
      const count = serversInTurn(route.target.upstream);
      if (count < 2) continue;
      yield* repeatedWrite(route, route.target.upstream, count);
      yield* endlessRetry(configuration, route, route.target.upstream, count, view);
    }
  },
});

/** How many servers nginx may try for one request, as far as its lines tell; backups are tried last. */
function serversInTurn(upstream: Upstream): number {
  return upstream.servers.filter((server) => !server.hasWord('down') && server.argument(0)?.state === 'known').length;
}

function* repeatedWrite(route: Route, upstream: Upstream, count: number): Iterable<Verdict> {
  const setting = route.scope
    .effective(`${route.family}_next_upstream`)
    .settings.find((one) => one.args.some((word) => word.value.toLowerCase() === 'non_idempotent'));
  const word = setting?.args.find((one) => one.value.toLowerCase() === 'non_idempotent');
  if (
    !setting ||
    !word ||
    setting.read(word).state !== 'known' ||
    setting.args.some((one) => one.value.toLowerCase() === 'off')
  )
    return;
  yield {
    at: setting.atArgument(word),
    setting: setting.name,
    value: setting.text,
    message: `A POST that fails or times out on one server of ${upstream.name} is sent to the next of ${count}, so it may run twice. Keep non_idempotent only where the application bears that.`,
    related: [{ ...route.handler.atName, message: 'Requests are passed on here.' }],
    fixes: [
      {
        title: 'Remove non_idempotent',
        safety: 'review',
        edits: setting.args.length > 1 ? setting.removeArgument(word) : setting.remove(),
      },
    ],
  };
}

/** A hint for the highest profile: how long a request may wait that hangs on every server. */
function* endlessRetry(
  configuration: NginxConfiguration,
  route: Route,
  upstream: Upstream,
  count: number,
  view: View,
): Iterable<Verdict> {
  const { scope, family, handler } = route;
  if (PROFILE_RANK[view.policyOf(handler.file).profile] < PROFILE_RANK['high-traffic'] || !configuration.whole) return;
  const bounds = [`${family}_next_upstream_tries`, `${family}_next_upstream_timeout`, `${family}_next_upstream`].map(
    (name) => scope.effective(name),
  );
  if (bounds.some((bound) => bound.state !== 'absent')) return;
  const timeout = scope.effective(`${family}_read_timeout`);
  if (timeout.state === 'unknown') return;
  const each = timeout.setting ? timeout.setting.milliseconds : 60_000;
  if (each === undefined) return;
  yield {
    at: handler.atName,
    severity: 'hint',
    setting: `${family}_next_upstream_tries`,
    message: `A request that hangs on each of the ${count} servers of ${upstream.name} waits ${formatDuration(count * each)}: nothing bounds the number of tries or their time.`,
    fixes: [
      {
        title: `Set ${family}_next_upstream_tries to 2`,
        safety: 'review',
        edits: scope.insert([`${family}_next_upstream_tries 2;`], { after: handler }),
      },
    ],
  };
}
