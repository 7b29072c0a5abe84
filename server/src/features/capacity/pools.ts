import type { Limit } from '../../stack/model/fact';
import type { DataServer } from '../../stack/model/machine';
import { type PooledServer, poolsOf } from '../../stack/model/pools';
import type { Service } from '../../stack/model/service';
import type { Stack } from '../../stack/stack';
import type { Hop } from './hop';
import { pool } from './hops';

/** The pools of a service, as hops behind its processes. */
export function poolHops(service: Service, stack: Stack): readonly Hop[] {
  return poolsOf(stack)
    .pools.filter((one) => one.service === service)
    .map(({ server, limit }) => pool(service.name, server, limit));
}

/**
 * What all pools together may open to a server; none where one client can't be told to belong to a service, or may
 * lead to another server than its address tells.
 *
 * @param server every client counts where it is described by a file alone
 * @param only whether there is no other server of the kind, to which a client that names none could lead
 */
export function poolLoad(stack: Stack, kind: PooledServer, server: DataServer, only: boolean): readonly Limit[] {
  const { pools, others } = poolsOf(stack);
  if (others.some((other) => other.server === kind)) return [];
  const all = pools.filter((one) => one.server === kind);
  const open = all.filter(({ targetsUnseen }) => targetsUnseen !== undefined);
  if (!only && (!server.service || open.length > 0)) return [];
  return all
    .filter((one) => !server.service || open.includes(one) || one.targets.some((target) => target.server === server))
    .map(({ limit }) => limit);
}
