import { check, type RunOptions } from '../rules/run';
import { ConfigFile } from '../settings/file';
import type { Finding, Fix } from '../stack/finding';
import type { Stack } from '../stack/stack';
import { applyEdits, type FileEdit } from '../text/edit';
import { diffEdits } from './diff';

/** Fixes that have not come to rest after so many rounds are left as they are. */
const MOST_ROUNDS = 30;

/**
 * The stack after fixes were applied until none is left. Of fixes that want to change the same place, one waits for
 * the next round, which judges anew whether it is still needed.
 *
 * @param choose the fix of a finding that is to be applied, if any
 */
export function settle(start: Stack, choose: (finding: Finding) => Fix | undefined, options: RunOptions = {}): Stack {
  let stack = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = new RoundOfEdits();
    for (const finding of check(stack, options).findings) {
      const fix = choose(finding);
      if (fix) edits.add(fix.edits);
    }
    const changed = edits.apply(stack);
    if (changed.length === 0) return stack;
    stack = stack.with(...changed);
  }
  return stack;
}

/** The small edits that make the files of one stack those of the other. */
export function editsBetween(before: Stack, after: Stack): FileEdit[] {
  const edits: FileEdit[] = [];
  for (const [path, file] of after.files) {
    const old = before.file(path);
    if (old === file) continue;
    for (const edit of diffEdits(old?.text ?? '', file.text)) edits.push({ path, ...edit });
  }
  return edits;
}

/** The stack with some edits made, which must not collide. */
export function withEdits(stack: Stack, edits: readonly FileEdit[]): Stack {
  const round = new RoundOfEdits();
  round.add(edits);
  return stack.with(...round.apply(stack));
}

/** Edits that can be made together. */
class RoundOfEdits {
  readonly #byPath = new Map<string, FileEdit[]>();

  /** Takes over a fix's edits, all or none. An edit that another fix also makes is made once. */
  add(edits: readonly FileEdit[]): void {
    const fresh: FileEdit[] = [];
    for (const edit of edits) {
      const taken = this.#byPath.get(edit.path) ?? [];
      if (taken.some((other) => same(other, edit))) continue;
      if (taken.some((other) => collide(other, edit))) return;
      fresh.push(edit);
    }
    for (const edit of fresh) {
      const list = this.#byPath.get(edit.path);
      if (list) list.push(edit);
      else this.#byPath.set(edit.path, [edit]);
    }
  }

  apply(stack: Stack): ConfigFile[] {
    return [...this.#byPath].flatMap(([path, edits]) => {
      const old = stack.file(path);
      const text = applyEdits(old?.text ?? '', edits);
      return text === old?.text ? [] : [new ConfigFile(path, text, old?.kind === 'nginx' ? 'nginx' : old?.languageId)];
    });
  }
}

function same(a: FileEdit, b: FileEdit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;
}

/** Whether the order of two edits, or whether both hold, would be open. */
function collide(a: FileEdit, b: FileEdit): boolean {
  if (a.span.start === b.span.start) return true;
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
