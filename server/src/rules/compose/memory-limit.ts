import { environmentCarriers } from '../../knowledge/flags/environment';
import type { Role } from '../../stack/compose/role';
import type { ComposeService } from '../../stack/compose/service';
import type { Fix } from '../../stack/finding';
import { ROLE_NAMES, servicesWhere } from '../compose-roles';
import { fixWith } from '../fixes';
import { stackRule } from '../rule';

/** What services that take as much memory as they get do with it. */
const HUNGRY: ReadonlyMap<Role, string> = new Map<Role, string>([
  ['redis', 'keeps all its data in memory'],
  ['mongodb', 'takes half of the host’s memory for its cache'],
  ['celery-worker', 'keeps what its tasks once needed'],
]);

export default stackRule({
  summary: 'A service that takes all the memory it gets has no limit',
  severity: 'information',
  settings: ['mem_limit', 'memory'],
  why: 'Without a limit, a service that grows takes the memory of all others, and the kernel then ends whichever process it picks, the database as likely as the one that grew. With a limit only this service is ended and started again, and MongoDB sizes its cache by it.',
  price: 'A limit that is too small ends the service under load: set it to what it uses at its peak, and some more.',
  unless: 'The service has the host to itself.',
  sources: [
    'https://docs.docker.com/reference/compose-file/deploy/#resources',
    'https://docs.docker.com/engine/containers/resource_constraints/',
    'https://www.mongodb.com/docs/manual/administration/production-notes/#allocate-sufficient-ram-and-cpu',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  db:
  ^^ information: MongoDB
    image: mongo:7.0
    restart: unless-stopped
`,
      good: `
//- compose.yml
services:
  db:
    image: mongo:7.0
    restart: unless-stopped
    deploy:
      resources:
        limits:
          memory: 2g
`,
    },
  ],
  *check(stack) {
    for (const service of servicesWhere(stack, isUnlimited)) {
      const what = HUNGRY.get(service.role);
      if (what === undefined || service.role === 'other') continue;
      yield {
        at: service.place,
        setting: 'memory',
        message: `${capital(ROLE_NAMES[service.role])} ${what}, and nothing limits it: under load it takes the memory of its neighbours.`,
        fixes: fixes(service),
      };
    }
  },
});

/** Redis with a maxmemory holds itself. */
function isUnlimited(service: ComposeService): boolean {
  if (!HUNGRY.has(service.role) || service.memoryLimit.state !== 'absent') return false;
  return service.role !== 'redis' || limitFor(service) !== undefined;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function fixes(service: ComposeService): Fix[] {
  const limit = limitFor(service);
  if (limit === undefined) return [];
  // Compose refuses a limit under `deploy` beside one of the short keys.
  const short = ['cpus', 'pids_limit'].some((key) => service.get(key) !== undefined);
  const path = short ? ['mem_limit'] : ['deploy', 'resources', 'limits', 'memory'];
  return fixWith(`Limit its memory to ${limit}`, 'review', service.set(path, limit));
}

/** A first limit; undefined where it depends on what isn't known here, or Redis has a ceiling of its own. */
function limitFor(service: ComposeService): string | undefined {
  if (service.role === 'mongodb') return '2g';
  if (service.role !== 'redis') return '1g';
  if (environmentCarriers('redis').some(({ variable }) => service.environment.get(variable))) return undefined;
  const line = service.commandLine;
  if (!line) return service.startup.command.state === 'image' ? '1g' : undefined;
  // A script starts Redis as it likes.
  if (!line.words[0]?.text.startsWith('-') && !service.programs.some(({ name }) => name.endsWith('-server')))
    return undefined;
  const speaksOfMemory = line.words.some(
    ({ value, text }) => value.state !== 'known' || /^--maxmemory$|\.conf$|^-$/.test(text),
  );
  return speaksOfMemory ? undefined : '1g';
}
