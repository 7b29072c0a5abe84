import { check, type RunOptions } from '../rules/run';
import { ConfigFile } from '../settings/file';
import type { Finding, Fix } from '../stack/finding';
import type { Stack } from '../stack/stack';
import { applyEdits, type FileEdit } from '../text/edit';
import { diffEdits } from './diff';

/** Fixes that have not come to rest after so many rounds are left as they are. */
const MOST_ROUNDS = 60;

/** A fix of a finding that is to be made. */
interface Chosen {
  readonly finding: Finding;
  readonly fix: Fix;
}

/**
 * The stack after fixes were applied until none is left. Of fixes that want to change the same place, one waits for
 * the next round, which judges anew whether it is still needed.
 *
 * @param choose the fix of a finding that is to be applied, if any
 */
export function settle(start: Stack, choose: (finding: Finding) => Fix | undefined, options: RunOptions = {}): Stack {
  return settleBy(start, choose, (chosen) => chosen, options);
}

/**
 * The same for fixes that bring a stack to a tier. Numbers of rules between files come from the files, so these wait
 * until each file is as it should be by itself, and one of these rules waits for the other.
 */
export function settleAtTier(
  start: Stack,
  choose: (finding: Finding) => Fix | undefined,
  options: RunOptions = {},
): Stack {
  return settleBy(start, choose, nextOfTier, options);
}

function settleBy(
  start: Stack,
  choose: (finding: Finding) => Fix | undefined,
  next: (chosen: readonly Chosen[]) => readonly Chosen[],
  options: RunOptions,
): Stack {
  let stack = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const chosen = check(stack, options).findings.flatMap((finding) => {
      const fix = choose(finding);
      return fix ? [{ finding, fix }] : [];
    });
    const edits = new RoundOfEdits();
    for (const { fix } of next(chosen)) edits.add(fix.edits);
    const changed = edits.apply(stack);
    if (changed.length === 0) return stack;
    stack = stack.with(...changed);
  }
  return stack;
}

/** What decides which of two values holds comes before what computes with them. */
const FIRST_BETWEEN_FILES = 'stack/overridden-by-command';

function nextOfTier(chosen: readonly Chosen[]): readonly Chosen[] {
  const inFiles = chosen.filter(({ finding }) => !finding.rule.startsWith('stack/'));
  const safe = inFiles.filter(({ fix }) => fix.safety === 'safe');
  if (safe.length > 0) return safe;
  if (inFiles.length > 0) return inFiles;
  const ids = chosen.map(({ finding }) => finding.rule);
  const rule = ids.includes(FIRST_BETWEEN_FILES) ? FIRST_BETWEEN_FILES : ids.sort()[0];
  return chosen.filter(({ finding }) => finding.rule === rule);
}

/** The fix of a finding that may be made without asking: the preferred one, where it is safe. */
export function safeFix({ fixes: [first] }: Finding): Fix | undefined {
  return first?.safety === 'safe' && first.edits.length > 0 ? first : undefined;
}

/**
 * The fix that brings a finding to the tier for which somebody has asked for the whole stack: the preferred one of those
 * that are edits, also where it is one to look at before. What is said of Headroom's own file belongs to no tier.
 */
export function tierFix({ rule, fixes }: Finding): Fix | undefined {
  if (rule.startsWith('headroom/')) return undefined;
  return fixes.find(({ safety, edits }) => safety !== 'advice' && edits.length > 0);
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
