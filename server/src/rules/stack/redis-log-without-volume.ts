import { isSentinel } from '../../stack/redis/judged';
import type { RedisServer } from '../../stack/redis/server';
import { fixWith } from '../fixes';
import { keepData, keptIn, unkeptData } from '../redis-volume';
import { stackRule, type Verdicts } from '../rule';

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
    for (const server of stack.redisServers) if (!isSentinel(server)) yield* judge(server);
  },
});

function* judge(server: RedisServer): Verdicts {
  const log = server.setting('appendonly');
  if (log.state !== 'known' || !log.setting || log.value.toLowerCase() !== 'yes') return;
  const unkept = unkeptData(server);
  if (!unkept) return;
  const { service, folder } = unkept;
  yield {
    at: log.setting.atValue,
    setting: 'appendonly',
    value: log.setting.text,
    message: `Redis keeps its log in ${folder} of the container, where ${service.name} mounts no volume: after docker compose down it starts empty.`,
    related: [{ ...service.place, message: `${service.name} mounts nothing at ${folder}.` }],
    fixes: fixWith(`Keep ${folder} in ${keptIn(unkept)}`, 'review', keepData(unkept)),
  };
}
