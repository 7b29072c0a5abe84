import type { Profile } from '../knowledge/tiers';
import type { RuleLevel } from '../settings/project';
import type { Stack } from '../stack/stack';
import type { FileEdit } from '../text/edit';

/** An edit of the project's headroom.yaml. */
export interface ProjectFileEdit extends FileEdit {
  /** The file is not there yet. */
  readonly create?: true;
}

export function setProfile(stack: Stack, profile: Profile | 'auto'): ProjectFileEdit[] {
  void stack, profile;
  return [];
}

export function setRuleLevel(stack: Stack, rule: string, level: RuleLevel): ProjectFileEdit[] {
  void stack, rule, level;
  return [];
}
