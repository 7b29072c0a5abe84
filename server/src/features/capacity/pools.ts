import type { ComposeService } from '../../stack/compose/service';
import type { Limit } from '../../stack/model/fact';
import { type PooledServer, poolsOf } from '../../stack/model/pools';
import type { Stack } from '../../stack/stack';
import type { Hop } from './hop';
import { pool } from './hops';

/** The pools of a service, as hops behind its processes. */
export function poolHops(service: ComposeService, stack: Stack): readonly Hop[] {
  return poolsOf(stack)
    .pools.filter((one) => one.service === service)
    .map(({ server, limit }) => pool(service.name, server, limit));
}

/**
 * What all pools together may open to a server; none where one client can't be told to belong to a service, or may
 * lead to another server than its address tells.
 *
 * @param service runs the server; every client counts where it is undefined
 * @param only whether there is no other server of the kind, to which a client that names none could lead
 */
export function poolLoad(
  stack: Stack,
  server: PooledServer,
  service: ComposeService | undefined,
  only: boolean,
): readonly Limit[] {
  const { pools, others } = poolsOf(stack);
  if (others.some((other) => other.server === server)) return [];
  const all = pools.filter((one) => one.server === server);
  const open = all.filter(({ targetsUnseen }) => targetsUnseen !== undefined);
  if (!only && (!service || open.length > 0)) return [];
  return all
    .filter((one) => !service || open.includes(one) || one.targets.some((target) => target.service === service))
    .map(({ limit }) => limit);
}
