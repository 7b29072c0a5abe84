import { atLeast } from '../knowledge/nginx/versions';
import type { NginxConfiguration } from '../stack/nginx/configuration';
import type { Route } from '../stack/nginx/routes';
import type { Scope } from '../stack/nginx/scope';
import type { NginxSetting } from '../stack/nginx/setting';
import { routesByUpstream } from '../stack/nginx/upstream-routes';
import type { Upstream } from '../stack/nginx/upstreams';
import type { FileEdit } from '../text/edit';

/** From this version on, nginx speaks HTTP/1.1 to upstreams and sends no Connection header by itself. */
export const KEEPS_BY_ITSELF = '1.29.7';

/** Idle connections that a fix writes for each worker: what newer versions keep by themselves. */
export const KEPT_BY_DEFAULT = 32;

/** Routes to one upstream on which its kept connections are closed, all mended in one place. */
export interface ClosingRoutes {
  /** The block into which the lines go. */
  readonly scope: Scope;
  readonly routes: readonly Route[];
  /** The line that closes them, where one is written. */
  readonly culprit: NginxSetting | undefined;
  readonly lacksVersion: boolean;
  readonly lacksHeader: boolean;
  readonly edits: readonly FileEdit[];
}

export interface UndecidedRoute {
  readonly route: Route;
  readonly reason: string;
}

/**
 * The routes to an upstream that speak HTTP/1.0 or send another Connection header than an empty one: nginx then closes
 * each connection after its answer.
 *
 * @param version nginx's version; undefined stands for the newest
 * @see https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive
 */
export function closingRoutes(
  configuration: NginxConfiguration,
  upstream: Upstream,
  version: string | undefined,
): { readonly closing: readonly ClosingRoutes[]; readonly undecided: readonly UndecidedRoute[] } {
  const groups = new Map<Scope, Lack[]>();
  const undecided: UndecidedRoute[] = [];
  for (const route of routesByUpstream(configuration).get(upstream) ?? []) {
    if (route.family !== 'proxy') continue;
    const lack = lackOf(route, atLeast(version, KEEPS_BY_ITSELF));
    if (lack === undefined) continue;
    if ('reason' in lack) undecided.push(lack);
    else {
      const group = groups.get(lack.scope);
      if (group) group.push(lack);
      else groups.set(lack.scope, [lack]);
    }
  }
  return { closing: [...groups].map(([scope, lacks]) => join(scope, lacks)), undecided };
}

interface Lack {
  readonly route: Route;
  readonly scope: Scope;
  /** The header line in force behind which new lines go. */
  readonly after: NginxSetting | undefined;
  readonly version: NginxSetting | 'absent' | undefined;
  readonly header: NginxSetting | 'absent' | undefined;
}

function lackOf(route: Route, byItself: boolean): Lack | UndecidedRoute | undefined {
  const headers = route.scope.effective('proxy_set_header');
  const named = headers.settings.findLast(({ args }) => args[0]?.value.toLowerCase() === 'connection');
  const sent = named?.argument(1);
  // A map may send what it likes, an upgrade is meant to close, and keep-alive keeps the connection with HTTP/1.0 too.
  if (sent && (sent.state === 'unknown' || /\$|upgrade|keep-alive/i.test(sent.value))) return undefined;
  const protocol = route.scope.effective('proxy_http_version');
  const reason =
    headers.reason ?? protocol.reason ?? (named || headers.complete ? undefined : headers.setting?.scope.unseen);
  const version = protocol.setting
    ? protocol.setting.args[0]?.value === '1.0'
      ? protocol.setting
      : undefined
    : byItself || protocol.state === 'unknown'
      ? undefined
      : 'absent';
  const header = named
    ? sent?.value === ''
      ? undefined
      : named
    : byItself || headers.state === 'unknown' || !headers.complete
      ? undefined
      : 'absent';
  if (!version && !header) return reason === undefined || byItself ? undefined : { route, reason };
  const after = headers.setting;
  return { route, scope: after?.scope ?? route.scope.nearest('location') ?? route.scope, after, version, header };
}

function join(scope: Scope, lacks: readonly Lack[]): ClosingRoutes {
  const first = lacks[0]!;
  const written = (part: 'version' | 'header') =>
    new Set(lacks.map((lack) => lack[part]).filter((one) => typeof one === 'object'));
  const lines: string[] = [];
  if (lacks.some(({ version }) => version === 'absent')) lines.push('proxy_http_version 1.1;');
  if (lacks.some(({ header }) => header === 'absent')) lines.push('proxy_set_header Connection "";');
  const after = first.after ?? (first.route.handler.scope === scope ? first.route.handler : undefined);
  const versions = [...written('version')];
  const headers = [...written('header')];
  return {
    scope,
    routes: lacks.map(({ route }) => route),
    culprit: headers[0] ?? versions[0],
    lacksVersion: lacks.some(({ version }) => version !== undefined),
    lacksHeader: lacks.some(({ header }) => header !== undefined),
    edits: [
      ...(lines.length > 0 ? scope.insert(lines, after ? { after } : {}) : []),
      ...versions.flatMap((setting) => setting.set('1.1')),
      ...headers.flatMap((setting) => setting.set(setting.args[0]!.value, '')),
    ],
  };
}
