import { PROFILE_RANK } from '../knowledge/tiers';
import { rules } from '../rules/index.generated';
import type { NamedRule } from '../rules/rule';
import type { Report } from '../rules/run';
import { levelOf, type Policy } from '../settings/project';
import type { Span } from '../text/span';
import type { CodeLens } from './code-lens';
import { capitalize } from './markdown';

/** How far a configuration meets the guide. */
export interface Tally {
  /** Rules of the guide that hold for it and found nothing; findings that a comment silences count as accepted. */
  readonly met: number;
  /** Those, and the ones that found something. */
  readonly judged: number;
  /** Rules that could not decide: they count for neither. */
  readonly unknown: number;
}

/** A lens with the numbers; none where nothing was judged. */
export function lens(span: Span, { met, judged, unknown }: Tally, policy: Policy): CodeLens[] {
  if (judged === 0) return [];
  const title = `${capitalize(policy.profile)}: ${met} of ${judged}${unknown > 0 ? `, ${unknown} unknown` : ''} · apply tier…`;
  return [{ span, title, command: 'headroom.applyTier' }];
}

/**
 * Counts the guide's rules that hold at the profile: those with a section of the guide, and not turned off.
 *
 * @param isMeant whether a rule is about what is counted
 */
export function tally(
  report: Report,
  paths: ReadonlySet<string>,
  policy: Policy,
  isMeant: (rule: NamedRule) => boolean,
): Tally {
  const broken = new Set([...paths].flatMap((path) => report.of(path).map(({ rule }) => rule)));
  const undecided = new Set(report.unknown.filter(({ at }) => paths.has(at.file.path)).map(({ rule }) => rule));
  const judged = rules.filter((rule) => isMeant(rule) && isOfTheGuide(rule, policy));
  const unknown = judged.filter(({ id }) => !broken.has(id) && undecided.has(id)).length;
  const failed = judged.filter(({ id }) => broken.has(id)).length;
  return { met: judged.length - failed - unknown, judged: judged.length - unknown, unknown };
}

function isOfTheGuide(rule: NamedRule, policy: Policy): boolean {
  return (
    rule.guide !== undefined &&
    PROFILE_RANK[policy.profile] >= PROFILE_RANK[rule.from ?? 'production'] &&
    levelOf(policy.rules, rule.id) !== 'off'
  );
}
