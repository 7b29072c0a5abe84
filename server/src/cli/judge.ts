import { sep } from 'node:path';
import { check, type RunOptions } from '../rules/run';
import type { Finding, UnknownFinding } from '../stack/finding';
import type { Located, Outcome } from './report';
import type { Workspace } from './workspaces';

/** Judges workspaces. What two of them say of the same place in the same words is said once. */
export function judge(workspaces: readonly Workspace[], wants: (rule: string) => boolean, run: RunOptions): Outcome {
  const findings: Located<Finding>[] = [];
  const unknown: Located<UnknownFinding>[] = [];
  const files = new Set<string>();
  const seen = new Set<string>();
  for (const workspace of workspaces) {
    const { stack, selected, onDisk, shown } = workspace;
    const isSpokenOf = (path: string) => !selected || selected.has(path);
    const isFresh = ({ at, rule }: Finding | UnknownFinding, text: string) => {
      if (!isSpokenOf(at.file.path) || !wants(rule)) return false;
      const key = [onDisk(at.file.path), rule, at.span.start, at.span.end, text].join('\0');
      return !seen.has(key) && seen.add(key) !== undefined;
    };
    for (const file of stack.files.values()) {
      if (file.kind !== 'other' && isSpokenOf(file.path) && !stack.ignores(file.path)) files.add(onDisk(file.path));
    }
    const report = check(stack, run);
    for (const finding of report.findings)
      if (isFresh(finding, finding.message)) findings.push({ workspace, finding, file: shown(finding.at.file.path) });
    for (const finding of report.unknown)
      if (isFresh(finding, finding.unknown)) unknown.push({ workspace, finding, file: shown(finding.at.file.path) });
  }
  return { findings: findings.sort(byPlace), unknown: unknown.sort(byPlace), files: files.size };
}

/** Whether a run over these workspaces speaks of a file, be it there any more or not. */
export function isJudged(workspaces: readonly Workspace[], file: string): boolean {
  return workspaces.some(({ root, selected, onDisk }) => {
    return selected
      ? [...selected].some((path) => onDisk(path) === file)
      : file.startsWith(root.endsWith(sep) ? root : root + sep);
  });
}

function byPlace(a: Located<Finding | UnknownFinding>, b: Located<Finding | UnknownFinding>): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  const left = a.finding.at.span;
  const right = b.finding.at.span;
  return (
    left.start - right.start ||
    left.end - right.end ||
    (a.finding.rule < b.finding.rule ? -1 : a.finding.rule > b.finding.rule ? 1 : 0)
  );
}
