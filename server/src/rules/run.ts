import { PROFILE_RANK } from '../knowledge/tiers';
import type { Suppression } from '../settings/comments';
import type { ConfigFile } from '../settings/file';
import { levelOf, type RuleLevel } from '../settings/project';
import { composeSysctls } from '../stack/compose/sysctls';
import type { AcceptedFinding, Finding, Place, Undecided, UnknownFinding, Verdict } from '../stack/finding';
import type { Moves } from '../stack/moves';
import { NginxConfiguration } from '../stack/nginx/configuration';
import { CeleryApp } from '../stack/python/celery';
import { MongoClientUse } from '../stack/python/mongo-clients';
import { RedisClientUse } from '../stack/python/redis-clients';
import type { Stack } from '../stack/stack';
import { matchesGlob } from '../text/paths';
import { inDeployments } from './deployments';
import { rules } from './index.generated';
import { isKnownRule } from './known';
import type { NamedRule, RuleAbout, SubjectKind, Subjects } from './rule';
import { stackKey } from './stack-basis';

/** What the rules say of one stack. */
export class Report {
  readonly #byFile: ReadonlyMap<string, readonly Finding[]>;
  readonly unknown: readonly UnknownFinding[];
  /** What a rule of the guide's checklist would say, were it not silenced. */
  readonly accepted: readonly AcceptedFinding[];
  readonly #sorted = new Map<string, readonly Finding[]>();

  constructor(
    byFile: ReadonlyMap<string, readonly Finding[]>,
    unknown: readonly UnknownFinding[],
    accepted: readonly AcceptedFinding[] = [],
  ) {
    this.#byFile = byFile;
    this.unknown = unknown;
    this.accepted = accepted;
  }

  /** The paths that have findings, sorted. */
  get paths(): readonly string[] {
    return [...this.#byFile.keys()].sort();
  }

  /** The findings in one file, by place and rule; of one rule at one place, the first. */
  of(path: string): readonly Finding[] {
    let list = this.#sorted.get(path);
    if (!list) {
      list = withoutRepeats([...(this.#byFile.get(path) ?? [])].sort(compareFindings));
      this.#sorted.set(path, list);
    }
    return list;
  }

  /** All findings, by file, place and rule. */
  get findings(): readonly Finding[] {
    return this.paths.flatMap((path) => this.of(path));
  }
}

export interface RunOptions {
  /** Only rules whose id matches one of these ids or globs. */
  readonly only?: readonly string[];
  /** Judge as if there were no suppression comments. */
  readonly noSuppressions?: boolean;
  /** The report is for an editor, where other extensions say some of it. */
  readonly inEditor?: boolean;
  /** Told of an exception in a rule: a defect of ours that costs that rule's findings only. */
  readonly onCrash?: (rule: string, error: unknown) => void;
}

/** Id of the rule about comments that silence nothing; the runner is the only one who knows. */
export const UNUSED_SUPPRESSION = 'headroom/unused-suppression';

const leftToOthers: ReadonlySet<string> = new Set(
  rules.filter(({ onlyOnCommandLine }) => onlyOnCommandLine).map(({ id }) => id),
);

/** Judges everything in the stack. What was said of a part that has not changed since is not computed again. */
export function check(whole: Stack, options: RunOptions = {}): Report {
  const stack = whole.judged;
  const active = activeRules(options.only);
  const byFile = new Map<string, Finding[]>();
  const unknown: UnknownFinding[] = [];
  const accepted: AcceptedFinding[] = [];
  const used: Used = new Map();
  const add = (part: PartReport) => {
    for (const finding of part.findings)
      if (!(options.inEditor && leftToOthers.has(finding.rule))) push(byFile, finding);
    if (part.unknown.length > 0) unknown.push(...part.unknown);
    if (part.accepted.length > 0) accepted.push(...part.accepted);
    for (const [suppression, index] of part.used) markUsed(used, suppression, index);
  };
  for (const kind of SUBJECT_KINDS) judgeKind(kind, active, stack, options, add);
  if (active.unused && !options.noSuppressions)
    for (const finding of unusedSuppressions(active.unused, stack, used)) push(byFile, finding);
  return new Report(byFile, unknown.filter(firstAtPlace()), accepted);
}

type RuleOf<Kind extends NamedRule['judges']> = Extract<NamedRule, { judges: Kind }>;

/** Where the subjects of each kind are found, in the order in which they are judged. */
const SUBJECTS: { readonly [Kind in SubjectKind]: (stack: Stack) => Iterable<Subjects[Kind]> } = {
  nginx: (stack) => stack.nginx,
  file: (stack) => stack.files.values(),
  host: (stack) => stack.hosts,
  sysctls: (stack) => [...stack.hosts, ...composeSysctls(stack.composeProjects)],
  limits: (stack) => stack.limits,
  unit: (stack) => stack.units,
  redis: (stack) => stack.redisServers,
  mongod: (stack) => stack.mongodServers,
  compose: (stack) => stack.composeProjects,
  celery: (stack) => stack.celeryApps,
  mongoClient: (stack) => stack.mongoClients,
  redisClient: (stack) => stack.redisClients,
  stack: (stack) => [stack],
};

const SUBJECT_KINDS = Object.keys(SUBJECTS) as readonly SubjectKind[];

type RulesByKind = { readonly [Kind in SubjectKind]: readonly RuleOf<Kind>[] };

interface ActiveRules {
  readonly byKind: RulesByKind;
  readonly unused: NamedRule | undefined;
}

function judgeKind<Kind extends SubjectKind>(
  kind: Kind,
  active: ActiveRules,
  stack: Stack,
  options: RunOptions,
  add: (part: PartReport) => void,
): void {
  // The compiler does not see that the rules of a kind take its subjects.
  const judging = active.byKind[kind] as unknown as readonly (NamedRule & RuleAbout<Kind>)[];
  for (const subject of SUBJECTS[kind](stack)) {
    const run = (rule: RuleAbout<Kind>) =>
      subject === stack
        ? inDeployments((deployed) => rule.check(deployed as Subjects[Kind], deployed), stack)
        : rule.check(subject, stack);
    add(judgePart(kind, subject, judging, run, stack, options));
  }
}

let allRules: ActiveRules | undefined;

function activeRules(only: readonly string[] | undefined): ActiveRules {
  if (!only && allRules) return allRules;
  const chosen = rules.filter(
    (rule) => !only || only.some((pattern) => pattern === rule.id || matchesGlob(rule.id, pattern)),
  );
  const judging = <Kind extends NamedRule['judges']>(kind: Kind) =>
    chosen.filter((rule): rule is RuleOf<Kind> => rule.judges === kind && rule.id !== UNUSED_SUPPRESSION);
  const made: ActiveRules = {
    byKind: Object.fromEntries(SUBJECT_KINDS.map((kind) => [kind, judging(kind)])) as unknown as RulesByKind,
    unused: only ? undefined : chosen.find((rule) => rule.id === UNUSED_SUPPRESSION),
  };
  if (!only) allRules = made;
  return made;
}

/** What the rules say of one subject. */
interface PartReport {
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownFinding[];
  readonly accepted: readonly AcceptedFinding[];
  /** Suppressions that silenced something, with the index of the rule named there (-1: all rules). */
  readonly used: readonly (readonly [Suppression, number])[];
}

interface KeptReport {
  readonly settings: unknown;
  /** What other files say of the subject: the versions that read it, the servers behind its routes. */
  readonly beside: string;
  /** Where the places of the service went with which the subject came. */
  readonly moves: Moves | undefined;
  readonly report: PartReport;
}

type Kept = WeakMap<object, KeptReport>;

/** By kind, reports on subjects that have not changed. A subject never changes; the settings may. */
const keptReports = new Map<SubjectKind, Kept>(SUBJECT_KINDS.map((kind) => [kind, new WeakMap()]));

function judgePart<Kind extends NamedRule>(
  kind: SubjectKind,
  subject: object,
  active: readonly Kind[],
  run: (rule: Kind) => Iterable<Verdict | Undecided>,
  stack: Stack,
  options: RunOptions,
): PartReport {
  const keep = !options.only && !options.noSuppressions;
  const kept = keptReports.get(kind)!;
  const key = kind === 'stack' ? stackKey(stack) : subject;
  const old = keep ? kept.get(key) : undefined;
  const beside = saidBeside(subject, stack);
  const moves = standsInService(subject) ? stack.moves : undefined;
  if (old && old.settings === stack.settings && old.beside === beside && old.moves === moves) return old.report;
  const findings: Finding[] = [];
  const unknown: UnknownFinding[] = [];
  const accepted: AcceptedFinding[] = [];
  const used: [Suppression, number][] = [];
  for (const rule of active) {
    for (const said of collect(rule, options, () => run(rule))) {
      if (!isToJudge(subject, said.at)) continue;
      const verdict = stack.moves.said(said);
      if (stack.ignores(verdict.at.file.path)) continue;
      if ('unknown' in verdict) {
        unknown.push({ ...verdict, rule: rule.id });
        continue;
      }
      const { finding, silence } = judge(rule, verdict, stack);
      const before = used.length;
      const accept = silence ?? (!options.noSuppressions && suppress(finding, used, stack) ? 'comment' : undefined);
      if (!accept) findings.push(finding);
      else if (rule.checklist !== undefined)
        accepted.push({ ...finding, acceptedBy: accept, ...reasonOf(used[before]?.[0]) });
    }
  }
  const report = { findings, unknown, accepted, used };
  if (keep) kept.set(key, { settings: stack.settings, beside, moves, report });
  return report;
}

/** What other files than its own say of a subject: the versions of what reads it, and what stands behind its routes. */
function saidBeside(subject: object, stack: Stack): string {
  if (subject instanceof NginxConfiguration) {
    const { oldest, newest } = stack.nginxVersions(subject);
    const synchronous = [...stack.synchronousRoutes(subject).keys()].map(({ handler }) => handler.order);
    return `${oldest} ${newest} ${synchronous.join(' ')}`;
  }
  if (subject instanceof CeleryApp) return `${stack.packageVersion('celery', subject.place.file)}`;
  if (subject instanceof MongoClientUse) return `${stack.packageVersion('pymongo', subject.file)}`;
  return subject instanceof RedisClientUse ? `${stack.packageVersion('redis-py', subject.file)}` : '';
}

/** Whether some of a subject stands in a Compose service, which may outlast the text that it was read from. */
function standsInService(subject: { readonly service?: unknown; readonly parameters?: readonly unknown[] }): boolean {
  return subject.service !== undefined || (subject.parameters?.length ?? 0) > 0;
}

/** Whether a finding at this place is the subject's to make: what lies below an overlay is judged without it. */
function isToJudge(subject: { judges?(place: Place): boolean }, at: Place): boolean {
  return subject.judges?.(at) ?? true;
}

/** Runs a rule to its end. An exception costs the verdicts of this rule on this subject only. */
function collect(
  rule: NamedRule,
  options: RunOptions,
  run: () => Iterable<Verdict | Undecided>,
): readonly (Verdict | Undecided)[] {
  try {
    return [...run()];
  } catch (error) {
    options.onCrash?.(rule.id, error);
    return [];
  }
}

interface Judged {
  readonly finding: Finding;
  /** What silences it besides comments. */
  readonly silence: 'settings' | 'profile' | undefined;
}

/** A verdict with what the file's profile and the project's settings make of it. */
function judge(rule: NamedRule, verdict: Verdict, stack: Stack): Judged {
  const policy = stack.policyOf(verdict.at.file);
  const own = verdict.severity ?? rule.severity;
  const level: RuleLevel = levelOf(policy.rules, rule.id) ?? own;
  const isBelow = own !== 'error' && PROFILE_RANK[policy.profile] < PROFILE_RANK[rule.from ?? 'production'];
  const finding = {
    ...verdict,
    rule: rule.id,
    severity: level === 'off' ? own : level,
    profile: policy.profile,
    // What can't be written is no fix.
    fixes: (verdict.fixes ?? []).filter(({ edits, safety }) => edits.length > 0 || safety === 'advice'),
    related: verdict.related ?? [],
  };
  return { finding, silence: level === 'off' ? 'settings' : isBelow ? 'profile' : undefined };
}

function reasonOf(suppression: Suppression | undefined): { readonly reason?: string } {
  return suppression?.reason === undefined ? {} : { reason: suppression.reason };
}

type Used = Map<Suppression, Set<number>>;

function markUsed(used: Used, suppression: Suppression, index: number): void {
  const indexes = used.get(suppression);
  if (indexes) indexes.add(index);
  else used.set(suppression, new Set([index]));
}

function push(byFile: Map<string, Finding[]>, finding: Finding): void {
  const list = byFile.get(finding.at.file.path);
  if (list) list.push(finding);
  else byFile.set(finding.at.file.path, [finding]);
}

function withoutRepeats(sorted: readonly Finding[]): readonly Finding[] {
  return sorted.filter((finding, i) => {
    const before = sorted[i - 1];
    return (
      !before ||
      before.rule !== finding.rule ||
      before.at.span.start !== finding.at.span.start ||
      before.at.span.end !== finding.at.span.end
    );
  });
}

function firstAtPlace(): (unknown: UnknownFinding) => boolean {
  const seen = new Set<string>();
  return ({ rule, at }) => {
    const key = `${rule}\n${at.file.path}\n${at.span.start}\n${at.span.end}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  };
}

function suppress(finding: Finding, used: [Suppression, number][], stack: Stack): boolean {
  const { file, span } = finding.at;
  let silenced = false;
  for (const suppression of file.comments.suppressions) {
    if (span.start < suppression.scope.start || span.start >= suppression.scope.end) continue;
    if (stack.settings.requireReason && suppression.reason === undefined) continue;
    const index = suppression.rules.findIndex(
      (pattern) => pattern === finding.rule || matchesGlob(finding.rule, pattern),
    );
    if (index < 0 && suppression.rules.length > 0) continue;
    silenced = true;
    used.push([suppression, index]);
  }
  return silenced;
}

function unusedSuppressions(rule: NamedRule, stack: Stack, used: Used): Finding[] {
  const findings: Finding[] = [];
  for (const file of stack.files.values()) {
    if (file.kind === 'other' || stack.ignores(file.path)) continue;
    for (const suppression of file.comments.suppressions) {
      const verdict = unusedVerdict(
        file,
        suppression,
        used.get(suppression) ?? new Set(),
        stack.settings.requireReason,
      );
      const judged = verdict && judge(rule, verdict, stack);
      if (judged && !judged.silence) findings.push(judged.finding);
    }
  }
  return findings;
}

function unusedVerdict(
  file: ConfigFile,
  suppression: Suppression,
  used: ReadonlySet<number>,
  requireReason: boolean,
): Verdict | undefined {
  if (requireReason && suppression.reason === undefined) {
    return {
      at: { file, span: suppression.span },
      severity: 'warning',
      message:
        'This comment silences nothing until it says why: add the reason behind "--" (headroom.requireReason is on).',
    };
  }
  // A name that no rule has is headroom/config's to say.
  const idle = suppression.rules
    .map((name, i) => ({ name, i }))
    .filter(({ name, i }) => !used.has(i) && isKnownRule(name));
  if (suppression.rules.length === 0 ? used.size > 0 : idle.length === 0) return undefined;
  const whole = suppression.rules.length === 0 || idle.length === suppression.rules.length;
  const names = idle.map(({ name }) => name).join(', ');
  if (whole) {
    return {
      at: { file, span: suppression.span },
      message:
        suppression.rules.length === 0
          ? 'This comment silences nothing: no rule speaks here.'
          : `This comment silences nothing: ${names} ${idle.length > 1 ? 'do' : 'does'} not speak here.`,
      tag: 'unnecessary',
      fixes: [{ title: 'Remove the comment', safety: 'safe', edits: [removeComment(file, suppression)] }],
    };
  }
  const { i } = idle[0]!;
  const at = suppression.ruleSpans[i]!;
  return {
    at: { file, span: at },
    message: `${suppression.rules[i]} does not speak here: naming it silences nothing.`,
    tag: 'unnecessary',
    fixes: [
      {
        title: `Remove ${suppression.rules[i]} from the comment`,
        safety: 'safe',
        edits: [removeName(file, suppression, i)],
      },
    ],
  };
}

function removeName(file: ConfigFile, suppression: Suppression, i: number) {
  const at = suppression.ruleSpans[i]!;
  const next = suppression.ruleSpans[i + 1];
  const previous = suppression.ruleSpans[i - 1];
  if (next) return file.edit(at.start, next.start, '');
  return file.edit(previous ? previous.end : at.start, at.end, '');
}

function removeComment(file: ConfigFile, suppression: Suppression) {
  const { lines, text } = file;
  const { start, end } = suppression.span;
  const line = lines.lineAt(start);
  const before = text.slice(lines.startOf(line), start);
  if (before.trim() === '') return file.edit(lines.startOf(line), lines.startOf(line + 1), '');
  return file.edit(lines.startOf(line) + before.trimEnd().length, end, '');
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    a.at.span.start - b.at.span.start ||
    a.at.span.end - b.at.span.end ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)
  );
}
