import type { Place } from '../finding';
import type { ComposeService } from './service';

export type Role = 'nginx' | 'api' | 'celery-worker' | 'celery-beat' | 'redis' | 'mongodb' | 'rabbitmq' | 'other';

/** What a service is, and what says so. */
export interface ServiceRole {
  readonly role: Role;
  /** Undefined for `other`. */
  readonly evidence: Place | undefined;
}

/** What official and well-known images run, by their path without registry and tag. */
const IMAGES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['nginx', 'nginx'],
  ['nginxinc/nginx-unprivileged', 'nginx'],
  ['bitnami/nginx', 'nginx'],
  ['bitnamilegacy/nginx', 'nginx'],
  ['openresty/openresty', 'nginx'],
  ['nginxproxy/nginx-proxy', 'nginx'],
  ['jwilder/nginx-proxy', 'nginx'],
  ['redis', 'redis'],
  ['redis/redis-stack', 'redis'],
  ['redis/redis-stack-server', 'redis'],
  ['bitnami/redis', 'redis'],
  ['bitnamilegacy/redis', 'redis'],
  ['valkey/valkey', 'redis'],
  ['bitnami/valkey', 'redis'],
  ['bitnamilegacy/valkey', 'redis'],
  ['eqalpha/keydb', 'redis'],
  ['mongo', 'mongodb'],
  ['mongodb/mongodb-community-server', 'mongodb'],
  ['mongodb/mongodb-enterprise-server', 'mongodb'],
  ['mongodb/mongodb-atlas-local', 'mongodb'],
  ['bitnami/mongodb', 'mongodb'],
  ['bitnamilegacy/mongodb', 'mongodb'],
  ['percona/percona-server-mongodb', 'mongodb'],
  ['rabbitmq', 'rabbitmq'],
  ['bitnami/rabbitmq', 'rabbitmq'],
  ['bitnamilegacy/rabbitmq', 'rabbitmq'],
]);

export function roleOf(service: ComposeService): ServiceRole {
  const { image } = service;
  const role = image && !service.isBuilt ? IMAGES.get(image.path) : undefined;
  return role ? { role, evidence: image!.place } : { role: 'other', evidence: undefined };
}
