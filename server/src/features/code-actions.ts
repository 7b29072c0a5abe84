import type { Profile } from '../knowledge/tiers';
import type { Report } from '../rules/run';
import type { ConfigFile } from '../settings/file';
import type { Finding, Safety } from '../stack/finding';
import type { Stack } from '../stack/stack';
import type { FileEdit } from '../text/edit';
import type { Span } from '../text/span';

export type ActionKind = 'quickfix' | 'source.fixAll.headroom' | 'refactor';

/** Something that an editor offers to do. */
export interface Action {
  readonly title: string;
  readonly kind: ActionKind;
  readonly safety: Safety;
  readonly edits?: readonly FileEdit[];
  readonly preferred?: boolean;
  readonly finding?: Finding;
  readonly command?: { readonly id: string; readonly args: readonly unknown[] };
}

export function codeActions(stack: Stack, report: Report, file: ConfigFile, span: Span, kinds?: readonly string[]): Action[] {
  void stack, report, file, span, kinds;
  return [];
}

export function fixAll(stack: Stack, file?: ConfigFile): FileEdit[] {
  void stack, file;
  return [];
}

export function applyTier(stack: Stack, file: ConfigFile | undefined, profile: Profile): FileEdit[] {
  void stack, file, profile;
  return [];
}

export function insertRecommended(stack: Stack, file: ConfigFile, offset: number): Action[] {
  void stack, file, offset;
  return [];
}
