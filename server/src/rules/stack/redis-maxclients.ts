import { REDIS_OWN_FILES } from '../../knowledge/open-files';
import { system } from '../../knowledge/tiers';
import { isSentinel } from '../../stack/redis/judged';
import type { RedisServer } from '../../stack/redis/server';
import { serviceOpenFiles } from '../../stack/system/open-files';
import { grouped } from '../../text/numbers';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

const example = (nofile: number, mark = '') => `
//- compose.yml
services:
  redis:
    image: redis:7.4
    command: redis-server --maxmemory 512mb --maxclients 100000
${mark}    ulimits: {nofile: ${nofile}}
    volumes: ["data:/data"]
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
volumes:
  data:
`;

export default stackRule({
  summary: 'maxclients is above what the open-file limit of Redis allows',
  severity: 'warning',
  guide: 'Redis › Connection pooling',
  settings: ['maxclients'],
  why: 'Each client takes an open file, and Redis keeps 32 for itself. Where its hard limit is lower than maxclients and these, it cuts maxclients when it starts and says so in its log only; clients are refused long before the number in the file.',
  price: 'None that counts: a limit of open files reserves nothing.',
  unless: 'Redis may raise its own hard limit, as a container with the capability SYS_RESOURCE may.',
  sources: ['https://redis.io/docs/latest/develop/reference/clients/'],
  examples: [
    {
      bad: example(65535, '                                                         ^^^^^^ warning: 65,503\n'),
      good: example(262144),
    },
  ],
  *check(stack) {
    for (const server of stack.redisServers) if (!isSentinel(server)) yield* judge(server);
  },
});

function* judge(server: RedisServer): Verdicts {
  const files = server.service && serviceOpenFiles(server.service);
  const inForce = server.setting('maxclients');
  if (!files?.held || inForce.state !== 'known' || !inForce.setting) return;
  if (!/^[1-9]\d{0,8}$/.test(inForce.value)) return;
  const most = Number(inForce.value);
  const allowed = files.hard - REDIS_OWN_FILES;
  if (most <= allowed || allowed < 1) return;
  const wanted = Math.max(system.nofile, most + REDIS_OWN_FILES);
  yield {
    at: inForce.setting.atValue,
    setting: 'maxclients',
    value: inForce.setting.text,
    message: `Redis may take ${grouped(most)} clients, but with the ${grouped(files.hard)} open files of ${files.name}, less ${REDIS_OWN_FILES} of its own, it takes ${grouped(allowed)}.`,
    related: [{ ...files.hardPlace, message: `Here ${grouped(files.hard)} open files are allowed.` }],
    fixes: [
      ...fixWith(`Raise the open-file limit of ${files.name} to ${wanted}`, 'review', files.raise(wanted)),
      ...fixWith(`Set maxclients to ${allowed}`, 'review', inForce.setting.set(String(allowed))),
    ],
  };
}
