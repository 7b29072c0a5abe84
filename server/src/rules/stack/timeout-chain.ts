import { apiTimeouts } from '../../knowledge/tiers';
import type { Fix, Place } from '../../stack/finding';
import { poolsOf } from '../../stack/model/pools';
import { effectiveIn, proxyingsOf } from '../../stack/model/proxies';
import { requestLimitOf, requestTimeoutOf, type ServerTimeout } from '../../stack/model/server-timeouts';
import type { Service } from '../../stack/model/service';
import type { Route } from '../../stack/nginx/routes';
import type { NginxSetting } from '../../stack/nginx/setting';
import { carriesWebSockets } from '../../stack/nginx/web-sockets';
import type { ClientUse } from '../../stack/python/clients';
import type { Stack } from '../../stack/stack';
import { durationText } from '../celery-app';
import { statedWaits } from '../client-waits';
import { fixWith } from '../fixes';
import { mongoPools } from '../pool-examples';
import { proxiedStack } from '../proxied-examples';
import { optionFix } from '../python-clients';
import { stackRule, type Verdicts } from '../rule';
import { unlessEnvironment } from '../unless-environment';

/** How long nginx waits for an answer where nothing is said, in seconds. */
const NGINX_DEFAULT = 60;

/** How much longer the outer hop should wait, in seconds. */
const MARGIN = 5;

export default stackRule({
  summary: 'An outer hop gives up before an inner one',
  severity: 'information',
  guide: 'Nginx › Timeouts',
  settings: ['proxy_read_timeout', 'timeout', 'socketTimeoutMS', 'socket_timeout'],
  why: 'Time limits should shrink inwards, so that whoever is nearest to the work ends it. Where nginx gives up first, the client gets a 504, but the application works on for nobody and holds a process meanwhile; a client that tries again adds to that. A process that gunicorn kills while it waits for its database ends before code sees the database’s error, and has to start anew.',
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
    {
      bad: behindGunicorn(8, 'information: silent for 8 s (--timeout 8)'),
      good: behindGunicorn(30),
    },
  ],
  *check(stack) {
    const routes = waitsOf(stack);
    for (const [service, waits] of routes) {
      const server = requestTimeoutOf(service, stack);
      if (server?.state === 'unknown') yield { at: service.place, unknown: server.reason };
      // 0 is no limit: then nginx's is the only one.
      if (server?.state === 'known' && server.seconds > 0) yield* judge(service, server, waits, stack);
    }
    yield* ofClients(routes, stack);
  },
});

/** A client that may wait 10 seconds for MongoDB, in a process of gunicorn. */
function behindGunicorn(timeout: number, says?: string): string {
  const client = says === undefined ? {} : { client: `${' '.repeat(143)}^^^^^ ${says}` };
  return mongoPools({
    size: 50,
    api: `gunicorn -w 4 --timeout ${timeout} app.main:app`,
    server: 'mongod --maxConns 2000',
    marks: client,
  });
}

/** Each client by the first hop that ends a request for certain while it may still wait. */
function* ofClients(routes: ReadonlyMap<Service, Waits>, stack: Stack): Verdicts {
  const shortest = new Map<ClientUse, Hop>();
  for (const { client, service, server } of poolsOf(stack).pools) {
    const hop = hopOf(service, server, routes.get(service), stack);
    if (hop && hop.seconds < (shortest.get(client)?.seconds ?? Number.POSITIVE_INFINITY)) shortest.set(client, hop);
  }
  for (const [client, hop] of shortest) yield* ofClient(client, hop);
}

interface Hop {
  readonly seconds: number;
  readonly at: Place;
  /** What it does to a request, and when; then how the client is called, and what its waiting leads to. */
  readonly ends: string;
  readonly client: string;
  readonly leadsTo: string;
}

/** gunicorn, which kills a process, or nginx, where it gives up earlier on every route to the service. */
function hopOf(service: Service, server: string, waits: Waits | undefined, stack: Stack): Hop | undefined {
  const limit = requestLimitOf(service, stack);
  const kills = limit?.state === 'known' && limit.seconds > 0 ? limit : undefined;
  const [last] = waits?.complete ? [...waits.known].sort((a, b) => b.seconds - a.seconds) : [];
  const client = `its client of ${server}`;
  if (last && !(kills && kills.seconds <= last.seconds))
    return {
      seconds: last.seconds,
      at: placeOf(last),
      ends: `nginx gives up on ${service.name} after ${durationText(last.seconds)}${givenText(last)} and answers 504`,
      client,
      leadsTo: 'it waits for nobody',
    };
  return (
    kills && {
      seconds: kills.seconds,
      at: kills.at,
      ends: `gunicorn kills a process of ${service.name} that is silent for ${durationText(kills.seconds)} (${kills.source})`,
      client,
      leadsTo: `the process ends before code sees an error of ${server}`,
    }
  );
}

function* ofClient(client: ClientUse, hop: Hop): Verdicts {
  const longer = statedWaits(client).filter(({ seconds }) => seconds > hop.seconds);
  const [first] = longer;
  if (!first) return;
  const inForce = client.effective(first.name);
  if (inForce.state !== 'known') return;
  const { setting } = inForce;
  const most = within(hop.seconds);
  const values = longer.map(
    ({ name, wanted }) => [name, Math.min(wanted, most) * (name.endsWith('MS') ? 1000 : 1)] as const,
  );
  yield {
    at: setting.atValue,
    setting: first.name,
    value: setting.text,
    message: `${hop.ends}, but ${hop.client} may wait ${durationText(first.seconds)}${unlessEnvironment(inForce)}: ${hop.leadsTo}. The inner limit should be the shorter one.`,
    related: [{ ...hop.at, message: `After ${durationText(hop.seconds)} the request ends here.` }],
    fixes:
      most > 0
        ? optionFix(client, `Set ${values.map((value) => value.join(' to ')).join(', ')}`, 'review', values)
        : [],
  };
}

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
  yield {
    at,
    setting: all ? 'timeout' : 'proxy_read_timeout',
    ...(all ? { value: server.written! } : first.setting ? { value: first.setting.text } : {}),
    message: `nginx gives up on ${service.name} after ${durationText(first.seconds)}${givenText(first)} and answers 504, but ${server.program} gives a process ${durationText(server.seconds)} (${server.source}): it works on for nobody. ${all ? 'The inner limit should be the shorter one.' : 'Other routes wait long enough.'}`,
    related: [
      ...(all ? [] : [{ ...server.at, message: `${service.name} goes on for ${durationText(server.seconds)}.` }]),
      ...shorter
        .slice(all ? 0 : 1, 5)
        .map((wait) => ({ ...placeOf(wait), message: `nginx gives up after ${durationText(wait.seconds)} here.` })),
    ],
    fixes: [...waitLonger(shorter, server, stack), ...(all ? endSooner(shorter, server) : [])],
  };
}

function givenText({ setting }: Wait): string {
  return setting ? '' : ' (its default)';
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
  const wanted = within(seconds);
  return fixWith(`Let ${server.program} end a request after ${wanted} s`, 'review', server.set(wanted));
}

/** Whole seconds that end before some others do. */
function within(seconds: number): number {
  return Math.floor(seconds) - (seconds > 2 * MARGIN ? MARGIN : 1);
}
