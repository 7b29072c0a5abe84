import { reasonOf } from '../disk/folder';
import { replaceFile } from '../disk/write';
import { safeFix, settle, settleAtTier, tierFix } from '../features/settle';
import type { RunOptions } from '../rules/run';
import type { Finding } from '../stack/finding';
import type { Stack } from '../stack/stack';
import type { Terminal } from './terminal';
import type { Workspace } from './workspaces';

/** One file that fixes change. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Mending {
  /** Whether a finding is to be mended. */
  readonly wanted: (finding: Finding) => boolean;
  /** Somebody has asked for a tier: what is offered for review is made as well. */
  readonly toTier: boolean;
}

/** What fixes make of a workspace when they are applied until none is left. */
export function mend(
  workspace: Workspace,
  { wanted, toTier }: Mending,
  options: RunOptions,
): { stack: Stack; changes: Change[] } {
  const { stack, selected } = workspace;
  const settled = (toTier ? settleAtTier : settle)(
    stack,
    (finding) => {
      const fix = toTier ? tierFix(finding) : safeFix(finding);
      // A fix that reaches into a file that nobody named is not made, nor is one half of it.
      const inside = fix?.edits.every(
        ({ path }) => stack.file(path) !== undefined && (!selected || selected.has(path)),
      );
      return inside && wanted(finding) ? fix : undefined;
    },
    options,
  );
  const changes = [...settled.files.values()].flatMap((file) => {
    const before = stack.file(file.path);
    return before && before.text !== file.text ? [{ path: file.path, before: before.text, after: file.text }] : [];
  });
  return { stack: settled, changes };
}

/**
 * Writes the changes, each file at once. A file that is no longer what was read is left alone, and said so.
 *
 * @returns the stack as it is on disk now, and whether every change was made
 */
export async function writeChanges(
  workspace: Workspace,
  settled: Stack,
  changes: readonly Change[],
  terminal: Terminal,
): Promise<{ stack: Stack; written: number; complete: boolean }> {
  let stack = workspace.stack;
  let written = 0;
  for (const { path, before, after } of changes) {
    const shown = workspace.shown(path);
    try {
      const result = await replaceFile(workspace.onDisk(path), before, after);
      if (result === 'written') {
        stack = stack.with(settled.file(path)!);
        written++;
      } else if (result === 'changed') terminal.note(`${shown}: it has changed since it was read, so it is left alone`);
      else terminal.note(`${shown}: it is not UTF-8 throughout, so it is left alone`);
    } catch (error) {
      terminal.note(`${shown}: not written: ${reasonOf(error)}`);
    }
  }
  return { stack, written, complete: written === changes.length };
}
