import { MONGOD_CONNECTION_SHARE } from '../../knowledge/open-files';
import { system } from '../../knowledge/tiers';
import type { MongodSetting } from '../../settings/mongod-conf';
import type { Place } from '../../stack/finding';
import type { MongodServer } from '../../stack/mongodb/server';
import type { Stack } from '../../stack/stack';
import { serviceOpenFiles } from '../../stack/system/open-files';
import { mayRunInContainers } from '../../stack/system/services';
import type { FileEdit } from '../../text/edit';
import { grouped } from '../../text/numbers';
import { fixWith } from '../fixes';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'maxIncomingConnections is above what the open-file limit allows',
  severity: 'warning',
  guide: 'MongoDB › Connection pooling',
  settings: ['net.maxIncomingConnections', 'maxConns'],
  why: 'mongod keeps a fifth of its open files for its data and gives connections the rest: of a limit of 1,024 files, 819 connections, and half of that in newer versions, which use two files for each. What the configuration asks for beyond that has no effect; clients are refused although the maximum is not reached.',
  price: 'None that counts: a limit of open files reserves nothing.',
  unless: 'The limit is raised in another place, such as the host’s Docker daemon.',
  sources: [
    'https://www.mongodb.com/docs/manual/reference/configuration-options/#mongodb-setting-net.maxIncomingConnections',
    'https://www.mongodb.com/docs/manual/reference/ulimit/',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  mongo:
    image: mongo:7.0
    restart: unless-stopped
    command: mongod --maxConns 2000
                               ^^^^ warning: 819
    ulimits:
      nofile: 1024
    deploy:
      resources:
        limits:
          memory: 4g
    logging:
      driver: local
`,
      good: `
//- compose.yml
services:
  mongo:
    image: mongo:7.0
    restart: unless-stopped
    command: mongod --maxConns 2000
    ulimits:
      nofile: 65535
    deploy:
      resources:
        limits:
          memory: 4g
    logging:
      driver: local
`,
    },
  ],
  *check(stack) {
    for (const server of stack.mongodServers) {
      const most = server.setting('net.maxIncomingConnections');
      if (most.state !== 'known' || !most.setting || !/^\d{1,9}$/.test(most.value)) continue;
      const limit = openFilesOf(server, stack);
      const allowed = limit && Math.floor(limit.files * MONGOD_CONNECTION_SHARE);
      if (limit && allowed !== undefined && Number(most.value) > allowed)
        yield verdict(most.setting, Number(most.value), allowed, limit);
    }
  },
});

interface OpenFiles {
  readonly name: string;
  readonly files: number;
  readonly place: Place;
  raise(files: number): readonly FileEdit[];
}

/** The limit with which mongod is started; undefined where no file tells. */
function openFilesOf(server: MongodServer, stack: Stack): OpenFiles | undefined {
  if (server.service) {
    const limit = serviceOpenFiles(server.service);
    return limit && { name: limit.name, files: limit.soft, place: limit.softPlace, raise: limit.raise };
  }
  if (mayRunInContainers(stack)) return undefined;
  const units = stack.units.filter(({ name }) => /^mongod(b)?\.service$/.test(name));
  const limit = units.length === 1 ? units[0]!.limit('LimitNOFILE') : undefined;
  if (limit?.state !== 'known') return undefined;
  return {
    name: units[0]!.name,
    files: limit.value.soft,
    place: limit.setting.atValue,
    raise: (files) => units[0]!.insert('Service', 'LimitNOFILE', String(files)),
  };
}

function verdict(setting: MongodSetting, most: number, allowed: number, { name, files, place, raise }: OpenFiles) {
  const wanted = Math.max(system.nofile, Math.ceil(most * 2.5));
  return {
    at: setting.atValue,
    setting: 'net.maxIncomingConnections',
    value: setting.text,
    message: `mongod may take ${grouped(most)} connections, but with the ${grouped(files)} open files of ${name} it takes ${grouped(allowed)} at most.`,
    related: [{ ...place, message: `Here ${grouped(files)} open files are allowed.` }],
    fixes: [
      ...fixWith(`Raise the open-file limit of ${name} to ${wanted}`, 'review', raise(wanted)),
      ...fixWith(`Set net.maxIncomingConnections to ${allowed}`, 'review', setting.set(String(allowed))),
    ],
  };
}
