import { CHECKLIST, type ChecklistItemId } from '../../knowledge/checklist';
import { PROFILE_RANK, PROFILES, type Profile } from '../../knowledge/tiers';
import { rules } from '../../rules/index.generated';
import type { NamedRule } from '../../rules/rule';
import { check, type Report } from '../../rules/run';
import type { ConfigFile } from '../../settings/file';
import { levelOf } from '../../settings/project';
import type { AcceptedFinding, Finding, Fix, UnknownFinding } from '../../stack/finding';
import { inProduction, productionOf } from '../../stack/model/deployments';
import type { Stack } from '../../stack/stack';
import { capitalize } from '../markdown';
import { editsBetween, settle, withEdits } from '../settle';
import { evidenceFor, type Shown } from './evidence';

export const ITEM_STATES = ['missing', 'unknown', 'accepted', 'met'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** One thing that decides about an item: a finding, a setting, a suppression, or what can't be told. */
export interface Point extends Shown {
  readonly state: ItemState;
  readonly rule?: string;
}

export interface Item {
  readonly id: ChecklistItemId;
  /** For narrow views. */
  readonly name: string;
  /** The guide's words; names of settings stand in backticks. */
  readonly title: string;
  readonly guide: string;
  /** Of its points the first in this order: missing, unknown, accepted, met. */
  readonly state: ItemState;
  /** Why it is in this state. */
  readonly reason: string;
  /** The rules that decide it. */
  readonly rules: readonly string[];
  /** Those of its own state first. */
  readonly points: readonly Point[];
  /** Whether `mendItem` has something to write. */
  readonly mendable: boolean;
}

export type Counts = Readonly<Record<ItemState, number>>;

/** How far the stack is on the way to one tier. */
export interface TierProgress {
  readonly profile: Profile;
  readonly counts: Counts;
  /** Nothing is missing, and something is met. Unknown items are not counted against it. */
  readonly reached: boolean;
}

export interface Checklist {
  /** The profiles that the files are held against. */
  readonly profiles: readonly Profile[];
  /** The file for production that is laid over a base, where the checklist is of that deployment. */
  readonly overlay: ConfigFile | undefined;
  readonly items: readonly Item[];
  readonly counts: Counts;
  /** From the least load to the most. */
  readonly tiers: readonly TierProgress[];
  /** The highest tier that is reached together with all those below it. */
  readonly lastTierMet: Profile | undefined;
}

interface Definition {
  readonly id: ChecklistItemId;
  readonly name: string;
  readonly title: string;
  readonly guide: string;
  readonly rules: readonly NamedRule[];
}

const DEFINITIONS: readonly Definition[] = CHECKLIST.map((item) => ({
  ...item,
  rules: rules.filter((rule) => rule.checklist === item.title),
}));

const ALL_RULES = DEFINITIONS.flatMap((definition) => definition.rules.map(({ id }) => id));

/** The guide's checklist for a stack, and how far each tier is met. */
export function checklist(stack: Stack, report: Report = check(stack, { only: ALL_RULES })): Checklist {
  const items = itemsOf(stack, report);
  const profiles = profilesOf(stack);
  // Where every file is held against one profile, that tier has been judged already.
  const done = profiles.length === 1 ? profiles[0] : undefined;
  const tiers = [...PROFILES]
    .sort((a, b) => PROFILE_RANK[a] - PROFILE_RANK[b])
    .map((profile) => progress(profile, profile === done ? items : heldAgainst(stack, profile)));
  const below = tiers.findIndex(({ reached }) => !reached);
  return {
    profiles,
    overlay: productionOf(stack)?.overlay,
    items,
    counts: countStates(items),
    tiers,
    lastTierMet: tiers[(below < 0 ? tiers.length : below) - 1]?.profile,
  };
}

/** Edits that bring an item's missing points in order, as far as files can. */
export function mendItem(stack: Stack, id: ChecklistItemId) {
  const definition = DEFINITIONS.find((one) => one.id === id)!;
  const only = definition.rules.map((rule) => rule.id);
  let after = settle(stack, (finding) => fixOf(finding), { only });
  // Each of them writes another line, so they come to an end.
  for (const _ of evidenceFor(id, inProduction(stack)).missing ?? []) {
    const next = evidenceFor(id, inProduction(after)).missing?.find(({ fix }) => fix && fix.edits.length > 0);
    if (next?.fix) after = withEdits(after, next.fix.edits);
  }
  return editsBetween(stack, after);
}

type Remarks = Pick<Report, 'findings' | 'unknown' | 'accepted'>;

/** What holds in the deployment for production, of what is said of all of them. */
function saidOf(stack: Stack, report: Report): Remarks {
  const production = productionOf(stack);
  if (!production) return report;
  const { findings, unknown, accepted } = check(production.stack, { only: ALL_RULES });
  const key = ({ rule, at }: UnknownFinding | Finding) => `${rule}\n${keyOf({ at })}`;
  const keys = new Set([...findings, ...unknown, ...accepted].map(key));
  const holds = (one: UnknownFinding | Finding) => one.at.file === production.overlay || keys.has(key(one));
  return {
    findings: report.findings.filter(holds),
    unknown: report.unknown.filter(holds),
    accepted: report.accepted.filter(holds),
  };
}

function itemsOf(stack: Stack, report: Report, leftOut: (path: string) => boolean = () => false): readonly Item[] {
  const said = new Said(stack, saidOf(stack, report));
  const running = inProduction(stack);
  return DEFINITIONS.map((definition) => {
    const evidence = evidenceFor(definition.id, running);
    const { findings, unknown, accepted } = said.of(definition);
    const remarks = findings.filter((finding) => isRemark(stack, definition, finding));
    const flagged = new Set([...findings, ...accepted].filter((one) => !remarks.includes(one)).map(keyOf));
    const content = evidence.met.filter(({ at }) => !at || !flagged.has(keyOf({ at })));
    const points: Point[] = [
      ...findings
        // A remark beside what is met says how it could be better still.
        .filter((finding) => (content.length === 0 && !evidence.unknown?.length) || !remarks.includes(finding))
        .map((finding) => point('missing', finding, finding.message, fixOf(finding))),
      ...(evidence.missing ?? []).map((one): Point => ({ state: 'missing', ...one })),
      ...unknown.map((one) => point('unknown', one, one.unknown)),
      ...(evidence.unknown ?? []).map((one): Point => ({ state: 'unknown', ...one })),
      ...accepted.map((one) => point('accepted', one, acceptance(one))),
      ...content.map((one): Point => ({ state: 'met', ...one })),
    ].filter(({ at, path }) => !leftOut(at?.file.path ?? path ?? ''));
    const first = points[0] ?? { state: 'unknown' as const, text: evidence.otherwise };
    const { id, name, title, guide } = definition;
    return {
      id,
      name,
      title,
      guide,
      state: first.state,
      reason: first.text,
      rules: definition.rules.map((rule) => rule.id),
      points: withoutRepeats(points),
      mendable: points.some(({ state, fix }) => state === 'missing' && fix !== undefined && fix.edits.length > 0),
    };
  });
}

/** What the rules said, by the item that they decide. */
class Said {
  constructor(
    readonly stack: Stack,
    readonly report: Remarks,
  ) {}

  of({ rules: deciding }: Definition): {
    readonly findings: readonly Finding[];
    readonly unknown: readonly UnknownFinding[];
    readonly accepted: readonly AcceptedFinding[];
  } {
    const ids = new Map(deciding.map((rule) => [rule.id, rule]));
    const isAsked = ({ rule, at }: UnknownFinding) => {
      const policy = this.stack.policyOf(at.file);
      return (
        levelOf(policy.rules, rule) !== 'off' &&
        PROFILE_RANK[policy.profile] >= PROFILE_RANK[ids.get(rule)?.from ?? 'production']
      );
    };
    return {
      findings: this.#findings.filter(({ rule }) => ids.has(rule)),
      unknown: this.report.unknown.filter((one) => ids.has(one.rule) && isAsked(one)),
      accepted: this.report.accepted.filter(({ rule }) => ids.has(rule)),
    };
  }

  #all: readonly Finding[] | undefined;

  get #findings(): readonly Finding[] {
    this.#all ??= this.report.findings;
    return this.#all;
  }
}

/** Whether a finding is a hint of a rule that has more to say elsewhere: worth knowing, not missing. */
function isRemark(stack: Stack, { rules: deciding }: Definition, finding: Finding): boolean {
  if (finding.severity !== 'hint') return false;
  const rule = deciding.find(({ id }) => id === finding.rule);
  return rule?.severity !== 'hint' && levelOf(stack.policyOf(finding.at.file).rules, finding.rule) === undefined;
}

function point(state: ItemState, { at, rule }: Finding | UnknownFinding, text: string, fix?: Fix): Point {
  return { state, text, at, rule, ...(fix ? { fix } : {}) };
}

/** The fix that mends a finding where one can be written, else the advice. */
function fixOf({ fixes }: Finding): Fix | undefined {
  return fixes.find(({ safety, edits }) => safety !== 'advice' && edits.length > 0) ?? fixes[0];
}

function acceptance({ acceptedBy, reason, rule, profile }: AcceptedFinding): string {
  if (acceptedBy === 'profile') return `${capitalize(profile)} does not ask for it`;
  if (acceptedBy === 'settings') return `${rule} is turned off in headroom.yaml or the editor’s settings`;
  return reason ?? `a comment ignores ${rule} and gives no reason`;
}

/** The items as they would be if the whole stack had this profile. */
function heldAgainst(stack: Stack, profile: Profile): readonly Item[] {
  const held = stack.withForced({ profile }, 'the checklist');
  return itemsOf(held, check(held, { only: ALL_RULES }), developmentFiles(stack));
}

function progress(profile: Profile, items: readonly Item[]): TierProgress {
  const counts = countStates(items);
  return { profile, counts, reached: counts.missing === 0 && counts.met > 0 };
}

/** Files that are for development by their name, place or comment, beside others that are not: no tier counts them. */
function developmentFiles(stack: Stack): (path: string) => boolean {
  if (stack.settings.profile === 'development') return () => false;
  const files = [...stack.files.values()].filter(({ kind }) => kind !== 'other' && kind !== 'headroom');
  const development = files.filter((file) => stack.policyOf(file).profile === 'development').map(({ path }) => path);
  if (development.length === files.length) return () => false;
  const paths = new Set(development);
  return (path) => paths.has(path);
}

function profilesOf(stack: Stack): readonly Profile[] {
  const found = new Set<Profile>();
  for (const file of stack.files.values())
    if (file.kind !== 'other' && file.kind !== 'headroom' && !stack.ignores(file.path))
      found.add(stack.policyOf(file).profile);
  return PROFILES.filter((profile) => found.has(profile));
}

function countStates(items: readonly Item[]): Counts {
  const counts = { missing: 0, unknown: 0, accepted: 0, met: 0 };
  for (const { state } of items) counts[state]++;
  return counts;
}

function keyOf({ at }: { readonly at: NonNullable<Shown['at']> }): string {
  return `${at.file.path}\n${at.span.start}`;
}

function withoutRepeats(points: readonly Point[]): readonly Point[] {
  const seen = new Set<string>();
  return points.filter(({ state, text, at }) => {
    const key = `${state}\n${text}\n${at ? keyOf({ at }) : ''}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
