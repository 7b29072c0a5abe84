import { PROFILES, type Profile } from '../knowledge/tiers';
import { check, type Report } from '../rules/run';
import type { ConfigFile } from '../settings/file';
import type { Finding, Fix, Safety } from '../stack/finding';
import type { Stack } from '../stack/stack';
import type { FileEdit } from '../text/edit';
import type { Span } from '../text/span';
import { insertRecommendedCompose } from './compose/recommended';
import { ignoreInFile, ignoreOnLine } from './ignore-edits';
import { insertRecommendedMongod } from './mongod/recommended';
import { blocksAround } from './nginx/cursor';
import { setRuleLevel } from './project-file';
import { isOurs } from './python/parts';
import { insertRecommendedPython } from './python/recommended';
import { insertRecommendedRedis } from './redis/recommended';
import { editsBetween, safeFix, settle, settleAtTier, tierFix } from './settle';
import { insertRecommendedLimits, insertRecommendedSysctl } from './system/recommended';
import { insertRecommendedLimit } from './system/unit';

export type ActionKind = 'quickfix' | 'source.fixAll.headroom' | 'refactor';

/** Something that an editor offers to do. */
export interface Action {
  readonly title: string;
  readonly kind: ActionKind;
  readonly safety: Safety;
  readonly edits?: readonly FileEdit[];
  /** The one that an editor takes where nobody chooses. */
  readonly preferred?: boolean;
  readonly finding?: Finding;
  readonly command?: ActionCommand;
}

/** A command of the client's. */
export interface ActionCommand {
  readonly id: string;
  /** The file whose address comes first among the arguments. */
  readonly path?: string;
  readonly args: readonly unknown[];
}

/**
 * What can be done at a place: the fixes of the findings there, then ways to silence them, then what concerns the file.
 *
 * @param kinds the kinds that are asked for, as `quickfix` or `refactor`; a kind also asks for those below it
 */
export function codeActions(
  stack: Stack,
  report: Report,
  file: ConfigFile,
  span: Span,
  kinds?: readonly string[],
): Action[] {
  const wants = (kind: ActionKind) =>
    !kinds || kinds.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
  const actions: Action[] = [];
  if (wants('quickfix')) {
    const findings = report.of(file.path).filter((finding) => meets(finding.at.span, span));
    for (const finding of findings) actions.push(...fixActions(finding, stack.policyOf(file).profile));
    const byRule = findings.filter((finding, i) => findings.findIndex(({ rule }) => rule === finding.rule) === i);
    for (const finding of byRule) actions.push(...silencingActions(stack, finding));
    for (const finding of byRule) {
      actions.push({
        title: `Explain ${finding.rule}`,
        kind: 'quickfix',
        safety: 'review',
        finding,
        command: { id: 'headroom.explainRule', args: [finding.rule] },
      });
    }
  }
  if (wants('refactor')) {
    actions.push(...insertRecommended(stack, file, span.start, report));
    actions.push(...tierActions(stack, file));
  }
  // Whoever asks for everything is about to show a menu; running all fixes to their rest is for those who ask for it.
  if (kinds?.some((kind) => kind.startsWith('source')) && wants('source.fixAll.headroom')) {
    const edits = fixAll(stack, file);
    if (edits.length > 0)
      actions.push({
        title: 'Apply all safe fixes of Headroom',
        kind: 'source.fixAll.headroom',
        safety: 'safe',
        edits,
      });
  }
  return withoutRepeats(actions);
}

/**
 * Edits that apply every safe fix, again and again until none is left.
 *
 * @param file only this file's findings, and only edits in it
 */
export function fixAll(stack: Stack, file?: ConfigFile): FileEdit[] {
  return editsBetween(
    stack,
    settle(stack, (finding) => safeFixIn(finding, file)),
  );
}

/**
 * Edits that bring a file, or the whole stack, to a profile, whatever profile it is held against now. To the stack they
 * also do what is offered for review: an editor shows them before they are made.
 */
export function applyTier(stack: Stack, file: ConfigFile | undefined, profile: Profile): FileEdit[] {
  const asked = stack.withForced({ profile }, 'the tier to apply');
  return editsBetween(
    asked,
    file ? settle(asked, (finding) => safeFixIn(finding, file)) : settleAtTier(asked, tierFix),
  );
}

/**
 * What is recommended in the blocks around a place and stands nowhere: the fixes of findings about something absent.
 */
export function insertRecommended(
  stack: Stack,
  file: ConfigFile,
  offset: number,
  report: Report = check(stack),
): Action[] {
  if (file.kind === 'compose') return insertRecommendedCompose(stack, file, offset, report);
  if (file.kind === 'python') return insertRecommendedPython(stack, file, offset, report);
  if (file.kind === 'redis') return insertRecommendedRedis(stack, file);
  if (file.kind === 'mongod') return insertRecommendedMongod(stack, file);
  if (file.kind === 'sysctl') return insertRecommendedSysctl(stack, file);
  if (file.kind === 'limits') return insertRecommendedLimits(stack, file);
  if (file.kind === 'systemd') return insertRecommendedLimit(stack, file);
  if (file.kind !== 'nginx') return [];
  const openers = new Set(blocksAround(file, offset).map(({ name }) => name.start));
  const top = file.nginx.directives[0]?.name.start;
  const actions: Action[] = [];
  for (const finding of report.of(file.path)) {
    const { start } = finding.at.span;
    if (finding.value !== undefined || finding.setting === undefined || !(openers.has(start) || start === top))
      continue;
    const fix = finding.fixes[0];
    if (
      !fix ||
      fix.safety === 'advice' ||
      fix.edits.length === 0 ||
      fix.edits.some(({ span }) => span.start !== span.end)
    )
      continue;
    actions.push({
      title: `Insert recommended ${insertedText(fix, finding.setting)}`,
      kind: 'refactor',
      safety: fix.safety,
      edits: fix.edits,
    });
  }
  return withoutRepeats(actions);
}

/** What is inserted where that is one short statement, else the name of the setting. */
function insertedText(fix: Fix, setting: string): string {
  const statement = fix.edits.length === 1 ? fix.edits[0]!.newText.trim() : '';
  return statement.startsWith(setting) && !statement.includes('\n') && statement.length <= 60 ? statement : setting;
}

/** The same where it concerns one file alone. */
function safeFixIn(finding: Finding, file: ConfigFile | undefined): Fix | undefined {
  const fix = safeFix(finding);
  if (!fix || !file) return fix;
  return finding.at.file.path === file.path && fix.edits.every(({ path }) => path === file.path) ? fix : undefined;
}

function fixActions(finding: Finding, profile: string): Action[] {
  const offered = finding.fixes.filter((fix) => fix.safety !== 'advice' && fix.edits.length > 0);
  const active = offered.filter(({ tier }) => tier === profile);
  return [...active, ...offered.filter((fix) => !active.includes(fix))].map((fix, i) => ({
    title: fix.title,
    kind: 'quickfix',
    safety: fix.safety,
    edits: fix.edits,
    finding,
    ...(i === 0 && fix.safety === 'safe' ? { preferred: true } : {}),
  }));
}

function silencingActions(stack: Stack, finding: Finding): Action[] {
  const { rule } = finding;
  const silence = (title: string, edits: readonly FileEdit[]): Action[] =>
    edits.length === 0 ? [] : [{ title, kind: 'quickfix', safety: 'review', edits, finding }];
  // What Headroom says about itself is not silenced by its own comments.
  const comments =
    rule.startsWith('headroom/') || finding.at.file.kind === 'headroom'
      ? []
      : [
          ...silence(`Ignore ${rule} on this line`, ignoreOnLine(finding)),
          ...silence(`Ignore ${rule} in this file`, ignoreInFile(finding)),
        ];
  return [...comments, ...silence(`Turn off ${rule} in headroom.yaml`, setRuleLevel(stack, rule, 'off'))];
}

function tierActions(stack: Stack, file: ConfigFile): Action[] {
  if (file.kind === 'other' || file.kind === 'headroom' || file.kind === 'dotenv') return [];
  if (file.kind === 'python' && !isOurs(stack, file)) return [];
  const { profile } = stack.policyOf(file);
  const action = (title: string, safety: Safety, args: readonly unknown[]): Action => ({
    title,
    kind: 'refactor',
    safety,
    command: { id: 'headroom.applyTier', path: file.path, args },
  });
  return [
    ...[profile, ...PROFILES.filter((one) => one !== profile)].map((one) =>
      action(`Apply tier ${one} to this file`, 'safe', [one, 'file']),
    ),
    action(`Apply tier ${profile} to the whole stack`, 'review', [profile, 'stack']),
  ];
}

/** Whether a finding concerns a selection; a cursor that touches it counts. */
function meets(finding: Span, span: Span): boolean {
  return finding.start <= span.end && span.start <= finding.end;
}

function withoutRepeats(actions: readonly Action[]): Action[] {
  const seen = new Set<string>();
  return actions.filter(({ title, edits, command }) => {
    const key = JSON.stringify([title, edits, command]);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
