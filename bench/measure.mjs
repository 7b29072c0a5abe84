// Clocks and the arithmetic on what they show.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * @param {readonly number[]} values
 * @param {number} q from 0 to 1
 */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The wall time of a whole process: the median of some runs, in milliseconds.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ rounds?: number, limit?: number, mayFail?: boolean }} [options] `limit`: milliseconds after which a run is
 *   ended; `mayFail`: an exit code other than 0 is an answer too, as a linter's
 * @returns {number | undefined} undefined where it can't be run or ended by the limit
 */
export function timeProcess(command, args, { rounds = 7, limit = 60_000, mayFail = true } = {}) {
  const times = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    const run = spawnSync(command, args, { stdio: 'ignore', timeout: limit });
    const took = performance.now() - start;
    if (run.error || run.status === null || (run.status !== 0 && !mayFail)) return undefined;
    times.push(took);
    // What takes long is measured less often: its spread is small beside it.
    if (took > 5_000) break;
  }
  return median(times);
}

/**
 * The most memory that a process had resident, in bytes, as far as a look every few milliseconds shows it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<number>} 0 where the system has no /proc
 */
export function peakOfProcess(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, memoryOf(child.pid).peak);
    }, 5);
    const end = () => {
      clearInterval(timer);
      resolve(peak);
    };
    child.once('exit', end);
    child.once('error', end);
  });
}

/**
 * Resident memory of a process, and its highest so far, in bytes.
 *
 * @param {number | undefined} pid
 */
export function memoryOf(pid) {
  let status = '';
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // It has ended, or the system has no /proc.
  }
  const field = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
  return { now: field('VmRSS'), peak: field('VmHWM') };
}
