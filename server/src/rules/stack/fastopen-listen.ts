import { fastOpen } from '../../knowledge/system/fast-open';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { listenSockets } from '../../stack/nginx/sockets';
import type { Stack } from '../../stack/stack';
import { type Runtime, runtimesOf, sysctlsIn } from '../../stack/system/containers';
import { numbersInForce, onlyHost } from '../../stack/system/values';
import { stackRule, type Verdicts } from '../rule';

const KEY = 'net.ipv4.tcp_fastopen';

/** Connections whose handshake is not over yet; nginx's documentation leaves the number open. */
const QUEUE = 256;

export default stackRule({
  summary: 'The kernel allows TCP fast open, but nginx doesn’t use it',
  severity: 'hint',
  guide: 'System › Kernel parameters',
  settings: [KEY, 'listen'],
  why: 'net.ipv4.tcp_fastopen only allows servers to accept a request in the first packet; each server has to ask for it on its own socket. Without `fastopen=` on `listen`, the setting changes nothing for nginx.',
  price:
    'A request in the first packet can arrive twice: nginx’s documentation asks not to turn it on unless the server can bear receiving the same request more than once.',
  unless: 'Requests must not be repeated, or connections stay open for many requests.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://docs.kernel.org/networking/ip-sysctl.html',
  ],
  examples: [
    {
      bad: `
//- etc/nginx/nginx.conf
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
        listen 80;
               ^^ hint: fastopen=
        root /var/www;
    }
}
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 3
`,
      good: `
//- etc/nginx/conf.d/site.conf
server {
    listen 80 fastopen=256;
    root /var/www;
}
//- etc/sysctl.d/99-tuning.conf
net.ipv4.tcp_fastopen = 3
`,
    },
  ],
  *check(stack) {
    for (const configuration of stack.nginx) {
      for (const runtime of runtimesOf(configuration, stack)) yield* judge(configuration, runtime, stack);
    }
  },
});

function* judge(configuration: NginxConfiguration, runtime: Runtime, stack: Stack): Verdicts {
  const set = sysctlsIn(runtime, stack) ?? onlyHost(stack);
  const inForce = set && numbersInForce(set, KEY);
  if (!inForce) return;
  const bits = inForce.numbers[0]!;
  if (bits < 0 || (bits & fastOpen.server) === 0 || (bits & fastOpen.allListeners) !== 0) return;
  const sockets = listenSockets(configuration);
  const first = sockets?.[0];
  if (!sockets || !first || configuration.all('listen').some((setting) => setting.parameter('fastopen'))) return;
  if (runtime.kind === 'unknown') {
    yield { at: first.carrier.atValue, unknown: runtime.reason };
    return;
  }
  const owner = set.holdsFor === 'host' ? 'The host' : 'The container';
  yield {
    at: first.carrier.atValue,
    setting: 'listen',
    value: first.carrier.text,
    message: `${owner} allows servers TCP fast open (${KEY} = ${inForce.setting.text}), but nginx takes part only where \`listen\` has fastopen=. With it, a request can arrive twice.`,
    related: [{ ...inForce.setting.atValue, message: `${owner} allows it here.` }],
    fixes: [
      {
        title: `Add fastopen=${QUEUE} to ${sockets.length === 1 ? 'this listen' : `the ${sockets.length} sockets`}`,
        safety: 'review',
        edits: sockets.flatMap(({ carrier }) => carrier.add(`fastopen=${QUEUE}`)),
      },
    ],
  };
}
