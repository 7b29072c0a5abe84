import type { ComposeService } from '../../stack/compose/service';
import { reach } from '../../stack/model/network';
import { workersOf } from '../../stack/model/workers';
import { celeryService } from '../../stack/python/celery-urls';
import type { Stack } from '../../stack/stack';
import type { Hop } from './hop';
import { redisHops } from './redis';

/** The broker of a worker, where it is a Redis of the same Compose project: what it accepts, and what it may keep. */
export function brokerHops(worker: ComposeService, stack: Stack): readonly Hop[] {
  const app = workersOf(stack).find(({ service }) => service === worker)?.app;
  const broker = app && celeryService(app, 'broker_url');
  if (broker?.transport !== 'redis') return [];
  for (const { host } of broker.hosts) {
    const found = reach(worker, host);
    if (found.state !== 'service') continue;
    const server = stack.redisServers.find(({ service }) => service === found.service);
    if (server)
      return redisHops(server, stack)
        .filter(({ kind }) => kind !== 'accept-queue')
        .map((hop) => ({
          ...hop,
          kind: hop.kind === 'database' ? 'broker' : hop.kind,
          title: `${hop.title} (broker)`,
          compares: false,
        }));
  }
  return [];
}
