import { type ClientParts, ClientUse } from './clients';

export interface RedisClientParts extends ClientParts {
  readonly kind: RedisClientUse['kind'];
  readonly pool: RedisClientUse['pool'];
}

/** A client or connection pool of redis-py and its asynchronous kin, or a cache of Django in Redis. */
export class RedisClientUse extends ClientUse {
  readonly defaultPort = 6379;
  readonly stronger = 'uri';
  /** A pool on its own has no commands; a blocking one waits for a connection where others raise an error. */
  readonly kind: 'client' | 'pool' | 'blocking pool' | 'django cache';
  /** Whether a client makes its pool itself, or is given one, whose options then hold. */
  readonly pool: 'own' | 'given';

  constructor(parts: RedisClientParts) {
    super(parts);
    this.kind = parts.kind;
    this.pool = parts.pool;
  }

  isNamed(option: { readonly name: string }, name: string): boolean {
    return option.name === name;
  }

  /** The number of the database; undefined where it is unknown. */
  get database(): number | undefined {
    const db = this.effective('db');
    if (db.state === 'known') {
      const value = db.value.type === 'int' ? db.value.value : Number(db.value.value);
      return Number.isInteger(value) ? value : undefined;
    }
    if (db.state === 'unknown') return undefined;
    const path = this.url?.parsed.path?.text ?? '';
    return path === '' ? 0 : /^\d+$/.test(path) ? Number(path) : undefined;
  }
}
