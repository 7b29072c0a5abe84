/**
 * The part of the files that it may open which mongod gives to connections; newer versions count two files for each.
 *
 * @see https://www.mongodb.com/docs/manual/reference/configuration-options/#mongodb-setting-net.maxIncomingConnections
 */
export const MONGOD_CONNECTION_SHARE = 0.8;

/**
 * Files that Redis keeps for itself; the rest is for clients.
 *
 * @see https://redis.io/docs/latest/develop/reference/clients/
 */
export const REDIS_OWN_FILES = 32;
