import type { Located } from './session';
import type { Status } from './protocol';

/** The profile and the number of findings of one file; undefined where it is none of ours. */
export function statusOf({ folder, path, file }: Located, uri: string): Status | undefined {
  if (!file || file.kind === 'other') return undefined;
  const { profile, chosenBy } = folder.stack.policyOf(file);
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const finding of folder.report.of(path)) counts[finding.severity]++;
  return { uri, profile, chosenBy, counts };
}
