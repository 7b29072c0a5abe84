import { rateLimits as rateTiers } from '../../knowledge/tiers';
import type { Fix, RelatedPlace, Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { closestName, insertIntoHttp, zoneNames, zonesUnseen } from '../../stack/nginx/shared-zones';
import { type RateLimit, type RateZone, rateLimits } from '../../stack/nginx/zones';
import { nginxRule, type View } from '../rule';

export default nginxRule({
  summary: 'limit_req and limit_req_zone do not fit together',
  severity: 'error',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req', 'limit_req_zone'],
  why: 'limit_req only names the zone that counts; limit_req_zone in http defines it. nginx refuses to start when the definition is missing ("zero size shared memory zone") or is there twice ("is already bound to key"). A zone that no limit_req names limits nothing.',
  unless: 'A zone is kept for locations that are generated later.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone'],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
    gzip_types application/json;
    limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
    limit_req_status 429;
    server {
        location /shop/ {
            limit_req zone=api_limt burst=200 nodelay;
                      ^^^^^^^^^^^^^ error: refuses to start
        }
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
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
http {
    gzip on;
    gzip_types application/json;
    limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
    limit_req_status 429;
    server {
        location /shop/ {
            limit_req zone=api_limit burst=200 nodelay;
        }
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=10r/s;
                                   ^^^^^^^^^^^^^^^^^^ error: defined twice
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
limit_req_zone $binary_remote_addr zone=login_limit:10m rate=10r/s;
`,
    },
  ],
  *check(configuration, view) {
    const { limits, zones } = rateLimits(configuration);
    for (const limit of limits) {
      const argument = limit.setting.parameter('zone');
      if (!argument || limit.zones.length > 0 || !limit.zoneName) continue;
      const at = limit.setting.atArgument(argument.word);
      const hidden = zones.some((zone) => zone.name === undefined)
        ? 'a template fills in a zone’s definition'
        : undefined;
      const unseen = hidden ?? zonesUnseen(configuration, 'http');
      if (unseen !== undefined) yield { at, unknown: `the zone ${limit.zoneName} may be defined elsewhere: ${unseen}` };
      else yield undefinedZone(limit, configuration, view);
    }
    yield* definedTwice(zones);
    yield* unused(configuration);
  },
});

function undefinedZone(limit: RateLimit, configuration: NginxConfiguration, view: View): Verdict {
  const { setting } = limit;
  const name = limit.zoneName!;
  const word = setting.parameter('zone')!.word;
  const otherUse = zoneNames(configuration).has(name);
  const defined = rateLimits(configuration).zones;
  const names = defined.flatMap((zone) => zone.name ?? []);
  const close = closestName(name, names) ?? (names.length === 1 ? names[0] : undefined);
  const meant = defined.find((zone) => zone.name !== undefined && zone.name === close);
  const fixes: Fix[] = [];
  if (close !== undefined) {
    fixes.push({ title: `Use the zone ${close}`, safety: 'review', edits: setting.setWord(word, `zone=${close}`) });
  }
  // Where a zone of nearly that name waits for its use, it is what is meant.
  const misspelt = meant !== undefined && closestName(name, names) === close && !isUsed(meant, configuration);
  const define = otherUse || misspelt ? undefined : defineZone(limit, configuration, view);
  if (define) fixes.push(define);
  return {
    at: setting.atArgument(word),
    setting: 'limit_req',
    value: name,
    message: otherUse
      ? `The zone ${name} belongs to another directive and can't count requests: nginx refuses to start. Name a zone of limit_req_zone.`
      : `No limit_req_zone defines the zone ${name}, so nginx refuses to start${close === undefined ? '' : `; the zone ${close} is there`}.`,
    related: meant ? [related(meant, `The zone ${meant.name} is defined here.`)] : [],
    fixes,
  };
}

function isUsed(zone: RateZone, configuration: NginxConfiguration): boolean {
  return rateLimits(configuration).limits.some((limit) => limit.zoneName === zone.name);
}

function defineZone({ setting, zoneName }: RateLimit, configuration: NginxConfiguration, view: View): Fix | undefined {
  const http = configuration.http;
  if (!http) return undefined;
  const tier = view.policyOf(setting.file).rateLimit;
  const { rate, burst } = rateTiers[tier];
  // A burst that the new rate would make too large needs a decision that a fix can't take.
  const written = setting.parameter('burst')?.value;
  if (written && !(written.state === 'known' && Number(written.value) <= burst)) return undefined;
  return {
    title: `Define the zone ${zoneName} with ${rate}r/s for each client (${tier})`,
    tier,
    safety: 'review',
    edits: insertIntoHttp(http, [`limit_req_zone $binary_remote_addr zone=${zoneName}:10m rate=${rate}r/s;`]),
  };
}

function* definedTwice(zones: readonly RateZone[]): Iterable<Verdict> {
  const first = new Map<string, RateZone>();
  for (const zone of zones) {
    const { setting, name } = zone;
    // Elsewhere than in http it is refused for its place.
    if (name === undefined || setting.directive.conditional || setting.scope.kind !== 'http') continue;
    const before = first.get(name);
    if (!before) {
      first.set(name, zone);
      continue;
    }
    const word = setting.parameter('zone')!.word;
    const sameLine = before.setting.directive === setting.directive;
    yield {
      at: setting.atArgument(word),
      setting: 'limit_req_zone',
      value: name,
      message: sameLine
        ? `This file is included twice in http, so the zone ${name} is defined twice and nginx refuses to start.`
        : `The zone ${name} is defined twice, so nginx refuses to start. Remove one of the two or rename it.`,
      related: sameLine ? [] : [related(before, 'It is defined here first.')],
      fixes: sameLine
        ? []
        : [{ title: `Remove this definition of ${name}`, safety: 'review', edits: setting.remove() }],
    };
  }
}

/** Zones that nothing names. Where some limit names a zone that is not there, that one is probably what is meant. */
function* unused(configuration: NginxConfiguration): Iterable<Verdict> {
  const { limits, zones, complete } = rateLimits(configuration);
  if (!complete || limits.some((limit) => limit.zones.length === 0)) return;
  // Servers that are put in place elsewhere may use it.
  if (configuration.scopes('server').length === 0) return;
  if (configuration.includes.some((include) => include.target.state === 'empty')) return;
  const used = new Set(limits.map((limit) => limit.zoneName));
  for (const zone of zones) {
    const word = zone.setting.parameter('zone')?.word;
    if (zone.name === undefined || !word || used.has(zone.name) || zone.setting.scope.kind !== 'http') continue;
    yield {
      at: zone.setting.atArgument(word),
      severity: 'information',
      setting: 'limit_req_zone',
      value: zone.name,
      tag: 'unnecessary',
      message: `No limit_req names the zone ${zone.name}, so it limits nothing. Name it where requests should be limited, or remove it.`,
      fixes: [{ title: `Remove the zone ${zone.name}`, safety: 'review', edits: zone.setting.remove() }],
    };
  }
}

function related(zone: RateZone, message: string): RelatedPlace {
  const word = zone.setting.parameter('zone')?.word;
  return { ...(word ? zone.setting.atArgument(word) : zone.setting.atName), message };
}
