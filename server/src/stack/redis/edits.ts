import type { FileEdit } from '../../text/edit';
import type { RedisServer } from './server';

/**
 * Edits that put several directives into force at once. What comes to stand at the same place becomes one edit.
 *
 * @param values names with their arguments as they are written, quotes included
 */
export function insertAll(
  server: RedisServer,
  values: readonly (readonly [name: string, value: string])[],
): FileEdit[] {
  const edits: FileEdit[] = [];
  // Flags of a command that is not written yet are written together.
  if (server.command && server.settings.length === 0 && !server.configuration) return server.command.insert(values);
  for (const [name, value] of values) {
    for (const edit of server.insert(name, value)) {
      const i = edits.findIndex(
        (other) => other.path === edit.path && other.span.start === edit.span.start && other.span.end === edit.span.end,
      );
      if (i < 0) edits.push(edit);
      // At the end of a file without a final line break each edit would bring the break along.
      else
        edits[i] = {
          ...edit,
          newText:
            edits[i]!.newText +
            (/[\r\n]$/.test(edits[i]!.newText) ? edit.newText.replace(/^[\r\n]+/, '') : edit.newText),
        };
    }
  }
  return edits;
}

/** Edits that turn snapshots off: `save ""` in the place of the first save, and no other one. */
export function turnSnapshotsOff(server: RedisServer): FileEdit[] {
  const [first, ...others] = server.all('save').filter((setting) => !setting.entry.conditional);
  if (!first) return server.insert('save', '""');
  return [...first.set('""'), ...others.flatMap((setting) => setting.remove())];
}
