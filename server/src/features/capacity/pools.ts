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

/** What pools may open to a server together. */
export interface PoolLoad {
  readonly pools: readonly Limit[];
  /** Whether there may be other clients: which services have them, or where they lead, can't be told. */
  readonly open: boolean;
}

export const NO_LOAD: PoolLoad = { pools: [], open: false };

/**
 * What the pools that certainly lead to a server may open.
 *
 * @param server every client counts where it is described by a file alone
 * @param only whether there is no other server of the kind, to which a client that names none could lead
 */
export function poolLoad(stack: Stack, kind: PooledServer, server: DataServer, only: boolean): PoolLoad {
  const { pools, others } = poolsOf(stack);
  const all = pools.filter((one) => one.server === kind);
  const unseen = all.filter(({ targetsUnseen }) => targetsUnseen !== undefined);
  const counted = all.filter(
    (one) =>
      (only && (!server.service || unseen.includes(one))) || one.targets.some((target) => target.server === server),
  );
  const open = others.some((other) => other.server === kind) || (!only && (!server.service || unseen.length > 0));
  return { pools: counted.map(({ limit }) => limit), open };
}
