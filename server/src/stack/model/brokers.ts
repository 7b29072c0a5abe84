import { type ConnectionString, parseConnectionString } from '../../settings/connection-string';
import type { Place } from '../finding';
import { transportOf } from '../python/celery-urls';
import { RedisServer } from '../redis/server';
import type { Stack } from '../stack';
import { type TextInService, textIn } from './environment';
import { dataServerAt } from './machine';
import { type Worker, workersOf } from './workers';

/** What Celery keeps in a Redis: the queue of tasks, or the results. */
export type KeptInRedis = 'tasks' | 'results';

/** A Redis of the stack in which a worker's app keeps something, with the address that proves it. */
export interface CeleryRedis {
  readonly worker: Worker;
  readonly keeps: KeptInRedis;
  readonly server: RedisServer;
  /** Where the address is written. */
  readonly place: Place;
}

const read = new WeakMap<Stack, readonly CeleryRedis[]>();

/** Every Redis of the workspace that workers use as their broker or for their results. */
export function celeryRedisOf(stack: Stack): readonly CeleryRedis[] {
  let found = read.get(stack);
  if (!found) {
    found = workersOf(stack).flatMap((worker) => [
      ...inUse(worker, 'tasks', stack),
      ...inUse(worker, 'results', stack),
    ]);
    read.set(stack, found);
  }
  return found;
}

const byServer = new WeakMap<readonly CeleryRedis[], ReadonlyMap<RedisServer, readonly CeleryRedis[]>>();

/** What workers keep in one Redis. */
export function celeryUsesOf(server: RedisServer, stack: Stack): readonly CeleryRedis[] {
  const all = celeryRedisOf(stack);
  let found = byServer.get(all);
  if (!found) {
    const made = new Map<RedisServer, CeleryRedis[]>();
    for (const use of all) {
      const uses = made.get(use.server);
      if (uses) uses.push(use);
      else made.set(use.server, [use]);
    }
    byServer.set(all, made);
    found = made;
  }
  return found.get(server) ?? [];
}

function inUse(worker: Worker, keeps: KeptInRedis, stack: Stack): CeleryRedis[] {
  const address = celeryAddress(worker, keeps);
  if (!address || transportOf(address.url.scheme) !== 'redis') return [];
  const { url, text } = address;
  return url.hosts.flatMap(({ host, port = 6379, unknown, from, to }) => {
    if (unknown) return [];
    const server = dataServerAt(worker.service, host, port, 'redis', stack);
    return server instanceof RedisServer ? [{ worker, keeps, server, place: text.part(from, to) }] : [];
  });
}

/** A connection string of a worker's app, as it is in the worker's containers. */
export interface CeleryAddress {
  readonly url: ConnectionString;
  readonly text: TextInService;
}

/** Where a worker's app has its broker or its results; undefined where that can't be told. */
export function celeryAddress(worker: Worker, keeps: KeptInRedis): CeleryAddress | undefined {
  const text = addressText(worker, keeps === 'tasks' ? 'broker_url' : 'result_backend');
  const url = text && parseConnectionString(text.text);
  return text && url ? { text, url } : undefined;
}

/** A flag or variable of Celery's own wins over the app's settings, in which other variables may stand. */
function addressText(worker: Worker, name: 'broker_url' | 'result_backend'): TextInService | undefined {
  const given = worker.get(name);
  if (given.state !== 'absent' && given.at && given.at.file.kind !== 'python') {
    if (given.state === 'unknown') return undefined;
    const { at, value } = given;
    return { text: value, part: () => at, at };
  }
  const inForce = worker.inApp(name);
  if (inForce.state === 'known') return textIn(worker.service, inForce.value);
  return inForce.state === 'unknown' && inForce.setting ? textIn(worker.service, inForce.setting.read) : undefined;
}
