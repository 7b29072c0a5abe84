import type { MongodSetting } from '../../settings/mongod-conf';
import type { MongodServer } from './server';

/** The version of MongoDB that runs the server: that of its image, else that of the project. */
export function mongodVersion(
  server: MongodServer,
  view: { version(program: 'mongodb'): string | undefined },
): string | undefined {
  return server.imageVersion ?? view.version('mongodb');
}

/** What is set and to be judged here, without what a template fills in. */
export function judgedMongod(server: MongodServer): readonly MongodSetting[] {
  return server.settings
    .filter((setting) => setting.value.state === 'known' || setting.shape !== 'scalar')
    .filter((setting) => server.judges(setting.atName));
}
