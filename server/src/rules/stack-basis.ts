import type { ConfigFile } from '../settings/file';
import { isPackageFile } from '../settings/python-packages';
import { deploymentsOf } from '../stack/model/deployments';
import { loadedClients } from '../stack/model/pools';
import type { Stack } from '../stack/stack';

/** By the settings, on what the whole stack was last judged, and what stands for it. */
const last = new WeakMap<object, { readonly basis: readonly unknown[]; readonly key: object }>();

/**
 * An object that stays the same from one stack to the next as long as rules about the whole stack have nothing new to
 * see: only files have changed that are of no concern, and Python modules without an app or a client.
 */
export function stackKey(stack: Stack): object {
  const basis = basisOf(stack);
  const before = last.get(stack.settings);
  if (before && isSame(before.basis, basis)) return before.key;
  const key = {};
  last.set(stack.settings, { basis, key });
  return key;
}

function basisOf(stack: Stack): readonly unknown[] {
  const basis: unknown[] = [stack.listing];
  // Of other files and modules it matters only that they are there, unless something rests on them.
  for (const file of stack.files.values()) basis.push(countsByName(file) ? file.path : file);
  for (const parts of partsOf(stack)) for (const part of parts) basis.push(part);
  for (const deployment of deploymentsOf(stack)) basis.push(...loadedClients(deployment.stack));
  return basis;
}

function countsByName({ kind, path }: ConfigFile): boolean {
  return kind === 'python' || (kind === 'other' && !isPackageFile(path));
}

function partsOf(stack: Stack): readonly (readonly unknown[])[] {
  const { nginx, hosts, limits, units, redisServers, mongodServers, composeProjects } = stack;
  const { celeryApps, mongoClients, redisClients, gunicornConfigs } = stack;
  const servers = [hosts, limits, units, redisServers, mongodServers];
  return [nginx, ...servers, composeProjects, celeryApps, mongoClients, redisClients, gunicornConfigs];
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
