import { serverFacts } from '../../stack/model/app-servers';
import type { Service } from '../../stack/model/service';
import type { Stack } from '../../stack/stack';
import { runningOf } from './home';
import type { Hop } from './hop';
import { application } from './hops';
import { poolHops } from './pools';

/** What a service that answers requests works on at once, and the connections that it may hold for it. */
export function applicationHops(service: Service, stack: Stack): readonly Hop[] {
  const { processes, perProcess } = serverFacts(service, stack);
  const hop = application(service.name, runningOf(service), processes, perProcess);
  return [hop, ...poolHops(service, stack)];
}
