import type { Role } from '../../stack/compose/role';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import type { FileEdit } from '../../text/edit';
import { ROLE_NAMES, servicesWhere } from '../compose-roles';
import { fixWith } from '../fixes';
import { stackRule } from '../rule';

/** Services that write a line for every request or task. */
const BUSY: ReadonlySet<Role> = new Set<Role>(['nginx', 'api', 'celery-worker']);

export default stackRule({
  summary: 'The log of a busy service grows until the disk is full',
  severity: 'hint',
  settings: ['logging', 'max-size'],
  why: 'Docker keeps what a container prints in a file of the host, by default without any limit. A service that writes a line for every request or task fills the disk in the end, and a full disk stops every service of the host, the database first.',
  price: 'Older lines are gone; what is to be kept belongs into a log server.',
  unless: 'The daemon itself limits the logs (`log-opts` in daemon.json), or the service logs elsewhere.',
  sources: [
    'https://docs.docker.com/engine/logging/drivers/json-file/',
    'https://docs.docker.com/reference/compose-file/services/#logging',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging:
    ^^^^^^^ hint: without a limit
      driver: json-file
`,
      good: `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging:
      driver: json-file
      options:
        max-size: 10m
        max-file: "3"
`,
    },
  ],
  *check(stack) {
    for (const service of servicesWhere(stack, growsForEver)) {
      const { role } = service;
      if (role === 'other') continue;
      yield {
        at: placeOf(service),
        setting: 'max-size',
        message: `Docker keeps the log of ${ROLE_NAMES[role]} without a limit unless the daemon sets one: it grows until the disk is full.`,
        fixes: fixWith('Keep three log files of 10 MB', 'safe', rotation(service)),
      };
    }
  },
});

/** Whether a busy service's log goes into a file that nothing limits. */
function growsForEver(service: ComposeService): boolean {
  if (!BUSY.has(service.role)) return false;
  const driver = service.loggingDriver;
  if (driver.state === 'unknown' || (driver.state === 'known' && driver.value !== 'json-file')) return false;
  const options = service.loggingOptions;
  return options.unseen === undefined && !options.pairs.has('max-size');
}

function placeOf(service: ComposeService): Place {
  return service.root.entries.get('logging')?.keyPlace ?? service.place;
}

function rotation(service: ComposeService): readonly FileEdit[] {
  const options = { 'max-size': '10m', 'max-file': '3' };
  const there = service.get('logging', 'options');
  if (there?.kind === 'map') return service.set(['logging', 'options', 'max-size'], options['max-size']);
  return service.loggingDriver.state === 'absent'
    ? service.set(['logging'], { driver: 'json-file', options })
    : service.set(['logging', 'options'], options);
}
