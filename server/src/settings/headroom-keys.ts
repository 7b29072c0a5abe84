import {
  API_SPEEDS,
  apiTimeouts,
  PROFILES,
  type Profile,
  RATE_LIMITS,
  rateLimits,
  TASK_BOUNDS,
  TASK_SPEEDS,
  type TaskBoundTier,
  taskLimits,
  tasksPerChild,
  WORKER_MEMORY,
  WRITES,
  type WritesTier,
  workerConnections,
} from '../knowledge/tiers';
import { DEFAULT_SETTINGS, PROGRAMS, type Program, type RuleLevel } from './project';

/**
 * What headroom.yaml may hold: each key with what it does and the shape of its value. The reader, the JSON Schema,
 * completion and hovers all follow this one table.
 */
export interface Key {
  /** What it decides, in a sentence. */
  readonly what: string;
  readonly shape: Shape;
  /** What holds where the key is absent. */
  readonly absent?: string;
}

export type Shape =
  /** One word of several, the default first. */
  | { readonly kind: 'choice'; readonly values: readonly Choice[] }
  | { readonly kind: 'flag' }
  /** A number above zero. */
  | { readonly kind: 'number'; readonly whole: boolean }
  /** A size of memory, such as 16g. */
  | { readonly kind: 'size' }
  /** A version, such as 1.22. */
  | { readonly kind: 'version' }
  | { readonly kind: 'texts'; readonly item: TextShape }
  | { readonly kind: 'map'; readonly keys: Readonly<Record<string, Key>>; readonly required?: readonly string[] }
  | { readonly kind: 'list'; readonly item: Shape }
  /** Rule ids or globs of them, each with a level. */
  | { readonly kind: 'rules' };

export interface Choice {
  readonly value: string;
  readonly what: string;
}

export interface TextShape {
  readonly pattern: RegExp;
  /** Completes "Each of them …". */
  readonly must: string;
  readonly example: string;
}

/** A version as people write it: numbers with dots, and what a distribution puts behind them. */
export const VERSION = /^\d+(\.\d+){0,3}([-+~][\w.+~-]*)?$/;

/** A size of memory: a number and a unit of 1024 bytes, of 1024 of those, and so on. */
export const SIZE = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i;

/** The bytes of a size, with the number and the unit as they are written; undefined where it is none. */
export function parseBytes(text: string): { bytes: number; number: string; unit: string } | undefined {
  const found = SIZE.exec(text.trim());
  if (!found) return undefined;
  const [, number = '', unit = ''] = found;
  return { bytes: Math.floor(Number(number) * 1024 ** ' kmgt'.indexOf(unit.toLowerCase() || ' ')), number, unit };
}

const per = (tier: 'normal' | 'strict' | 'permissive') =>
  `${rateLimits[tier].rate} requests a second of one client, ${rateLimits[tier].burst} at once`;

const PROFILE_TEXTS: Readonly<Record<Profile, string>> = {
  production: 'a service in use',
  development: 'a developer’s machine; only errors and warnings about data loss stay',
  'high-traffic': 'a service under heavy load',
};

const TASK_BOUND_TEXTS: Readonly<Record<TaskBoundTier, string>> = {
  mixed: 'both, or not known',
  cpu: 'tasks compute',
  io: 'tasks wait for others',
};

const WRITE_TEXTS: Readonly<Record<WritesTier, string>> = {
  durable: 'once a majority of the replicas has it in the journal',
  throughput: 'once one server has it, perhaps not yet in the journal',
};

export const LEVELS: readonly (Choice & { readonly value: RuleLevel })[] = [
  { value: 'off', what: 'the rule says nothing' },
  { value: 'hint', what: 'worth knowing' },
  { value: 'information', what: 'the guide recommends otherwise' },
  { value: 'warning', what: 'freezes, loses or overloads the stack' },
  { value: 'error', what: 'the program refuses, ignores or breaks it' },
];

const PROFILE: Key = {
  what: 'The load that files are held against.',
  absent: 'auto',
  shape: {
    kind: 'choice',
    values: [
      {
        value: 'auto',
        what: 'by each file’s name and place: dev, local, test and override mean development, anything else production',
      },
      ...PROFILES.map((value) => ({
        value,
        what: `${PROFILE_TEXTS[value]}; ${workerConnections[value]} connections of one nginx worker`,
      })),
    ],
  },
};

const WORKLOAD: Key = {
  what: 'What kind of load the stack has; each key chooses one tier of the guide.',
  shape: {
    kind: 'map',
    keys: {
      rateLimit: axis('How many requests one client may send.', RATE_LIMITS, per),
      api: axis(
        'How long answers of the API take: decides the proxy timeouts.',
        API_SPEEDS,
        (tier) => `up to ${apiTimeouts[tier].read} seconds`,
      ),
      tasks: {
        ...axis(
          'How long background tasks take: decides time limits and prefetching.',
          TASK_SPEEDS,
          (tier) => `up to ${taskLimits[tier].hard} seconds`,
        ),
        absent: 'the time limits of normal, and no message fetched ahead',
      },
      taskBound: axis(
        'What tasks spend their time on: decides how many run at once.',
        TASK_BOUNDS,
        (tier) => TASK_BOUND_TEXTS[tier],
      ),
      workerMemory: axis(
        'How much memory tasks take: decides after how many of them a worker process is replaced.',
        WORKER_MEMORY,
        (tier) => `a new process after ${tasksPerChild[tier]} tasks`,
      ),
      writes: axis('When a MongoDB write counts as done.', WRITES, (tier) => WRITE_TEXTS[tier]),
    },
  },
};

const RULES: Key = {
  what: 'Levels of rules by their id; `*` stands for any part of it, as in `nginx/*`. Of several that fit, the last one holds.',
  shape: { kind: 'rules' },
};

const GLOBS: Shape = {
  kind: 'texts',
  item: { pattern: /\S/, must: 'is a glob, such as "deploy/staging/**"', example: 'deploy/staging/**' },
};

/** The keys of headroom.yaml. */
export const PROJECT_SHAPE: Extract<Shape, { kind: 'map' }> = {
  kind: 'map',
  keys: {
    profile: PROFILE,
    workload: WORKLOAD,
    host: {
      what: 'Facts about the machine that no file tells. What is absent is unknown, and nothing is concluded from it.',
      shape: {
        kind: 'map',
        keys: {
          cpus: { what: 'The number of CPUs.', shape: { kind: 'number', whole: false } },
          memory: { what: 'The memory: a number with k, m or g, such as 16g.', shape: { kind: 'size' } },
          nofile: { what: 'The limit of open files of one process.', shape: { kind: 'number', whole: true } },
          kernel: { what: 'The version of Linux, such as 6.1.', shape: { kind: 'version' } },
        },
      },
    },
    versions: {
      what: 'Versions of programs where image tags, requirements and lock files don’t tell them.',
      absent: 'the newest',
      shape: { kind: 'map', keys: Object.fromEntries(PROGRAMS.map((program) => [program, version(program)])) },
    },
    apiRoutes: {
      what: 'Prefixes of the routes that count as API.',
      absent: DEFAULT_SETTINGS.apiRoutes.join(', '),
      shape: { kind: 'texts', item: { pattern: /^\//, must: 'begins with "/"', example: '/api' } },
    },
    rules: RULES,
    ignore: { what: 'Globs of files about which nothing is said.', shape: GLOBS },
    overrides: {
      what: 'Other choices for some of the files. Of several that fit a file, the last one holds.',
      shape: {
        kind: 'list',
        item: {
          kind: 'map',
          required: ['files'],
          keys: {
            files: { what: 'Globs of the files for which this holds.', shape: GLOBS },
            profile: PROFILE,
            workload: WORKLOAD,
            rules: RULES,
          },
        },
      },
    },
    requireReason: {
      what: 'Whether a comment that silences a finding has to say why, behind `--`.',
      absent: 'false',
      shape: { kind: 'flag' },
    },
  },
};

function axis<T extends string>(what: string, tiers: readonly T[], describe: (tier: T) => string): Key {
  return {
    what,
    absent: tiers[0]!,
    shape: { kind: 'choice', values: tiers.map((value) => ({ value, what: describe(value) })) },
  };
}

function version(program: Program): Key {
  const names: Readonly<Record<Program, string>> = {
    nginx: 'nginx',
    redis: 'Redis',
    mongodb: 'MongoDB',
    celery: 'Celery',
    pymongo: 'PyMongo',
    'redis-py': 'redis-py',
  };
  return { what: `The version of ${names[program]}.`, absent: 'the newest', shape: { kind: 'version' } };
}

/** The levels that a rule may be given, as a choice. */
export const LEVEL_SHAPE: Extract<Shape, { kind: 'choice' }> = { kind: 'choice', values: LEVELS };

/** The areas in which rules lie: the first part of each id. */
export const AREAS = [
  'nginx',
  'celery',
  'mongodb',
  'redis',
  'compose',
  'system',
  'stack',
  'headroom',
  'syntax',
] as const;

/** Whether a pattern is one for a whole area, such as `redis/*`. It may stand there before the area has a rule. */
export function isAreaPattern(pattern: string): boolean {
  const [area, rest] = pattern.split('/');
  return (
    pattern.includes('*') &&
    (pattern === '*' || pattern === '**' || ((AREAS as readonly string[]).includes(area!) && /^\*+$/.test(rest ?? '')))
  );
}
