import { PROFILES, type Profile, workerConnections } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { FileEdit } from '../../text/edit';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'worker_connections is below the tier of the profile',
  severity: 'warning',
  from: 'development',
  guide: 'Nginx › Worker connections',
  settings: ['worker_connections'],
  checklist: 'Set Nginx `worker_connections 10000`',
  why: 'Each worker process serves at most this many connections, and a proxied request takes two of them: one to the client, one to the application. So 4 workers with 10000 serve about 20000 clients at once. When the connections run out, nginx logs "worker_connections are not enough" and new clients hang until one is freed.',
  price:
    'About 430 bytes of memory per connection and worker are taken at start, and each connection needs an open file: the open-file limit has to be at least as high, and `nginx -t` does not say when it is not.',
  unless: 'Traffic is known to be low, or another proxy in front already bounds the number of connections.',
  sources: [
    'https://nginx.org/en/docs/ngx_core_module.html#worker_connections',
    'https://nginx.org/en/docs/ngx_core_module.html#worker_rlimit_nofile',
  ],
  tiers: PROFILES.map((profile) => ({ axis: 'profile', tier: profile, value: String(workerConnections[profile]) })),
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 512;
                       ^^^ warning: about 256 proxied clients
    use epoll;
    multi_accept on;
}
`,
      good: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
    },
    {
      bad: `
//- nginx.conf
# headroom: profile=high-traffic
worker_processes auto;
worker_rlimit_nofile 20000;
events {
    worker_connections 10000;
                       ^^^^^ warning: High-traffic asks for 20000
    use epoll;
    multi_accept on;
}
`,
      good: `
//- nginx.conf
# headroom: profile=high-traffic
worker_processes auto;
worker_rlimit_nofile 40000;
events {
    worker_connections 20000;
    use epoll;
    multi_accept on;
}
`,
    },
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
^^^^^^ warning: 512 connections
    use epoll;
    multi_accept on;
}
`,
      good: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
    },
  ],
  *check(configuration, view) {
    const { events } = configuration;
    if (!events) return;
    const inForce = events.effective('worker_connections');
    if (inForce.state === 'unknown') {
      yield { at: events.place, unknown: inForce.reason! };
      return;
    }
    const { setting } = inForce;
    const { profile } = view.policyOf(setting?.file ?? events.place.file);
    const wanted = workerConnections[profile];
    const severity = profile === 'development' ? 'information' : 'warning';
    const fixes = tiersFrom(wanted).map(([tier, number]): Fix => {
      const files = openFiles(configuration, number, view.settings.host.nofile);
      if (files === 'host') {
        return {
          title: `Raise the host’s limit of open files to ${2 * number} (${view.settings.host.nofile} now), then set worker_connections to ${number} (${tier})`,
          tier,
          safety: 'advice',
          edits: [],
        };
      }
      const edits = setting ? setting.set(String(number)) : events.insert([`worker_connections ${number};`]);
      return {
        title: `Set worker_connections to ${number} (${tier})`,
        tier,
        safety: 'safe',
        edits: [...edits, ...files],
      };
    });
    if (!setting) {
      yield {
        at: events.place,
        severity,
        setting: 'worker_connections',
        message: `worker_connections is not set, so each worker stops at nginx’s 512 connections, and a proxied request takes two. ${sentence(profile)} asks for ${wanted}.`,
        fixes,
      };
      return;
    }
    const value = setting.argument(0);
    if (value?.state === 'unknown') yield { at: setting.atValue, unknown: value.reason };
    const { number } = setting;
    if (number === undefined || number < 1 || number >= wanted) return;
    yield {
      at: setting.atValue,
      severity,
      setting: 'worker_connections',
      value: setting.text,
      message: `${number} connections per worker serve about ${Math.floor(number / 2)} proxied clients at once, for each takes two; further ones hang. ${sentence(profile)} asks for ${wanted}.`,
      fixes,
    };
  },
});

function sentence(profile: Profile): string {
  return profile[0]!.toUpperCase() + profile.slice(1);
}

/** The profile's own tier first, then the higher ones. */
function tiersFrom(wanted: number): [Profile, number][] {
  const tiers = PROFILES.map((profile): [Profile, number] => [profile, workerConnections[profile]]);
  return tiers.filter(([, number]) => number >= wanted).sort(([, a], [, b]) => a - b);
}

/**
 * Edits that keep the known limit of open files at twice the connections, as a request may also hold a temporary file;
 * `host` where only the host can raise it.
 */
function openFiles(
  configuration: NginxConfiguration,
  connections: number,
  host: number | undefined,
): 'host' | readonly FileEdit[] {
  const wanted = 2 * connections;
  const { state, setting } = configuration.root.effective('worker_rlimit_nofile');
  const limit = setting ? setting.number : state === 'absent' ? host : undefined;
  if (limit === undefined || limit >= wanted) return [];
  if (host !== undefined && host < wanted) return 'host';
  return setting ? setting.set(String(wanted)) : [];
}
