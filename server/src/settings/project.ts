import {
  API_SPEEDS,
  type ApiTier,
  PROFILES,
  type Profile,
  RATE_LIMITS,
  type RateLimitTier,
  TASK_BOUNDS,
  TASK_SPEEDS,
  type TaskBoundTier,
  type TaskTier,
  WORKER_MEMORY,
  type WorkerMemoryTier,
  WRITES,
  type WritesTier,
} from '../knowledge/tiers';
import { matchesGlob } from '../text/paths';
import type { ConfigFile } from './file';

export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];
export type RuleLevel = Severity | 'off';

/** What kind of load the stack has; each axis chooses one tier. Absent: its default. */
export interface Workload {
  readonly rateLimit?: RateLimitTier;
  readonly api?: ApiTier;
  readonly tasks?: TaskTier;
  readonly taskBound?: TaskBoundTier;
  readonly workerMemory?: WorkerMemoryTier;
  readonly writes?: WritesTier;
}

export const WORKLOAD_AXES = {
  rateLimit: RATE_LIMITS,
  api: API_SPEEDS,
  tasks: TASK_SPEEDS,
  taskBound: TASK_BOUNDS,
  workerMemory: WORKER_MEMORY,
  writes: WRITES,
} as const;

/** Facts about the machine that no file tells. Absent: unknown. Memory in bytes. */
export interface Host {
  readonly cpus?: number;
  readonly memory?: number;
  readonly nofile?: number;
  readonly kernel?: string;
}

export type Program = 'nginx' | 'redis' | 'mongodb' | 'celery' | 'pymongo' | 'redis-py';
export const PROGRAMS: readonly Program[] = ['nginx', 'redis', 'mongodb', 'celery', 'pymongo', 'redis-py'];

export interface Override {
  readonly files: readonly string[];
  readonly profile?: Profile | 'auto';
  readonly workload?: Workload;
  readonly rules?: Readonly<Record<string, RuleLevel>>;
}

/** What a project or an editor chooses. Every part may be silent. */
export interface PartialSettings {
  readonly profile?: Profile | 'auto';
  readonly workload?: Workload;
  readonly host?: Host;
  readonly versions?: Readonly<Partial<Record<Program, string>>>;
  readonly apiRoutes?: readonly string[];
  /** Rule ids or globs and their levels; of several that match, the last one wins. */
  readonly rules?: Readonly<Record<string, RuleLevel>>;
  readonly ignore?: readonly string[];
  readonly overrides?: readonly Override[];
  readonly requireReason?: boolean;
}

export interface ProjectSettings extends PartialSettings {
  readonly profile: Profile | 'auto';
  readonly workload: Workload;
  readonly host: Host;
  readonly versions: Readonly<Partial<Record<Program, string>>>;
  readonly apiRoutes: readonly string[];
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly ignore: readonly string[];
  readonly overrides: readonly Override[];
  readonly requireReason: boolean;
}

export const DEFAULT_SETTINGS: ProjectSettings = {
  profile: 'auto',
  workload: {},
  host: {},
  versions: {},
  apiRoutes: ['/api', '/v1', '/graphql'],
  rules: {},
  ignore: [],
  overrides: [],
  requireReason: false,
};

/** Lays one choice over another: what `over` says wins, key by key. */
export function mergeSettings(base: ProjectSettings, over: PartialSettings): ProjectSettings {
  return {
    profile: over.profile ?? base.profile,
    workload: { ...base.workload, ...over.workload },
    host: { ...base.host, ...over.host },
    versions: { ...base.versions, ...over.versions },
    apiRoutes: over.apiRoutes ?? base.apiRoutes,
    rules: layRules(base.rules, over.rules),
    ignore: over.ignore ?? base.ignore,
    overrides: over.overrides ?? base.overrides,
    requireReason: over.requireReason ?? base.requireReason,
  };
}

type RuleLevels = Readonly<Record<string, RuleLevel>>;

/** Puts entries behind those that are there, as the last one that fits a rule wins; an entry's old place is given up. */
function layRules(base: RuleLevels, over: RuleLevels = {}): RuleLevels {
  const kept = Object.entries(base).filter(([pattern]) => !Object.hasOwn(over, pattern));
  return Object.fromEntries([...kept, ...Object.entries(over)]);
}

/** What is asked of one file, and how that was decided. */
export interface Policy {
  readonly profile: Profile;
  /** Completes "chosen by …" in messages and the status bar. */
  readonly chosenBy: string;
  readonly rateLimit: RateLimitTier;
  /** Undefined where nobody chose one: the default tier's numbers hold then, with its tolerance. */
  readonly api: ApiTier;
  readonly tasks: TaskTier | 'unset';
  readonly taskBound: TaskBoundTier;
  readonly workerMemory: WorkerMemoryTier;
  readonly writes: WritesTier;
  readonly rules: Readonly<Record<string, RuleLevel>>;
}

/** Settings that win over every file's word, and who chose them: completes "chosen by …". */
export interface ForcedSettings {
  readonly settings: PartialSettings;
  readonly chosenBy: string;
}

/**
 * What is forced wins over a comment in the file, that over headroom.yaml's overrides, these over its general choice,
 * that over the path.
 */
export function policyFor(file: ConfigFile, settings: ProjectSettings, forced?: ForcedSettings): Policy {
  let profile = settings.profile;
  let chosenBy = profile === 'auto' ? '' : 'headroom.yaml or the editor’s settings';
  let workload = settings.workload;
  let rules = settings.rules;
  for (const override of settings.overrides) {
    if (!override.files.some((glob) => matchesGlob(file.path, glob))) continue;
    if (override.profile) {
      profile = override.profile;
      chosenBy = profile === 'auto' ? '' : 'an override in headroom.yaml';
    }
    workload = { ...workload, ...override.workload };
    rules = layRules(rules, override.rules);
  }
  for (const choice of file.comments.choices) {
    if (choice.key === 'profile' && (PROFILES as readonly string[]).includes(choice.value)) {
      profile = choice.value as Profile;
      chosenBy = 'a comment in this file';
    } else if (isAxis(choice.key) && (WORKLOAD_AXES[choice.key] as readonly string[]).includes(choice.value)) {
      workload = { ...workload, [choice.key]: choice.value };
    }
  }
  if (forced) {
    if (forced.settings.profile) {
      profile = forced.settings.profile;
      chosenBy = profile === 'auto' ? '' : forced.chosenBy;
    }
    workload = { ...workload, ...forced.settings.workload };
    rules = layRules(rules, forced.settings.rules);
  }
  const resolved = profile === 'auto' ? profileOfPath(file.path) : { profile, chosenBy };
  return {
    ...resolved,
    rateLimit: workload.rateLimit ?? 'normal',
    api: workload.api ?? 'normal',
    tasks: workload.tasks ?? 'unset',
    taskBound: workload.taskBound ?? 'mixed',
    workerMemory: workload.workerMemory ?? 'normal',
    writes: workload.writes ?? 'durable',
    rules,
  };
}

function isAxis(key: string): key is keyof typeof WORKLOAD_AXES {
  return Object.hasOwn(WORKLOAD_AXES, key);
}

/** The profile that a file's name and place suggest; production where they say nothing. */
export function profileOfPath(path: string): { profile: Profile; chosenBy: string } {
  const words = path.toLowerCase().split(/[^a-z0-9]+/);
  const development = words.find((word) =>
    /^(dev|devel|development|devcontainer|debug|local|localhost|test|tests|testing|e2e|ci|override)$/.test(word),
  );
  const production = words.find((word) => /^(prod|production)$/.test(word));
  if (production) return { profile: 'production', chosenBy: `"${production}" in its path` };
  if (development) return { profile: 'development', chosenBy: `"${development}" in its path` };
  return { profile: 'production', chosenBy: 'default' };
}

/** The level that the rules table gives a rule: its last matching entry. */
export function levelOf(rules: Readonly<Record<string, RuleLevel>>, id: string): RuleLevel | undefined {
  let level: RuleLevel | undefined;
  for (const [pattern, value] of Object.entries(rules)) {
    if (pattern === id || (pattern.includes('*') && matchesGlob(id, pattern))) level = value;
  }
  return level;
}
