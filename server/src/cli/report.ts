import { safeFix } from '../features/settle';
import type { ConfigFile } from '../settings/file';
import type { Severity } from '../settings/project';
import type { Finding, UnknownFinding } from '../stack/finding';
import type { Span } from '../text/span';
import type { Workspace } from './workspaces';

/** A finding with the workspace that it was made in. */
export interface Located<T> {
  readonly workspace: Workspace;
  readonly finding: T;
  /** The file as it is shown: relative to the working directory. */
  readonly file: string;
}

/** What a run says, for every format. */
export interface Outcome {
  readonly findings: readonly Located<Finding>[];
  readonly unknown: readonly Located<UnknownFinding>[];
  /** How many files were judged. */
  readonly files: number;
}

/** From the most severe to the least. */
export const SEVERITY_ORDER: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export interface Summary {
  readonly files: number;
  readonly error: number;
  readonly warning: number;
  readonly information: number;
  readonly hint: number;
  readonly fixable: number;
}

export function summarize({ findings, files }: Outcome): Summary {
  const count = (severity: Severity) => findings.filter(({ finding }) => finding.severity === severity).length;
  const fixable = findings.filter(({ finding }) => safeFix(finding) !== undefined).length;
  return {
    files,
    error: count('error'),
    warning: count('warning'),
    information: count('information'),
    hint: count('hint'),
    fixable,
  };
}

/** Line and column from 1; columns count UTF-16 code units; the end is exclusive. */
export interface Range {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

export function rangeOf(file: ConfigFile | undefined, { start, end }: Span): Range {
  return { start: positionOf(file, start), end: positionOf(file, end) };
}

function positionOf(file: ConfigFile | undefined, offset: number): { line: number; column: number } {
  if (!file) return { line: 1, column: 1 };
  const { line, column } = file.lines.positionAt(offset);
  return { line: line + 1, column: column + 1 };
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The counts of a summary in words, the empty ones left out. */
export function severityCounts(summary: Summary): string {
  const words: Readonly<Record<Severity, string>> = {
    error: 'error',
    warning: 'warning',
    information: 'information',
    hint: 'hint',
  };
  return SEVERITY_ORDER.filter((severity) => summary[severity] > 0)
    .map((severity) =>
      severity === 'information' ? `${summary[severity]} information` : counted(summary[severity], words[severity]),
    )
    .join(', ');
}
