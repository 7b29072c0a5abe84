import { PROFILES } from '../knowledge/tiers';
import type { Arguments, Options } from './arguments';
import { Failure } from './failure';
import type { Terminal } from './terminal';
import { openWorkspaces, type Workspace } from './workspaces';

/** Options of the commands that tell of whole stacks. */
export const STACK_OPTIONS: Options = {
  profile: {
    type: 'string',
    placeholder: 'P',
    help: 'development, production, high-traffic or auto; wins over\nheadroom.yaml, its overrides and comments in files',
  },
  config: { type: 'string', placeholder: 'FILE', help: 'read this file in the place of headroom.yaml' },
};

/**
 * Opens the stacks of the paths that a command was given, by default the working directory's.
 *
 * @throws Failure when one of them can't be read
 */
export async function openStacks(
  options: Arguments,
  terminal: Terminal,
): Promise<{ readonly workspaces: readonly Workspace[]; readonly complete: boolean }> {
  const paths = options.positionals.length === 0 ? ['.'] : options.positionals;
  if (paths.includes('-')) throw new Failure('a whole folder is looked at, so standard input can’t be read');
  const profile = options.choice('profile', ['auto', ...PROFILES]);
  const open = { forced: profile ? { profile } : {}, config: options.text('config') };
  const { workspaces, unreadable } = await openWorkspaces(paths, open, terminal);
  for (const line of unreadable) terminal.note(line);
  return { workspaces, complete: unreadable.length === 0 };
}

/** The stack's folder as it is shown. */
export function stackName({ root, shown, onDisk }: Workspace): string {
  const name = shown('');
  return name === '.' ? (onDisk('').replaceAll('\\', '/').replace(/\/+$/, '').split('/').at(-1) ?? root) : name;
}
