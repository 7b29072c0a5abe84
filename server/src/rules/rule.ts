import type { GuideSection } from '../knowledge/guide';
import type { Profile } from '../knowledge/tiers';
import type { ConfigFile } from '../settings/file';
import type { Policy, Program, ProjectSettings, Severity } from '../settings/project';
import type { StatedPackage } from '../settings/python-packages';
import type { ComposeProject } from '../stack/compose/project';
import type { Undecided, Verdict } from '../stack/finding';
import type { MongodServer } from '../stack/mongodb/server';
import type { Moves } from '../stack/moves';
import type { NginxConfiguration } from '../stack/nginx/configuration';
import type { Route } from '../stack/nginx/routes';
import type { NginxVersions } from '../stack/nginx/version';
import type { CeleryApp } from '../stack/python/celery';
import type { MongoClientUse } from '../stack/python/mongo-clients';
import type { RedisClientUse } from '../stack/python/redis-clients';
import type { RedisServer } from '../stack/redis/server';
import type { Stack } from '../stack/stack';
import type { Host } from '../stack/system/host';
import type { LimitSet } from '../stack/system/limits';
import type { SysctlSet } from '../stack/system/sysctl-set';
import type { Unit } from '../stack/system/unit';

/** A small workspace, written as one string: see docs/adding-a-rule.md. */
export interface Example {
  /** With a caret line under each finding. */
  readonly bad: string;
  /**
   * The same, mended: what the rule's first fix makes of `bad`, or a hand-written one. No rule speaks of it. What is
   * shipped leaves it out.
   */
  readonly good: string;
}

/** What a rule may ask besides its subject. */
export interface View {
  readonly settings: ProjectSettings;
  /** Where places are in the present texts: what is taken over of a Compose file has those of an earlier one. */
  readonly moves: Moves;
  policyOf(file: ConfigFile): Policy;
  version(program: Program): string | undefined;
  packageVersion(program: StatedPackage, file: ConfigFile): string | undefined;
  nginxVersions(configuration: NginxConfiguration): NginxVersions;
  /** The routes behind which each process of the application works on one request at a time. */
  synchronousRoutes(configuration: NginxConfiguration): ReadonlyMap<Route, unknown>;
}

/** The prose of a rule, once: its page, its hover, `headroom explain` and the checklist read it from here. */
export interface RuleText {
  /** What is wrong, in at most 72 characters, without a full stop. */
  readonly summary: string;
  /** The severity of its findings, unless a finding says otherwise. */
  readonly severity: Severity;
  readonly guide?: GuideSection;
  /** What it leads to, in two or three sentences. */
  readonly why: string;
  /** What the mend costs. */
  readonly price?: string;
  /** When not to follow it. */
  readonly unless: string;
  /** Vendor documentation, https. */
  readonly sources: readonly string[];
  readonly examples: readonly Example[];
  /** The settings that it judges: their hovers show its text. */
  readonly settings?: readonly string[];
  /** The numbers that it asks for, for the hover's table. */
  readonly tiers?: readonly TierRow[];
  /**
   * The lowest profile at which it speaks; `production` where it says nothing. Errors, and rules that say
   * `development`, hold everywhere.
   */
  readonly from?: Profile;
  /** Editors have this from other extensions: there nothing is said. */
  readonly onlyOnCommandLine?: true;
  /** Also listed in the checklist under this item of the guide. */
  readonly checklist?: string;
}

/** One line of a rule's table of tiers. */
export interface TierRow {
  readonly axis: 'profile' | 'rateLimit' | 'api' | 'tasks' | 'taskBound' | 'workerMemory' | 'writes';
  readonly tier: string;
  readonly value: string;
}

export type Verdicts = Iterable<Verdict | Undecided>;

/** What rules judge, by kind. */
export interface Subjects {
  readonly nginx: NginxConfiguration;
  readonly file: ConfigFile;
  readonly host: Host;
  readonly sysctls: SysctlSet;
  readonly limits: LimitSet;
  readonly unit: Unit;
  readonly redis: RedisServer;
  readonly mongod: MongodServer;
  readonly compose: ComposeProject;
  readonly celery: CeleryApp;
  readonly mongoClient: MongoClientUse;
  readonly redisClient: RedisClientUse;
  readonly stack: Stack;
}

export type SubjectKind = keyof Subjects;

/** What a rule about one kind of subject declares. */
export type RuleAbout<Kind extends SubjectKind> = RuleText & { check(subject: Subjects[Kind], view: View): Verdicts };

/** A rule judges one kind of subject; the runner keeps its verdicts as long as the subject stays the same. */
export type Rule = { [Kind in SubjectKind]: { readonly judges: Kind } & RuleAbout<Kind> }[SubjectKind];

/** Declares a rule about nginx configurations. */
export function nginxRule(rule: RuleAbout<'nginx'>): Rule {
  return { judges: 'nginx', ...rule };
}

/** Declares a rule about single files. */
export function fileRule(rule: RuleAbout<'file'>): Rule {
  return { judges: 'file', ...rule };
}

/** Declares a rule about the sysctl files of one host. */
export function hostRule(rule: RuleAbout<'host'>): Rule {
  return { judges: 'host', ...rule };
}

/** Declares a rule about kernel parameters, those of a host's sysctl files and those of a Compose service alike. */
export function sysctlRule(rule: RuleAbout<'sysctls'>): Rule {
  return { judges: 'sysctls', ...rule };
}

/** Declares a rule about limits.conf with its limits.d. */
export function limitsRule(rule: RuleAbout<'limits'>): Rule {
  return { judges: 'limits', ...rule };
}

/** Declares a rule about systemd services with their drop-ins. */
export function unitRule(rule: RuleAbout<'unit'>): Rule {
  return { judges: 'unit', ...rule };
}

/** Declares a rule about redis.conf with what it includes. */
export function redisRule(rule: RuleAbout<'redis'>): Rule {
  return { judges: 'redis', ...rule };
}

/** Declares a rule about mongod, by its configuration file or as a Compose service starts it. */
export function mongodRule(rule: RuleAbout<'mongod'>): Rule {
  return { judges: 'mongod', ...rule };
}

/** Declares a rule about Compose projects. Of an overlay's project, only what stands in the overlay itself is told. */
export function composeRule(rule: RuleAbout<'compose'>): Rule {
  return { judges: 'compose', ...rule };
}

/** Declares a rule about Celery apps with their settings and tasks. */
export function celeryRule(rule: RuleAbout<'celery'>): Rule {
  return { judges: 'celery', ...rule };
}

/** Declares a rule about clients of MongoDB in Python. */
export function mongoClientRule(rule: RuleAbout<'mongoClient'>): Rule {
  return { judges: 'mongoClient', ...rule };
}

/** Declares a rule about clients and connection pools of Redis in Python. */
export function redisClientRule(rule: RuleAbout<'redisClient'>): Rule {
  return { judges: 'redisClient', ...rule };
}

/** Declares a rule about what lies between files. */
export function stackRule(rule: RuleText & { check(stack: Stack): Verdicts }): Rule {
  return { judges: 'stack', ...rule };
}

/** A rule with the id that its path gives it. */
export type NamedRule = Rule & { readonly id: string };
