import type { ConfigFile } from '../settings/file';
import type { Fix, Undecided, Verdict } from '../stack/finding';
import { deploymentsOf } from '../stack/model/deployments';
import type { Stack } from '../stack/stack';
import type { Verdicts } from './rule';

/**
 * What a rule says of each deployment of a stack. Of one with an overlay, only what is not so without it, where
 * something that stands in the overlay takes part: there it is told, under the overlay's profile and comments.
 */
export function* inDeployments(check: (stack: Stack) => Verdicts, stack: Stack): Verdicts {
  const said = new Set<string>();
  for (const { stack: deployed, overlay } of deploymentsOf(stack)) {
    for (const verdict of check(deployed)) {
      if (!overlay) said.add(keyOf(verdict, stack));
      const told = !overlay ? verdict : said.has(keyOf(verdict, stack)) ? undefined : toldIn(overlay, verdict);
      if (told) yield told;
    }
  }
}

function keyOf(verdict: Verdict | Undecided, { moves }: Stack): string {
  const { file, span } = moves.place(verdict.at);
  return `${file.path}\n${span.start}\n${'unknown' in verdict ? 'unknown' : verdict.severity}`;
}

function toldIn(overlay: ConfigFile, verdict: Verdict | Undecided): Verdict | Undecided | undefined {
  if ('unknown' in verdict) return verdict.at.file === overlay ? verdict : undefined;
  const { at, related = [], value, setting, fixes = [], ...rest } = verdict;
  const own = {
    ...rest,
    ...(setting === undefined ? {} : { setting }),
    fixes: fixesIn(overlay, fixes),
  };
  if (at.file === overlay) return { ...own, at, related, ...(value === undefined ? {} : { value }) };
  const place = related.find(({ file }) => file === overlay);
  if (!place) return undefined;
  const met = value === undefined ? 'this' : setting === undefined ? value : `${setting} ${value}`;
  const others = related.filter((one) => one !== place);
  return {
    ...own,
    at: { file: overlay, span: place.span },
    related: [{ ...at, message: `It comes together with ${met} here.` }, ...others],
  };
}

/** What would be written into another file would hold for other deployments too: that is advice. */
function fixesIn(overlay: ConfigFile, fixes: readonly Fix[]): readonly Fix[] {
  const isOwn = ({ edits }: Fix) => edits.every(({ path }) => path === overlay.path);
  const others = fixes.filter((fix) => !isOwn(fix));
  return [...fixes.filter(isOwn), ...others.map(({ title }) => ({ title, safety: 'advice' as const, edits: [] }))];
}
