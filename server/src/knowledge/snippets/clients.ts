import { pools, WRITES, type WritesTier, writeConcerns } from '../tiers';
import type { Snippet } from './snippet';

/** Clients of MongoDB and Redis in Python. */
export const clientSnippets: readonly Snippet[] = [
  ...WRITES.map(mongoClient),
  redisPool('api', pools.redis.api.most),
  redisPool('worker', pools.redis.worker.most),
];

function mongoClient(tier: WritesTier): Snippet {
  const { w, journal } = writeConcerns[tier];
  const { mongo } = pools;
  const price = {
    durable: 'a write is answered once most members have it on disk',
    throughput: 'a write is answered early, and the last ones may be lost when the primary fails',
  }[tier];
  return {
    file: 'clients',
    prefix: `headroom mongo client ${tier}`,
    name: `mongo client ${tier}`,
    description: `MongoClient with a pool of ${mongo.recommended} for each process; ${price}`,
    tier,
    languages: ['python'],
    place: 'file',
    body: [
      '${1:client} = MongoClient(',
      '    ${2:MONGO_URL},',
      `    maxPoolSize=${mongo.recommended},`,
      `    minPoolSize=${mongo.minimum},`,
      `    serverSelectionTimeoutMS=${mongo.serverSelectionMs},`,
      `    connectTimeoutMS=${mongo.connectMs},`,
      `    socketTimeoutMS=${mongo.socketMs},`,
      `    waitQueueTimeoutMS=${mongo.serverSelectionMs},`,
      `    w=${typeof w === 'string' ? `"${w}"` : w},`,
      `    journal=${journal ? 'True' : 'False'},`,
      ')',
      '$0',
    ],
  };
}

function redisPool(tier: 'api' | 'worker', connections: number): Snippet {
  return {
    file: 'clients',
    prefix: `headroom redis client ${tier}`,
    name: `redis client ${tier}`,
    description: `Redis client of one ${tier} process: ${connections} connections, and the next request waits instead of failing`,
    tier,
    languages: ['python'],
    place: 'file',
    body: [
      '${1:pool} = redis.BlockingConnectionPool.from_url(',
      '    ${2:REDIS_URL},',
      `    max_connections=${connections},`,
      '    timeout=5,',
      '    socket_timeout=5,',
      '    socket_connect_timeout=5,',
      ')',
      '${3:cache} = redis.Redis(connection_pool=${1:pool})',
      '$0',
    ],
  };
}
