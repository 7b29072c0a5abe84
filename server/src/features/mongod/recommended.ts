import { mongodRecommendations } from '../../knowledge/mongodb/recommended';
import type { ConfigFile } from '../../settings/file';
import type { MongodServer } from '../../stack/mongodb/server';
import type { Stack } from '../../stack/stack';
import type { Action } from '../code-actions';

/** What the guide recommends and no file or flag of the server sets, as lines for its configuration file. */
export function insertRecommendedMongod(stack: Stack, file: ConfigFile): Action[] {
  const server = stack.mongodServers.find(({ configuration }) => configuration === file);
  return server ? recommendedForMongod(server) : [];
}

/** The same for a server, as lines of its file or, where it has none, as flags. */
export function recommendedForMongod(server: MongodServer): Action[] {
  return mongodRecommendations.flatMap(({ name, value, label }): Action[] => {
    const effective = server.setting(name);
    const isAbsent = effective.state === 'absent' || (effective.state === 'known' && effective.setting === undefined);
    const edits = isAbsent ? server.insert(name, value) : [];
    if (edits.length === 0) return [];
    return [{ title: `Insert recommended ${name} ${value} (${label})`, kind: 'refactor', safety: 'review', edits }];
  });
}
