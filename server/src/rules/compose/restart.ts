import type { ComposeService } from '../../stack/compose/service';
import { mayBeForSwarm, ROLE_NAMES } from '../compose-roles';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

export default composeRule({
  summary: 'Nothing starts the service again when it ends',
  severity: 'hint',
  guide: 'Tuning checklist',
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
  *check(project) {
    for (const service of project.services.values()) {
      const { role } = service;
      if (role === 'other' || !service.active || !hasNoPolicy(service) || mayBeForSwarm(service)) continue;
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
