import type { ComposeService } from '../../stack/compose/service';
import type { Fix, Place } from '../../stack/finding';
import { celeryAddress } from '../../stack/model/brokers';
import { listeningOf } from '../../stack/model/listening';
import { type Reached, reach } from '../../stack/model/network';
import { proxyingsOf } from '../../stack/model/proxies';
import { isComposed } from '../../stack/model/service';
import { workersOf } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';
import { nearest } from '../../text/nearest';
import { stackRule, type Verdicts } from '../rule';

const LISTENING = `
    restart: unless-stopped
    logging: {driver: local}
    command: gunicorn shop.wsgi --bind 0.0.0.0:8000 --workers 4 --timeout 60 --keep-alive 75`;

/** nginx before an application, with carets below the address to which it passes requests on. */
function proxied(address: string, carets = '', keys = ''): string {
  return `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
    volumes:
      - ./nginx/site.conf:/etc/nginx/conf.d/default.conf:ro
  app:
    image: shop/app:3${keys}
//- nginx/site.conf
server {
    listen 80;
    location / {
        proxy_pass http://${address};
${carets === '' ? '' : `                          ${carets}\n`}    }
}
`;
}

export default stackRule({
  summary: 'A host is no service of the Compose project, or not on that port',
  severity: 'warning',
  settings: ['proxy_pass', 'server', 'broker_url', 'result_backend'],
  why: 'Inside a Compose project, services find each other by their names. nginx looks the hosts of its upstreams up when it starts, and does not start where one has no address: `host not found in upstream`. A worker whose broker has no address tries again for ever. On a port where nothing listens, each connection is refused: nginx answers 502.',
  unless:
    'The host has its name from somewhere else: another Compose file that is started along, or the name server of the network.',
  sources: [
    'https://docs.docker.com/compose/how-tos/networking/',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server',
  ],
  examples: [
    {
      bad: proxied('ap:8000', '^^ warning: no service'),
      good: proxied('app:8000'),
    },
    {
      bad: proxied('app:9000', '^^^ warning: port 9000', LISTENING),
      good: proxied('app:8000', '', LISTENING),
    },
  ],
  *check(stack) {
    for (const { from, host, port, place, to } of proxyingsOf(stack))
      if (from) yield* judge({ from, host, port, place, to, consequence: 'nginx does not start' }, stack);
    for (const worker of workersOf(stack)) {
      const { service } = worker;
      if (!isComposed(service)) continue;
      for (const keeps of ['tasks', 'results'] as const) {
        const address = celeryAddress(worker, keeps);
        for (const { host, port, unknown, from, to } of address?.url.hosts ?? []) {
          if (unknown || host === '' || !/^(rediss?|amqps?|pyamqp|mongodb)/.test(address!.url.scheme)) continue;
          yield* judge(
            {
              from: service,
              host,
              port,
              place: address!.text.part(from, from + host.length > to ? to : from + host.length),
              to: reach(service, host),
              consequence: `${worker.name} never gets ${keeps === 'tasks' ? 'a task' : 'a result written'}`,
            },
            stack,
          );
        }
      }
    }
  },
});

interface Lookup {
  readonly from: ComposeService;
  readonly host: string;
  readonly port: number | undefined;
  readonly place: Place;
  readonly to: Reached;
  /** What follows where the host has no address. */
  readonly consequence: string;
}

function* judge({ from, host, port, place, to, consequence }: Lookup, stack: Stack): Verdicts {
  if (to.state === 'unknown') {
    yield { at: place, unknown: to.reason };
    return;
  }
  if (to.state === 'nobody') {
    const names = [...from.project.services.keys()];
    const meant = nearest(host, names);
    // A name that no service is near to may belong to something that is started along.
    const elsewhere = stack.composeProjects.some(
      (project) => project !== from.project && project.service(host) !== undefined,
    );
    if (elsewhere) return;
    yield {
      at: place,
      message: `${host} is no service of ${from.project.main.name}, so the name has no address in the container of ${from.name}: ${consequence}.${meant === undefined ? '' : ` Is ${meant} meant?`}`,
      related: [{ ...from.place, message: `${from.name} looks the name up.` }],
      fixes: meant === undefined ? [] : [renamed(place, host, meant)],
    };
    return;
  }
  if (to.state === 'apart') {
    yield {
      at: place,
      message: `${from.name} and ${to.service.name} have no network in common, so ${host} has no address in the container of ${from.name}: ${consequence}.`,
      related: [
        { ...from.place, message: `${from.name} looks the name up.` },
        { ...to.place, message: `${to.service.name} has the name, in other networks.` },
      ],
    };
    return;
  }
  if (to.state !== 'service' || port === undefined) return;
  const listening = listeningOf(to.service, stack);
  if (!listening || listening.sockets.length > 0 || listening.ports.includes(port)) return;
  yield {
    at: place,
    message: `Nothing listens on port ${port} of ${to.service.name}, which has ${listening.ports.length === 1 ? 'port' : 'ports'} ${listening.ports.join(' and ')} (${listening.source}): each connection is refused.`,
    related: [{ ...listening.place, message: `${to.service.name} listens on ${listening.ports.join(' and ')}.` }],
    fixes: listening.ports.length === 1 ? withPort(place, port, listening.ports[0]!) : [],
  };
}

function renamed({ file, span }: Place, host: string, meant: string): Fix {
  return {
    title: `Replace ${host} by ${meant}`,
    safety: 'review',
    edits: [file.edit(span.start, span.end, meant)],
  };
}

/** Where the port stands right behind the host. */
function withPort({ file, span }: Place, before: number, after: number): Fix[] {
  const written = `:${before}`;
  if (file.text.slice(span.end, span.end + written.length) !== written) return [];
  return [
    {
      title: `Replace port ${before} by ${after}`,
      safety: 'review',
      edits: [file.edit(span.end + 1, span.end + written.length, String(after))],
    },
  ];
}
