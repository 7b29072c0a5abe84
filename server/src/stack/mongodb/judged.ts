import type { ConfigFile } from '../../settings/file';
import type { MongodSetting } from '../../settings/mongod-conf';
import type { Stack } from '../stack';
import type { MongodServer } from './server';

/** The version of MongoDB that runs the server: that of its image, else that of the project. */
export function mongodVersion(
  server: MongodServer,
  view: { version(program: 'mongodb'): string | undefined },
): string | undefined {
  return server.imageVersion ?? view.version('mongodb');
}

/** The version of every mongod that reads a file or is started there; undefined also where they differ. */
export function versionInFile(file: ConfigFile, stack: Stack): string | undefined {
  const servers = stack.mongodServers.filter((one) => one.configuration === file || one.service?.file === file);
  const [first, ...others] = servers.map((server) => mongodVersion(server, stack));
  if (servers.length === 0) return stack.version('mongodb');
  return others.every((version) => version === first) ? first : undefined;
}

/** What is set and to be judged here, without what a template fills in. */
export function judgedMongod(server: MongodServer): readonly MongodSetting[] {
  return server.settings
    .filter((setting) => setting.value.state === 'known' || setting.shape !== 'scalar')
    .filter((setting) => server.judges(setting.atName));
}
