import type { EffectivePython } from '../stack/python/setting';

/** ` (as long as POOL_SIZE is not set)` behind a number that variables of the environment would replace; else empty. */
export function unlessEnvironment(inForce: EffectivePython): string {
  if (inForce.state !== 'known') return '';
  const names = new Set(inForce.value.assumed.map(({ variable }) => variable));
  return names.size === 0 ? '' : ` (as long as ${[...names].join(' and ')} is not set)`;
}
