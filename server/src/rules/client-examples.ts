const MONGO: Readonly<Record<string, string>> = {
  maxPoolSize: '50',
  minPoolSize: '10',
  serverSelectionTimeoutMS: '5000',
  connectTimeoutMS: '10000',
  socketTimeoutMS: '10000',
};

const REDIS: Readonly<Record<string, string>> = { max_connections: '50', socket_timeout: '5' };

/** A client of MongoDB of which no rule speaks, with some options changed or added; an empty value leaves one out. */
export function goodMongoClient(
  changes: Readonly<Record<string, string>> = {},
  host = 'mongodb://mongo:27017',
): string {
  return `
//- app/db.py
from pymongo import MongoClient

client = MongoClient(
    "${host}",
${keywords({ ...MONGO, ...changes })}
)
`;
}

/** The same for Redis. */
export function goodRedisClient(changes: Readonly<Record<string, string>> = {}, url = 'redis://redis:6379/0'): string {
  return `
//- app/cache.py
import redis

cache = redis.from_url(
    "${url}",
${keywords({ ...REDIS, ...changes })}
)
`;
}

function keywords(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === '' ? [] : [`    ${name}=${value},`]))
    .join('\n');
}
