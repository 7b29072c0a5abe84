import { PROFILES, workerConnections } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { NginxSetting } from '../../stack/nginx/setting';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'worker_connections is below the tier of the profile',
  severity: 'warning',
  from: 'development',
  guide: 'Nginx › Worker connections',
  settings: ['worker_connections'],
  checklist: 'Set Nginx `worker_connections 10000`',
  why: 'Each worker process serves at most this many connections, and a proxied request takes two of them: one to the client, one to the application. When they run out, nginx logs "worker_connections are not enough" and new clients hang until a connection is freed.',
  price: 'About 430 bytes of memory per connection and worker are taken at start, and each connection needs an open file: the open-file limit has to be at least as high.',
  unless: 'Traffic is known to be low, or another proxy in front already bounds the number of connections.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#worker_connections'],
  tiers: PROFILES.map((profile) => ({ axis: 'profile', tier: profile, value: String(workerConnections[profile]) })),
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 512;
                       ^^^ warning: 512 connections
    multi_accept on;
}
`,
      good: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    multi_accept on;
}
`,
    },
  ],
  *check(configuration, view) {
    const events = configuration.events;
    if (!events) return;
    const inForce = events.effective('worker_connections');
    if (inForce.state === 'unknown') {
      yield { at: events.place, unknown: inForce.reason! };
      return;
    }
    const setting = inForce.setting;
    const { profile } = view.policyOf(setting?.file ?? events.place.file);
    const wanted = workerConnections[profile];
    const severity = profile === 'development' ? 'information' : 'warning';
    if (!setting) {
      yield {
        at: events.place,
        severity,
        setting: 'worker_connections',
        message: `worker_connections is not set, so each worker stops at nginx's 512 connections; ${profile} asks for ${wanted}.`,
        fixes: tiersFrom(wanted).map(([tier, number]) => ({
          title: `Set worker_connections to ${number} (${tier})`,
          tier,
          safety: 'safe',
          edits: [...events.insert([`worker_connections ${number};`]), ...openFiles(configuration, number)],
        })),
      };
      return;
    }
    const value = setting.argument(0);
    if (value?.state === 'unknown') yield { at: setting.atValue, unknown: value.reason };
    const number = setting.number;
    if (number === undefined || number < 1 || number >= wanted) return;
    yield {
      at: setting.atValue,
      severity,
      setting: 'worker_connections',
      value: setting.text,
      message: `${number} connections per worker are soon used up: a proxied request takes two. ${sentence(profile)} asks for ${wanted}.`,
      fixes: fixes(configuration, setting, wanted),
    };
  },
});

function sentence(profile: string): string {
  return profile[0]!.toUpperCase() + profile.slice(1);
}

/** The profile's own tier first, then the others. */
function tiersFrom(wanted: number): [string, number][] {
  const tiers = PROFILES.map((profile): [string, number] => [profile, workerConnections[profile]]);
  return [...tiers.filter(([, n]) => n === wanted), ...tiers.filter(([, n]) => n > wanted)];
}

function fixes(configuration: NginxConfiguration, setting: NginxSetting, wanted: number): Fix[] {
  return tiersFrom(wanted).map(([tier, number]) => ({
    title: `Set worker_connections to ${number} (${tier})`,
    tier,
    safety: 'safe',
    edits: [...setting.set(String(number)), ...openFiles(configuration, number)],
  }));
}

/** Raises a worker_rlimit_nofile in force that would be below the number of connections. */
function openFiles(configuration: NginxConfiguration, connections: number) {
  const limit = configuration.root.effective('worker_rlimit_nofile').setting;
  const number = limit?.number;
  return limit && number !== undefined && number < 2 * connections ? limit.set(String(2 * connections)) : [];
}
