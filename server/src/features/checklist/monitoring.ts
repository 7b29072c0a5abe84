import type { Stack } from '../../stack/stack';
import type { Evidence, Shown } from './evidence';
import { judged } from './nginx';

/** Names of files that usually hold alerts for Prometheus, Alertmanager or Grafana. */
const ALERTS =
  /(^|\/)(alerts?|alerting|alert[-_]?rules|alertmanager|[\w-]+[-_.](alerts?|rules)|prometheus[-_.]rules)[\w-]*\.ya?ml$/i;

/** Metrics that can be read, and alerts on them. */
export function monitoring(stack: Stack): Evidence {
  const metrics: Shown[] = judged(stack).flatMap((configuration) =>
    configuration.all('stub_status').map((setting) => ({ text: 'nginx shows stub_status', at: setting.atName })),
  );
  const alerts: Shown[] = stack.listing.paths
    .filter((path) => ALERTS.test(path) && !stack.ignores(path))
    .slice(0, 5)
    .map((path) => ({ text: `alerts in ${path}`, path }));
  if (metrics.length > 0 && alerts.length > 0) return { met: [...metrics, ...alerts], otherwise: '' };
  const [one] = [...metrics, ...alerts];
  const reason = one
    ? metrics.length > 0
      ? 'nginx shows its connections, but no file of this workspace holds alerts; they may lie elsewhere'
      : `${one.text}, but no nginx configuration of this workspace shows its connections`
    : 'no file of this workspace holds alerts; they may lie elsewhere';
  return { met: [], unknown: [{ ...one, text: reason }], otherwise: reason };
}
