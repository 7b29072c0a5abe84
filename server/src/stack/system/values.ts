import { kernelNumbers, sysctlRefusal } from '../../knowledge/system/sysctl-values';
import type { Undecided } from '../finding';
import type { Stack } from '../stack';
import type { Host } from './host';
import type { SysctlAssignment, SysctlSet } from './sysctl-set';

/** A key in force with the numbers that the kernel reads from its value. */
export interface SysctlNumbers {
  readonly setting: SysctlAssignment;
  /** Never empty. */
  readonly numbers: readonly number[];
}

/** The numbers in force for a key; undefined where nothing sets it, where it is not known, or where the kernel refuses it. */
export function numbersInForce(set: SysctlSet, key: string): SysctlNumbers | undefined {
  const inForce = set.effective(key);
  if (inForce.state !== 'known' || sysctlRefusal(key, inForce.value) !== undefined) return undefined;
  const numbers = kernelNumbers(inForce.value);
  return numbers.length > 0 ? { setting: inForce.setting, numbers } : undefined;
}

/** What a rule about the key can't decide: something may set it where it can't be read. */
export function undecided(set: SysctlSet, key: string): Undecided | undefined {
  const inForce = set.effective(key);
  return inForce.state === 'unknown' && inForce.setting
    ? { at: inForce.setting.atValue, unknown: inForce.reason }
    : undefined;
}

/** The host on which the stack runs, where the workspace describes exactly one. */
export function onlyHost(stack: Stack): Host | undefined {
  return stack.hosts.length === 1 ? stack.hosts[0] : undefined;
}
