import { scaling } from '../tiers';

/** A value that the guide recommends for a directive. */
export interface RedisRecommendation {
  readonly name: string;
  /** As it is written in redis.conf. */
  readonly value: string;
  /** Completes `value — …`. */
  readonly label: string;
  readonly detail: string;
  /** The use for which it is meant; absent: any. */
  readonly use?: 'cache' | 'store';
}

/**
 * What the guide says under Redis, for each use that it names. Which use a server has, its configuration does not
 * tell.
 */
export const redisRecommendations: readonly RedisRecommendation[] = [
  ...scaling.redisMaxmemory.map((value, step) => ({
    name: 'maxmemory',
    value,
    label: step === 0 ? 'first size' : 'next step',
    detail: step === 0 ? 'the guide’s first size' : 'the guide’s next step up',
  })),
  { name: 'maxmemory-policy', value: 'allkeys-lru', label: 'cache', detail: 'any key may go', use: 'cache' },
  {
    name: 'maxmemory-policy',
    value: 'volatile-lru',
    label: 'cache with lasting keys',
    detail: 'only keys with an expiry time go',
    use: 'cache',
  },
  {
    name: 'maxmemory-policy',
    value: 'noeviction',
    label: 'broker or store',
    detail: 'refuses writes when memory is full',
    use: 'store',
  },
  {
    name: 'appendonly',
    value: 'yes',
    label: 'broker or store',
    detail: 'survives a crash, and is slower',
    use: 'store',
  },
  { name: 'appendonly', value: 'no', label: 'cache', detail: 'nothing is logged', use: 'cache' },
  { name: 'save', value: '""', label: 'cache', detail: 'no snapshots', use: 'cache' },
];
