import type { ComposeService } from '../../stack/compose/service';
import type { Fix } from '../../stack/finding';
import { isSentinel } from '../../stack/redis/judged';
import type { RedisServer } from '../../stack/redis/server';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

/** Where the images of Redis and Valkey start it, and so keep what it writes. */
const FOLDER = '/data';

const example = (volumes: string, mark = '') => `
//- compose.yml
services:
  queue:
    image: redis:7.4
    command: redis-server --maxmemory 512mb --appendonly yes
${mark}    mem_limit: 1g
${volumes}    restart: unless-stopped
    logging: {driver: local}
`;

export default stackRule({
  summary: 'What Redis logs goes away with its container',
  severity: 'information',
  guide: 'Redis › Persistence',
  settings: ['appendonly', 'volumes'],
  why: 'appendonly yes writes every change into a folder of the container. Without a volume of a name or a folder of the host there, the log belongs to that one container: after "docker compose down" the next one starts empty, though everything looks persistent.',
  price: 'A volume that outlives the container has to be removed by hand.',
  unless: 'The log shall only bear a restart of the same container.',
  sources: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
    'https://docs.docker.com/engine/storage/volumes/',
  ],
  examples: [
    {
      bad: example(
        '',
        '                                                         ^^^ information: docker compose down\n',
      ),
      good: example('    volumes:\n      - ./queue:/data\n'),
    },
  ],
  *check(stack) {
    for (const server of stack.redisServers)
      if (server.service && !isSentinel(server)) yield* judge(server, server.service);
  },
});

function* judge(server: RedisServer, service: ComposeService): Verdicts {
  const log = server.setting('appendonly');
  if (log.state !== 'known' || !log.setting || log.value.toLowerCase() !== 'yes') return;
  const path = service.runtimeImage?.path;
  if (path !== 'redis' && path !== 'valkey/valkey') return;
  const folder = folderOf(server);
  if (folder === undefined || mayOutlive(service, folder)) return;
  yield {
    at: log.setting.atValue,
    setting: 'appendonly',
    value: log.setting.text,
    message: `Redis keeps its log in ${folder} of the container, where ${service.name} mounts no volume: after docker compose down it starts empty.`,
    related: [{ ...service.place, message: `${service.name} mounts nothing at ${folder}.` }],
    fixes: fixes(service, folder),
  };
}

/** Where Redis writes; undefined where that can't be told. */
function folderOf(server: RedisServer): string | undefined {
  const written = server.setting('dir');
  if (written.state === 'unknown') return undefined;
  if (written.state === 'absent' || !written.setting) return FOLDER;
  const { value } = written;
  if (/^\.\/?$/.test(value)) return FOLDER;
  return value.startsWith('/') ? value.replace(/(.)\/+$/, '$1') : undefined;
}

/** Whether something that may outlive the container is mounted there, as far as can be told. */
function mayOutlive(service: ComposeService, folder: string): boolean {
  if (service.volumes.unseen !== undefined || service.unseen !== undefined) return true;
  if (service.get('volumes_from') !== undefined || service.get('tmpfs') !== undefined) return true;
  return service.volumes.volumes.some(
    ({ target, source, type }) =>
      (source !== undefined || type === 'unknown' || type === 'tmpfs') &&
      (target === folder || target === '/' || folder.startsWith(`${target}/`)),
  );
}

/** A folder of the host beside the Compose file: a volume of a name would have to be declared as well. */
function fixes(service: ComposeService, folder: string): Fix[] {
  const title = `Keep ${folder} in ./${service.name}-data`;
  const mount = `./${service.name}-data:${folder}`;
  return service.get('volumes') === undefined ? fixWith(title, 'review', service.set(['volumes'], [mount])) : [];
}
