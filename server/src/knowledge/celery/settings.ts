import { BACKEND_SETTINGS } from './backend-table';
import type { CeleryPool } from './pools';
import { CELERY_SETTINGS, UNLISTED_SETTINGS } from './settings-table';

/** What the value of a setting is, as Celery declares it; Celery itself converts nothing. */
export type CelerySettingType =
  | 'int'
  | 'float'
  | 'bool'
  | 'string'
  | 'bytes'
  | 'dict'
  | 'list'
  | 'tuple'
  /** Of several kinds, as routes are. */
  | 'any';

export type CeleryUnit = 'seconds' | 'milliseconds' | 'KiB' | 'tasks' | 'processes' | 'threads' | 'connections';

export interface CelerySetting {
  /** The name since Celery 4, in lower case. */
  readonly name: string;
  /** The name before Celery 4, which 5 still reads outside a namespace; undefined where there never was one. */
  readonly oldName: string | undefined;
  readonly type: CelerySettingType;
  /** None is a value. */
  readonly mayBeNone: boolean;
  /** The values of a string that Celery knows. */
  readonly words: readonly string[];
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly unit: CeleryUnit | undefined;
  /** As Python writes it. */
  readonly default: string;
  /** The first version that has it; undefined: 5.0 has it. */
  readonly since: string | undefined;
  readonly deprecated: string | undefined;
  /** The option of `celery worker` that says the same, without its dashes. */
  readonly option: string | undefined;
  /** The attribute of a task that overrides it. */
  readonly taskAttribute: string | undefined;
  /** The pools in which it has an effect; undefined: all. */
  readonly pools: readonly CeleryPool[] | undefined;
  /** Whether `celery.app.defaults` has it. */
  readonly listed: boolean;
  /** What it does, in one sentence without a full stop. */
  readonly what: string;
  readonly page: string;
}

export const CELERY_CONFIGURATION_PAGE = 'https://docs.celeryq.dev/en/stable/userguide/configuration.html';

interface Catalogue {
  readonly all: readonly CelerySetting[];
  readonly byName: ReadonlyMap<string, CelerySetting>;
  readonly byOldName: ReadonlyMap<string, CelerySetting>;
}

let loaded: Catalogue | undefined;

/** Every setting, in the order of the tables. */
export function celerySettings(): readonly CelerySetting[] {
  return catalogue().all;
}

/** A setting by its present name, in lower case. */
export function celerySetting(name: string): CelerySetting | undefined {
  return catalogue().byName.get(name);
}

/** A setting by the name that it had before Celery 4, in upper case: `CELERYD_CONCURRENCY`. */
export function celerySettingOfOldName(name: string): CelerySetting | undefined {
  return catalogue().byOldName.get(name);
}

/**
 * How the configuration of an app names its settings: as since Celery 4 (`new`), as before (`old`), or as since Celery
 * 4 in upper case behind a namespace, which is Django's way (`CELERY` makes `CELERY_WORKER_CONCURRENCY`).
 */
export type CeleryNaming = 'new' | 'old' | { readonly namespace: string };

/** The setting that a name means under a naming; undefined where Celery does not read it. */
export function celerySettingNamed(name: string, naming: CeleryNaming): CelerySetting | undefined {
  if (naming === 'new') return celerySetting(name);
  if (naming === 'old') return celerySettingOfOldName(name);
  const prefix = namespacePrefix(naming.namespace);
  if (!name.startsWith(prefix)) return undefined;
  const rest = name.slice(prefix.length);
  return rest === rest.toUpperCase() ? celerySetting(rest.toLowerCase()) : undefined;
}

/** How a setting is written under a naming; undefined where it has no old name. */
export function celeryNameFor(setting: CelerySetting, naming: CeleryNaming): string | undefined {
  if (naming === 'new') return setting.name;
  if (naming === 'old') return setting.oldName;
  return namespacePrefix(naming.namespace) + setting.name.toUpperCase();
}

function namespacePrefix(namespace: string): string {
  return namespace.endsWith('_') ? namespace : `${namespace}_`;
}

function catalogue(): Catalogue {
  loaded ??= load();
  return loaded;
}

function load(): Catalogue {
  const all = [
    ...readTable(CELERY_SETTINGS, true),
    ...readTable(BACKEND_SETTINGS, true),
    ...readTable(UNLISTED_SETTINGS, false),
  ];
  return {
    all,
    byName: new Map(all.map((one) => [one.name, one])),
    byOldName: new Map(all.flatMap((one) => (one.oldName === undefined ? [] : [[one.oldName, one] as const]))),
  };
}

const ROW = /^(\w+) (\w+)(?:\[([\w,]+)\])?(\?)?(?: (\d+):(\d*))?((?: [<>@~.#%-]\S*)*) = (.*?) \| (.*)$/;

const UNITS: Readonly<Record<string, CeleryUnit>> = {
  s: 'seconds',
  ms: 'milliseconds',
  KiB: 'KiB',
  tasks: 'tasks',
  processes: 'processes',
  threads: 'threads',
  connections: 'connections',
};

function readTable(table: string, listed: boolean): CelerySetting[] {
  return table.split('\n').flatMap((line) => {
    const row = ROW.exec(line);
    if (!row) return [];
    const [, name, type, words, none, least, most, marks, value, what] = row;
    const mark = (sign: string) =>
      marks!
        .split(' ')
        .find((one) => one.startsWith(sign))
        ?.slice(1);
    const unit = mark('@');
    return [
      {
        name: name!,
        oldName: listed ? (mark('~') ?? derivedOldName(name!)) : undefined,
        type: type as CelerySettingType,
        mayBeNone: none !== undefined,
        words: words?.split(',') ?? [],
        least: least === undefined ? undefined : Number(least),
        most: most ? Number(most) : undefined,
        unit: unit === undefined ? undefined : UNITS[unit],
        default: value!,
        since: mark('>'),
        deprecated: mark('<'),
        option: mark('-'),
        taskAttribute: mark('.'),
        pools: mark('#')?.split(',') as readonly CeleryPool[] | undefined,
        listed,
        what: what!,
        page: mark('%') === undefined ? `${CELERY_CONFIGURATION_PAGE}#std-setting-${name}` : CELERY_CONFIGURATION_PAGE,
      },
    ];
  });
}

/** The usual way in which names changed with Celery 4. */
function derivedOldName(name: string): string {
  const upper = name.toUpperCase();
  if (upper.startsWith('BROKER_')) return upper;
  if (upper.startsWith('WORKER_')) return `CELERYD_${upper.slice('WORKER_'.length)}`;
  if (upper.startsWith('BEAT_')) return `CELERYBEAT_${upper.slice('BEAT_'.length)}`;
  if (upper.startsWith('TASK_')) return `CELERY_${upper.slice('TASK_'.length)}`;
  return `CELERY_${upper}`;
}
