import { atLeast } from '../../knowledge/nginx/versions';
import type { NginxConfiguration } from './configuration';
import type { Scope } from './scope';
import type { NginxSetting } from './setting';

/** A group of servers that requests are shared among. */
export interface Upstream {
  readonly name: string;
  readonly scope: Scope;
  readonly opener: NginxSetting;
  /** Its `server` lines, included files counted. */
  readonly servers: readonly NginxSetting[];
}

export function upstreams(configuration: NginxConfiguration): readonly Upstream[] {
  return configuration.derive(findUpstreams);
}

/** The upstream of that name; nginx compares without regard to case. */
export function upstreamNamed(configuration: NginxConfiguration, name: string): Upstream | undefined {
  return configuration.derive(byName).get(name.toLowerCase());
}

function byName(configuration: NginxConfiguration): ReadonlyMap<string, Upstream> {
  return new Map(upstreams(configuration).map((upstream) => [upstream.name.toLowerCase(), upstream]));
}

function findUpstreams(configuration: NginxConfiguration): readonly Upstream[] {
  return configuration.scopes('upstream').flatMap((scope) => {
    const opener = scope.opener;
    const name = opener?.argument(0);
    return opener && name?.state === 'known' ? [{ name: name.value, scope, opener, servers: scope.own('server') }] : [];
  });
}

/**
 * How many idle connections to the upstream each worker keeps: 0 where none are kept, undefined where it can't be told.
 * Since 1.29.7 nginx keeps 32 by itself.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive
 */
export function keptConnections(upstream: Upstream, version: string | undefined): number | undefined {
  const inForce = upstream.scope.effective('keepalive');
  if (inForce.state === 'unknown') return undefined;
  if (inForce.setting) return inForce.setting.number;
  return atLeast(version, '1.29.7') ? 32 : 0;
}
