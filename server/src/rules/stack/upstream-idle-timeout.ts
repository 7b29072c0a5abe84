import type { Fix } from '../../stack/finding';
import { type Proxying, proxyingsOf } from '../../stack/model/proxies';
import { idleTimeoutOf, type ServerTimeout } from '../../stack/model/server-timeouts';
import type { Service } from '../../stack/model/service';
import type { NginxSetting } from '../../stack/nginx/setting';
import { keptConnections, type Upstream } from '../../stack/nginx/upstreams';
import type { Stack } from '../../stack/stack';
import { durationText } from '../celery-app';
import { fixWith } from '../fixes';
import { proxiedStack } from '../proxied-examples';
import { stackRule, type Verdicts } from '../rule';

/** How long nginx keeps an idle connection to an upstream where nothing is said, in seconds. */
const NGINX_DEFAULT = 60;

/** By how much the application server should keep them longer, in seconds. */
const MARGIN = 5;

export default stackRule({
  summary: 'nginx keeps idle connections longer than the application server',
  severity: 'information',
  settings: ['keepalive_timeout', 'keepalive', 'timeout_keep_alive'],
  why: 'nginx keeps idle connections to an upstream for keepalive_timeout, 60 s unless set, and sends the next request on one of them. Where the application server closes them sooner, a request may go out just as its connection is closed. nginx sends a GET again on another one; a POST it may not repeat, and answers 502 for no reason that any log tells.',
  price: 'The application server keeps idle connections of nginx open for longer: each costs a file descriptor.',
  unless: 'Few requests come and a rare 502 does no harm.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive_timeout',
    'https://docs.gunicorn.org/en/stable/settings.html#keepalive',
    'https://www.uvicorn.org/settings/#timeouts',
  ],
  examples: [
    {
      bad: proxiedStack('uvicorn shop.main:app --host 0.0.0.0 --port 8000 --workers 4', [
        'uvicorn',
        'information: after 5 s',
      ]),
      good: proxiedStack('uvicorn shop.main:app --host 0.0.0.0 --port 8000 --workers 4 --timeout-keep-alive 65'),
    },
    {
      bad: proxiedStack('gunicorn shop.wsgi --bind 0.0.0.0:8000 --threads 4 --keep-alive 10', [
        '10',
        'information: after 10 s',
      ]),
      good: proxiedStack('gunicorn shop.wsgi --bind 0.0.0.0:8000 --threads 4 --keep-alive 65'),
    },
  ],
  *check(stack) {
    const judged = new Map<string, Verdicts>();
    for (const [service, keepers] of keepersOf(stack)) {
      const server = idleTimeoutOf(service, stack);
      if (server?.state === 'unknown') yield { at: service.place, unknown: server.reason };
      // Services that are built from one Dockerfile have their server from one place.
      if (server?.state === 'known')
        judged.set(`${server.at.file.path}\n${server.at.span.start}`, judge(service, server, keepers));
    }
    for (const verdicts of judged.values()) yield* verdicts;
  },
});

/** An upstream block whose connections to a service nginx keeps. */
interface Keeper {
  readonly proxying: Proxying;
  readonly upstream: Upstream;
  readonly seconds: number;
  /** Where the time is set. */
  readonly setting: NginxSetting | undefined;
}

function keepersOf(stack: Stack): ReadonlyMap<Service, readonly Keeper[]> {
  const found = new Map<Service, Keeper[]>();
  for (const proxying of proxyingsOf(stack)) {
    const { to, upstream, from, route } = proxying;
    if (to.state !== 'service' || !upstream || route.family !== 'proxy') continue;
    // A version that is not known may be one that keeps nothing by itself.
    const version = from?.version('nginx') ?? stack.version('nginx') ?? '1.0.0';
    if (!keptConnections(upstream, version)) continue;
    const list = found.get(to.service) ?? [];
    found.set(to.service, list);
    if (list.some((one) => one.upstream === upstream)) continue;
    const setting = upstream.scope.own('keepalive_timeout').at(-1);
    const milliseconds = setting ? setting.milliseconds : NGINX_DEFAULT * 1000;
    if (milliseconds === undefined || (!setting && upstream.scope.unseen !== undefined)) continue;
    list.push({ proxying, upstream, seconds: milliseconds / 1000, setting });
  }
  return found;
}

function* judge(service: Service, server: ServerTimeout, keepers: readonly Keeper[]): Verdicts {
  // A server that closes each connection behind its answer leaves none to be kept.
  if (server.seconds === 0) return;
  const longer = keepers.filter(({ seconds }) => seconds >= server.seconds).sort((a, b) => b.seconds - a.seconds);
  const [longest] = longer;
  if (!longest) return;
  const wanted = Math.ceil(longest.seconds) + MARGIN;
  const source = server.written === undefined ? ` (${server.source})` : '';
  yield {
    at: server.at,
    setting: 'timeout_keep_alive',
    ...(server.written === undefined ? {} : { value: server.written }),
    message: `nginx keeps an idle connection to ${service.name} for ${durationText(longest.seconds)}${longest.setting ? '' : ' (its default)'}, but ${server.program} closes it after ${durationText(server.seconds)}${source}: a POST that is sent at that moment is answered with 502. Keep them for ${wanted} s here.`,
    related: longer.map(({ upstream, setting, seconds }) => ({
      ...(setting?.atValue ?? upstream.opener.atName),
      message: `nginx keeps connections of ${upstream.name} for ${durationText(seconds)}.`,
    })),
    fixes: [
      ...fixWith(`Let ${server.program} keep idle connections for ${wanted} s`, 'review', server.set(wanted)),
      ...keepShorter(longer, server.seconds),
    ],
  };
}

/** The other way round: nginx gives them up first. */
function keepShorter(keepers: readonly Keeper[], seconds: number): Fix[] {
  const value = seconds >= 10 ? `${Math.floor(seconds) - MARGIN}s` : `${Math.floor(seconds) - 1}s`;
  if (seconds < 2) return [];
  const edits = keepers.flatMap(({ upstream, setting }) => {
    if (setting) return setting.set(value);
    const after = upstream.scope.own('keepalive').at(-1);
    return upstream.scope.insert([`keepalive_timeout ${value};`], after ? { after } : {});
  });
  return fixWith(`Let nginx keep idle connections for ${value}`, 'review', edits);
}
