import type { NginxConfiguration } from './configuration';
import { type Listen, listens, socketOptions } from './listens';
import type { NginxSetting } from './setting';

/** One TCP socket on which nginx listens, with every `listen` line that shares it. */
export interface ListenSocket {
  readonly address: string;
  readonly port: number;
  readonly settings: readonly NginxSetting[];
  /** The line that carries the socket's options: nginx takes them once for each address. */
  readonly carrier: NginxSetting;
}

/**
 * The TCP sockets that nginx opens for its http servers. An address whose port another socket takes for every address
 * has none of its own. Undefined where not all `listen` lines are in view.
 */
export function listenSockets(configuration: NginxConfiguration): readonly ListenSocket[] | undefined {
  return configuration.derive(findSockets);
}

function findSockets(configuration: NginxConfiguration): readonly ListenSocket[] | undefined {
  const { http } = configuration;
  if (!configuration.whole || !http) return undefined;
  const scopes = [configuration.root, http, ...configuration.scopes('server')];
  if (scopes.some((scope) => scope.unseen !== undefined)) return undefined;
  const all = listens(configuration);
  // A line whose address a template fills in, or that names a host, may share any socket.
  if (
    all.filter(({ setting }) => setting).length !==
    configuration.scopes('server').reduce((sum, server) => sum + server.own('listen').length, 0)
  )
    return undefined;
  const byAddress = new Map<string, Listen[]>();
  for (const listen of all) {
    if (portOf(listen.address) === undefined || listen.setting?.hasWord('quic')) continue;
    const list = byAddress.get(listen.address);
    if (list) list.push(listen);
    else byAddress.set(listen.address, [listen]);
  }
  const sockets: ListenSocket[] = [];
  for (const [address, list] of byAddress) {
    const port = portOf(address)!;
    if (!isWildcard(address) && (byAddress.has(`0.0.0.0:${port}`) || byAddress.has(`[::]:${port}`))) continue;
    const settings = list.flatMap(({ setting }) => (setting ? [setting] : []));
    const carrier = settings.find((setting) => socketOptions(setting).length > 0) ?? settings[0];
    if (carrier) sockets.push({ address, port, settings, carrier });
  }
  return sockets;
}

/** The port of an address such as `0.0.0.0:80`; undefined for a Unix socket. */
export function portOf(address: string): number | undefined {
  const port = /:(\d+)$/.exec(address)?.[1];
  return address.startsWith('unix:') || port === undefined ? undefined : Number(port);
}

function isWildcard(address: string): boolean {
  return address.startsWith('0.0.0.0:') || address.startsWith('[::]:');
}
