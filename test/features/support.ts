import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { applyEdits, type FileEdit } from '../../server/src/text/edit';
import { readFixture } from '../support/fixture';

/** A small workspace with the file and the offset at which `<|>` stands. */
export function at(source: string): { stack: Stack; file: ConfigFile; offset: number } {
  const fixture = readFixture(source);
  if (!fixture.cursor) throw new Error('the case has no cursor');
  const stack = workspace(source);
  return { stack, file: stack.file(fixture.cursor.path)!, offset: fixture.cursor.offset };
}

/** A small workspace; every nginx file in it counts as one, as an editor says that opens it. */
export function workspace(source: string): Stack {
  return Stack.of(
    [...readFixture(source).files].map(
      ([path, text]) => new ConfigFile(path, text, path.endsWith('.yaml') ? undefined : 'nginx'),
    ),
  );
}

/** The texts of a stack after edits, new files included. */
export function edited(stack: Stack, edits: readonly FileEdit[]): Record<string, string> {
  const byPath = new Map<string, FileEdit[]>();
  for (const edit of edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  const texts = new Map([...stack.files].map(([path, file]) => [path, file.text]));
  for (const [path, list] of byPath) texts.set(path, applyEdits(texts.get(path) ?? '', list));
  return Object.fromEntries(texts);
}
