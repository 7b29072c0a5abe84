/** What runs in a container, as far as Headroom knows it. */
export type Role = 'nginx' | 'api' | 'celery-worker' | 'celery-beat' | 'redis' | 'mongodb' | 'rabbitmq' | 'other';

/** A program whose version a tag may tell. */
export type ImageProgram = 'nginx' | 'redis' | 'mongodb';

export interface KnownImage {
  readonly role: Role;
  /** The program whose version the tag tells; undefined where tags count otherwise. */
  readonly versionOf?: ImageProgram;
}

const NGINX: KnownImage = { role: 'nginx', versionOf: 'nginx' };
const REDIS: KnownImage = { role: 'redis', versionOf: 'redis' };
/** Valkey, KeyDB and the like count their versions by themselves. */
const LIKE_REDIS: KnownImage = { role: 'redis' };
const MONGODB: KnownImage = { role: 'mongodb', versionOf: 'mongodb' };
const RABBITMQ: KnownImage = { role: 'rabbitmq' };

const IMAGES: Readonly<Record<string, KnownImage>> = {
  nginx: NGINX,
  'nginx/nginx': NGINX,
  'nginxinc/nginx-unprivileged': NGINX,
  'bitnami/nginx': NGINX,
  'bitnamilegacy/nginx': NGINX,
  'openresty/openresty': NGINX,
  'nginxproxy/nginx-proxy': { role: 'nginx' },
  'jwilder/nginx-proxy': { role: 'nginx' },
  redis: REDIS,
  'redis/redis-stack': REDIS,
  'redis/redis-stack-server': REDIS,
  'bitnami/redis': REDIS,
  'bitnamilegacy/redis': REDIS,
  'valkey/valkey': LIKE_REDIS,
  'bitnami/valkey': LIKE_REDIS,
  'bitnamilegacy/valkey': LIKE_REDIS,
  'eqalpha/keydb': LIKE_REDIS,
  mongo: MONGODB,
  'mongodb/mongodb-community-server': MONGODB,
  'mongodb/mongodb-enterprise-server': MONGODB,
  'mongodb/mongodb-atlas-local': MONGODB,
  'bitnami/mongodb': MONGODB,
  'bitnamilegacy/mongodb': MONGODB,
  'percona/percona-server-mongodb': MONGODB,
  rabbitmq: RABBITMQ,
  'bitnami/rabbitmq': RABBITMQ,
  'bitnamilegacy/rabbitmq': RABBITMQ,
};

/** What is known of an image by its path, without registry and tag. */
export function knownImage(path: string): KnownImage | undefined {
  return Object.hasOwn(IMAGES, path) ? IMAGES[path] : undefined;
}

/**
 * Files that an image of nginx brings along and that say something: its main file is known to include
 * `/etc/nginx/conf.d/*.conf` in `http`, where `default.conf` stands.
 *
 * @see https://github.com/nginx/docker-nginx
 */
export function isOfficialNginx(path: string): boolean {
  return path === 'nginx' || path === 'nginx/nginx' || path === 'nginxinc/nginx-unprivileged';
}

/** Official images that are built on Debian or Ubuntu unless the tag names another base. */
const ON_DEBIAN = new Set([
  'python',
  'node',
  'debian',
  'ubuntu',
  'nginx',
  'redis',
  'valkey/valkey',
  'mongo',
  'rabbitmq',
]);

/**
 * Whether `sh` of an image is dash, which stays in front of the command of `sh -c`; undefined where that can't be told.
 *
 * @see https://github.com/docker-library/official-images
 */
export function baseHasDash(path: string, tag: string): boolean | undefined {
  if (/alpine|windows|nanoserver|ubi\d|centos|rocky|fedora|amazonlinux|busybox/.test(`${path}:${tag}`)) return false;
  return ON_DEBIAN.has(path) || /^python:?.*(slim|bookworm|bullseye|trixie)/.test(`${path}:${tag}`) ? true : undefined;
}
