import type { Word } from '../../syntax/nginx/tree';
import type { NginxConfiguration } from './configuration';
import type { Scope } from './scope';
import type { NginxSetting } from './setting';
import { takesPart } from './structure';

/** One address on which a server listens. */
export interface Listen {
  readonly server: Scope;
  /** The `listen` line; undefined where the server has none and nginx takes port 80. */
  readonly setting: NginxSetting | undefined;
  /** The address as nginx compares it: `0.0.0.0:80`, `[::]:443`, `unix:/run/shop.sock`. */
  readonly address: string;
}

/** Options of `listen` that belong to the socket: nginx takes them once for each address. */
const SOCKET_OPTIONS =
  /^(bind|deferred|reuseport|multipath|(setfib|fastopen|backlog|rcvbuf|sndbuf|accept_filter|ipv6only|so_keepalive)=.*)$/;

/**
 * The addresses of every http server, in nginx's order; those that a template fills in or that name a host are left
 * out, and servers of which something is not in view as well.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_core_module.html#listen
 */
export function listens(configuration: NginxConfiguration): readonly Listen[] {
  return configuration.derive(findListens);
}

/** The words of a `listen` line that set options of the socket. */
export function socketOptions(setting: NginxSetting): readonly Word[] {
  return setting.args.slice(1).filter((word) => SOCKET_OPTIONS.test(word.value));
}

export function isDefaultServer(setting: NginxSetting): Word | undefined {
  return setting.args.slice(1).find((word) => word.value === 'default_server' || word.value === 'default');
}

function findListens(configuration: NginxConfiguration): readonly Listen[] {
  const found: Listen[] = [];
  for (const server of configuration.scopes('server')) {
    // A fragment's outermost block may be a part of any server.
    if (!server.opener || server.opener.directive.conditional || !takesPart(configuration, server.opener.file))
      continue;
    const settings = server.own('listen');
    for (const setting of settings) {
      const word = setting.argument(0);
      if (word?.state !== 'known') continue;
      const address = addressOf(word.value);
      if (address !== undefined) found.push({ server, setting, address });
    }
    if (settings.length === 0 && server.unseen === undefined)
      found.push({ server, setting: undefined, address: '0.0.0.0:80' });
  }
  return found;
}

/** The address as nginx compares it; undefined for names of hosts, ranges of ports and what nginx refuses. */
export function addressOf(text: string): string | undefined {
  if (text.startsWith('unix:')) return text;
  if (/^\d+$/.test(text)) return Number(text) <= 65535 ? `0.0.0.0:${Number(text)}` : undefined;
  const v6 = /^\[([0-9a-f:.]+)\](?::(\d+))?$/i.exec(text);
  if (v6) {
    const host = compressV6(v6[1]!);
    return host === undefined ? undefined : `[${host}]:${Number(v6[2] ?? 80)}`;
  }
  const v4 = /^(\*|\d{1,3}(?:\.\d{1,3}){3})(?::(\d+))?$/.exec(text);
  return v4 ? `${v4[1] === '*' ? '0.0.0.0' : v4[1]}:${Number(v4[2] ?? 80)}` : undefined;
}

/** One form for every way of writing an IPv6 address: its eight groups, or `::` where all are zero. */
function compressV6(text: string): string | undefined {
  if (text.includes('.')) return text.toLowerCase();
  const halves = text.toLowerCase().split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined) =>
    half ? half.split(':').map((group) => group.replace(/^0+(?=.)/, '')) : [];
  const [left, right] = [groups(halves[0]), groups(halves[1])];
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  return all.every((group) => group === '0') ? '::' : all.join(':');
}
