import { isJudgedClient, isNone, numberIn } from '../../rules/python-clients';
import { known, unknown } from '../../settings/value';
import type { ComposeService } from '../../stack/compose/service';
import { startedServices } from '../../stack/model/services';
import type { ClientUse } from '../../stack/python/clients';
import type { Stack } from '../../stack/stack';
import { replicas } from './home';
import type { Amount, Fact, Hop } from './hop';
import { pool } from './hops';

interface PoolKind {
  readonly server: string;
  readonly option: string;
  /** What holds where nobody sets the option. */
  readonly byDefault: Amount;
}

const MONGODB: PoolKind = { server: 'MongoDB', option: 'maxPoolSize', byDefault: known(100) };
const REDIS: PoolKind = { server: 'Redis', option: 'max_connections', byDefault: { state: 'unlimited' } };

/**
 * The connections that the processes of a service may hold: of clients that live as long as their process, in files
 * that no other service shows. A file that several services show may be of no concern to one of them.
 */
export function poolHops(service: ComposeService, processes: Fact, stack: Stack): readonly Hop[] {
  return [
    ...stack.mongoClients.map((client) => [client, MONGODB] as const),
    ...stack.redisClients.map((client) => [client, REDIS] as const),
  ]
    .filter(([client]) => isJudgedClient(client) && livesOn(client) && isOnlyIn(service, client, stack))
    .map(([client, kind]) =>
      pool(service.name, kind.server, replicas({ kind: 'container', service }), processes, sizeOf(client, kind)),
    );
}

function livesOn({ built }: ClientUse): boolean {
  return built.kind === 'import' || built.kind === 'cached';
}

function isOnlyIn(service: ComposeService, { file }: ClientUse, stack: Stack): boolean {
  const showing = startedServices(stack).filter((one) => one.containerPathsOf(file).length > 0);
  return showing.length === 1 && showing[0] === service;
}

function sizeOf(client: ClientUse, { option, byDefault }: PoolKind): Fact {
  const noun = 'connection';
  const size = client.effective(option);
  if (size.state === 'absent')
    return { amount: byDefault, noun, source: `no ${option}: the default holds`, at: client.place };
  const at = size.setting?.atValue ?? client.place;
  if (size.state === 'unknown') return { amount: unknown(size.reason), noun, source: option, at };
  const source = `${size.setting.written}=${size.setting.text}`;
  const number = isNone(size) ? 0 : numberIn(size);
  if (number === undefined) return { amount: unknown(`${option} is no number`), noun, source, at };
  return { amount: number > 0 ? known(number) : { state: 'unlimited' }, noun, source, at };
}
