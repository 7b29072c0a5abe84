import type { ConfigFile } from '../settings/file';
import type { Fix, Undecided, Verdict } from '../stack/finding';
import { deploymentsOf, isReadBy } from '../stack/model/deployments';
import type { Stack } from '../stack/stack';
import type { FileEdit } from '../text/edit';
import type { Verdicts } from './rule';

/**
 * What a rule says of each deployment of a stack. Of one with an overlay, only what is not so without it, where
 * something that stands in the overlay takes part: there it is told, under the overlay's profile and comments. Of a
 * configuration that is read because of the overlay alone, it is told in its file.
 */
export function* inDeployments(check: (stack: Stack) => Verdicts, stack: Stack): Verdicts {
  const said = new Set<string>();
  const deployments = deploymentsOf(stack);
  const isOpenElsewhere = ({ at, ...rest }: Verdict | Undecided) =>
    'unknown' in rest && deployments.some(({ overlay }) => overlay && isReadBy(overlay, at.file, stack));
  for (const { stack: deployed, overlay } of deployments) {
    for (const verdict of check(deployed)) {
      if (overlay) {
        const told = said.has(keyOf(verdict, stack)) ? undefined : toldIn(overlay, verdict, stack);
        if (told) yield told;
      } else if (!isOpenElsewhere(verdict)) {
        said.add(keyOf(verdict, stack));
        yield verdict;
      }
    }
  }
}

function keyOf(verdict: Verdict | Undecided, { moves }: Stack): string {
  const { file, span } = moves.place(verdict.at);
  return `${file.path}\n${span.start}\n${'unknown' in verdict ? 'unknown' : verdict.severity}`;
}

function toldIn(overlay: ConfigFile, verdict: Verdict | Undecided, stack: Stack): Verdict | Undecided | undefined {
  const isOwn = (file: ConfigFile | undefined) =>
    file !== undefined && (file.path === overlay.path || isReadBy(overlay, file, stack));
  if ('unknown' in verdict) return isOwn(verdict.at.file) ? verdict : undefined;
  const { at, related = [], value, ...rest } = verdict;
  const fixes = fixesIn(verdict.fixes ?? [], ({ path }) => isOwn(stack.files.get(path)));
  if (isOwn(at.file)) return { ...verdict, fixes };
  const place = related.find(({ file }) => isOwn(file));
  if (!place) return undefined;
  const met = value === undefined ? 'this' : verdict.setting === undefined ? value : `${verdict.setting} ${value}`;
  const others = related.filter((one) => one !== place);
  return {
    ...rest,
    fixes,
    at: { file: place.file, span: place.span },
    related: [{ ...at, message: `It comes together with ${met} here.` }, ...others],
  };
}

/** What would be written into a file of other deployments would hold for them too: that is advice. */
function fixesIn(fixes: readonly Fix[], isOwn: (edit: FileEdit) => boolean): readonly Fix[] {
  const own = fixes.filter(({ edits }) => edits.every(isOwn));
  const others = fixes.filter((fix) => !own.includes(fix));
  return [...own, ...others.map(({ title }) => ({ title, safety: 'advice' as const, edits: [] }))];
}
