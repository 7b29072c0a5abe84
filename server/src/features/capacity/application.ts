import type { ComposeService } from '../../stack/compose/service';
import { serverFacts } from '../../stack/model/app-servers';
import type { Stack } from '../../stack/stack';
import { heldToOne, replicas } from './home';
import type { Hop } from './hop';
import { application } from './hops';
import { poolHops } from './pools';

/** What a service that answers requests works on at once, and the connections that it may hold for it. */
export function applicationHops(service: ComposeService, stack: Stack): readonly Hop[] {
  const { processes, perProcess } = serverFacts(service, stack);
  const running = { replicas: replicas({ kind: 'container', service }), held: heldToOne(service) };
  const hop = application(service.name, running, processes, perProcess);
  return [hop, ...poolHops(service, stack)];
}
