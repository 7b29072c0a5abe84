export const GIBIBYTE = 1024 ** 3;

/** The setting of the size of the cache, in GiB. */
export const CACHE_SIZE = 'storage.wiredTiger.engineConfig.cacheSizeGB';

/** The least cache of a mongod, in bytes. */
export const LEAST_CACHE = GIBIBYTE / 4;

/**
 * The cache that a mongod takes by itself.
 *
 * @param memory that it sees, in bytes
 * @see https://www.mongodb.com/docs/manual/reference/configuration-options/#mongodb-setting-storage.wiredTiger.engineConfig.cacheSizeGB
 */
export function cacheByDefault(memory: number): number {
  return Math.max(LEAST_CACHE, (memory - GIBIBYTE) / 2);
}
