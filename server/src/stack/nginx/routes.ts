import type { NginxConfiguration } from './configuration';
import type { Scope } from './scope';
import type { NginxSetting } from './setting';
import { type Upstream, upstreamNamed } from './upstreams';

/** The modules that pass requests on; their directives begin with the family's name. */
export const PROXY_FAMILIES = ['proxy', 'fastcgi', 'uwsgi', 'scgi', 'grpc'] as const;
export type ProxyFamily = (typeof PROXY_FAMILIES)[number];

/** A place that passes requests on to an application. */
export interface Route {
  /** The location (or the `if`, or `limit_except` in it) that holds the handler. */
  readonly scope: Scope;
  readonly handler: NginxSetting;
  readonly family: ProxyFamily;
  /** What the location matches, as far as it is known. */
  readonly location: LocationMatch | undefined;
  readonly target: Target;
}

export interface LocationMatch {
  readonly kind: 'prefix' | 'exact' | 'regex' | 'named';
  /** The path, name or expression as it is written. */
  readonly text: string;
  /** The literal path with which every matching request begins. */
  readonly prefix: string;
}

/** Where the handler sends requests. */
export type Target =
  | { readonly kind: 'upstream'; readonly upstream: Upstream }
  | { readonly kind: 'host'; readonly scheme: string; readonly host: string; readonly port: number | undefined }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'variable' }
  | { readonly kind: 'unknown' };

/** Every place of a configuration that passes requests on. nginx uses the last handler of a block. */
export function routes(configuration: NginxConfiguration): readonly Route[] {
  return configuration.derive(findRoutes);
}

function findRoutes(configuration: NginxConfiguration): readonly Route[] {
  const last = new Map<Scope, { family: ProxyFamily; handler: NginxSetting }>();
  for (const family of PROXY_FAMILIES) {
    for (const handler of configuration.all(`${family}_pass`)) {
      const { kind } = handler.scope;
      if (kind !== 'location' && kind !== 'location-if' && kind !== 'limit_except') continue;
      const before = last.get(handler.scope);
      if (!before || before.handler.order < handler.order) last.set(handler.scope, { family, handler });
    }
  }
  const found = [...last].sort(([, a], [, b]) => a.handler.order - b.handler.order);
  return found.map(([scope, { family, handler }]) => ({
    scope,
    handler,
    family,
    location: locationMatch(scope),
    target: targetOf(handler, family, configuration),
  }));
}

/** What the innermost location around a scope matches. */
export function locationMatch(scope: Scope): LocationMatch | undefined {
  const opener = scope.nearest('location')?.opener;
  if (!opener) return undefined;
  const words = opener.args;
  if (words.some((word) => word.placeholder) || words.length === 0) return undefined;
  const [first, second] = words.map((word) => word.value);
  if (second === undefined) {
    const joined = /^(=|\^~|~\*|~)(.+)$/.exec(first!);
    if (joined) return match(joined[1]!, joined[2]!);
    return first!.startsWith('@')
      ? { kind: 'named', text: first!, prefix: '' }
      : { kind: 'prefix', text: first!, prefix: first! };
  }
  return match(first!, second);
}

function match(modifier: string, text: string): LocationMatch {
  if (modifier === '=') return { kind: 'exact', text, prefix: text };
  if (modifier === '^~') return { kind: 'prefix', text, prefix: text };
  return { kind: 'regex', text, prefix: literalPrefix(text) };
}

/** The literal text with which every match of an anchored expression begins: `^/api/v\d` gives `/api/v`. */
function literalPrefix(expression: string): string {
  if (!expression.startsWith('^')) return '';
  const group = /^\^\/?\(\??:?/.exec(expression);
  if (group && expression.includes('|')) return '';
  let prefix = '';
  for (let i = 1; i < expression.length; i++) {
    const c = expression[i]!;
    if (c === '\\' && /[./-]/.test(expression[i + 1] ?? '')) prefix += expression[++i];
    else if (/[\w/%~-]/.test(c)) prefix += c;
    else if (/[?*{]/.test(c)) return prefix.slice(0, -1);
    else if (c === '|') return '';
    else break;
  }
  return prefix;
}

/** Whether a route counts as API: it lies under one of the project's prefixes, or the whole server is named for it. */
export function isApiRoute(route: Route, apiRoutes: readonly string[]): boolean {
  const location = route.location;
  if (!location || location.kind === 'named') return false;
  const under = apiRoutes.some((prefix) => {
    const clean = prefix.replace(/\/+$/, '');
    return location.prefix === clean || location.prefix.startsWith(`${clean}/`);
  });
  return under || (location.prefix === '/' && servesApiHost(route.scope));
}

function servesApiHost(scope: Scope): boolean {
  const names =
    scope
      .nearest('server')
      ?.own('server_name')
      .flatMap((setting) => setting.args.map((word) => word.value)) ?? [];
  return names.length > 0 && names.every((name) => /^\.?api[.-]/.test(name));
}

function targetOf(handler: NginxSetting, family: ProxyFamily, configuration: NginxConfiguration): Target {
  const argument = handler.argument(0);
  if (argument?.state !== 'known') return { kind: 'unknown' };
  const address = parseAddress(argument.value, family);
  if (address.kind !== 'host') return address;
  const upstream = upstreamNamed(configuration, address.host);
  return upstream && (address.port === undefined || family !== 'proxy') ? { kind: 'upstream', upstream } : address;
}

/** Reads what stands behind `proxy_pass` and its kin. */
export function parseAddress(text: string, family: ProxyFamily): Exclude<Target, { kind: 'upstream' }> {
  const url = /^(?:(https?|grpcs?|uwsgi|suwsgi|scgi):\/\/)?(.*)$/i.exec(text)!;
  const scheme = (url[1] ?? (family === 'proxy' ? '' : family)).toLowerCase();
  const rest = url[2]!;
  if (rest.startsWith('unix:')) return { kind: 'unix', path: rest.slice(5).split(':', 1)[0]! };
  const authority = rest.split(/[/?]/, 1)[0]!;
  if (authority.includes('$')) return { kind: 'variable' };
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority);
  if (!parts || parts[1] === '') return { kind: 'unknown' };
  return { kind: 'host', scheme, host: parts[1]!, port: parts[2] === undefined ? undefined : Number(parts[2]) };
}
