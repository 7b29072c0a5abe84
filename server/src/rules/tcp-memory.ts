import { sysctlDefault, sysctlKey } from '../knowledge/system/sysctl';
import { kernelNumbers, sysctlRefusal } from '../knowledge/system/sysctl-values';
import { system } from '../knowledge/tiers';
import type { Fix, Verdict } from '../stack/finding';
import type { SysctlAssignment, SysctlSet } from '../stack/system/sysctl-set';
import { undecided } from '../stack/system/values';
import type { Verdicts, View } from './rule';

/** What net.ipv4.tcp_rmem and net.ipv4.tcp_wmem have in common. */

type Triple = readonly [number, number, number];

/** Judges the three sizes of a TCP buffer. */
export function* judgeTcpMemory(set: SysctlSet, key: string, view: View): Verdicts {
  const doubt = undecided(set, key);
  if (doubt) yield doubt;
  let refused = false;
  for (const setting of set.settings(key)) {
    const message = setting.value.state === 'known' ? whyWrong(key, setting.value.value) : undefined;
    if (message === undefined) continue;
    refused = true;
    yield { ...verdict(key, setting, message, mended(key, setting, view.settings.host.kernel)), severity: 'error' };
  }
  const inForce = set.effective(key);
  if (refused || inForce.state !== 'known') return;
  const triple = tripleOf(inForce.value);
  if (!triple) return;
  const wanted = wantedFor(key, triple, view.settings.host.kernel);
  if (wanted[1] === triple[1] && wanted[2] === triple[2]) return;
  yield verdict(key, inForce.setting, remark(key, triple, wanted), [
    { title: `Set ${key} to ${wanted.join(' ')}`, safety: 'safe', edits: inForce.setting.set(wanted.join(' ')) },
  ]);
}

function verdict(key: string, setting: SysctlAssignment, message: string, fixes: readonly Fix[]): Verdict {
  return { at: setting.atValue, setting: key, value: setting.text, message, fixes };
}

function tripleOf(value: string): Triple | undefined {
  const [least, middle, most] = kernelNumbers(value);
  return least !== undefined && middle !== undefined && most !== undefined ? [least, middle, most] : undefined;
}

/**
 * The kernel's own first size where the file's is smaller, and the guide's maximum where the file's is smaller; the
 * kernel's own maximum, 32 MiB for receiving since Linux 6.16, where the kernel is known to have a larger one.
 */
function wantedFor(key: string, [least, middle, most]: Triple, kernel: string | undefined): Triple {
  const own = defaultsOf(key, kernel);
  return [least, Math.max(middle, own[1]), Math.max(most, system.tcpBufferMaximum, kernel === undefined ? 0 : own[2])];
}

function defaultsOf(key: string, kernel: string | undefined): Triple {
  return tripleOf(sysctlDefault(key, kernel) ?? '') ?? [0, 0, 0];
}

function remark(key: string, triple: Triple, wanted: Triple): string {
  const parts: string[] = [];
  if (wanted[1] !== triple[1]) {
    parts.push(
      `The middle number, with which each connection starts, is ${triple[1]}: less than the kernel’s own ${wanted[1]}, so connections start slower than without this line.`,
    );
  }
  if (wanted[2] !== triple[2]) {
    const what = key.endsWith('rmem') ? 'receive' : 'send';
    parts.push(
      `A connection’s ${what} buffer grows to ${triple[2]} bytes at most${wanted[2] > system.tcpBufferMaximum ? ', less than without this line' : ''}; ${wanted[2]} lets fast connections over long distances use their speed.`,
    );
  }
  return parts.join(' ');
}

/** Why the kernel refuses the value or makes nonsense of it. */
function whyWrong(key: string, value: string): string | undefined {
  // Quotes are for the reader to tell.
  if (value === '' || /^["']/.test(value)) return undefined;
  const most = sysctlKey(key)?.most;
  const numbers = kernelNumbers(value);
  if (most !== undefined && numbers.length >= 3 && numbers[2]! > most && numbers[0]! <= numbers[1]!) {
    return `The third number is above ${most}: the kernel refuses it and keeps its own maximum, but takes the first two.`;
  }
  const refusal = sysctlRefusal(key, value);
  if (refusal !== undefined) return refusal;
  if (numbers.length < 3) {
    return `${key} takes three numbers: the kernel changes only ${numbers.length === 1 ? 'the first and leaves the others as they were' : 'the first two and leaves the third as it was'}.`;
  }
  const [least, middle, largest] = numbers as unknown as Triple;
  if (least <= middle && middle <= largest) return undefined;
  return 'The three numbers go upwards: least, first and largest size. The kernel takes them in any order and then sizes buffers by them.';
}

/** The value as it must have been meant: with units spelt out, commas gone and in order. */
function mended(key: string, setting: SysctlAssignment, kernel: string | undefined): Fix[] {
  const words = setting.text
    .replace(/\s[#;].*$/, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const numbers = words.map(bytesIn);
  const most = sysctlKey(key)?.most ?? Number.MAX_SAFE_INTEGER;
  if (numbers.length !== 3 || numbers.some((n) => n === undefined || n < 1)) return [];
  const [least, middle, largest] = (numbers as number[]).map((n) => Math.min(n, most)).sort((a, b) => a - b);
  const wanted = wantedFor(key, [least!, middle!, largest!], kernel).join(' ');
  return [{ title: `Set ${key} to ${wanted}`, safety: 'review', edits: setting.set(wanted) }];
}

function bytesIn(word: string): number | undefined {
  const found = /^(\d+)([kmg])?b?$/i.exec(word);
  return found ? Number(found[1]) * 1024 ** (found[2] ? 'kmg'.indexOf(found[2].toLowerCase()) + 1 : 0) : undefined;
}
