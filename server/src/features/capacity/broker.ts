import { celeryUsesOf } from '../../stack/model/brokers';
import type { Service } from '../../stack/model/service';
import type { Stack } from '../../stack/stack';
import type { Hop } from './hop';
import { redisHops } from './redis';

/** The broker of a worker, where it is a Redis of the same stack: what it accepts, and what it may keep. */
export function brokerHops(worker: Service, stack: Stack): readonly Hop[] {
  const server = stack.redisServers.find((one) =>
    celeryUsesOf(one, stack).some((use) => use.worker.service === worker && use.keeps === 'tasks'),
  );
  if (!server) return [];
  return redisHops(server, stack)
    .filter(({ kind }) => kind !== 'accept-queue')
    .map((hop) => ({
      ...hop,
      kind: hop.kind === 'database' ? 'broker' : hop.kind,
      title: `${hop.title} (broker)`,
      compares: false,
    }));
}
