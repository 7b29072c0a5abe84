import { apiTimeouts } from '../../knowledge/tiers';
import type { Fix, Place } from '../../stack/finding';
import { effectiveIn, proxyingsOf } from '../../stack/model/proxies';
import { requestTimeoutOf, type ServerTimeout } from '../../stack/model/server-timeouts';
import type { Service } from '../../stack/model/service';
import type { Route } from '../../stack/nginx/routes';
import type { NginxSetting } from '../../stack/nginx/setting';
import { carriesWebSockets } from '../../stack/nginx/web-sockets';
import type { Stack } from '../../stack/stack';
import { durationText } from '../celery-app';
import { fixWith } from '../fixes';
import { proxiedStack } from '../proxied-examples';
import { stackRule, type Verdicts } from '../rule';

/** How long nginx waits for an answer where nothing is said, in seconds. */
const NGINX_DEFAULT = 60;

/** How much longer the outer hop should wait, in seconds. */
const MARGIN = 5;

export default stackRule({
  summary: 'nginx gives up before the application server does',
  severity: 'information',
  guide: 'Nginx › Proxy timeouts',
  settings: ['proxy_read_timeout', 'timeout'],
  why: 'Time limits should shrink inwards, so that whoever is nearest to the work ends it. Where nginx gives up first, the client gets a 504, but the application works on for nobody and holds a process meanwhile; a client that tries again adds to that.',
  price: 'Requests that take longer are ended by the application server instead.',
  unless: 'The route is meant to give up early, or the application sends parts of its answer again and again.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://docs.gunicorn.org/en/stable/settings.html#timeout',
  ],
  examples: [
    {
      bad: proxiedStack('gunicorn shop.wsgi --bind 0.0.0.0:8000 --timeout 180', [
        '180',
        'information: after 1 min (its default)',
      ]),
      good: proxiedStack('gunicorn shop.wsgi --bind 0.0.0.0:8000 --timeout 55'),
    },
    {
      bad: proxiedStack(
        'gunicorn shop.wsgi --bind 0.0.0.0:8000 --timeout 90',
        ['90', 'information: after 1 min'],
        '        proxy_read_timeout 60s;',
      ),
      good: proxiedStack(
        'gunicorn shop.wsgi --bind 0.0.0.0:8000 --timeout 90',
        undefined,
        '        proxy_read_timeout 95s;',
      ),
    },
  ],
  *check(stack) {
    for (const [service, waits] of waitsOf(stack)) {
      const server = requestTimeoutOf(service, stack);
      if (server?.state === 'unknown') yield { at: service.place, unknown: server.reason };
      // 0 is no limit: then nginx's is the only one.
      if (server?.state === 'known' && server.seconds > 0) yield* judge(service, server, waits, stack);
    }
  },
});

/** A route to a service, and how long nginx waits there for an answer. */
interface Wait {
  readonly route: Route;
  readonly setting: NginxSetting | undefined;
  readonly seconds: number;
}

interface Waits {
  readonly known: readonly Wait[];
  /** Whether how long nginx waits is known for every route. */
  readonly complete: boolean;
}

function waitsOf(stack: Stack): ReadonlyMap<Service, Waits> {
  const found = new Map<Service, { known: Wait[]; complete: boolean }>();
  for (const { to, route, from } of proxyingsOf(stack)) {
    if (to.state !== 'service' || route.family !== 'proxy' || carriesWebSockets(route)) continue;
    const waits = found.get(to.service) ?? { known: [], complete: true };
    found.set(to.service, waits);
    const { state, setting } = effectiveIn(from, route.scope, 'proxy_read_timeout');
    const milliseconds = setting ? setting.milliseconds : state === 'absent' ? NGINX_DEFAULT * 1000 : undefined;
    if (milliseconds === undefined) waits.complete = false;
    else if (!waits.known.some((one) => one.route === route))
      waits.known.push({ route, setting, seconds: milliseconds / 1000 });
  }
  return found;
}

function* judge(service: Service, server: ServerTimeout, { known, complete }: Waits, stack: Stack): Verdicts {
  const shorter = known.filter(({ seconds }) => seconds < server.seconds).sort((a, b) => a.seconds - b.seconds);
  const [first] = shorter;
  if (!first) return;
  const all = complete && shorter.length === known.length;
  // Where some routes wait long enough, it is the others that are short.
  const at = all ? server.at : placeOf(first);
  const given = first.setting ? '' : ' (its default)';
  yield {
    at,
    setting: all ? 'timeout' : 'proxy_read_timeout',
    ...(all ? { value: server.written! } : first.setting ? { value: first.setting.text } : {}),
    message: `nginx gives up on ${service.name} after ${durationText(first.seconds)}${given} and answers 504, but ${server.program} gives a process ${durationText(server.seconds)} (${server.source}): it works on for nobody. ${all ? 'The inner limit should be the shorter one.' : 'Other routes wait long enough.'}`,
    related: [
      ...(all ? [] : [{ ...server.at, message: `${service.name} goes on for ${durationText(server.seconds)}.` }]),
      ...shorter
        .slice(all ? 0 : 1, 5)
        .map((wait) => ({ ...placeOf(wait), message: `nginx gives up after ${durationText(wait.seconds)} here.` })),
    ],
    fixes: [...waitLonger(shorter, server, stack), ...(all ? endSooner(shorter, server) : [])],
  };
}

function placeOf({ setting, route }: Wait): Place {
  return setting?.atValue ?? route.handler.atName;
}

/** As long as the tier of the routes bears it. */
function waitLonger(waits: readonly Wait[], server: ServerTimeout, stack: Stack): Fix[] {
  const wanted = Math.ceil(server.seconds) + MARGIN;
  const fits = waits.every(({ route }) => wanted <= apiTimeouts[stack.policyOf(route.handler.file).api].read);
  if (!fits) return [];
  const settings = new Set(waits.flatMap(({ setting }) => setting ?? []));
  const edits = [
    ...[...settings].flatMap((setting) => setting.set(`${wanted}s`)),
    ...waits.flatMap(({ setting, route: { scope, handler } }) =>
      setting ? [] : scope.insert([`proxy_read_timeout ${wanted}s;`], { after: handler }),
    ),
  ];
  return fixWith(`Set proxy_read_timeout to ${wanted}s`, 'review', edits);
}

/** Where all routes wait equally long, the server may end a request before they give up. */
function endSooner(waits: readonly Wait[], server: ServerTimeout): Fix[] {
  const seconds = waits[0]!.seconds;
  if (seconds < 2 || waits.some((wait) => wait.seconds !== seconds)) return [];
  const wanted = seconds > 2 * MARGIN ? Math.floor(seconds) - MARGIN : Math.floor(seconds) - 1;
  return fixWith(`Let ${server.program} end a request after ${wanted} s`, 'review', server.set(wanted));
}
