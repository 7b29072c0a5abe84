import { MONGOD_CONNECTION_SHARE } from '../../knowledge/open-files';
import { known, unknown } from '../../settings/value';
import type { Fact } from '../../stack/model/fact';
import type { MongodServer } from '../../stack/mongodb/server';
import type { Stack } from '../../stack/stack';
import { type Home, homeOf, memoryLimit, startingFiles } from './home';
import type { Hop } from './hop';
import { database, memory } from './hops';
import type { PoolLoad } from './pools';

/** What a mongod lets through. */
export function mongodHops(server: MongodServer, stack: Stack, pools: PoolLoad): readonly Hop[] {
  const home = mongodHome(server, stack);
  const name = home.kind === 'container' ? home.service.name : 'mongod';
  const most = maximum(server);
  const files = startingFiles(home, stack);
  const limits = [
    ...(most ? [most] : []),
    ...(most && files.amount.state === 'unknown' ? [] : [connectionsFor(files)]),
  ];
  const limit = memoryLimit(home);
  return [database({ name, program: 'mongod' }, limits, pools), ...(limit ? [memory(name, [limit], 'other')] : [])];
}

function mongodHome(server: MongodServer, stack: Stack): Home {
  if (server.service) return { kind: 'container', service: server.service };
  const units = stack.units.filter(({ name }) => /^mongod(b)?\.service$/.test(name));
  const unit = units.length === 1 ? units[0] : undefined;
  return homeOf(stack, 'mongodb', server.main, stack.mongodServers.length === 1, unit);
}

/** `net.maxIncomingConnections`; undefined where nothing sets it: then the open files alone bound it. */
function maximum(server: MongodServer): Fact | undefined {
  const noun = 'maxConns';
  const name = 'net.maxIncomingConnections';
  const inForce = server.setting(name);
  if (inForce.state === 'absent' || (inForce.state === 'known' && !inForce.setting)) return undefined;
  const at = inForce.setting ? { at: inForce.setting.atValue } : {};
  if (inForce.state === 'unknown') return { amount: unknown(inForce.reason), noun, source: name, ...at };
  const number = Number(inForce.value);
  if (!Number.isInteger(number) || number < 1)
    return { amount: unknown(`${name} can’t be read`), noun, source: name, ...at };
  return { amount: known(number), noun, source: `${inForce.setting!.text} as ${name}`, ...at };
}

function connectionsFor(files: Fact): Fact {
  const { amount, source } = files;
  const noun = 'connections by open files';
  if (amount.state !== 'known') return { ...files, noun };
  const share = Math.floor(amount.value * MONGOD_CONNECTION_SHARE);
  return { ...files, amount: known(share), noun, source: `four fifths of ${source}` };
}
