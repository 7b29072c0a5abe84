import { PROFILE_RANK } from '../knowledge/tiers';
import { rules } from '../rules/index.generated';
import type { NamedRule } from '../rules/rule';
import type { Report } from '../rules/run';
import type { ConfigFile } from '../settings/file';
import { levelOf, type Policy } from '../settings/project';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';
import { capitalize } from './markdown';

export interface CodeLens {
  readonly span: Span;
  readonly title: string;
  /** The edge puts the file's address first: `headroom.applyTier(uri)`. */
  readonly command: 'headroom.applyTier';
}

/** How far a configuration meets the guide. */
export interface Tally {
  /** Rules of the guide that hold for it and found nothing; findings that a comment silences count as accepted. */
  readonly met: number;
  /** Those, and the ones that found something. */
  readonly judged: number;
  /** Rules that could not decide: they count for neither. */
  readonly unknown: number;
}

/** Over the first directive of each main file: how many of the guide's rules its configuration meets. */
export function codeLenses(stack: Stack, report: Report, file: ConfigFile): CodeLens[] {
  const first = file.nginx.directives[0];
  if (file.kind !== 'nginx' || !first || stack.ignores(file.path)) return [];
  const configuration = stack.nginxOf(file).find(({ main, whole }) => main === file && whole);
  if (!configuration) return [];
  const policy = stack.policyOf(file);
  const { met, judged, unknown } = tally(report, new Set([...configuration.files].map(({ path }) => path)), policy);
  if (judged === 0) return [];
  const title = `${capitalize(policy.profile)}: ${met} of ${judged}${unknown > 0 ? `, ${unknown} unknown` : ''} · apply tier…`;
  return [{ span: { start: first.name.start, end: first.name.end }, title, command: 'headroom.applyTier' }];
}

/** Counts the guide's rules about nginx that hold at the profile: those with a section of the guide, and not turned off. */
function tally(report: Report, paths: ReadonlySet<string>, policy: Policy): Tally {
  const broken = new Set([...paths].flatMap((path) => report.of(path).map(({ rule }) => rule)));
  const undecided = new Set(report.unknown.filter(({ at }) => paths.has(at.file.path)).map(({ rule }) => rule));
  const judged = rules.filter((rule) => isOfTheGuide(rule, policy));
  const unknown = judged.filter(({ id }) => !broken.has(id) && undecided.has(id)).length;
  const failed = judged.filter(({ id }) => broken.has(id)).length;
  return { met: judged.length - failed - unknown, judged: judged.length - unknown, unknown };
}

function isOfTheGuide(rule: NamedRule, policy: Policy): boolean {
  return (
    rule.judges === 'nginx' &&
    rule.guide !== undefined &&
    PROFILE_RANK[policy.profile] >= PROFILE_RANK[rule.from ?? 'production'] &&
    levelOf(policy.rules, rule.id) !== 'off'
  );
}
