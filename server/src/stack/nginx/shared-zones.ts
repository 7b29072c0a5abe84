import type { FileEdit } from '../../text/edit';
import type { NginxConfiguration } from './configuration';
import type { Scope } from './scope';
import type { NginxSetting } from './setting';

/**
 * Why zones may be defined where we can't see them; undefined where every definition is in view. nginx takes
 * definitions only at the level of `http` (or `stream`), so nothing else has to be seen for that.
 */
export function zonesUnseen(configuration: NginxConfiguration, level: 'http' | 'stream'): string | undefined {
  const scopes = configuration.scopes(level);
  if (scopes.length === 0) return configuration.root.unseen ?? `the ${level} block is not in the workspace`;
  return scopes.map((scope) => scope.unseen).find((reason) => reason !== undefined);
}

/**
 * Every name that a shared memory zone of the configuration has, whatever it is for: nginx refuses two zones of one
 * name with different uses.
 */
export function zoneNames(configuration: NginxConfiguration): ReadonlySet<string> {
  return configuration.derive(findZoneNames);
}

/** The wanted name, or with the first number behind it that makes it a name of its own. */
export function freeZoneName(configuration: NginxConfiguration, wanted: string): string {
  const taken = zoneNames(configuration);
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
  return name;
}

/** Puts statements into `http`: behind its own zone definitions, else at its start. */
export function insertIntoHttp(http: Scope, statements: readonly string[]): FileEdit[] {
  const definitions = http.own('limit_req_zone').filter((setting) => setting.file === http.opener?.file);
  const last = definitions[definitions.length - 1];
  return http.insert(statements, last ? { after: last } : {});
}

/** The name that a misspelt one probably means: at most two letters off. */
export function closestName(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(name.length / 2));
  for (const candidate of names) {
    if (candidate === name) continue;
    const distance = editDistance(name, candidate, least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = last[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(last[column]! + 1, current[column - 1]! + 1, replaced));
    }
    last = current;
  }
  return last[right.length]!;
}

/** Directives whose argument `zone=NAME:SIZE` or `keys_zone=NAME:SIZE` defines a zone. */
const DEFINING = [
  'limit_req_zone',
  'limit_conn_zone',
  'proxy_cache_path',
  'fastcgi_cache_path',
  'uwsgi_cache_path',
  'scgi_cache_path',
  'js_shared_dict_zone',
] as const;

function findZoneNames(configuration: NginxConfiguration): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (text: string | undefined) => {
    const name = text?.split(':', 1)[0];
    if (name) names.add(name);
  };
  for (const directive of DEFINING) for (const setting of configuration.all(directive)) add(zoneArgument(setting));
  for (const directive of ['zone', 'lua_shared_dict']) {
    for (const setting of configuration.all(directive)) add(setting.args[0]?.value);
  }
  for (const setting of configuration.all('ssl_session_cache')) {
    for (const word of setting.args) if (word.value.startsWith('shared:')) add(word.value.slice('shared:'.length));
  }
  return names;
}

function zoneArgument(setting: NginxSetting): string | undefined {
  const word = setting.args.find((arg) => /^(keys_)?zone=/.test(arg.value));
  return word?.value.slice(word.value.indexOf('=') + 1);
}
