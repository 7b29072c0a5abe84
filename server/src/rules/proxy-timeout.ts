import { API_SPEEDS, type ApiTier, apiTimeouts } from '../knowledge/tiers';
import type { Fix } from '../stack/finding';
import type { NginxConfiguration } from '../stack/nginx/configuration';
import { PROXY_FAMILIES, type ProxyFamily, type Route, routes } from '../stack/nginx/routes';
import type { Scope } from '../stack/nginx/scope';
import type { NginxSetting } from '../stack/nginx/setting';
import { carriesWebSockets } from '../stack/nginx/web-sockets';
import type { TierRow, Verdicts, View } from './rule';

export type TimeoutKind = 'connect' | 'send' | 'read';

/** What each kind of timeout says of a value. Times are written as in the file, or in seconds with `s`. */
export interface TimeoutWords {
  /** Above `mostSeconds`. */
  tooLong(name: string, written: string, tier: ApiTier, wanted: string): string;
  /** Above the tier. */
  aboveTier(name: string, written: string, tier: ApiTier, wanted: string): string;
  /** Below the tier of long requests. */
  belowTier?(name: string, written: string, tier: ApiTier, wanted: string): string;
}

/** nginx's own value where nothing is set, for every module and kind. */
const DEFAULT_SECONDS = 60;

/** Above this many seconds a timeout is wrong for every tier. */
export const mostSeconds: Readonly<Record<TimeoutKind, number>> = { connect: 75, send: 300, read: 300 };

/** The directives of one kind, one for each module that passes requests on. */
export function timeoutNames(kind: TimeoutKind): string[] {
  return PROXY_FAMILIES.map((family) => `${family}_${kind}_timeout`);
}

/** The rows of a rule's table of tiers. */
export function timeoutRows(kind: TimeoutKind): TierRow[] {
  return API_SPEEDS.map((tier) => {
    const { least, [kind]: most } = apiTimeouts[tier];
    const range = kind !== 'connect' && least < most;
    return { axis: 'api', tier, value: range ? `${least}–${most}s` : `${most}s` };
  });
}

/** Judges the timeouts of one kind: those that some route uses, and those whose routes are not in view. */
export function* judgeTimeouts(
  configuration: NginxConfiguration,
  view: View,
  kind: TimeoutKind,
  words: TimeoutWords,
): Verdicts {
  const use = usesOf(configuration, kind);
  for (const family of PROXY_FAMILIES) {
    for (const setting of configuration.all(`${family}_${kind}_timeout`)) {
      if (!isOfHttp(setting.scope)) continue;
      const served = use.routes.get(setting);
      if (!served && !mayServeUnseen(setting.scope)) continue;
      // Between two messages a WebSocket is silent for as long as it likes: nginx's documentation raises the timeout.
      if (kind !== 'connect' && served?.every(carriesWebSockets)) continue;
      yield* judgeSetting(setting, family, view, kind, words);
    }
  }
  yield* judgeDefaults(use, view, kind, words);
}

interface Uses {
  /** The routes for which each setting is in force. */
  readonly routes: ReadonlyMap<NginxSetting, readonly Route[]>;
  /** The routes of each server for which nothing is set. */
  readonly unset: ReadonlyMap<Scope, readonly Route[]>;
  /** The routes for which it can't be told, with the reason. */
  readonly undecided: readonly { readonly route: Route; readonly reason: string }[];
}

function usesOf(configuration: NginxConfiguration, kind: TimeoutKind): Uses {
  const used = new Map<NginxSetting, Route[]>();
  const unset = new Map<Scope, Route[]>();
  const undecided: { route: Route; reason: string }[] = [];
  for (const route of routes(configuration)) {
    const { state, setting, reason } = route.scope.effective(`${route.family}_${kind}_timeout`);
    const server = route.scope.nearest('server');
    if (setting) put(used, setting, route);
    else if (state === 'unknown') undecided.push({ route, reason: reason! });
    else if (server) put(unset, server, route);
  }
  return { routes: used, unset, undecided };
}

function* judgeSetting(
  setting: NginxSetting,
  family: ProxyFamily,
  view: View,
  kind: TimeoutKind,
  words: TimeoutWords,
): Verdicts {
  const value = setting.argument(0);
  if (value?.state === 'unknown') yield { at: setting.atValue, unknown: value.reason };
  const milliseconds = setting.milliseconds;
  if (value?.state !== 'known' || milliseconds === undefined || milliseconds === 0 || setting.args.length !== 1) return;
  const tier = view.policyOf(setting.file).api;
  const wanted = apiTimeouts[tier][kind];
  const seconds = milliseconds / 1000;
  const written = /^\d+$/.test(value.value) ? `${seconds}s` : setting.text;
  const above = seconds > mostSeconds[kind] ? words.tooLong : seconds > wanted ? words.aboveTier : undefined;
  const say = above ?? (tier === 'long' && seconds < wanted ? words.belowTier : undefined);
  if (!say) return;
  yield {
    at: setting.atValue,
    setting: setting.name,
    value: setting.text,
    // Some gRPC calls stream for hours by design, so a long wait is no more than a remark there.
    severity: seconds > mostSeconds[kind] && family !== 'grpc' ? 'warning' : 'information',
    message: say(setting.name, written, tier, `${wanted}s`),
    fixes: tiersBeside(tier, kind, seconds).map((one) => fixOf(one, kind, [setting.name], (text) => setting.set(text))),
  };
}

/** Where nothing is set, nginx's 60 s are in force: too short for the tier of long requests, too long for fast ones. */
function* judgeDefaults(use: Uses, view: View, kind: TimeoutKind, words: TimeoutWords): Verdicts {
  const asked = (scope: Scope) => {
    const tier = view.policyOf(scope.place.file).api;
    const wanted = apiTimeouts[tier][kind];
    if (DEFAULT_SECONDS > wanted) return { tier, wanted, say: words.aboveTier };
    return tier === 'long' && DEFAULT_SECONDS < wanted && words.belowTier
      ? { tier, wanted, say: words.belowTier }
      : undefined;
  };
  for (const { route, reason } of use.undecided)
    if (asked(route.scope)) yield { at: route.scope.place, unknown: reason };
  for (const [server, served] of use.unset) {
    const judged = served.filter((route) => kind === 'connect' || !carriesWebSockets(route));
    const want = asked(server);
    if (!want || judged.length === 0) continue;
    const names = [...new Set(judged.map(({ family }) => `${family}_${kind}_timeout`))];
    const { tier, wanted, say } = want;
    yield {
      at: server.place,
      severity: 'information',
      setting: names[0]!,
      message: `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not set for ${judged.length === 1 ? 'a route' : `${judged.length} routes`} of this server. ${say(names[0]!, `${DEFAULT_SECONDS}s`, tier, `${wanted}s`)}`,
      related: judged
        .slice(0, 5)
        .map(({ handler }) => ({ ...handler.atName, message: 'This route has nginx’s default.' })),
      fixes: [
        fixOf(tier, kind, names, (text) =>
          server.insert(
            names.map((name) => `${name} ${text};`),
            endOfSimple(server),
          ),
        ),
      ],
    };
  }
}

function fixOf(tier: ApiTier, kind: TimeoutKind, names: readonly string[], edit: (text: string) => Fix['edits']): Fix {
  const text = `${apiTimeouts[tier][kind]}s`;
  return {
    title: `Set ${names.join(' and ')} to ${text} (${tier})`,
    tier,
    safety: 'safe',
    edits: edit(text),
  };
}

/** The chosen tier, then those that are stricter: a longer one would only be asked to come down again. */
function tiersBeside(chosen: ApiTier, kind: TimeoutKind, seconds: number): ApiTier[] {
  const wanted = apiTimeouts[chosen][kind];
  const others = API_SPEEDS.filter((tier) => apiTimeouts[tier][kind] < Math.min(wanted, seconds));
  return chosen === 'long' && kind !== 'connect' ? [chosen] : [chosen, ...others];
}

/** Behind the last simple directive before the first location, in the server's own file. */
function endOfSimple(server: Scope): { after?: NginxSetting } {
  let after: NginxSetting | undefined;
  for (const setting of server.settings) {
    if (setting.file !== server.opener?.file) continue;
    if (setting.directive.block) break;
    if (setting.name !== 'include' && !setting.directive.conditional) after = setting;
  }
  return after ? { after } : {};
}

/** stream has directives of the same names, with other meanings. */
function isOfHttp({ kind }: Scope): boolean {
  return kind === undefined || kind === 'http' || kind === 'server' || kind === 'location';
}

/** Whether routes that are not in view may get what stands in this scope. */
function mayServeUnseen(scope: Scope): boolean {
  if (scope.unseen !== undefined) return true;
  for (const inner of scope.descendants()) if (inner.unseen !== undefined) return true;
  return false;
}

function put<Key>(map: Map<Key, Route[]>, key: Key, route: Route): void {
  const list = map.get(key);
  if (list) list.push(route);
  else map.set(key, [route]);
}
