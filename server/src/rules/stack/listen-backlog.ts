import { system } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { listenSockets } from '../../stack/nginx/sockets';
import type { Stack } from '../../stack/stack';
import { type AcceptLimit, acceptLimit, type Runtime, runtimesOf, sysctlsIn } from '../../stack/system/containers';
import { onlyHost } from '../../stack/system/values';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

const KEY = 'net.core.somaxconn';

/** What nginx asks for on Linux. */
const NGINX_DEFAULT = 511;

export default stackRule({
  summary: 'nginx’s queue of new connections and the kernel’s limit don’t fit',
  severity: 'warning',
  guide: 'System › Kernel parameters',
  settings: [KEY, 'listen'],
  why: 'The queue of connections that nginx has not accepted yet is as long as `backlog=` of its `listen` asks for, and never longer than net.core.somaxconn. nginx asks for 511 unless told otherwise, so a higher kernel limit alone changes nothing; a higher backlog alone is cut without a word.',
  price:
    'None that counts: the queue takes memory only while connections wait in it. A new backlog takes effect after a restart of nginx, not after a reload.',
  unless: 'nginx runs on another host than the sysctl files are for.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://man7.org/linux/man-pages/man2/listen.2.html',
    'https://docs.kernel.org/networking/ip-sysctl.html',
  ],
  examples: [
    {
      bad: `
//- etc/nginx/conf.d/site.conf
server {
    listen 80 backlog=65535;
              ^^^^^^^^^^^^^ warning: cuts to 16384
    root /var/www;
}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 16384
`,
      good: `
//- etc/nginx/conf.d/site.conf
server {
    listen 80 backlog=65535;
    root /var/www;
}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    },
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
               ^^ information: nginx asks for 511
        root /var/www;
    }
}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
      good: `
//- etc/nginx/conf.d/site.conf
server {
    listen 80 backlog=65535;
    root /var/www;
}
//- etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    },
  ],
  *check(stack) {
    for (const configuration of stack.nginx) {
      for (const runtime of runtimesOf(configuration, stack)) {
        const set = sysctlsIn(runtime, stack);
        const limit = set && acceptLimit(set);
        if (limit) {
          yield* cut(configuration, limit, runtime);
          yield* leftAtDefault(configuration, limit, runtime);
        } else if (runtime.kind === 'unknown') yield* undecided(configuration, runtime.reason, stack);
      }
    }
  },
});

/** Where a backlog might be cut, but nothing tells where nginx runs. */
function* undecided(configuration: NginxConfiguration, reason: string, stack: Stack): Verdicts {
  const host = onlyHost(stack);
  if (!host || host.effective(KEY).state === 'absent') return;
  const listen =
    configuration.all('listen').find((setting) => setting.parameter('backlog')) ?? configuration.all('listen')[0];
  if (listen) yield { at: listen.atValue, unknown: reason };
}

/** Whose limit it is, as in "the host allows 4096". */
function ownerOf(runtime: Runtime, { set }: AcceptLimit): string {
  return set.holdsFor === 'host'
    ? 'the host'
    : `the container of ${runtime.kind === 'service' ? runtime.service.name : 'nginx'}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A backlog above the kernel's limit. */
function* cut(configuration: NginxConfiguration, accept: AcceptLimit, runtime: Runtime): Verdicts {
  const { limit, place, set } = accept;
  const owner = ownerOf(runtime, accept);
  for (const listen of configuration.all('listen')) {
    const backlog = listen.parameter('backlog');
    const number =
      backlog?.value.state === 'known' && /^\d+$/.test(backlog.value.value) ? Number(backlog.value.value) : undefined;
    if (!backlog || number === undefined || number <= limit) continue;
    const raised = Math.max(number, system.somaxconn);
    const fixes: Fix[] = [
      ...fixWith(`Raise ${KEY} of ${owner} to ${raised}`, 'review', set.insert(KEY, String(raised))),
      ...(limit > 0
        ? fixWith(`Set backlog to ${limit}`, 'review', listen.setWord(backlog.word, `backlog=${limit}`))
        : []),
    ];
    yield {
      at: listen.atArgument(backlog.word),
      setting: 'listen',
      value: backlog.word.value,
      message: place
        ? `nginx asks for a queue of ${number} new connections, which the kernel cuts to ${limit}, ${KEY} of ${owner}, without a word.`
        : `nginx asks for a queue of ${number} new connections, which the kernel cuts to ${limit} without a word: ${owner} begins with the kernel’s own ${KEY}, whatever its host has.`,
      related: place ? [{ ...place, message: `${capital(owner)} allows ${limit}.` }] : [],
      fixes,
    };
  }
}

/** nginx's own backlog where the kernel allows more. */
function* leftAtDefault(configuration: NginxConfiguration, accept: AcceptLimit, runtime: Runtime): Verdicts {
  const { limit, place } = accept;
  const owner = ownerOf(runtime, accept);
  if (!place || limit <= NGINX_DEFAULT) return;
  const sockets = (listenSockets(configuration) ?? []).filter(({ settings }) =>
    settings.every((setting) => !setting.parameter('backlog')),
  );
  const [first] = sockets;
  if (!first) return;
  const wanted = Math.min(limit, system.somaxconn);
  yield {
    at: first.carrier.atValue,
    severity: 'information',
    setting: 'listen',
    value: first.carrier.text,
    message: `${capital(owner)} allows a queue of ${limit} new connections, but nginx asks for ${NGINX_DEFAULT} unless \`listen\` has backlog=: raising ${KEY} alone changes nothing here.`,
    related: [
      { ...place, message: `${capital(owner)} allows ${limit}.` },
      ...sockets
        .slice(1)
        .map(({ carrier, address }) => ({ ...carrier.atValue, message: `The same holds for ${address}.` })),
    ],
    fixes: [
      {
        title: `Add backlog=${wanted} to ${sockets.length === 1 ? 'this listen' : `the ${sockets.length} sockets`}`,
        safety: 'review',
        edits: sockets.flatMap(({ carrier }) => carrier.add(`backlog=${wanted}`)),
      },
    ],
  };
}
