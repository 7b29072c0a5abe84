import { type Known, known, type Unknown, unknown } from '../../settings/value';
import type { RedisServer } from './server';

/** Whether a Redis writes its data to a disk: by its log, or by snapshots. */
export function isPersistent(server: RedisServer): Known<boolean> | Unknown {
  const log = server.setting('appendonly');
  const snapshots = server.savePoints;
  const on = log.state === 'known' && log.value.toLowerCase() === 'yes';
  if (on || (snapshots.state === 'known' && snapshots.value.length > 0)) return known(true);
  if (log.state === 'unknown') return unknown(log.reason);
  return snapshots.state === 'unknown' ? snapshots : known(false);
}
