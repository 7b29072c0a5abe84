import { parseRate, parseSize } from '../../knowledge/nginx/units';
import type { NginxConfiguration } from './configuration';
import type { NginxSetting } from './setting';

/** A `limit_req_zone` line. Each part is undefined where it can't be told or nginx would refuse it. */
export interface RateZone {
  readonly setting: NginxSetting;
  readonly name: string | undefined;
  readonly key: string | undefined;
  readonly bytes: number | undefined;
  /** Requests per second. */
  readonly rate: number | undefined;
}

/** A `limit_req` line. */
export interface RateLimit {
  readonly setting: NginxSetting;
  /** The zone that it names. */
  readonly zoneName: string | undefined;
  /** Every definition of that zone in the configuration. */
  readonly zones: readonly RateZone[];
}

export interface RateLimits {
  readonly zones: readonly RateZone[];
  readonly limits: readonly RateLimit[];
  /** Whether zones or limits may stand in files that are not in view. */
  readonly complete: boolean;
}

/** The rate limits of a configuration. @see https://nginx.org/en/docs/http/ngx_http_limit_req_module.html */
export function rateLimits(configuration: NginxConfiguration): RateLimits {
  return configuration.derive(findRateLimits);
}

/** The limit that each `limit_req` line sets. */
export function rateLimitsBySetting(configuration: NginxConfiguration): ReadonlyMap<NginxSetting, RateLimit> {
  return configuration.derive(indexRateLimits);
}

function indexRateLimits(configuration: NginxConfiguration): ReadonlyMap<NginxSetting, RateLimit> {
  return new Map(rateLimits(configuration).limits.map((limit) => [limit.setting, limit]));
}

function findRateLimits(configuration: NginxConfiguration): RateLimits {
  const zones = configuration.all('limit_req_zone').map(readZone);
  const limits = configuration.all('limit_req').map((setting): RateLimit => {
    const name = setting.parameter('zone')?.value;
    const zoneName = name?.state === 'known' ? name.value : undefined;
    return { setting, zoneName, zones: zoneName === undefined ? [] : zones.filter((zone) => zone.name === zoneName) };
  });
  let complete = configuration.whole;
  for (const scope of [
    configuration.root,
    ...configuration.scopes('http'),
    ...configuration.scopes('server'),
    ...configuration.scopes('location'),
  ]) {
    if (scope.unseen !== undefined) complete = false;
  }
  return { zones, limits, complete };
}

function readZone(setting: NginxSetting): RateZone {
  const zone = setting.parameter('zone')?.value;
  const rate = setting.parameter('rate')?.value;
  const key = setting.argument(0);
  const [name, size] = zone?.state === 'known' ? zone.value.split(':') : [];
  return {
    setting,
    name: name === '' ? undefined : name,
    key: key?.state === 'known' ? key.value : undefined,
    bytes: size === undefined ? undefined : parseSize(size),
    rate: rate?.state === 'known' ? parseRate(rate.value)?.perSecond : undefined,
  };
}
