import { system } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { listenSockets } from '../../stack/nginx/sockets';
import { IN_CONTAINERS, mayRunInContainers } from '../../stack/system/services';
import { numbersInForce, onlyHost, type SysctlNumbers } from '../../stack/system/values';
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
  unless: 'nginx runs in a container or on another host than the sysctl files are for.',
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
    const host = onlyHost(stack);
    const somaxconn = host && numbersInForce(host, KEY);
    if (!somaxconn || stack.nginx.length === 0) return;
    if (mayRunInContainers(stack)) {
      yield { at: somaxconn.setting.atValue, unknown: IN_CONTAINERS };
      return;
    }
    for (const configuration of stack.nginx) {
      yield* cut(configuration, somaxconn);
      yield* leftAtDefault(configuration, somaxconn);
    }
  },
});

/** A backlog above the kernel's limit. */
function* cut(configuration: NginxConfiguration, { setting: kernel, numbers }: SysctlNumbers): Verdicts {
  const limit = numbers[0]!;
  for (const listen of configuration.all('listen')) {
    const backlog = listen.parameter('backlog');
    const number =
      backlog?.value.state === 'known' && /^\d+$/.test(backlog.value.value) ? Number(backlog.value.value) : undefined;
    if (!backlog || number === undefined || number <= limit) continue;
    const raised = Math.max(number, system.somaxconn);
    const fixes: Fix[] = [
      { title: `Raise ${KEY} to ${raised}`, safety: 'review', edits: kernel.set(String(raised)) },
      { title: `Set backlog to ${limit}`, safety: 'review', edits: listen.setWord(backlog.word, `backlog=${limit}`) },
    ];
    yield {
      at: listen.atArgument(backlog.word),
      setting: 'listen',
      value: backlog.word.value,
      message: `nginx asks for a queue of ${number} new connections, which the kernel cuts to ${limit}, the host’s ${KEY}, without a word.`,
      related: [{ ...kernel.atValue, message: `The host allows ${limit}.` }],
      fixes: limit > 0 ? fixes : fixes.slice(0, 1),
    };
  }
}

/** nginx's own backlog where the kernel allows more. */
function* leftAtDefault(configuration: NginxConfiguration, { setting: kernel, numbers }: SysctlNumbers): Verdicts {
  const limit = numbers[0]!;
  if (limit <= NGINX_DEFAULT) return;
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
    message: `The host allows a queue of ${limit} new connections, but nginx asks for ${NGINX_DEFAULT} unless \`listen\` has backlog=: raising ${KEY} alone changes nothing here.`,
    related: [
      { ...kernel.atValue, message: `The host allows ${limit}.` },
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
