import { isAreaPattern } from '../settings/headroom-keys';
import { nearest } from '../text/nearest';
import { matchesGlob } from '../text/paths';
import { RULE_IDS } from './ids.generated';

/** Whether a rule has the id or, for a glob, whether one fits it; a whole area may be named before it has rules. */
export function isKnownRule(pattern: string): boolean {
  if (!pattern.includes('*')) return RULE_IDS.includes(pattern);
  return isAreaPattern(pattern) || RULE_IDS.some((id) => matchesGlob(id, pattern));
}

/** The rule that somebody meant by an id that no rule has; a name without its area is enough. */
export function nearestRule(id: string): string | undefined {
  const named = id.includes('/') ? undefined : RULE_IDS.find((rule) => rule.endsWith(`/${id}`));
  return named ?? nearest(id, RULE_IDS);
}
