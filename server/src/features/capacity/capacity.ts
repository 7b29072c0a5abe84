import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { isSentinel } from '../../stack/redis/judged';
import type { Stack } from '../../stack/stack';
import type { Amount, Hop } from './hop';
import { nginxHops } from './nginx';
import { redisHops } from './redis';

/** The stations that a request or a task passes, from the client on. */
export interface Way {
  readonly name: string;
  readonly hops: readonly Hop[];
  /** The hop that lets the least through, of those that are known and compare; undefined where fewer than two do. */
  readonly narrowest: number | undefined;
}

export interface Capacity {
  readonly ways: readonly Way[];
}

/** How much fits through each hop of a stack's ways, as far as the files tell. */
export function capacity(stack: Stack): Capacity {
  return { ways: hopsOf(stack).map(({ name, hops }) => ({ name, hops, narrowest: narrowestOf(hops) })) };
}

/** The ways of a stack with their hops: each hop is computed from facts alone, which the readers of each service find. */
export function hopsOf(stack: Stack): readonly { readonly name: string; readonly hops: readonly Hop[] }[] {
  const judged = <T extends { readonly main: { readonly path: string } }>(parts: readonly T[]) =>
    parts.filter(({ main }) => !stack.ignores(main.path));
  const nginx = judged(stack.nginx).filter(isServer);
  const redis = judged(stack.redisServers).filter((server) => !isSentinel(server));
  return [
    ...nginx.map((configuration) => ({
      name: nginx.length === 1 ? 'Requests through nginx' : `Requests through ${configuration.main.path}`,
      hops: nginxHops(configuration, stack),
    })),
    ...redis.map((server) => ({
      name: redis.length === 1 ? 'Clients of Redis' : `Clients of ${server.main.path}`,
      hops: redisHops(server, stack),
    })),
  ];
}

/** Snippets that no configuration includes are no way by themselves. */
function isServer(configuration: NginxConfiguration): boolean {
  return configuration.whole || configuration.scopes('server').length > 0;
}

function narrowestOf(hops: readonly Hop[]): number | undefined {
  const comparable = hops.flatMap(({ compares, limit }, index) =>
    compares && limit.amount.state === 'known' ? [{ index, value: limit.amount.value }] : [],
  );
  if (comparable.length < 2) return undefined;
  return comparable.reduce((least, one) => (one.value < least.value ? one : least)).index;
}

/** Why a limit is not a number. */
export function reasonOf(amount: Amount): string | undefined {
  return amount.state === 'unknown' ? amount.reason : undefined;
}
