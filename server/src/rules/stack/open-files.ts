import { system } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { routes } from '../../stack/nginx/routes';
import type { Stack } from '../../stack/stack';
import { nginxOpenFiles, type OpenFileLimit } from '../../stack/system/open-files';
import { stackRule, type Verdicts } from '../rule';

/** nginx's own default. */
const DEFAULT_CONNECTIONS = 512;

export default stackRule({
  summary: 'nginx may open fewer files than it has connections',
  severity: 'warning',
  guide: 'Nginx › Worker connections',
  settings: ['worker_rlimit_nofile', 'worker_connections', 'LimitNOFILE', 'nofile'],
  why: 'Every connection is an open file to the system, those to the application included. When a worker reaches the limit, it can accept and open no more: the log says "Too many open files", and clients hang or get errors, long before worker_connections is reached. A proxy also opens files for answers that it buffers or caches.',
  price:
    'None that counts: the limit reserves nothing. It takes effect only where the host or the container allows that many.',
  unless: 'The number of connections is held down elsewhere, far below worker_connections.',
  sources: [
    'https://nginx.org/en/docs/ngx_core_module.html#worker_rlimit_nofile',
    'https://nginx.org/en/docs/ngx_core_module.html#worker_connections',
  ],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
worker_rlimit_nofile 4096;
                     ^^^^ warning: 10000 connections
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
      good: `
//- nginx.conf
worker_processes auto;
worker_rlimit_nofile 20000;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
    },
    {
      bad: `
//- etc/nginx/nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
                       ^^^^^ warning: nginx.service allows 4096
    use epoll;
    multi_accept on;
}
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=4096
`,
      good: `
//- etc/nginx/nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=65535
`,
    },
  ],
  *check(stack) {
    for (const configuration of stack.nginx) yield* judge(configuration, stack);
  },
});

function* judge(configuration: NginxConfiguration, stack: Stack): Verdicts {
  const { events, root } = configuration;
  if (!events) return;
  const inForce = events.effective('worker_connections');
  const connections = inForce.state === 'absent' ? DEFAULT_CONNECTIONS : inForce.setting?.number;
  const connectionsPlace = inForce.setting?.atValue ?? events.place;
  const limit = root.effective('worker_rlimit_nofile');
  const host = stack.settings.host.nofile;
  const started = nginxOpenFiles(configuration, stack);
  const byStart = limit.state === 'absent' ? started : undefined;
  const given = limit.state === 'absent' ? (byStart?.soft ?? host) : limit.setting?.number;
  if (connections === undefined || given === undefined) {
    yield { at: connectionsPlace, unknown: whyUnknown(inForce.reason, limit.reason, limit.state === 'absent') };
    return;
  }
  // A limit that the host may not grant is another mistake, with a mend of its own.
  if (limit.setting && host !== undefined && given > host) return;
  if (limit.setting && started?.held && given > started.hard) return;
  const tight = given >= connections;
  const wanted = 2 * connections;
  if (tight && (given >= wanted || !proxies(configuration))) return;
  const rest = given - connections;
  const limiter = limit.setting
    ? `worker_rlimit_nofile is ${given}`
    : byStart
      ? `${byStart.name} allows ${given}`
      : `headroom.yaml gives the host ${given}`;
  const are = inForce.setting ? `${connections} connections` : `nginx's own ${connections} connections`;
  yield {
    at: limit.setting?.atValue ?? connectionsPlace,
    ...(tight ? { severity: 'information' as const } : {}),
    setting: 'worker_rlimit_nofile',
    ...(limit.setting ? { value: limit.setting.text } : {}),
    message: tight
      ? `${are} of a worker take up to ${connections} open files and ${limiter}, which leaves ${rest === 0 ? 'none' : rest} for what a proxy buffers, caches and logs. ${wanted} is the usual room.`
      : `${are} of a worker need as many open files, but ${limiter}: at ${given} nginx fails with "Too many open files". ${wanted} leaves room for the files of a proxy.`,
    related: limit.setting
      ? [{ ...connectionsPlace, message: `Each worker may hold ${connections} connections.` }]
      : byStart
        ? [{ ...byStart.softPlace, message: `nginx is started with ${given} open files.` }]
        : [],
    fixes: [byStart ? mendStart(byStart, wanted) : mend(configuration, wanted, host)],
  };
}

function mendStart(start: OpenFileLimit, wanted: number): Fix {
  const limit = Math.max(wanted, system.nofile);
  return { title: `Set ${start.setting} of ${start.name} to ${limit}`, safety: 'review', edits: start.raise(limit) };
}

/** For review: where the host does not allow that many, the workers would go on with a limit that is lower still. */
function mend(configuration: NginxConfiguration, wanted: number, host: number | undefined): Fix {
  const setting = configuration.root.effective('worker_rlimit_nofile').setting;
  if (setting && (host === undefined || host >= wanted)) {
    return { title: `Set worker_rlimit_nofile to ${wanted}`, safety: 'review', edits: setting.set(String(wanted)) };
  }
  return {
    title: `Raise nginx's limit of open files to ${wanted} where it is started: LimitNOFILE= of its unit, or ulimits of its container`,
    safety: 'advice',
    edits: [],
  };
}

function proxies(configuration: NginxConfiguration): boolean {
  return routes(configuration).length > 0 || configuration.all('proxy_pass').length > 0;
}

function whyUnknown(connections: string | undefined, limit: string | undefined, inherited: boolean): string {
  if (connections !== undefined) return connections;
  if (limit !== undefined) return limit;
  return inherited ? 'no file here says how many files nginx may open' : 'the number can’t be read';
}
