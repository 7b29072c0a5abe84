import { REDIS_OWN_FILES } from '../../knowledge/open-files';
import { parseMemory } from '../../knowledge/redis/units';
import { known, unknown } from '../../settings/value';
import type { Amount, Fact } from '../../stack/model/fact';
import { finite } from '../../stack/model/processes';
import type { RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import { programOf } from '../../stack/system/services';
import { type Home, homeOf, memoryLimit, somaxconn, startingFiles } from './home';
import type { Hop } from './hop';
import { acceptQueue, database, memory } from './hops';
import { NO_LOAD } from './pools';

/** What a Redis server lets through. */
export function redisHops(server: RedisServer, stack: Stack, pools = NO_LOAD): readonly Hop[] {
  const home = redisHome(server, stack);
  const name = home.kind === 'container' ? home.service.name : 'redis';
  const version = server.imageVersion ?? stack.version('redis');
  const number = (setting: string, noun: string, read: (text: string) => number | undefined = Number): Fact => {
    const inForce = server.setting(setting, version);
    const at = inForce.state !== 'absent' && inForce.setting ? { at: inForce.setting.atValue } : {};
    if (inForce.state !== 'known') {
      const reason = inForce.state === 'unknown' ? inForce.reason : `${setting} is not set`;
      return { amount: unknown(reason), noun, source: setting, ...at };
    }
    const value = read(inForce.value);
    if (value === undefined || !Number.isFinite(value))
      return { amount: unknown(`${setting} can’t be read`), noun, source: setting, ...at };
    const by = inForce.setting ? '' : ' by Redis’ default';
    return { amount: known(value), noun, source: `${setting} ${inForce.value}${by}`, ...at };
  };
  const files = startingFiles(home, stack);
  const policy = server.setting('maxmemory-policy', version);
  const ceiling = number('maxmemory', 'byte', parseMemory);
  const limit = memoryLimit(home);
  return [
    acceptQueue(name, number('tcp-backlog', 'backlog'), somaxconn(home, stack)),
    database(
      { name, program: 'redis' },
      [number('maxclients', 'maxclients'), ...(files.amount.state === 'unknown' ? [] : [clientsFor(files)])],
      pools,
    ),
    memory(name, [{ ...ceiling, amount: noneAsUnlimited(ceiling.amount) }, ...(limit ? [limit] : [])], 'redis', {
      refuses: policy.state === 'known' && policy.value === 'noeviction',
    }),
  ];
}

/** Where a Redis server runs. */
function redisHome(server: RedisServer, stack: Stack): Home {
  if (server.service) return { kind: 'container', service: server.service };
  const units = stack.units.filter((unit) => /^(redis|valkey)/.test(programOf(unit) ?? unit.name));
  const unit = units.length === 1 ? units[0] : undefined;
  return homeOf(stack, 'redis', server.main, stack.redisServers.length === 1, unit);
}

/** Redis cuts maxclients to the files that it may open, less those that it keeps. It raises its soft limit by itself. */
function clientsFor(files: Fact & { readonly hard?: number }): Fact {
  const most = files.hard ?? (files.amount.state === 'known' ? files.amount.value : Number.POSITIVE_INFINITY);
  const { amount: _, hard: __, ...rest } = files;
  return {
    ...rest,
    amount: finite(most - REDIS_OWN_FILES),
    noun: 'clients by open files',
    source: `${files.source}${Number.isFinite(most) ? ` (hard ${most})` : ''}, less ${REDIS_OWN_FILES} of its own`,
  };
}

function noneAsUnlimited(amount: Amount): Amount {
  return amount.state === 'known' && amount.value === 0 ? { state: 'unlimited' } : amount;
}
