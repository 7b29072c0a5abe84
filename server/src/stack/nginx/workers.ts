import type { NginxConfiguration } from './configuration';

/** How many worker processes nginx starts. `auto` is one for each CPU of the machine. */
export type WorkerCount =
  | { readonly kind: 'number'; readonly count: number }
  | { readonly kind: 'auto'; readonly count: number | undefined }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * The number of worker processes, as far as the files tell it.
 *
 * @param cpus the machine's CPUs, where they are known
 * @see https://nginx.org/en/docs/ngx_core_module.html#worker_processes
 */
export function workerCount(configuration: NginxConfiguration, cpus: number | undefined): WorkerCount {
  if (!configuration.whole)
    return { kind: 'unknown', reason: 'worker_processes stands in a file that is not in the workspace' };
  const inForce = configuration.root.effective('worker_processes');
  if (inForce.state === 'unknown') return { kind: 'unknown', reason: inForce.reason! };
  if (!inForce.setting) return { kind: 'number', count: 1 };
  const value = inForce.setting.argument(0);
  if (value?.state === 'known' && value.value === 'auto') return { kind: 'auto', count: cpus };
  const count = inForce.setting.number;
  if (count !== undefined) return { kind: 'number', count };
  return {
    kind: 'unknown',
    reason: value?.state === 'unknown' ? value.reason : 'worker_processes has no number that nginx takes',
  };
}
