import { pools } from '../knowledge/tiers';
import type { ClientUse } from '../stack/python/clients';
import { RedisClientUse } from '../stack/python/redis-clients';
import { blocksOnPurpose, isNone, numberIn } from './python-clients';

/** An option that lets a client wait for its server. */
export interface ClientWait {
  readonly name: string;
  readonly seconds: number;
  /** In seconds, by the guide. */
  readonly wanted: number;
}

const { mongo } = pools;

/** Options in milliseconds, with what the guide gives them. */
const MONGODB: Readonly<Record<string, number>> = {
  socketTimeoutMS: mongo.socketMs,
  serverSelectionTimeoutMS: mongo.serverSelectionMs,
  connectTimeoutMS: mongo.connectMs,
  waitQueueTimeoutMS: mongo.socketMs,
};

/** How long a client is told to wait, the longest first. What is not stated is left to the rules about single options. */
export function statedWaits(client: ClientUse): readonly ClientWait[] {
  const waits = client instanceof RedisClientUse ? ofRedis(client) : ofMongodb(client);
  return waits.filter(({ seconds }) => seconds > 0).sort((a, b) => b.seconds - a.seconds);
}

/** timeoutMS bounds a whole operation, and then the others mean nothing. */
function ofMongodb(client: ClientUse): ClientWait[] {
  const whole = client.effective('timeoutMS');
  if (whole.state === 'unknown') return [];
  const options = whole.state === 'known' && !isNone(whole) ? { timeoutMS: mongo.socketMs } : MONGODB;
  return Object.entries(options).map(([name, wanted]) => ({
    name,
    seconds: (numberIn(client.effective(name)) ?? 0) / 1000,
    wanted: wanted / 1000,
  }));
}

function ofRedis(client: RedisClientUse): ClientWait[] {
  if (blocksOnPurpose(client)) return [];
  const names = ['socket_timeout', 'socket_connect_timeout', ...(client.kind === 'blocking pool' ? ['timeout'] : [])];
  return names.map((name) => ({ name, seconds: numberIn(client.effective(name)) ?? 0, wanted: 5 }));
}
