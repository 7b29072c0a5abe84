import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { type RateZone, rateLimits, rateLimitsBySetting } from '../../stack/nginx/zones';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'return or rewrite answers before the limit is asked',
  severity: 'warning',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req', 'limit_conn'],
  why: 'nginx runs return and rewrite first, and limits only afterwards. In a location that always answers or redirects by them, limit_req and limit_conn are never reached: the location takes any number of requests.',
  unless: 'There is no use for it.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req',
    'https://nginx.org/en/docs/dev/development_guide.html#http_phases',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
server {
    location = /ping {
        limit_req zone=site burst=200 nodelay;
        ^^^^^^^^^ warning: never reached
        return 200 "pong";
    }
}
`,
      good: `
//- conf.d/shop.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
server {
    location = /ping {
        limit_req zone=site burst=200 nodelay;
        try_files "" @pong;
    }
    location @pong {
        return 200 "pong";
    }
}
`,
    },
  ],
  *check(configuration) {
    const ends = new Map<Scope, NginxSetting | undefined>();
    for (const name of ['limit_req', 'limit_conn']) {
      for (const setting of configuration.all(name)) {
        const { scope } = setting;
        if (scope.kind !== 'location' || setting.directive.conditional) continue;
        if (!ends.has(scope)) ends.set(scope, endOfEveryRequest(scope));
        const end = ends.get(scope);
        if (!end) continue;
        yield {
          at: setting.atName,
          setting: name,
          message: `${end.name} takes every request of this location before ${name} is asked, so the limit is never reached.`,
          related: [{ ...end.atName, message: 'Every request ends or leaves here.' }],
          fixes: [
            remove(setting, configuration),
            {
              title: 'To keep the limit, answer from a named location that try_files leads to: it runs after the limit',
              safety: 'advice',
              edits: [],
            },
          ],
        };
      }
    }
  },
});

/** The statement by which every request leaves the location before limits are asked. */
function endOfEveryRequest(scope: Scope): NginxSetting | undefined {
  if (scope.unseen !== undefined) return undefined;
  for (const setting of scope.settings) {
    if (setting.directive.conditional) return undefined;
    if (setting.name === 'return') return setting;
    if (setting.name === 'break') return undefined;
    if (setting.name === 'if' && !onlyAnswers(scope, setting)) return undefined;
    if (setting.name === 'rewrite') return leavesAlways(setting) ? setting : undefined;
  }
  return undefined;
}

/** Whether an `if` does nothing but answer, or set variables: what comes behind it then ends the other requests. */
function onlyAnswers(scope: Scope, opener: NginxSetting): boolean {
  const block = scope.children.find((child) => child.opener === opener);
  return (
    block !== undefined &&
    block.unseen === undefined &&
    block.settings.every((one) => one.name === 'return' || one.name === 'set')
  );
}

/** Whether a `rewrite` matches any path, and redirects the client or looks for another location. */
function leavesAlways(rewrite: NginxSetting): boolean {
  const [pattern, target, flag] = rewrite.args;
  if (!pattern || !target || rewrite.args.some((word) => word.placeholder)) return false;
  if (!/^\(?\^?\(?(\/|\/?\(?\.\*\)?)?\)?\$?\)?$/.test(pattern.value) || /^\^?\/?\$$/.test(pattern.value)) return false;
  return flag ? flag.value !== 'break' : /^(https?:\/\/|\$scheme)/.test(target.value);
}

/** Removes the limit, and with its last use the zone. */
function remove(setting: NginxSetting, configuration: NginxConfiguration): Fix {
  const zone = setting.name === 'limit_req' ? zoneOfItsOwn(setting, configuration) : undefined;
  return {
    title: zone ? `Remove this ${setting.name} and its zone, which nothing else uses` : `Remove this ${setting.name}`,
    safety: 'review',
    edits: [...setting.remove(), ...(zone ? zone.setting.remove() : [])],
  };
}

function zoneOfItsOwn(setting: NginxSetting, configuration: NginxConfiguration): RateZone | undefined {
  const limit = rateLimitsBySetting(configuration).get(setting);
  if (!rateLimits(configuration).complete || limit?.zoneName === undefined || limit.zones.length !== 1)
    return undefined;
  return configuration.derive(usesOfZones).get(limit.zoneName) === 1 ? limit.zones[0] : undefined;
}

function usesOfZones(configuration: NginxConfiguration): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { zoneName } of rateLimits(configuration).limits) {
    if (zoneName !== undefined) uses.set(zoneName, (uses.get(zoneName) ?? 0) + 1);
  }
  return uses;
}
