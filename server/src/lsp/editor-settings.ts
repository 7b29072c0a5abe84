import { PROFILES } from '../knowledge/tiers';
import { parseBytes } from '../settings/headroom-keys';
import { type PartialSettings, PROGRAMS, type RuleLevel, SEVERITIES, WORKLOAD_AXES } from '../settings/project';

/** What the editor's own settings say to the server besides what a project file can say. */
export interface EditorSettings {
  readonly stack: PartialSettings;
  readonly inlayHints: { readonly enabled: boolean; readonly kinds: Readonly<Record<string, boolean>> };
  readonly codeLens: { readonly enabled: boolean };
}

export const DEFAULT_EDITOR_SETTINGS: EditorSettings = {
  stack: {},
  inlayHints: { enabled: true, kinds: {} },
  codeLens: { enabled: true },
};

/** Reads the client's `headroom` section. What is not of the right shape is left out: an editor shows its own schema's errors. */
export function readEditorSettings(section: unknown): EditorSettings {
  const root = record(section);
  const hints = record(root.inlayHints);
  return {
    stack: {
      ...pick('profile', oneOf(root.profile, [...PROFILES, 'auto'] as const)),
      workload: workload(record(root.workload)),
      ...pick('host', host(record(root.host))),
      ...pick('versions', versions(record(root.versions))),
      ...pick('apiRoutes', texts(root.apiRoutes)),
      rules: levels(record(root.rules)),
      ...pick('requireReason', typeof root.requireReason === 'boolean' ? root.requireReason : undefined),
    },
    inlayHints: { enabled: hints.enabled !== false, kinds: booleans(hints) },
    codeLens: { enabled: record(root.codeLens).enabled !== false },
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function pick<Key extends string, T>(key: Key, value: T | undefined): { [K in Key]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: T });
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((one) => one === value);
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
}

function workload(value: Readonly<Record<string, unknown>>): NonNullable<PartialSettings['workload']> {
  const entries = Object.entries(WORKLOAD_AXES).map(([axis, tiers]) => [
    axis,
    oneOf(value[axis], tiers as readonly string[]),
  ]);
  return Object.fromEntries(entries.filter(([, tier]) => tier !== undefined));
}

function host(value: Readonly<Record<string, unknown>>): PartialSettings['host'] {
  const positive = (one: unknown) => (typeof one === 'number' && one > 0 ? one : undefined);
  return {
    ...pick('cpus', positive(value.cpus)),
    ...pick('memory', positive(typeof value.memory === 'string' ? parseBytes(value.memory)?.bytes : value.memory)),
    ...pick('nofile', positive(value.nofile)),
    ...pick('kernel', typeof value.kernel === 'string' && value.kernel !== '' ? value.kernel : undefined),
  };
}

function versions(value: Readonly<Record<string, unknown>>): PartialSettings['versions'] {
  return Object.fromEntries(
    PROGRAMS.filter((program) => typeof value[program] === 'string' && value[program] !== '').map((program) => [
      program,
      value[program] as string,
    ]),
  );
}

function levels(value: Readonly<Record<string, unknown>>): Record<string, RuleLevel> {
  const allowed = ['off', ...SEVERITIES] as const;
  return Object.fromEntries(
    Object.entries(value).flatMap(([id, level]) => {
      const known = oneOf(level, allowed);
      return known ? [[id, known]] : [];
    }),
  );
}

function booleans(value: Readonly<Record<string, unknown>>): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
  );
}
