import type { ComposeService } from '../../stack/compose/service';
import { mayBeForSwarm, ROLE_NAMES, servicesWhere } from '../compose-roles';
import { fixWith } from '../fixes';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'Nothing starts the service again when it ends',
  severity: 'hint',
  settings: ['restart'],
  why: 'Without a restart policy a container that ends stays ended: after a crash, after the kernel took it for its memory, and after a reboot of the host. Celery beat that is gone sends no task; a worker that is gone leaves its queue to grow.',
  price: 'A service that fails at start tries again for ever, with growing pauses.',
  unless: 'Something else supervises the containers, such as systemd.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#restart',
    'https://docs.docker.com/engine/containers/start-containers-automatically/',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  broker:
  ^^^^^^ hint: RabbitMQ
    image: rabbitmq:4.0
`,
      good: `
//- compose.yml
services:
  broker:
    image: rabbitmq:4.0
    restart: unless-stopped
`,
    },
  ],
  *check(stack) {
    for (const service of servicesWhere(stack, hasNoPolicy)) {
      const { role } = service;
      if (role === 'other' || mayBeForSwarm(service)) continue;
      yield {
        at: service.place,
        setting: 'restart',
        message: `Nothing starts ${ROLE_NAMES[role]} again after a crash or a reboot: there is no restart policy.`,
        fixes: fixWith('Add restart: unless-stopped', 'safe', service.set(['restart'], 'unless-stopped')),
      };
    }
  },
});

function hasNoPolicy(service: ComposeService): boolean {
  return service.restart.state === 'absent' && service.setting('deploy', 'restart_policy').state === 'absent';
}
