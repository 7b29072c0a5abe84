import type { Profile } from '../knowledge/tiers';
import type { Report } from '../rules/run';
import type { ConfigFile } from '../settings/file';
import type { Severity } from '../settings/project';
import type { Stack } from '../stack/stack';
import { isOurs } from './python/parts';

/** What holds for one file, for the status bar. */
export interface FileStatus {
  readonly profile: Profile;
  /** Completes "chosen by …". */
  readonly chosenBy: string;
  readonly counts: Readonly<Record<Severity, number>>;
}

/** Undefined for a file that has nothing for us. */
export function status(stack: Stack, report: Report, file: ConfigFile): FileStatus | undefined {
  if (file.kind === 'other' || (file.kind === 'python' && !isOurs(stack, file))) return undefined;
  const { profile, chosenBy } = stack.policyOf(file);
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const finding of report.of(file.path)) counts[finding.severity]++;
  return { profile, chosenBy, counts };
}
